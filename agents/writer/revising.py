"""The next version: what still stands keeps its words, what is new joins it, and both share one length."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from agents.disputes import differences, later, same_news
from agents.revision import Place, Revision, Standing
from agents.surface import words
from agents.voices import voices
from agents.writer.candidates import Candidate
from agents.writer.compared import Compared, says_own
from agents.writer.selection import LEAST, REPETITION, gain, in_place, worth
from agents.writer.tellings import Telling, bears_out, current, merge, same
from store.records import Claim, Retirement, Source, digest
from store.snippets import sentences

TOLD = 0.6
"""Share of the words of the news, names apart, that a claim has which tells them already."""
REPEATED = 0.6
"""What a claim loses for all that another one tells too, where room is made (``python -m evals.updates``)."""


@dataclass(frozen=True)
class Gone:
    """A claim that stood and is told no longer; ``by`` is the text that took its place."""

    standing: Standing
    reason: Retirement
    detail: str
    by: str = ""


@dataclass
class Composition:
    """The tellings of the next version, grown one by one."""

    standing: dict[str, Standing]
    """Claims that still stand by their text."""
    told: list[Telling] = field(default_factory=list[Telling])
    gone: list[Gone] = field(default_factory=list[Gone])
    also: dict[str, list[Candidate]] = field(default_factory=dict[str, list[Candidate]])
    """By the text of such a claim, the news that bear it out as well."""
    tells: dict[Place, str] = field(default_factory=dict[Place, str])
    """By the place of a sentence of the news, the text that tells it."""

    def retire(self, telling: Telling, reason: Retirement, detail: str, by: str = "") -> None:
        """What is new and goes again has never been told, and needs no reason."""
        self.told.remove(telling)
        if standing := self.standing.get(telling.told.text):
            self.gone.append(Gone(standing, reason, detail, by))

    def size(self) -> int:
        """In words."""
        return sum(len(words(telling.told.text)) for telling in self.told)


class _Pool(Compared):
    """Old and new sentences side by side. What overtakes the old ones, the reviser has said."""

    def __init__(self, topic: str, old: Sequence[Candidate], news: Sequence[Candidate]) -> None:
        everything = [*old, *news]
        kept = {id(one) for one in current(everything)}
        self.old = list(old)
        self.all = [*old, *(one for one in news if id(one) in kept)]
        super().__init__(self.all)
        self.worth = worth(topic, self.all, self.alike, len(old))

    def tellings(self, rows: Sequence[int]) -> list[Telling]:
        """Of these sentences, merged, in order of worth."""
        within: NDArray[np.float64] = self.alike[np.ix_(rows, rows)]
        return merge([self.all[row] for row in rows], [self.worth[row] for row in rows], within)


def compose(
    topic: str, revision: Revision, news: Sequence[Candidate], length: int, *, extra: bool = True
) -> Composition:
    """At most ``length`` words: what overtook a claim first, then, with ``extra``, what gains most."""
    usual = median([one.relevance for one in news]) if news else 0.0
    stands = (*revision.stands, *revision.revived)
    pool = _Pool(topic, [_candidate(one, usual) for one in stands], news)
    composed = _standing(stands, pool)
    wanted = {*revision.places.values(), *revision.recalled}
    fresh = [row for row in range(len(pool.old), len(pool.all)) if not _told_already(row, pool, composed)]
    tellings = pool.tellings(fresh)
    composed.tells |= {one.place: telling.told.text for telling in tellings for one in telling.echoes}
    first = {composed.tells[place] for place in wanted & composed.tells.keys()} - composed.standing.keys()
    for telling in sorted(tellings, key=lambda one: one.told.text not in first):
        if telling.told.text in first:
            composed.told.append(telling)
        elif extra:
            _admit(telling, composed, pool)
    _fit(composed, pool, length, first | {one.claim.text for one in revision.revived})
    return composed


def _standing(stands: Sequence[Standing], pool: _Pool) -> Composition:
    """What stood, each text once."""
    composed = Composition({one.claim.text: one for one in reversed(stands)})
    for row, (one, standing) in enumerate(zip(pool.old, stands, strict=True)):
        if composed.standing[one.text] is standing:
            composed.told.append(Telling(one, standing.sources or (one.source,), pool.worth[row]))
        else:
            composed.gone.append(Gone(standing, Retirement.DUPLICATE, "told twice", one.text))
    return composed


def _candidate(standing: Standing, relevance: float) -> Candidate:
    source = standing.sources[0] if standing.sources else _unknown(standing)
    before = len(sentences(source.text[: standing.start]))
    return Candidate(standing.claim.text, source, before, relevance, standing.time)


def _unknown(standing: Standing) -> Source:
    """In place of a source that is not at hand."""
    id_ = digest(*standing.claim.citations)
    return Source(id=id_, text="", fetched_at=standing.time, origin=id_)


def _told_already(row: int, pool: _Pool, composed: Composition) -> bool:
    """Whether a claim that stands says the same; a source that bears it out will be named beside it."""
    for place, other in enumerate(pool.old):
        if same(pool.all, pool.alike, place, row) and _says_all(other, pool.all[row]):
            if bears_out(pool.all[row], other):
                composed.also.setdefault(other.text, []).append(pool.all[row])
            composed.tells[pool.all[row].place] = other.text
            return True
    return False


def _says_all(one: Candidate, other: Candidate) -> bool:
    """Whether a claim tells the news already: figures and days, and most of what they say beside names."""
    a, b = one.surface, other.surface
    return b.figures <= a.figures and b.dates <= a.dates and says_own(a, b, TOLD)


def _admit(telling: Telling, composed: Composition, pool: _Pool) -> None:
    """It joins, takes the place of what it tells anew as later news, or stays out.

    What gives another value than a claim that stands retires nothing, for the reviser has not believed it;
    and where it is in the words of the claim's own report, it is not told.
    """
    near = [one for one in composed.told if pool[telling.told.text, one.told.text] >= REPETITION]
    others = [one for one in composed.told if one not in near]
    if not all(_later(telling, one) for one in near) or gain(telling, others, pool) < LEAST:
        return
    if any(in_place(one, telling, pool) for one in composed.told if not _later(telling, one)):
        return
    gainsaid = [one for one in near if one.told.text in composed.standing and _gainsays(telling, one)]
    if any(_one_voice(telling, one) for one in gainsaid):
        return
    for one in near:
        if one not in gainsaid and same_news(telling.told.text, one.told.text):
            composed.retire(one, Retirement.SUPERSEDED, "later news of the same", telling.told.text)
    checked = [one for one in composed.told if _is_at_hand(one, composed)]
    for one in [one for one in checked if in_place(telling, one, pool)]:
        composed.retire(one, Retirement.DUPLICATE, "told with more", telling.told.text)
    composed.told.append(telling)


def _is_at_hand(one: Telling, composed: Composition) -> bool:
    """Whether its sources are known; all that is new has one."""
    standing = composed.standing.get(one.told.text)
    return standing is None or bool(standing.sources)


def _gainsays(one: Telling, other: Telling) -> bool:
    years = one.told.time.year, other.told.time.year
    return any(differences(one.told.text, other.told.text, years))


def _one_voice(one: Telling, other: Telling) -> bool:
    voice = voices([*one.sources, *other.sources])
    return voice[one.told.source.id] in {voice[source.id] for source in other.sources}


def _later(one: Telling, other: Telling) -> bool:
    return later(one.told.time, other.told.time, same_outlet=False)


def _fit(composed: Composition, pool: _Pool, length: int, first: set[str]) -> None:
    """What matters least beside all else that is told makes room; what fits yet in the end may stay.

    A telling is worth less by what the likest of the others tells of it.
    """
    told = sorted(composed.told, key=lambda one: one.told.text)
    sizes = [len(words(one.told.text)) for one in told]
    worths = np.array([one.worth for one in told])
    shared = pool.shares([one.told.text for one in told])
    np.fill_diagonal(shared, 0.0)
    spare = np.array([one.told.text not in first for one in told])
    stay = np.ones(len(told), dtype=bool)
    size = sum(sizes)
    made_room: list[int] = []
    while size > length and len(told) - len(made_room) > 1:
        alone = worths - REPEATED * shared.max(axis=1, where=stay, initial=0.0)
        free = stay & spare if (stay & spare).any() else stay
        least = int(np.argmin(np.where(free, alone, np.inf)))
        stay[least] = False
        size -= sizes[least]
        made_room.append(least)
    for row in reversed(made_room):
        if size + sizes[row] <= length:
            size += sizes[row]
        else:
            composed.retire(told[row], Retirement.SPACE, "other news matters more")


def citations(telling: Telling, composed: Composition, shown: Mapping[str, str]) -> tuple[str, ...]:
    """Those that it had, then one for each further voice that tells the same."""
    standing = composed.standing.get(telling.told.text)
    if standing is None:
        return tuple(shown[source.id] for source in telling.sources)
    more = [one.source for one in composed.also.get(telling.told.text, [])]
    voice = voices([*standing.sources, *more])
    heard = {voice[source.id] for source in standing.sources}
    new = {voice[source.id]: shown[source.id] for source in reversed(more) if voice[source.id] not in heard}
    return (*standing.claim.citations, *reversed(new.values()))


def replacing(revision: Revision, composed: Composition, claims: Mapping[str, Claim]) -> dict[str, str]:
    """By the id of a claim that was overtaken, the one that tells by what; ``claims`` by their text."""
    told = ((claim, composed.tells.get(place, "")) for claim, place in revision.places.items())
    return {claim: claims[text].id for claim, text in told if text in claims}

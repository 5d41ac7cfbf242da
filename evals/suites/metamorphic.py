"""Whether the measures of faithfulness can be fooled: stories are made worse, and no score may rise.

The tricks are those of ``evals.citations``, under the conditions that its docstring gives: only a citation
that is needed is taken away, only sources that bear nothing out are put in, only statements all of whose
citations are needed exchange one. Property tests hold the formulas to it; this suite holds the judge to it.
``uncited_share`` and the judge's agreement with people are no scores and may move.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, NamedTuple

from evals.context import Context, Kept
from evals.scores import Case, Measure, Scores, Tally, macro
from evals.suites import Place
from evals.suites.faithfulness import BALANCE, Faithfulness, Stories, measured, rate
from evals.suites.rating import Rated
from evals.suites.stories import Sentence, SourceRow, Story, source_of

TRIES = 3
"""Of each trick on each story."""
AGAIN = 5
"""Stories that are judged once more, from nothing."""
SLACK = 1e-12
NO_SCORES = {"uncited_share", BALANCE}

STRANGERS = {
    one.id: source_of(one)
    for one in (
        SourceRow(
            id="stranger-1", text="The lighthouse of Gannet Point was painted white. Nobody paid for it."
        ),
        SourceRow(id="stranger-2", text="A choir of retired bakers sang in the old town hall. It rained."),
    )
}
"""What bears out nothing that any story tells."""
UNSUPPORTED = "A retired admiral has bought every piano on the island."


@dataclass(frozen=True)
class Worse:
    """A story after a trick, and what was done."""

    trick: str
    done: str
    before: Rated
    story: Story


Trick = Callable[[Rated, Random], Iterator[tuple[str, Story]]]


def _invented(rated: Rated, dice: Random) -> Iterator[tuple[str, Story]]:
    for key in _shuffled(rated, dice):
        yield f"invented id: {key}", _cite(rated.story, key, ["0badc0de0badc0de"])


def _taken(rated: Rated, dice: Random) -> Iterator[tuple[str, Story]]:
    for key in _shuffled(rated, dice):
        for id_ in sorted(rated.statements[key].needed())[:1]:
            yield f"taken away: {key}", _without(rated.story, key, id_)


def _stuffed(rated: Rated, dice: Random) -> Iterator[tuple[str, Story]]:
    for key in _shuffled(rated, dice):
        story = replace(rated.story, sources=rated.story.sources | STRANGERS)
        yield f"stuffed: {key}", _cite(story, key, list(STRANGERS))


def _copied(rated: Rated, dice: Random) -> Iterator[tuple[str, Story]]:
    for key in _shuffled(rated, dice):
        copied = replace(rated.story.statements[key][0], lead=False)
        yield f"copied: {key}", replace(rated.story, body=(*rated.story.body, copied))


def _appended(rated: Rated, _dice: Random) -> Iterator[tuple[str, Story]]:
    for cited in ((), tuple(rated.story.sources)[:1], ("0badc0de0badc0de",)):
        added = Sentence(UNSUPPORTED, cited)
        yield f"appended, citing {cited}", replace(rated.story, body=(*rated.story.body, added))


def _exchanged(rated: Rated, dice: Random) -> Iterator[tuple[str, Story]]:
    clean = [key for key in _shuffled(rated, dice) if _all_needed(rated, key)]
    for one, other in zip(clean[::2], clean[1::2], strict=False):
        story, first, second = rated.story, rated.story.statements[one][0], rated.story.statements[other][0]
        swapped = {
            one: replace(first, citations=(second.citations[0], *first.citations[1:])),
            other: replace(second, citations=(first.citations[0], *second.citations[1:])),
        }
        body = tuple(swapped.get(sentence.key, sentence) for sentence in story.body)
        yield f"exchanged: {one} | {other}", replace(story, body=body)


TRICKS: dict[str, Trick] = {
    "invented_id": _invented,
    "citation_taken_away": _taken,
    "citations_stuffed": _stuffed,
    "sentence_copied": _copied,
    "unsupported_appended": _appended,
    "citations_exchanged": _exchanged,
}


def _shuffled(rated: Rated, dice: Random) -> list[str]:
    return dice.sample(list(rated.statements), len(rated.statements))


def _all_needed(rated: Rated, key: str) -> bool:
    """Of a statement that stands there once."""
    statement = rated.statements[key]
    once = len(rated.story.statements[key]) == 1
    return once and bool(statement.cited) and statement.needed() == statement.cited


def _cite(story: Story, key: str, more: Sequence[str]) -> Story:
    body = (_citing(one, (*one.citations, *more)) if one.key == key else one for one in story.body)
    return replace(story, body=tuple(body))


def _citing(sentence: Sentence, citations: Sequence[str]) -> Sentence:
    return replace(sentence, citations=tuple(dict.fromkeys(citations)))


def _without(story: Story, key: str, id_: str) -> Story:
    def kept(one: Sentence) -> list[str]:
        named = ((citation, story.source(citation)) for citation in one.citations)
        return [citation for citation, source in named if source is None or source.id != id_]

    body = (_citing(one, kept(one)) if one.key == key else one for one in story.body)
    return replace(story, body=tuple(body))


class Raised(NamedTuple):
    """A score that a trick raised."""

    measure: str
    before: float
    after: float


class Metamorphic:
    """The suite."""

    name = "metamorphic"
    files = Faithfulness.files
    measures = "Whether a score of faithfulness rises when a story is made worse, or moves when it is not."
    format = "that of faithfulness"

    @property
    def schema(self) -> dict[str, Any]:
        return Faithfulness().schema

    def read(self, place: Place) -> Stories:
        return Faithfulness().read(place)

    def run(self, data: Stories, context: Context) -> Scores:
        rated = rate(data.stories, context)
        worse = [one for story in rated for one in _worse(story)]
        after = rate([one.story for one in worse], context)
        raised = [(one, _raised(one.before, now)) for one, now in zip(worse, after, strict=True)]
        held = [_held(trick, raised) for trick in TRICKS]
        return Scores(
            suite=self.name,
            judge=context.checker.name,
            notes=("A score that rose is a hole in a measure, or a judge that changes its mind.",),
            measures=(macro("held", held), *held, _identical(rated[:AGAIN], context)),
            cases=tuple(_case(one, risen) for one, risen in raised if risen),
        )


def _worse(rated: Rated) -> Iterator[Worse]:
    for name, trick in TRICKS.items():
        made = trick(rated, Random(f"{name} {rated.story.id}"))
        for (done, story), _ in zip(made, range(TRIES), strict=False):
            yield Worse(name, done, rated, story)


def _values(rated: Rated) -> dict[str, Measure]:
    return {one.name: one for one in measured([rated], Counter()) if one.name not in NO_SCORES}


def _raised(before: Rated, after: Rated) -> list[Raised]:
    was, is_ = _values(before), _values(after)
    found: list[Raised] = []
    for name, one in was.items():
        first, second = one.value, is_[name].value
        if first is not None and second is not None:
            better = second - first if one.better == "higher" else first - second
            if better > SLACK:
                found.append(Raised(name, first, second))
    return found


def _held(trick: str, raised: Sequence[tuple[Worse, list[Raised]]]) -> Measure:
    tally = Tally()
    for one, risen in raised:
        if one.trick == trick:
            tally.add(one.before.story.id, (float(not risen), 1))
    if not tally.scored:
        tally.miss("no story has room for it")
    return tally.measure(f"held.{trick}")


def _identical(rated: Sequence[Rated], context: Context) -> Measure:
    """Whether every number is the same when nothing is remembered."""
    fresh = replace(context, kept=Kept(None), workers=1)
    again = rate([one.story for one in rated], fresh)
    tally = Tally()
    for one, other in zip(rated, again, strict=True):
        tally.add(one.story.id, (float(list(_values(one).values()) == list(_values(other).values())), 1))
    return tally.measure("identical_rerun")


def _case(worse: Worse, raised: Sequence[Raised]) -> Case:
    told = "; ".join(f"{one.measure} {one.before:.3f} → {one.after:.3f}" for one in raised)
    return Case(where=worse.before.story.id, text=worse.done, verdict=worse.trick, why=told)

"""A version as a reader opens it: each sentence with its proof, and what is new marked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.render.checked import Exhibit, exhibit
from service.render.diff import Diff
from service.render.disputes import NEW, Dispute, disputes
from service.render.references import References
from service.render.words import REASONS
from store.records import ChangeKind, Claim, Label, Reason, Source, StoryVersion, Verdict

CONTEXT = 110
"""Characters around a passage: a page of eighty sentences stays below 100 kB."""
LONGEST = 600
"""Characters of a passage that a card shows; the whole of it is on the page of its source."""


@dataclass(frozen=True)
class Witness:
    """A cited source on a card, with its number in the list and the passages that were found in it."""

    number: int
    source: Source
    exhibits: tuple[Exhibit, ...]
    starts: tuple[int, ...] = ()
    """Where its passages begin."""


@dataclass(frozen=True)
class Card:
    """The proof of a sentence: its verdict, and its sources by the report that they carry."""

    claim: Claim
    verdict: Verdict
    reports: tuple[tuple[Witness, ...], ...]
    """Those of one origin together: copies of a report are one voice."""
    lost: tuple[str, ...]
    """Citations that name no source."""
    dispute: int = 0
    """Number of the dispute that it is a side of; 0 for none."""

    @property
    def id(self) -> str:
        return self.claim.id[:10]

    @property
    def numbers(self) -> list[int]:
        return [one.number for report in self.reports for one in report]

    @property
    def sources(self) -> list[Source]:
        return [one.source for report in self.reports for one in report]


@dataclass(frozen=True)
class Reading:
    """What the page of a version shows besides the version itself."""

    version: StoryVersion
    references: References
    numbers: Mapping[str, int]
    """Whole id of a source → its number in the list."""
    cards: Mapping[str, Card]
    disputes: Sequence[Dispute]
    diff: Diff | None

    @property
    def new(self) -> frozenset[str]:
        """Ids of the claims that are to be marked."""
        changes = self.diff.changes if self.diff else ()
        return frozenset(one.claim for one in changes if one.kind in NEW)

    @property
    def counts(self) -> Counter[str]:
        """How often what happened since."""
        return Counter(one.kind.value for one in (self.diff.changes if self.diff else ()))

    @property
    def supported(self) -> int:
        return sum(self.cards[claim.id].verdict.label is Label.SUPPORTED for claim in self.version.claims())

    @property
    def checkers(self) -> list[str]:
        return sorted({card.verdict.checker for card in self.cards.values() if card.verdict.checker})

    @property
    def why_left_out(self) -> list[tuple[str, int]]:
        """Reasons that held sentences back, most frequent first."""
        found = (one.verdict.reasons[0].reason for one in self.version.left_out if one.verdict.reasons)
        return [(REASONS[Reason(one)], count) for one, count in Counter(found).most_common()]


def reading(version: StoryVersion, sources: Mapping[str, Source], diff: Diff | None) -> Reading:
    """``sources`` are the cited ones by whole id; what ``diff`` calls new is marked."""
    references = References.of_story(version, sources)
    numbers = {source.id: number for number, source in enumerate(references, start=1)}
    found = disputes(version, references)
    sides = {side.claim.id: number for number, one in enumerate(found, start=1) for side in one.sides}
    verdicts = {verdict.claim_id: verdict for verdict in version.verdicts}
    cards = {
        claim.id: _card(claim, verdicts.get(claim.id), references, numbers, sides.get(claim.id, 0))
        for claim in (version.title, *version.claims())
    }
    return Reading(version, references, numbers, cards, found, diff)


def _card(
    claim: Claim, verdict: Verdict | None, references: References, numbers: Mapping[str, int], dispute: int
) -> Card:
    verdict = verdict or Verdict(claim_id=claim.id, label=Label.UNCHECKED, score=0)
    by_origin: dict[str, list[Witness]] = {}
    for source in sorted(references.of_claim(claim), key=lambda one: numbers[one.id]):
        by_origin.setdefault(source.origin, []).append(_witness(source, verdict, numbers[source.id]))
    lost = tuple(one for one in claim.citations if references.source(one) is None)
    return Card(claim, verdict, tuple(map(tuple, by_origin.values())), lost, dispute)


def _witness(source: Source, verdict: Verdict, number: int) -> Witness:
    spans = [span for span in dict.fromkeys(verdict.spans) if span.source_id == source.id]
    shown = tuple(_short(exhibit(span, source, CONTEXT)) for span in spans)
    return Witness(number, source, shown, tuple(span.start for span in spans))


def _short(shown: Exhibit) -> Exhibit:
    if len(shown.text) <= LONGEST:
        return shown
    cut = type(shown.text)(f"{shown.text[:LONGEST].rsplit(' ', 1)[0]} …")
    return Exhibit(shown.source, shown.before, cut, type(shown.after)())


def gone(diff: Diff) -> Iterator[tuple[Claim, str]]:
    """What the older version told and this one does not, each with the reason."""
    old = {claim.id: claim for claim in diff.older.claims()}
    for change in diff.changes:
        if change.kind is ChangeKind.RETIRED and change.claim in old:
            yield old[change.claim], change.reason.value.replace("_", " ") if change.reason else ""

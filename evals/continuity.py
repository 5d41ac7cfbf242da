"""Whether a version goes on from its parent as it should: by the two texts, not by its word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agents.anchor import unanchor
from store.records import Change, ChangeKind, StoryVersion


@dataclass(frozen=True)
class Continuity:
    """Counts over any number of updates."""

    told_on: int = 0
    """Claims of the parent that are still told."""
    untouched: int = 0
    """Of them, those that cite what they cited."""
    dated: int = 0
    """Of the untouched, those that got their day, for they had aged."""
    same: int = 0
    """Of the untouched, those that kept text, citations and verdict byte for byte."""
    gone: int = 0
    unexplained: int = 0
    """Of those gone, the ones for which no reason was found: at most that others took the room."""
    misnumbered: int = 0
    """Versions that skip or double a number, or have another parent than the one before."""

    def __add__(self, other: "Continuity") -> "Continuity":
        return Continuity(*(a + b for a, b in zip(_counts(self), _counts(other), strict=True)))


def continuity(versions: Sequence[StoryVersion]) -> Continuity:
    """Of a line of descent, the oldest first."""
    numbers = [version.number for version in versions]
    doubled = Continuity(misnumbered=len(numbers) - len(set(numbers)))
    return sum((_between(*pair) for pair in pairwise(versions)), doubled)


def _between(parent: StoryVersion, child: StoryVersion) -> Continuity:
    now = {claim.id: claim for claim in child.claims()}
    became = {change.before or change.claim: change for change in child.changes}
    told_on = [(claim, now.get(became[claim.id].claim)) for claim in parent.claims() if claim.id in became]
    untouched = [(was, claim) for was, claim in told_on if claim and claim.citations == was.citations]
    verdicts = [{one.claim_id: one for one in version.verdicts} for version in (parent, child)]
    same = [was for was, claim in untouched if was == claim and verdicts[0][was.id] == verdicts[1][was.id]]
    left = {claim.id for claim in parent.claims()} - now.keys() - {was.id for was, claim in told_on if claim}
    return Continuity(
        told_on=sum(claim is not None for _, claim in told_on),
        untouched=len(untouched),
        dated=sum(was.text != claim.text and unanchor(claim.text)[0] is not None for was, claim in untouched),
        same=len(same),
        gone=len(left),
        unexplained=sum(not _explained(became.get(id_)) for id_ in left),
        misnumbered=int(not _follows(parent, child)),
    )


def _explained(change: Change | None) -> bool:
    """What left for want of a reason says so without a detail."""
    return change is not None and change.kind is ChangeKind.RETIRED and change.detail != ""


def _follows(parent: StoryVersion, child: StoryVersion) -> bool:
    next_ones = {(parent.major, parent.minor + 1), (parent.major + 1, 0)}
    return child.parent == parent.number and child.number in next_ones


def _counts(one: Continuity) -> Iterable[int]:
    return vars(one).values()

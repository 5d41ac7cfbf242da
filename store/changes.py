"""Version × version → changes: what was kept, added, reworded, cited anew or retired, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from store.records import Change, ChangeKind, Claim, Draft, Retirement, StoryVersion


def changes(
    parent: Draft, child: Draft, renewed: Mapping[str, str], retired: Iterable[Change]
) -> tuple[Change, ...]:
    """One change for each claim of the body of either; in the order of the child, then of the parent.

    ``renewed`` gives the id that a claim had in the parent. What is gone without a reason in ``retired``
    made room.
    """
    before = {claim.id: claim for claim in parent.claims()}
    reasons = {change.claim: change for change in retired}
    told = [_told(claim, before, renewed) for claim in child.claims()]
    left = before.keys() - {change.before or change.claim for change in told}
    room = Retirement.SPACE
    return (
        *told,
        *(
            reasons.get(id_) or Change(kind=ChangeKind.RETIRED, claim=id_, reason=room)
            for id_ in before
            if id_ in left
        ),
    )


def _told(claim: Claim, before: Mapping[str, Claim], renewed: Mapping[str, str]) -> Change:
    if claim.id in before:
        return Change(kind=ChangeKind.KEPT, claim=claim.id)
    was = before.get(renewed.get(claim.id, ""))
    if was is None:
        return Change(kind=ChangeKind.ADDED, claim=claim.id)
    kind = ChangeKind.RE_SUPPORTED if was.text == claim.text else ChangeKind.REWORDED
    return Change(kind=kind, claim=claim.id, before=was.id)


@dataclass(frozen=True)
class Stage:
    """One stage in the life of a claim: in which version, and what happened to it there."""

    version: StoryVersion
    change: Change
    claim: Claim
    """As it stands in that version; of one that was retired, as it stood before."""


def history(versions: Sequence[StoryVersion], prefix: str) -> tuple[Stage, ...]:
    """The life of the claim whose id begins so, along the versions that lead to it and go on from it.

    ``versions`` is a line of descent, the oldest first. What was kept is no stage of its own.
    """
    ids = {claim.id for version in versions for claim in version.claims() if claim.id.startswith(prefix)}
    stages: list[Stage] = []
    for version in reversed(versions):
        ids |= {change.before for change in version.changes if change.claim in ids and change.before}
    known: dict[str, Claim] = {}
    for version in versions:
        known |= {claim.id: claim for claim in version.claims()}
        for change in version.changes or _first(version):
            if ids & {change.claim, change.before} and change.kind is not ChangeKind.KEPT:
                ids.add(change.claim)
                stages.append(Stage(version, change, known[change.claim]))
    return tuple(stages)


def _first(version: StoryVersion) -> Iterable[Change]:
    return (Change(kind=ChangeKind.ADDED, claim=claim.id) for claim in version.claims())


def lineage(versions: Iterable[StoryVersion], number: tuple[int, int]) -> tuple[StoryVersion, ...]:
    """The version with its parents, the first version first."""
    by_number = {version.number: version for version in versions}
    line: list[StoryVersion] = []
    place: tuple[int, int] | None = number
    while place in by_number:
        line.append(by_number[place])
        place = by_number[place].parent
    return tuple(reversed(line))


def between(older: StoryVersion, newer: StoryVersion, versions: Iterable[StoryVersion]) -> tuple[Change, ...]:
    """Changes from any version to another, with the reasons that the versions on the way give."""
    line = lineage(versions, newer.number)
    renewed: dict[str, str] = {}
    retired: dict[str, Change] = {}
    for version in line[next((n for n, one in enumerate(line, 1) if one.number == older.number), 0) :]:
        for change in version.changes:
            if change.before:
                renewed[change.claim] = renewed.get(change.before, change.before)
            if change.kind is ChangeKind.RETIRED:
                first = renewed.get(change.claim, change.claim)
                retired[first] = change.model_copy(update={"claim": first})
    return changes(older, newer, renewed, retired.values())

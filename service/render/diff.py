"""What changed from one version of a story to another, claim by claim: as text, or as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.render.text import render_claim
from store.records import Change, ChangeKind, Claim, Record, StoryVersion

SIGNS = {
    ChangeKind.ADDED: "+",
    ChangeKind.REWORDED: "~",
    ChangeKind.RE_SUPPORTED: "^",
    ChangeKind.RETIRED: "-",
    ChangeKind.KEPT: " ",
}


class DiffRow(Record):
    """A change with the words that it is about."""

    change: Change
    claim: Claim
    before: Claim | None = None
    by: Claim | None = None


@dataclass(frozen=True)
class Diff:
    """Two versions of one story and the changes from the first to the second."""

    older: StoryVersion
    newer: StoryVersion
    changes: Sequence[Change]

    def rows(self) -> list[DiffRow]:
        """What was added first, then what was changed, then what is gone; what was kept is left out."""
        old = {claim.id: claim for claim in self.older.claims()}
        new = {claim.id: claim for claim in self.newer.claims()}
        order = [kind for kind in SIGNS if kind is not ChangeKind.KEPT]
        told = [one for one in self.changes if one.kind is not ChangeKind.KEPT]
        return [_row(one, old, new) for one in sorted(told, key=lambda one: order.index(one.kind))]

    def kept(self) -> int:
        """How many claims stand as they stood."""
        return sum(1 for one in self.changes if one.kind is ChangeKind.KEPT)

    def as_json(self) -> dict[str, object]:
        """For a program: every change with its words."""
        return {
            "story": self.newer.story,
            "from": self.older.label,
            "to": self.newer.label,
            "kept": self.kept(),
            "changes": [row.model_dump(mode="json") for row in self.rows()],
            "conflicts": [one.model_dump(mode="json") for one in self.newer.conflicts],
            "corrections": list(self.newer.corrections),
        }


def _row(change: Change, old: Mapping[str, Claim], new: Mapping[str, Claim]) -> DiffRow:
    told = old if change.kind is ChangeKind.RETIRED else new
    return DiffRow(
        change=change, claim=told[change.claim], before=old.get(change.before), by=new.get(change.by)
    )


def render_diff(diff: Diff) -> Iterator[str]:
    """Lines; the first character of a line says what happened: + ~ ^ -."""
    older, newer = diff.older, diff.newer
    yield f"{older.label} → {newer.label} of {newer.story}, {older.dated:%Y-%m-%d} → {newer.dated:%Y-%m-%d}"
    if older.title.text != newer.title.text:
        yield f"- {older.title.text}"
        yield f"+ {newer.title.text}"
    yield ""
    for row in diff.rows():
        yield f"{SIGNS[row.change.kind]} {render_claim(row.claim)}"
        yield from (f"    {line}" for line in _why(row))
    yield ""
    yield f"{diff.kept()} kept."
    for conflict in newer.conflicts:
        yield f"In dispute: {conflict.about}, {' or '.join(conflict.values)}."
    yield from newer.corrections


def _why(row: DiffRow) -> Iterator[str]:
    if row.before and row.before.text != row.claim.text:
        yield f"was: {row.before.text}"
    elif row.before:
        yield f"was cited: {', '.join(row.before.citations)}"
    if row.change.reason:
        detail = f": {row.change.detail}" if row.change.detail else ""
        yield f"{row.change.reason.value.replace('_', ' ')}{detail}"
    if row.by:
        yield f"by: {row.by.text}"

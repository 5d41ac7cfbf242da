"""What changed from one version of a story to another, claim by claim: as text, as JSON, or as a page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from agents.anchor import unanchor
from service.render.disputes import NEW, disputes, values
from service.render.pages import style, template
from service.render.references import References
from service.render.text import render_claim
from service.render.words import Piece
from store.records import Change, ChangeKind, Claim, Label, Record, Source, StoryVersion

SIGNS = {
    ChangeKind.ADDED: "+",
    ChangeKind.REWORDED: "~",
    ChangeKind.RE_SUPPORTED: "^",
    ChangeKind.RETIRED: "-",
    ChangeKind.KEPT: " ",
}
_ALIKE = 0.3
"""Two wordings with less in common than this are shown one after the other: marks would hide both."""


PARAGRAPH = 8
"""Sentences that say what is new; the rest of it stands below. A story tells what matters most first."""


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
        order = [kind for kind in SIGNS if kind is not ChangeKind.KEPT]
        told = [row for row in self._all() if row.change.kind is not ChangeKind.KEPT]
        return sorted(told, key=lambda row: order.index(row.change.kind))

    def by_kind(self) -> Mapping[ChangeKind, list[DiffRow]]:
        """Every change, in reading order."""
        found: defaultdict[ChangeKind, list[DiffRow]] = defaultdict(list)
        for row in self._all():
            found[row.change.kind].append(row)
        return found

    def _all(self) -> Iterator[DiffRow]:
        old = {claim.id: claim for claim in self.older.claims()}
        new = {claim.id: claim for claim in self.newer.claims()}
        return (_row(one, old, new) for one in self.changes)

    def kept(self) -> int:
        """How many claims stand as they stood."""
        return sum(1 for one in self.changes if one.kind is ChangeKind.KEPT)

    def news(self) -> list[Claim]:
        """The checked claims that were added or reworded: read one after the other, they tell what is new.

        A statement that has only got its day tells nothing new.
        """
        checked = {one.claim_id for one in self.newer.verdicts if one.label is Label.SUPPORTED}
        rows = (row for row in self._all() if row.change.kind in NEW)
        found = {row.claim.id for row in rows if not (row.before and _only_dated(row.claim, row.before))}
        return [claim for claim in self.newer.claims() if claim.id in found & checked]

    def what_is_new(self) -> str:
        """One paragraph with its citations: what matters most; empty where nothing is new."""
        written = self.newer.news if self.newer.parent == self.older.number else ()
        return " ".join(map(render_claim, written or self.news()[:PARAGRAPH]))

    def as_json(self) -> dict[str, object]:
        """For a program: every change with its words."""
        return {
            "story": self.newer.story,
            "from": self.older.label,
            "to": self.newer.label,
            "what_is_new": self.what_is_new(),
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


def _only_dated(claim: Claim, before: Claim) -> bool:
    day, told = unanchor(claim.text)
    return day is not None and told.casefold() == before.text.casefold()


def render_diff(diff: Diff) -> Iterator[str]:
    """Lines; the first character of a line says what happened: + ~ ^ -."""
    older, newer = diff.older, diff.newer
    yield f"{older.label} → {newer.label} of {newer.story}, {older.dated:%Y-%m-%d} → {newer.dated:%Y-%m-%d}"
    yield ""
    more = f" (and {len(diff.news()) - PARAGRAPH} more)" if len(diff.news()) > PARAGRAPH else ""
    yield f"What is new: {diff.what_is_new() or 'nothing was added or reworded.'}{more}"
    yield ""
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
        yield f"In dispute: {conflict.about}, {values(conflict)}."
    yield from newer.corrections


def _why(row: DiffRow) -> Iterator[str]:
    if row.before and row.before.text != row.claim.text:
        yield f"was: {row.before.text}"
    elif row.before:
        yield f"was cited: {', '.join(row.before.citations)}"
    if row.change.reason:
        yield reason(row.change)
    if row.by:
        yield f"by: {row.by.text}"


def reason(change: Change) -> str:
    """Why a claim was retired, in words."""
    told = change.reason.value.replace("_", " ") if change.reason else ""
    return f"{told}: {change.detail}" if change.detail else told


def render_diff_page(diff: Diff, sources: Mapping[str, Source]) -> str:
    """The page; `sources` are those that either version cites, by whole id."""
    return template("diff.html").render(**compared(diff, sources), **style("story.css", "diff.css"))


def compared(diff: Diff, sources: Mapping[str, Source]) -> dict[str, object]:
    """What the page shows."""
    rows = diff.by_kind()
    gone = [row.claim for row in rows[ChangeKind.RETIRED]]
    references = References([*diff.newer.claims(), *gone, diff.newer.title], sources)
    return {
        "diff": diff,
        "rows": {kind.value: rows[kind] for kind in ChangeKind},
        "references": references,
        "disputes": disputes(diff.newer, references),
        "paragraph": PARAGRAPH,
        "words": reworded,
        "reason": reason,
    }


def reworded(before: str, after: str) -> list[tuple[str, Piece]]:
    """The two wordings as one, in pieces that are ``kept``, ``gone`` or ``new``."""
    if SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() < _ALIKE:
        return [("gone", Piece.of(before)), ("kept", Piece(" ")), ("new", Piece.of(after))]
    ours, theirs = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (before, after))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    pieces: list[tuple[str, Piece]] = []
    for kind, start, end, to_start, to_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("kept", Piece.of("".join(ours[start:end]))))
            continue
        pieces.append(("gone", Piece.of("".join(ours[start:end]))))
        pieces.append(("new", Piece.of("".join(theirs[to_start:to_end]))))
    return [(kind, piece) for kind, piece in pieces if piece]

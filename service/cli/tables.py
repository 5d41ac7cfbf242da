"""What the reading commands print for people: rows of columns.

On a terminal a row keeps to its width; in a pipe nothing is cut, so that ``grep`` finds what is there.
Rows are printed as they come, so that the list of a large archive begins at once.
"""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Self

import typer
from rich.cells import cell_len, set_cell_size

from service.cli.output import visible
from store.records import (
    Finding,
    Notice,
    Record,
    Source,
    SourceKind,
    Spent,
    StoryVersion,
    Usage,
    UTCDateTime,
    short,
)

if TYPE_CHECKING:
    from agents.model.trying import Tried
    from service.checking import CheckedClaim
    from store.archive import Citing
    from store.feeds import Feed
    from store.records import Evidence

_NARROWEST = 20
"""Columns that the last one gets at least."""


@dataclass(frozen=True)
class _Layout:
    """Widths of all columns but the last, which takes the rest: cut there, or else wrapped."""

    widths: tuple[int, ...]
    wrap: bool = False

    def lines(self, cells: Sequence[str]) -> Iterator[str]:
        """One row."""
        *fixed, last = (" ".join(visible(cell).split()) for cell in cells)
        if not sys.stdout.isatty():
            padded = (_padded(cell, width) for cell, width in zip(fixed, self.widths, strict=True))
            yield "  ".join([*padded, last]).rstrip()
            return
        start = "".join(f"{_fitted(cell, width)}  " for cell, width in zip(fixed, self.widths, strict=True))
        room = max(_NARROWEST, shutil.get_terminal_size().columns - cell_len(start))
        first, *more = (textwrap.wrap(last, room) if self.wrap else [_fitted(last, room)]) or [""]
        yield (start + first).rstrip()
        yield from (" " * cell_len(start) + line for line in more)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))


def _fitted(cell: str, width: int) -> str:
    return set_cell_size(cell, width) if cell_len(cell) <= width else f"{set_cell_size(cell, width - 1)}…"


def _print(layout: _Layout, rows: Iterable[Sequence[str]]) -> None:
    for row in rows:
        typer.echo("\n".join(layout.lines(row)))


def table(widths: tuple[int, ...], rows: Iterable[Sequence[str]]) -> None:
    """Rows of columns of these widths, and of one more that takes the rest."""
    _print(_Layout(widths), rows)


class StoryRow(Record):
    """A story in the list of stories."""

    story: str
    title: str
    live: str
    dated: UTCDateTime
    versions: tuple[str, ...]

    @classmethod
    def of(cls, versions: Sequence[StoryVersion]) -> Self:
        """The row of a story whose versions these are, in order."""
        live = [version for version in versions if not version.branch][-1]
        labels = tuple(version.label for version in versions)
        return cls(
            story=live.story, title=live.title.text, live=live.label, dated=live.dated, versions=labels
        )


def sources_table(sources: Iterable[Source]) -> None:
    """Id, day of publication, kind, outlet, title."""
    rows = ((short(one.id), _day(one), _kind(one), one.outlet, one.title or one.name) for one in sources)
    first = next(rows, None)
    if first is None:
        typer.echo("No sources yet. Add some with: storytree add PATH", err=True)
        return
    layout = _Layout((8, 10, 8, 20))
    _print(layout, [("ID", "PUBLISHED", "KIND", "OUTLET", "TITLE"), first])
    _print(layout, rows)


def _day(source: Source) -> str:
    return f"{source.published_at:%Y-%m-%d}" if source.published_at else "unknown"


def _kind(source: Source) -> str:
    return "" if source.kind is SourceKind.UNKNOWN else source.kind


def source_page(source: Source, notices: Sequence[Notice] = ()) -> None:
    """A source as it was read, and what was said of it since."""
    day = f"{_day(source)} ({source.published_basis})" if source.published_at else "unknown"
    facts = {
        "id": source.id,
        "title": source.title,
        "outlet": source.outlet,
        "kind": _kind(source),
        "authors": ", ".join(source.authors),
        "agencies": ", ".join(source.agencies),
        "published": day,
        "fetched": f"{source.fetched_at:%Y-%m-%d %H:%M} UTC",
        "url": source.url,
        "read from": source.name,
        "status": source.status,
        **{f"{one.at:%Y-%m-%d}": _told(one) for one in notices},
        "origin": "" if source.origin == source.id else source.origin,
        "reuses": source.reuses or "",
        "revises": source.revises or "",
    }
    _print(_Layout((10,), wrap=True), [(name, value) for name, value in facts.items() if value])
    typer.echo(f"\n{visible(source.text)}")


def reached_table(sources: Sequence[Source], stories: "Sequence[Citing]") -> None:
    """The sources with the status that they now have, and the stories that cite them."""
    rows = ((short(one.id), one.status, one.outlet, one.title or one.name) for one in sources)
    _print(_Layout((8, 9, 20)), [("ID", "STATUS", "OUTLET", "TITLE"), *rows])
    typer.echo()
    if not stories:
        typer.echo("No story cites it.")
        return
    told = ((one.story, one.label, "live" if one.live else "earlier", one.topic) for one in stories)
    _print(_Layout((24, 8, 7)), [("CITED BY", "VERSION", "", "TOPIC"), *told])


def _told(notice: Notice) -> str:
    by = f" by {short(notice.replaced_by)}" if notice.replaced_by else ""
    return f"{notice.status}{by}: {notice.reason}"


def feeds_table(feeds: "Sequence[Feed]") -> None:
    """State, last poll, next one, what the last brought, title and address, with what went wrong below."""
    if not feeds:
        typer.echo("No feeds yet. Follow one with: storytree follow FEED", err=True)
        return
    layout = _Layout((7, 16, 16, 5, 24))
    _print(layout, [("STATE", "POLLED", "DUE", "ADDED", "TITLE", "ADDRESS")])
    for one in feeds:
        times = (_minute(one.polled_at, "never"), _minute(one.due_at, "never" if one.gone else "now"))
        _print(layout, [(one.state, *times, str(one.added), one.title, one.address)])
        if one.problem:
            _print(_Layout((7,), wrap=True), [("", f"→ {one.problem}")])


def _minute(moment: datetime | None, otherwise: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else otherwise


def hits_table(found: "Sequence[Evidence]", around: int, *, explain: bool) -> None:
    """Snippet, day, score and source; below it the text with its neighbours, and what each channel said."""
    layout = _Layout((12, 10, 5))
    _print(layout, [("SNIPPET", "PUBLISHED", "SCORE", "SOURCE")])
    for one in found:
        source = one.source
        name = ": ".join(part for part in (source.outlet, source.title or source.name) if part)
        number = one.snippet.id.partition(".")[2]
        _print(layout, [(f"{short(source.id)}.{number}", _day(source), f"{one.score:.2f}", name)])
        _print(_Layout((1,), wrap=True), [("", text) for text in _with_neighbours(one, around)])
        if explain:
            _print(_Layout((1,), wrap=True), [("", f"→ {_channels(one)}")])


def _with_neighbours(one: "Evidence", around: int) -> list[str]:
    from agents.neighbours import neighbours

    before, after = neighbours(one.snippet, one.source, around)
    texts = (f"… {before}" if before else "", one.snippet.text, f"{after} …" if after else "")
    return [text for text in texts if text]


def _channels(one: "Evidence") -> str:
    told = [
        f"{name} {one.channels[name]:.2f}" + (f" (rank {one.ranks[name]})" if name in one.ranks else "")
        for name in one.channels
    ]
    return ", ".join(told) or "the opening of a source that was found"


def stories_table(rows: Sequence[StoryRow]) -> None:
    """Name, live version, its day, number of versions, title."""
    if not rows:
        typer.echo("No stories yet. Write one with: storytree write TOPIC", err=True)
        return
    header = ("STORY", "LIVE", "DATED", "VERSIONS", "TITLE")
    told = ((one.story, one.live, f"{one.dated:%Y-%m-%d}", str(len(one.versions)), one.title) for one in rows)
    _print(_Layout((24, 6, 10, 8)), [header, *told])


def checked_table(rows: "Sequence[CheckedClaim]") -> str:
    """Each sentence with its verdict and, where it fails, why; at the end how many passed."""
    layout = _Layout((11,), wrap=True)
    lines: list[str] = []
    for row in rows:
        cited = "".join(f" [{citation}]" for citation in row.claim.citations)
        title = "title: " if row.title else ""
        lines.extend(layout.lines((row.verdict.label, title + row.claim.text + cited)))
        lines.extend(
            line for finding in row.verdict.reasons for line in layout.lines(("", f"→ {_why(finding)}"))
        )
    supported = sum(row.supported for row in rows)
    lines += ["", f"{supported} of {len(rows)} sentences are supported by what they cite."]
    return "\n".join([*lines, *_remarks(layout, rows)])


def _remarks(layout: _Layout, rows: "Sequence[CheckedClaim]") -> Iterator[str]:
    """Each sentence that there is something to remark of, with what."""
    told = [row for row in rows if row.remarks]
    if told:
        yield f"\n{len(told)} remarks on the text as a whole:" if len(told) > 1 else "\nA remark on the text:"
    for row in told:
        yield from layout.lines((row.remarks[0].kind, row.claim.text))
        for remark in row.remarks:
            yield from layout.lines(("", f"→ {remark.detail}"))


def _why(finding: Finding) -> str:
    cited = f" [{finding.citation}]" if finding.citation else ""
    return f"{finding.reason.replace('_', ' ')}{cited}: {finding.detail}"


def models_table(rows: Iterable["Tried"]) -> None:
    """Role, whether its model works, its shape's mode, first piece streamed, tokens, seconds, model."""
    header = ("ROLE", "WORKS", "OUTPUT", "STREAMING", "CONTEXT", "SECONDS", "MODEL")
    told = (
        (
            row.role,
            "yes" if row.works else "no",
            row.output or "-",
            row.streaming if row.first_piece is None else f"yes, {row.first_piece:.2f} s",
            f"{row.context:,}" if row.context else "unknown",
            "-" if row.seconds is None else f"{row.seconds:.2f}",
            row.model,
        )
        for row in rows
    )
    _print(_Layout((7, 5, 16, 12, 9, 7)), [header, *told])


def usage_table(rows: Sequence[Spent]) -> None:
    """Day, what was asked and what it cost, role, story, model; at the end all together."""
    layout = _Layout((10, 7, 7, 12, 12, 9, 9, 24))
    header = ("DAY", "CALLS", "KEPT", "TOKENS IN", "TOKENS OUT", "COST", "ROLE", "STORY", "MODEL")
    told = (
        (f"{one.day}", *_amounts(one.usage), one.role or "-", one.story or "-", one.model) for one in rows
    )
    _print(layout, [header, *told, ("all", *_whole([one.usage for one in rows]), "", "", "")])


def _whole(many: Sequence[Usage]) -> tuple[str, ...]:
    """The cost of what has a known price, said to be no more than that."""
    *counts, cost = _amounts(reduce(add, many))
    known = sum(one.cost for one in many if one.cost)
    return (*counts, f"> ${known:,.4f}" if cost == "unknown" and known else cost)


def _amounts(usage: Usage) -> tuple[str, ...]:
    cost = "unknown" if usage.cost is None else f"${usage.cost:,.4f}"
    return (f"{usage.calls:,}", f"{usage.kept:,}", f"{usage.tokens_in:,}", f"{usage.tokens_out:,}", cost)


def settings_table(rows: Iterable[Mapping[str, str]]) -> None:
    """Environment variable, value, meaning."""
    header = ("VARIABLE", "VALUE", "MEANING")
    told = ((row["environment"], row["value"], row["meaning"]) for row in rows)
    _print(_Layout((23, 12), wrap=True), [header, *told])

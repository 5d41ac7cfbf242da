"""What the reading commands print for people. Text of sources is printed as it is, never as markup."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.checking import CheckedClaim
from store.records import Label, Record, Source, StoryVersion, UTCDateTime, short

_COLOURS = {
    Label.SUPPORTED: "green",
    Label.CONTRADICTED: "red",
    Label.UNSUPPORTED: "red",
    Label.UNCHECKED: "yellow",
}
_TITLE = 120


def _out() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=False)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _dated(source: Source) -> str:
    return f"{source.published_at:%Y-%m-%d} ({source.published_basis})" if source.published_at else "unknown"


def _clipped(text: str) -> str:
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"


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
        live = versions[-1]
        labels = tuple(version.label for version in versions)
        return cls(
            story=live.story, title=live.title.text, live=live.label, dated=live.dated, versions=labels
        )


def sources_table(sources: Iterable[Source]) -> None:
    """Id, date with its basis, outlet, title."""
    table = _table("id", "published", "outlet", "title")
    for source in sources:
        table.add_row(
            short(source.id), _dated(source), Text(source.outlet), Text(_clipped(source.title or source.name))
        )
    _out().print(table if table.row_count else "No sources yet. Add some with: storytree add PATH")


def source_page(source: Source) -> None:
    """A source as it was read."""
    out = _out()
    facts = {
        "id": source.id,
        "title": source.title,
        "outlet": source.outlet,
        "authors": ", ".join(source.authors),
        "published": _dated(source),
        "fetched": f"{source.fetched_at:%Y-%m-%d %H:%M} UTC",
        "url": source.url,
        "read from": source.name,
        "status": source.status,
        "revises": source.revises or "",
        "copy of": "" if source.origin == source.id else source.origin,
    }
    for name, value in facts.items():
        if value:
            out.print(Text(f"{name:10} {value}"))
    out.print()
    out.print(Text(source.text))


def stories_table(rows: Sequence[StoryRow]) -> None:
    """Name, live version, its date, number of versions, title."""
    table = _table("story", "live", "dated", "versions", "title")
    for row in rows:
        versions = str(len(row.versions))
        table.add_row(Text(row.story), row.live, f"{row.dated:%Y-%m-%d}", versions, Text(_clipped(row.title)))
    _out().print(table if rows else "No stories yet. Write one with: storytree write TOPIC")


def checked_table(rows: Sequence[CheckedClaim]) -> None:
    """Each sentence with its verdict and, where it fails, why."""
    table = _table("verdict", "score", "sentence", "why")
    for row in rows:
        why = "; ".join(
            " ".join(
                part for part in (f.reason.value, f"[{f.citation}]" if f.citation else "", f.detail) if part
            )
            for f in row.verdict.reasons
        )
        label = Text(row.verdict.label.value, style=_COLOURS[row.verdict.label])
        table.add_row(label, f"{row.verdict.score:.2f}", Text(row.claim.text), Text(why))
    out = _out()
    out.print(table)
    supported = sum(row.supported for row in rows)
    out.print(f"{supported} of {len(rows)} sentences are supported by what they cite.")


def settings_table(rows: Sequence[Mapping[str, str]]) -> None:
    """Name, value, environment variable, meaning."""
    table = _table("setting", "value", "environment", "meaning")
    for row in rows:
        table.add_row(row["name"], Text(row["value"]), row["environment"], Text(row["meaning"]))
    _out().print(table)

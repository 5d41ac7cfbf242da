"""Snippets: offsets into the text of their source, which is kept once."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TextualSelect, func, insert, select, text

from store.archive import lexical
from store.archive.paging import pages
from store.archive.schema import snippets, sources
from store.records import DateMention, Snippet, Source

_HEX = re.compile("[0-9a-f]+")
_ORDINAL = re.compile("[0-9]{1,9}")

_Rows = Select[int, int, int, int, int, Any]
_Texts = dict[int, tuple[str, str]]
"""Id and text of sources, by sequence number."""
_KEPT = {"ordinal", "start", "end", "dates"}
_ADD = insert(snippets).returning(snippets.c.sequence, sort_by_parameter_order=True)

_PLACED = """
SELECT snippets.sequence, snippets.source, ordinal, start, "end", dates, sources.id
FROM {wanted} JOIN sources ON sources.id = {id}
JOIN snippets ON snippets.source = sources.sequence AND snippets.ordinal = {ordinal}
"""
"""One pair after the other, by the index: a list of pairs SQLite would compare with every snippet."""


def _placed(wanted: str, id_: str, ordinal: str) -> TextualSelect:
    columns = (snippets.c[name] for name in ("sequence", "source", "ordinal", "start", "end", "dates"))
    return text(_PLACED.format(wanted=wanted, id=id_, ordinal=ordinal)).columns(*columns, sources.c.id)


_THERE = _placed(
    "json_each(:wanted) AS wanted", "json_extract(wanted.value, '$[0]')", "json_extract(wanted.value, '$[1]')"
)
_THERE_ON_SERVER = _placed(
    "jsonb_array_elements(CAST(:wanted AS jsonb)) AS wanted",
    "wanted.value ->> 0",
    "CAST(wanted.value ->> 1 AS integer)",
)


def add(connection: Connection, pairs: Sequence[tuple[int, Source, Sequence[Snippet]]]) -> None:
    """Keep and index the spans of sources that have these sequence numbers."""
    for _, source, spans in pairs:
        for span in spans:
            if span.source_id != source.id or source.text[span.start : span.end] != span.text:
                raise ValueError(f"snippet {span.id} does not stand in its source")
    found = [(number, span) for number, _, spans in pairs for span in spans]
    told = [_looked_up(source, span) for _, source, spans in pairs for span in spans]
    if not found:
        return
    rows = [{"source": number, **span.model_dump(mode="json", include=_KEPT)} for number, span in found]
    sequences = connection.scalars(_ADD, rows)
    lexical.add(connection, zip(sequences, told, strict=True))


def _looked_up(source: Source, span: Snippet) -> str:
    """A title says what the opening may only spell out: its words are looked up with those."""
    return span.text if span.ordinal else f"{source.title}\n{span.text}"


def by_id(connection: Connection, ids: Iterable[str], known: Mapping[str, Source]) -> dict[str, Snippet]:
    """The snippets that there are among these ids; no text of a source that is known is read again."""
    found: dict[str, Snippet] = {}
    there = _THERE_ON_SERVER if connection.dialect.name == "postgresql" else _THERE
    for page in pages(ids):
        placed = connection.execute(there, {"wanted": json.dumps([*_wanted(page)])}).all()
        texts = {row.source: (row.id, known[row.id].text) for row in placed if row.id in known}
        unknown = {row.source for row in placed} - texts.keys()
        texts |= _texts(connection, sources.c.sequence.in_(unknown)) if unknown else {}
        found |= {snippet.id: snippet for _, snippet in _cut((row[:6] for row in placed), texts)}
    return found


def of_source(connection: Connection, source_id: str) -> tuple[Snippet, ...]:
    """All snippets of a source, in the order of its text."""
    number = select(sources.c.sequence).where(sources.c.id == source_id).scalar_subquery()
    query = _rows().where(snippets.c.source == number).order_by(snippets.c.ordinal)
    return tuple(snippet for _, snippet in _read(connection, query))


def arrived(connection: Connection, after: int, limit: int) -> list[tuple[int, Snippet]]:
    """(sequence number, snippet) in order of arrival, from the first number above ``after``."""
    query = _rows().where(snippets.c.sequence > after).order_by(snippets.c.sequence).limit(limit)
    return list(_read(connection, query))


def waiting(connection: Connection, after: int) -> int:
    """How many have a sequence number above ``after``."""
    later = select(func.count()).select_from(snippets).where(snippets.c.sequence > after)
    return connection.execute(later).scalar_one()


def _wanted(ids: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Id of the source and ordinal of those that are ids of snippets."""
    for snippet_id in ids:
        source_id, _, ordinal = snippet_id.rpartition(".")
        if _HEX.fullmatch(source_id) and _ORDINAL.fullmatch(ordinal):
            yield source_id, int(ordinal)


def _rows() -> _Rows:
    columns = snippets.c
    return select(
        columns.sequence, columns.source, columns.ordinal, columns.start, columns.end, columns.dates
    )


def _read(connection: Connection, query: _Rows) -> Iterator[tuple[int, Snippet]]:
    rows = connection.execute(query).all()
    return _cut(rows, _texts(connection, sources.c.sequence.in_({row[1] for row in rows})))


def _texts(connection: Connection, condition: ColumnElement[bool]) -> _Texts:
    named = select(sources.c.sequence, sources.c.id, sources.c.text).where(condition)
    return {number: (source_id, text) for number, source_id, text in connection.execute(named)}


def _cut(rows: Iterable[Sequence[Any]], known: _Texts) -> Iterator[tuple[int, Snippet]]:
    """The text is cut from the source here: SQLite's substr stops at a zero character."""
    for sequence, number, ordinal, start, end, dates in rows:
        source_id, text = known[number]
        snippet = Snippet(
            source_id=source_id,
            ordinal=ordinal,
            start=start,
            end=end,
            text=text[start:end],
            dates=tuple(map(DateMention.model_validate, dates or ())),
        )
        yield sequence, snippet

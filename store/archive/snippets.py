"""Snippets: offsets into the text of their source, which is kept once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select

from store.archive import lexical
from store.archive.paging import pages
from store.archive.schema import snippets, sources
from store.records import DateMention, Snippet, Source

_Rows = Select[int, int, int, int, int, Any]
_Texts = dict[int, tuple[str, str]]
"""Id and text of sources, by sequence number."""
_KEPT = {"ordinal", "start", "end", "dates"}
_ADD = insert(snippets).returning(snippets.c.sequence, sort_by_parameter_order=True)


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
    for page in pages(ids):
        places = _places(connection, _ordinals(page))
        texts = {number: (id_, known[id_].text) for number, id_ in places.values() if id_ in known}
        unknown = {number for number, _ in places.values()} - texts.keys()
        texts |= _texts(connection, sources.c.sequence.in_(unknown)) if unknown else {}
        query = _rows().where(snippets.c.sequence.in_(places))
        found |= {snippet.id: snippet for _, snippet in _cut(connection.execute(query), texts)}
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


def _ordinals(ids: Iterable[str]) -> dict[str, set[int]]:
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for snippet_id in ids:
        source_id, _, ordinal = snippet_id.rpartition(".")
        if ordinal.isascii() and ordinal.isdigit():
            wanted[source_id].add(int(ordinal))
    return wanted


def _places(connection: Connection, wanted: Mapping[str, set[int]]) -> dict[int, tuple[int, str]]:
    """By sequence number, the number and id of the source: every pair of source and ordinal is looked for.

    It is read out of indexes alone, and only the wanted pairs are kept.
    """
    ordinals = {ordinal for some in wanted.values() for ordinal in some}
    columns = snippets.c
    query = (
        select(columns.sequence, columns.source, sources.c.id, columns.ordinal)
        .join(sources, sources.c.sequence == columns.source)
        .where(sources.c.id.in_(wanted), columns.ordinal.in_(ordinals))
    )
    rows = connection.execute(query)
    return {place: (number, id_) for place, number, id_, ordinal in rows if ordinal in wanted[id_]}


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


def _cut(rows: Iterable[Row[int, int, int, int, int, Any]], known: _Texts) -> Iterator[tuple[int, Snippet]]:
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

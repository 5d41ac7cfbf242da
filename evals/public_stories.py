"""Public sets of cited text as they are published: the outputs of ALCE, read into rows of stories."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from evals.rows import json_of
from store.errors import BadData

FORMATS = ("alce",)


def stories_in(file: Path, format_: str = "") -> Iterator[tuple[str, object]] | None:
    """Of ALCE by its name or by the looks of the file; None of rows as they are. Raises BadData."""
    if format_ and format_ not in FORMATS:
        raise BadData(f"There is no format {format_!r}.", advice=f"Known are {', '.join(FORMATS)}.")
    entries = _entries(file) if format_ or file.suffix == ".json" else []
    if format_ and not entries:
        raise BadData(f"{file} is no output of ALCE: it has no entries with output and docs.")
    return _rows(entries) if entries else None


def _rows(entries: list[dict[str, Any]]) -> Iterator[tuple[str, object]]:
    """As the evaluation of ALCE (Gao et al., 2023) takes them: the first line, numbers from 1 into the docs.

    A passage has its title above it there, and so it does here. Written from that evaluation; not tried on a
    published file.
    """
    for number, entry in enumerate(entries, 1):
        docs = cast("list[dict[str, Any]]", entry["docs"])
        sources = [_source(place, one) for place, one in enumerate(docs, 1)]
        text = str(entry["output"]).strip().partition("\n")[0].replace("<|im_end|>", "")
        yield f"entry {number}", {"id": str(number), "text": text, "sources": sources}


def _source(number: int, doc: dict[str, Any]) -> dict[str, str]:
    title = str(doc.get("title") or "")
    return {"id": str(number), "title": title, "text": f"{title}\n\n{doc.get('text', '')}".strip()}


def _entries(file: Path) -> list[dict[str, Any]]:
    """None of a file of another kind."""
    try:
        known = json_of(file.read_bytes())
    except OSError as error:
        raise BadData(f"{file} cannot be read: {error}.") from error
    listed = cast("dict[str, Any]", known).get("data", []) if isinstance(known, dict) else known
    rows = cast("list[object]", listed) if isinstance(listed, list) else []
    fields = [cast("dict[str, Any]", one) for one in rows if isinstance(one, dict)]
    return [one for one in fields if "output" in one and _are_docs(one.get("docs"))]


def _are_docs(value: object) -> bool:
    listed = cast("list[object]", value) if isinstance(value, list) else [None]
    return all(isinstance(one, dict) for one in listed)

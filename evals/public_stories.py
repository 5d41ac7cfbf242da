"""Public sets of cited text as they are published: the outputs of ALCE, read into rows of stories."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from evals.rows import Unread, json_of
from store.errors import BadData

FORMATS = ("alce",)
_LISTS = "qampari"
"""In the name of a file of lists, as its evaluation knows them too."""
_MARK = re.compile(r"\s*\[\d+[^\]]*\]?")
_NUMBER = re.compile(r"\[(\d+)")


def stories_in(file: Path, format_: str = "") -> Iterator[tuple[str, object]] | None:
    """Of ALCE by its name or by the looks of the file; None of rows as they are. Raises BadData."""
    if format_ and format_ not in FORMATS:
        raise BadData(f"There is no format {format_!r}.", advice=f"Known are {', '.join(FORMATS)}.")
    entries = _entries(file) if format_ or file.suffix == ".json" else []
    if format_ and not entries:
        raise BadData(f"{file} is no output of ALCE: it has no entries with output and docs.")
    return _rows(entries, lists=_LISTS in file.name) if entries else None


def _rows(entries: list[dict[str, Any]], *, lists: bool) -> Iterator[tuple[str, object]]:
    """As the evaluation of ALCE (Gao et al., 2023) takes them: the first line, numbers from 1 into the docs.

    A passage has its title above it there, and so it does here; where a system was shown some sentences of it
    (``sent``), these are the passage. Several outputs of one question are no story. In QAMPARI an output
    is a list, and each of its parts is told with the question before it.
    """
    for number, entry in enumerate(entries, 1):
        docs = cast("list[dict[str, Any]]", entry["docs"])
        sources = [_source(place, one) for place, one in enumerate(docs, 1)]
        if not isinstance(entry["output"], str):
            yield f"entry {number}", Unread("it has several outputs: give the one that was chosen.")
            continue
        text = entry["output"].strip().partition("\n")[0].replace("<|im_end|>", "")
        known = {"id": str(number), "sources": sources}
        told = {"paragraphs": [_parts(str(entry.get("question", "")), text)]} if lists else {"text": text}
        yield f"entry {number}", known | told


def _parts(question: str, text: str) -> list[dict[str, object]]:
    parts = text.rstrip().rstrip(".").rstrip(",").split(",")
    return [
        {"text": f"{question} {_MARK.sub('', one).strip()}".strip(), "citations": _NUMBER.findall(one)}
        for one in parts
    ]


def _source(number: int, doc: dict[str, Any]) -> dict[str, str]:
    title, text = str(doc.get("title") or ""), str(doc.get("sent") or doc.get("text") or "")
    return {"id": str(number), "title": title, "text": f"{title}\n\n{text}".strip()}


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

"""Public sets of labelled claims as they are published, each read into rows of claim, evidence and label.

A claim is labelled 1 only where people found all of it supported. What a set has besides claims that can be
held against a text (tables, answers that people threw out) is counted and not read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast

from evals.rows import Unread, json_lines, json_of
from store.errors import BadData
from store.snippets import sentences

Found = Iterator[tuple[str, object]]
"""Places of a file, and what stands there: a row, or why there is none."""
Reader = Callable[[Path], Found]

_HALLUCINATED = ("Unwanted", "Questionable")
"""Labels of FaithBench, or their first words, that its own script counts against a summary."""
_SOURCES = "source_info.jsonl"


def wice(file: Path) -> Found:
    """JSONL of WiCE (Kamoi et al., 2023): a claim of Wikipedia and the sentences of the page it cites."""
    labels = {"supported": 1, "partially_supported": 0, "not_supported": 0}
    for where, row in json_lines(file):
        if (known := _fields(row)) is None:
            yield where, row
            continue
        evidence = "\n".join(map(str, known.get("evidence") or []))
        yield where, _row(known.get("claim"), evidence, labels.get(str(known.get("label"))), "wice")


def summedits(file: Path) -> Found:
    """A JSON list of SummEdits (Laban et al., 2023): one domain a file, whole summaries."""
    for number, known in enumerate(_listed(file, ""), 1):
        row = _row(known.get("summary"), known.get("doc"), known.get("label"), file.name.partition(".")[0])
        yield f"entry {number}", row


def faithbench(file: Path) -> Found:
    """A batch of FaithBench (Bao et al., 2025): whole summaries, 0 where any annotator objected.

    Annotations that are all benign leave a summary supported, as in the script of its authors.
    """
    for number, known in enumerate(_listed(file, "samples"), 1):
        labels = chain.from_iterable(one.get("label") or [] for one in _several(known.get("annotations")))
        worst = any(label.startswith(_HALLUCINATED) for label in labels)
        yield (
            f"sample {number}",
            _row(known.get("summary"), known.get("source"), 0 if worst else 1, "faithbench"),
        )


def ragtruth(file: Path) -> Found:
    """response.jsonl of RAGTruth (Niu et al., 2024), with source_info.jsonl beside it, sentence by sentence.

    A sentence that a span of hallucination touches is not supported, nor is one that is true outside its
    sources. Read so are the rows that its authors print in the README of the set.
    """
    beside = file.parent / _SOURCES
    if not beside.is_file():
        raise BadData(f"{file} is read with {_SOURCES} beside it, which is not there.")
    sources = {str(row["source_id"]): row for _, one in json_lines(beside) if (row := _fields(one))}
    for where, row in json_lines(file):
        known = _fields(row)
        found = [row] if known is None else _of_response(known, sources.get(str(known.get("source_id"))))
        for one in found:
            yield where, one


def _of_response(known: Mapping[str, Any], source: Mapping[str, Any] | None) -> Iterator[object]:
    if source is None:
        yield Unread("a source that is not in source_info.jsonl.")
        return
    if known.get("quality", "good") != "good":
        yield Unread(f"answer of quality {known['quality']}", bad=False)
        return
    evidence = _evidence(source.get("source_info"))
    if not evidence:
        yield Unread("source that is a table", bad=False)
        return
    text, spans = str(known.get("response", "")), _several(known.get("labels"))
    for start, end in sentences(text):
        touched = any(start < span["end"] and span["start"] < end for span in spans)
        set_ = f"ragtruth_{source.get('task_type', '')}".lower()
        yield _row(text[start:end].strip(), evidence, int(not touched), set_)


def _evidence(told: object) -> str:
    if isinstance(told, str):
        return told
    passages = cast("dict[str, object]", told).get("passages", "") if isinstance(told, dict) else ""
    return str(passages)


FORMATS: dict[str, Reader] = {
    "wice": wice,
    "summedits": summedits,
    "faithbench": faithbench,
    "ragtruth": ragtruth,
}


def claims_in(file: Path, format_: str = "") -> Found | None:
    """Of a public set by its name, or by the looks of the file; None of rows as they are. Raises BadData."""
    if format_ and format_ not in FORMATS:
        raise BadData(f"There is no format {format_!r}.", advice=f"Known are {', '.join(FORMATS)}.")
    name = format_ or _looks(file)
    return FORMATS[name](file) if name else None


def _looks(file: Path) -> str:
    """By its first line, or by its first entry where the whole is one JSON value."""
    first = next((_fields(row) for _, row in islice(json_lines(file), 1)), None)
    if first is None:
        known = _whole(file)
        if "samples" in (_fields(known) or {}):
            return "faithbench"
        return "summedits" if any({"doc", "summary"} <= one.keys() for one in _several(known)) else ""
    if "samples" in first:
        return "faithbench"
    if isinstance(first.get("evidence"), list):
        return "wice"
    return "ragtruth" if {"response", "source_id", "labels"} <= first.keys() else ""


def _row(claim: object, evidence: object, label: object, dataset: str) -> dict[str, object]:
    return {"claim": claim, "evidence": evidence, "label": label, "dataset": dataset}


def _fields(row: object) -> dict[str, Any] | None:
    return cast("dict[str, Any]", row) if isinstance(row, dict) else None


def _several(value: object) -> list[dict[str, Any]]:
    """The entries of a list that have fields."""
    listed = cast("list[object]", value) if isinstance(value, list) else []
    return [known for one in listed if (known := _fields(one)) is not None]


def _whole(file: Path) -> object:
    try:
        return json_of(file.read_bytes())
    except OSError as error:
        raise BadData(f"{file} cannot be read: {error}.") from error


def _listed(file: Path, under: str) -> Iterator[dict[str, Any]]:
    """Entries of a JSON list, or of that under a name. Raises BadData."""
    known = _whole(file)
    listed = (_fields(known) or {}).get(under) if under else known
    if not isinstance(listed, list):
        raise BadData(f"{file} is no JSON list{f' under {under!r}' if under else ''}.")
    for entry in cast("list[object]", listed):
        yield _fields(entry) or {"entry": json.dumps(entry)}

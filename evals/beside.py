"""Files that a data set has beside the one that it is known by: these are data, too, and are digested."""

from collections.abc import Iterator
from pathlib import Path

_TIMELINE17 = ("timeline17/*.jsonl*",)
_JUDGED = ("docs.jsonl*", "corpus.jsonl*", "qrels*", "qrels/test.tsv", "queries.*")
_ENTITIES = ("../../demo/wikinews/*.jsonl", "../wikinews/*.jsonl")
_BESIDE = {
    "response.jsonl": ("source_info.jsonl",),
    "background_summaries.jsonl": _TIMELINE17,
    "near_duplicates.jsonl": _TIMELINE17,
    "status_history.jsonl": ("../../demo/fcdo/gulf_2026.jsonl*", "changes.jsonl*"),
    "queries.tsv": _JUDGED + _ENTITIES,
    "queries.txt": _JUDGED,
    "queries.jsonl": _JUDGED,
}


def beside(file: Path) -> dict[str, Path]:
    """By their names as seen from the file."""
    return dict(sorted(_found(file)))


def _found(file: Path) -> Iterator[tuple[str, Path]]:
    for pattern in _BESIDE.get(file.name.removesuffix(".gz"), ()):
        up = pattern.count("../")
        folder = file.absolute().parents[up] if up < len(file.absolute().parents) else None
        for found in folder.glob(pattern.replace("../", "")) if folder else ():
            if found.is_file() and found != file.absolute():
                yield "../" * up + found.relative_to(folder or found).as_posix(), found

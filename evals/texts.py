"""Texts of others as sources: sentences without paragraphs, in JSON lines."""

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from store.records import DateBasis, Source, digest

PARAGRAPH = 3
"""Sentences that are taken and put together, since the texts have lost their paragraphs."""
SOME_DAY = datetime(2020, 1, 1, tzinfo=UTC)


def lines(file: Path) -> Iterator[str]:
    """Of a file that may be gzipped."""
    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open(encoding="utf-8") as opened:
        yield from cast("Iterator[str]", opened)


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """Its lines of JSON."""
    return map(json.loads, lines(file))


def paragraphs(sentences: Sequence[str]) -> list[str]:
    """``PARAGRAPH`` sentences each."""
    return [" ".join(sentences[start : start + PARAGRAPH]) for start in range(0, len(sentences), PARAGRAPH)]


def source(told: Sequence[str], day: datetime = SOME_DAY, url: str = "", name: str = "") -> Source:
    """Of paragraphs. Texts under addresses of their own stay apart, however equal."""
    text = "\n\n".join(told)
    known = {"id": digest(url, text), "origin": digest(url, text), "text": text, "url": url, "name": name}
    dated = {"published_at": day, "published_basis": DateBasis.METADATA, "fetched_at": day}
    return Source.model_validate(known | dated)

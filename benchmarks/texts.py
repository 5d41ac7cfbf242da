"""Many sources out of a few: the texts of the bundled example, or of a file, repeated and varied."""
# ruff: noqa: INP001, S311

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).parents[1] / "examples" / "marrow-bridge" / "sources"

_NUMBER = re.compile(r"\b\d+\b")
_FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True)
class Text:
    """What is repeated."""

    title: str
    paragraphs: tuple[str, ...]


def given(files: Sequence[Path]) -> list[Text]:
    """The texts of JSONL files; of none, those of the example, as intake reads them."""
    from store.intake import read
    from store.records import Source

    places = [str(file) for file in files] or [str(EXAMPLE)]
    found = (one for one in read(places, now=datetime.now(UTC)) if isinstance(one, Source))
    return [Text(one.title, tuple(one.text.split("\n\n"))) for one in found]


def varied(texts: Sequence[Text], count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Records of which no two are alike, whatever the seed: other figures, another order, another day."""
    chance = random.Random(seed)
    for number in range(seed * count, (seed + 1) * count):
        text = texts[number % len(texts)]
        first, *others = (_NUMBER.sub(lambda found: _other(found[0], chance), one) for one in text.paragraphs)
        chance.shuffle(others)
        body = "\n\n".join([first, *others, f"This was item {number} of the wire."])
        published = (_FIRST_DAY + timedelta(days=number % 1500)).isoformat()
        yield {
            "title": text.title,
            "text": body,
            "published": published,
            "url": f"https://wire.example/{number}",
        }


def _other(number: str, chance: random.Random) -> str:
    return str(chance.randrange(10 ** min(len(number), 9))) if chance.random() < 0.5 else number


def write_jsonl(records: Iterator[dict[str, Any]], file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)

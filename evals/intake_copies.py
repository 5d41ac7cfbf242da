"""Copies and reuse: what the archive finds among real texts, and what it finds that is none.

    python -m evals.intake_copies --data DIR

DIR holds ``near_duplicates.jsonl.gz``, pairs of texts with the class of their likeness, and the folder
``timeline17`` with the texts. Beside the archive stands what finding equal texts alone would find.
"""

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agents.voices import voices
from evals.texts import paragraphs, rows, source
from store.archive import Archive
from store.ingest import Added, ingest
from store.records import Source
from store.shingles import common, shingles

SHARES = (0.3, 0.4, 0.5, 0.7, 0.9)
RANDOM_PAIRS = 10_000
SHOWN = 10
TYPICAL = 24
"""Sentences of the report that is copied in the flood."""

Paragraphs = list[str]


def main() -> None:
    """Print a table for each question."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the texts and the pairs")
    parser.add_argument("--flood", type=int, default=5000, help="copies of one report")
    asked = parser.parse_args()
    texts = {row["id"]: row for row in _rows(asked.data / "timeline17")}
    pairs = list(_rows(asked.data / "near_duplicates.jsonl.gz"))
    told = {name: source(paragraphs(row["sentences"]), _day(row)) for name, row in texts.items()}
    kept = kept_of(sorted(told.values(), key=lambda source: source.fetched_at))
    found = {name: kept[source.id] for name, source in told.items()}
    alone = [paragraphs(texts[name]["sentences"]) for name in _alone(found)]
    typical = min(texts.values(), key=lambda row: abs(len(row["sentences"]) - TYPICAL))
    report = paragraphs(typical["sentences"])
    for line in (
        *of_pairs(pairs, found),
        *of_strangers(pairs, found),
        *of_links(pairs, found),
        *of_excerpts(alone),
        *of_flood(report, asked.flood),
    ):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def of_pairs(pairs: Sequence[dict[str, Any]], found: Mapping[str, Source]) -> Iterator[str]:
    """How many of the pairs of each class are found, and as what."""
    scored = [pair for pair in pairs if pair["a"] in found and pair["b"] in found]
    yield f"pairs: {len(scored)} scored, {len(pairs) - len(scored)} unscored"
    yield f"  {'class':<20} {'pairs':>6} {'same text':>10} {'one origin':>11} {'linked':>7} {'one voice':>10}"
    voice = voices(found.values())
    by_class: defaultdict[str, list[tuple[Source, Source]]] = defaultdict(list)
    for pair in scored:
        by_class[pair["class_by_jaccard"]].append((found[pair["a"]], found[pair["b"]]))
    for name, some in by_class.items():
        same = sum(a.text == b.text for a, b in some)
        grouped, linked = sum(a.origin == b.origin for a, b in some), sum(are_linked(*two) for two in some)
        together = sum(voice[a.id] == voice[b.id] for a, b in some)
        yield f"  {name:<20} {len(some):>6} {same:>10} {grouped:>11} {linked:>7} {together:>10}"
    heard = Counter(voice.values())
    yield f"  voices: {len(heard):,} of {len(found):,} texts, the most common has {max(heard.values())}"


def of_strangers(pairs: Sequence[dict[str, Any]], found: Mapping[str, Source]) -> Iterator[str]:
    """How many of random pairs of different days, that are not in the list, are linked."""
    chance = random.Random(0)  # noqa: S311
    listed = _listed(pairs)
    names = sorted(found)
    strangers: list[tuple[Source, Source]] = []
    while len(strangers) < RANDOM_PAIRS:
        one, other = chance.sample(names, 2)
        if frozenset((one, other)) not in listed and found[one].fetched_at != found[other].fetched_at:
            strangers.append((found[one], found[other]))
    grouped, linked = sum(a.origin == b.origin for a, b in strangers), sum(are_linked(*p) for p in strangers)
    yield f"\nrandom pairs: {len(strangers):,}, of one origin {grouped}, linked {linked}"


def of_links(pairs: Sequence[dict[str, Any]], found: Mapping[str, Source]) -> Iterator[str]:
    """All links that the archive made, and those of pairs that are not in the list."""
    names = {source.id: name for name, source in found.items()}
    links = [
        (name, names[other])
        for name, source in found.items()
        for other in ({source.origin, source.reuses} - {None, source.id})
        if other in names
    ]
    listed = _listed(pairs)
    unlisted = [two for two in links if frozenset(two) not in listed]
    yield f"\nlinks among {len(found):,} texts: {len(links)}, not in the list {len(unlisted)}, such as:"
    chance = random.Random(0)  # noqa: S311
    for one, other in chance.sample(unlisted, min(SHOWN, len(unlisted))):
        a, b = shingles(found[one].text), shingles(found[other].text)
        shared = common(a, b).size
        shares = f"{shared / a.distinct.size:.2f} and {shared / b.distinct.size:.2f} of them"
        kind = "copy" if found[one].origin == found[other].id else "reuse"
        yield f"  {kind:<6} {one} of {other}: {shared} shingles, {shares}"


def of_excerpts(texts: Sequence[Paragraphs]) -> Iterator[str]:
    """How many reports are found of which a share stands, scattered, in another, whichever came first."""
    wires, others = texts[::2], texts[1::2]
    yield f"\n{'share taken':<14} {'texts':>6} {'report first':>13} {'longer first':>13}"
    for share in SHARES:
        chance = random.Random(0)  # noqa: S311
        both = [
            (wire, _mixed(wire, other, share, chance)) for wire, other in zip(wires, others, strict=False)
        ]
        made = [(source(wire), source(mixed)) for wire, mixed in both]
        first = kept_of([*(wire for wire, _ in made), *(mixed for _, mixed in made)])
        last = kept_of([*(mixed for _, mixed in made), *(wire for wire, _ in made)])
        counts = [
            sum(are_linked(kept[wire.id], kept[mixed.id]) for wire, mixed in made) / max(1, len(made))
            for kept in (first, last)
        ]
        yield f"{share:<14.0%} {len(made):>6} {counts[0]:>13.3f} {counts[1]:>13.3f}"


def of_flood(report: Paragraphs, count: int) -> Iterator[str]:
    """What it takes to add copies of one report that each outlet has set in its own way."""
    chance = random.Random(0)  # noqa: S311
    copies = (source(_edited(report, chance), url=f"https://{number}.example/") for number in range(count))
    with TemporaryDirectory() as folder, Archive(f"sqlite:///{folder}/archive.sqlite") as archive:
        yield f"\nflood: {count:,} copies of one report"
        origins: Counter[str] = Counter()
        for number in range(1, 1 + -(-count // 1000)):
            thousand, begun = list(islice(copies, 1000)), time.perf_counter()
            kept = [one.source for one in ingest(thousand, archive) if isinstance(one, Added)]
            origins.update(source.origin for source in kept)
            yield f"  thousand {number}: {time.perf_counter() - begun:.2f} s, origins so far {len(origins)}"


def are_linked(one: Source, other: Source) -> bool:
    """Copies of one report, or one reuses the other's, or both the same third."""
    return bool({one.origin, one.reuses} & {other.origin, other.reuses} - {None})


def _alone(found: Mapping[str, Source]) -> list[str]:
    """Names of the texts that have nothing to do with any other, in an order that mixes their topics."""
    used = Counter(id_ for source in found.values() for id_ in {source.origin, source.reuses, source.id})
    names = [name for name, source in found.items() if used[source.id] == 1 and not source.reuses]
    names = [name for name in names if found[name].origin == found[name].id]
    random.Random(0).shuffle(names)  # noqa: S311
    return names


def _listed(pairs: Iterable[dict[str, Any]]) -> set[frozenset[str]]:
    return {frozenset((pair["a"], pair["b"])) for pair in pairs}


def kept_of(sources: Iterable[Source]) -> dict[str, Source]:
    with TemporaryDirectory() as folder, Archive(f"sqlite:///{folder}/archive.sqlite") as archive:
        return {one.source.id: one.source for one in ingest(sources, archive) if isinstance(one, Added)}


def _rows(place: Path) -> Iterator[dict[str, Any]]:
    files = sorted(place.glob("[!g]*.jsonl.gz")) if place.is_dir() else [place]
    for file in files:
        yield from rows(file)


def _day(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)


def _mixed(wire: Paragraphs, other: Paragraphs, share: float, chance: random.Random) -> Paragraphs:
    """The other text with so many paragraphs of the wire in it, in their order, here and there."""
    taken = sorted(chance.sample(range(len(wire)), max(1, round(share * len(wire)))))
    mixed = list(other)
    for place, paragraph in zip(
        sorted(chance.choices(range(len(other) + 1), k=len(taken))), taken, strict=True
    ):
        mixed.insert(place + taken.index(paragraph), wire[paragraph])
    return mixed


_TOPS = (
    "By Anna Holt\nVelm Courier",
    "Ost Gazette, 5 min read",
    "OSTMARK (Wire) –",
    "From our correspondent",
)
_ENDS = ("Copyright 2031 Velm Courier.", "Click here for 7 more stories.", "(Wire)", "Reporting by Ana Moss.")


def _edited(report: Paragraphs, chance: random.Random) -> Paragraphs:
    """With a byline of the outlet's own, perhaps without a paragraph, and with some words put otherwise."""
    kept = list(report)
    if chance.random() < 0.5:
        kept.pop(chance.randrange(1, len(kept)))
    words = {" said": " told reporters", " but ": " yet ", " while ": " as ", "“": '"', "”": '"'}
    for old in chance.sample(sorted(words), 2):
        kept = [paragraph.replace(old, words[old]) for paragraph in kept]
    return [chance.choice(_TOPS), *kept, chance.choice(_ENDS)]


if __name__ == "__main__":
    main()

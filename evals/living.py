"""Living stories held against records that say what is true now: storm advisories, and travel advice.

python -m evals.living --data DIRECTORY [--storm ID] [--country NAME] [--verbose]
"""

import gzip
import json
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agents.events import Emitted, Unchanged
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from store.errors import NothingToTell, UnknownStory
from store.ingest import ingest
from store.intake import read
from store.records import StoryVersion

SHORTEST = 1
"""Sentences of a story at least: a travel notice may say one thing."""
ADVISORIES = ("demo/nhc_advisories_zeta.jsonl", "fixtures/nhc_advisories.jsonl")
NOTES = ("demo/fcdo/gulf_2026.jsonl", "fixtures/fcdo/changes.jsonl")
FLIPS = "fixtures/fcdo/status_history.jsonl"
"""Each may be packed, with .gz behind its name."""
NO_ADVICE = "No specific FCDO travel advisories are currently active."
_VALUES = {
    "max_wind_kt": r"\bsustained winds (?:near )?{} kt\b",
    "min_pressure_mb": r"\bcentral pressure {} mb\b",
    "center": r"\bcenter located near {}\b",
    "movement": r"\bmovement toward {}\b",
}
"""How a bulletin tells each value as that of its own moment."""
_BODY = re.compile(r"<pre>(.*?)(?:</pre>|\Z)", re.DOTALL)
_ISSUED = re.compile(r"(\d{4}) ?(?:UTC|Z) \w{3} (\w{3} \d{1,2} \d{4})")


@dataclass(frozen=True)
class Moment:
    """A day and hour with what holds from then on: by name the patterns that the story must have, each."""

    time: datetime
    holds: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Series:
    """A story to be written and kept up to date, and its moments in order."""

    name: str
    topic: str
    moments: tuple[Moment, ...]


@dataclass
class Score:
    """Of how many moments the story said what holds, and of how many what held before."""

    told: dict[str, int] = field(default_factory=dict[str, int])
    stale: dict[str, int] = field(default_factory=dict[str, int])
    of: dict[str, int] = field(default_factory=dict[str, int])
    changed: dict[str, int] = field(default_factory=dict[str, int])
    silent: int = 0
    """Moments before a story could be written."""
    failures: list[str] = field(default_factory=list[str])

    def add(self, moment: Moment, before: Moment | None, told: Sequence[str]) -> None:
        """Hold the sentences of a version against its moment and the one before."""
        for name, patterns in moment.holds.items():
            for pattern in patterns:
                _count(self.of, name)
                if _said(pattern, told):
                    _count(self.told, name)
                else:
                    self.failures.append(f"{moment.time:%Y-%m-%d %H:%M} {name} is not told: {pattern}")
            for pattern in _gone(before.holds.get(name, ()) if before else (), patterns):
                _count(self.changed, name)
                if said := _said(pattern, told):
                    _count(self.stale, name)
                    self.failures.append(f"{moment.time:%Y-%m-%d %H:%M} {name} of before: {said}")


def _gone(before: Sequence[str], now: Sequence[str]) -> list[str]:
    return [pattern for pattern in before if pattern not in now]


def _count(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1


def _said(pattern: str, told: Sequence[str]) -> str:
    return next((text for text in told if re.search(pattern, text, re.IGNORECASE)), "")


def measure(newsroom: Newsroom, series: Series) -> Score:
    """Write the story as soon as it can be, then update it once at every moment."""
    score = Score()
    story, before = "", None
    for moment in series.moments:
        version = _version(newsroom, story, series.topic, moment.time)
        if version:
            story = version.story
            score.add(moment, before, [" ".join(claim.text.split()) for claim in version.claims()])
        else:
            score.silent += 1
        before = moment
    return score


def _version(newsroom: Newsroom, story: str, topic: str, now: datetime) -> StoryVersion | None:
    """The version that a reader has at that moment, if there is one."""
    try:
        editor = newsroom.editor
        events = editor.update(story, now) if story else editor.write(topic, now)
        return next(event.version for event in events if isinstance(event, Emitted | Unchanged))
    except NothingToTell:
        pass
    try:
        return newsroom.archive.version(story)
    except UnknownStory:
        return None


def storms(rows: Sequence[Mapping[str, Any]]) -> Iterator[Series]:
    """A story for each storm, named as it was last: from the first advisory that names it so."""
    for id_ in dict.fromkeys(row["storm_id"] for row in rows):
        own = sorted((row for row in rows if row["storm_id"] == id_), key=_issued)
        topic = f"Hurricane {own[-1]['name'].split()[-1].title()}"
        yield Series(id_, topic, tuple(Moment(_issued(row), _values(row["gold"])) for row in own))


def _values(gold: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {
        name: (pattern.format(re.escape(" ".join(gold[name].split())).replace(r"\ ", " ")),)
        for name, pattern in _VALUES.items()
        if gold.get(name)
    }


def _issued(row: Mapping[str, Any]) -> datetime:
    found = _ISSUED.search(row["issued"])
    if not found:
        raise ValueError(f"{row['issued']} is no time of issue")
    return datetime.strptime(f"{found[1]} {found[2]}", "%H%M %b %d %Y").replace(tzinfo=UTC)


def advisory(row: Mapping[str, Any]) -> dict[str, str]:
    """As a record that intake reads."""
    number = f"{row['name']} FORECAST/ADVISORY NUMBER {row['advisory']} {row.get('note', '')}".strip()
    body = _BODY.search(row["text"])
    return {
        "title": number,
        "text": body[1] if body else row["text"],
        "published": _issued(row).isoformat(),
        "outlet": "National Hurricane Center",
        "url": f"https://bulletins.invalid/{row['storm_id']}/{row['advisory']}",
    }


def countries(flips: Sequence[Mapping[str, Any]]) -> Iterator[Series]:
    """A story for each country, with a moment for each time that its advice was another than before."""
    stated = sound(flips)
    for country in dict.fromkeys(flip["country"] for flip in stated):
        own = [flip for flip in stated if flip["country"] == country]
        kept = [own[0], *(later for earlier, later in pairwise(own) if earlier["advice"] != later["advice"])]
        moments = tuple(Moment(_seen(flip), {"advice": _advice(flip)}) for flip in kept)
        yield Series(country, f"Travel advice for {country}", moments)


def sound(flips: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that state an advice in a sentence: no errors of the reading, no codes."""
    return [flip for flip in flips if flip["advice"].endswith(".")]


def _advice(flip: Mapping[str, Any]) -> tuple[str, ...]:
    """Each sentence of the advice, "now" or not; that there is none, in the words of either record."""
    if flip["advice"] == NO_ADVICE:
        lifted = f"no longer advises against all but essential travel to {re.escape(flip['country'])}"
        return (rf"no specific FCDO travel advisories|{lifted}\b",)
    sentences = re.split(r"(?<=\.) ", flip["advice"])
    return tuple(
        rf"\bFCDO (?:now )?{re.escape(one.removeprefix('FCDO ').rstrip('.'))}\b" for one in sentences
    )


def _seen(flip: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(flip["seen"]) + timedelta(minutes=1)


def notice(row: Mapping[str, Any]) -> dict[str, str]:
    """A note of the agency, or a status as it was seen, as a record that intake reads."""
    published = row.get("seen") or f"{row['date']}T00:00:00+00:00"
    return {
        "title": f"Travel advice for {row['country']}",
        "text": row.get("note") or row["advice"],
        "published": published,
        "outlet": "FCDO",
        "url": row.get("url", f"https://status.invalid/{row['country']}") + f"?at={published}",
    }


def rows(file: Path) -> list[dict[str, Any]]:
    """Lines of JSON, packed or not."""
    packed = file.with_name(f"{file.name}.gz")
    text = gzip.decompress(packed.read_bytes()).decode() if packed.exists() else file.read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def keep(home: Path, records: Sequence[Mapping[str, str]]) -> None:
    """Take the records in as anybody's lines of JSON are."""
    home.mkdir(parents=True, exist_ok=True)
    file = home.with_suffix(".jsonl")
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    with open_newsroom(load(home=home, shortest=SHORTEST), "reading the bulletins") as newsroom:
        for _ in ingest(read([str(file)], now=datetime.now(UTC)), newsroom.archive):
            pass
        newsroom.catch_up()


def told(home: Path, records: Sequence[Mapping[str, str]], series: Sequence[Series]) -> Iterator[Score]:
    """A score for each of the series, all written from one archive of all records."""
    keep(home, records)
    with open_newsroom(load(home=home, shortest=SHORTEST), "measuring living stories") as newsroom:
        for one in series:
            yield measure(newsroom, one)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each storm and country, and what failed with --verbose."""
    asked = _asked(arguments)
    advisories = [row for name in ADVISORIES for row in rows(asked.data / name)]
    flips = rows(asked.data / FLIPS)
    notes = [row for name in NOTES for row in rows(asked.data / name)]
    with TemporaryDirectory() as folder:
        if not asked.country:
            wanted = [one for one in storms(advisories) if asked.storm in (None, one.name)]
            scores = told(Path(folder, "storms"), [*map(advisory, advisories)], wanted)
            _print("storm", wanted, scores, verbose=asked.verbose)
        if not asked.storm:
            wanted = [one for one in countries(flips) if asked.country in (None, one.name)]
            scores = told(Path(folder, "countries"), [*map(notice, [*notes, *sound(flips)])], wanted)
            _print("country", wanted, scores, verbose=asked.verbose)


def _asked(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m evals.living", description="Measure living stories.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--storm", help="this storm alone, such as AL282020")
    parser.add_argument("--country", help="this country alone")
    parser.add_argument(
        "--verbose", action="store_true", help="what was not told, and what was told too long"
    )
    return parser.parse_args(arguments)


def _print(kind: str, series: Sequence[Series], scores: Iterator[Score], *, verbose: bool) -> None:
    write = sys.stdout.write
    write(f"{kind:<12} moments  no story yet  told, and what held before still told where it changed\n")
    for one, score in zip(series, scores, strict=True):
        shares = "; ".join(
            f"{name} {score.told.get(name, 0)} of {of}, stale {score.stale.get(name, 0)} of "
            f"{score.changed.get(name, 0)}"
            for name, of in score.of.items()
        )
        write(f"{one.name:<12} {len(one.moments):>7}  {score.silent:>12}  {shares}\n")
        if verbose:
            write("".join(f"    {failure}\n" for failure in score.failures))


if __name__ == "__main__":
    main()

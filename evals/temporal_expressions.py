"""What sentences mean by their dates, held against what people annotated, beside dateparser alone.

python -m evals.temporal_expressions --data TIMEX.jsonl.gz [--verbose]

Each line is a dated text with its annotations: ``text``, ``dct`` (the day it was published) and ``timex``,
a list of ``start``, ``text``, ``type`` and ``value``. ``evals.timex`` says which of them are counted. Right
is the same value in full. dateparser has no granularity, so it is given that of the annotation; "told where"
gives it the annotated words as well.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import cast

from evals.timex import DatedText, Expression, read_timex, value_like, value_of
from store.records import DateBasis, DateMention, Source
from store.snippets import sentences
from store.temporal import mentions

Found = tuple[int, int, date | DateMention]
"""Words and what they were taken to mean."""
Finder = Callable[[DatedText], list[Found]]


def ours(dated: DatedText) -> list[Found]:
    """As intake keeps them with the snippets."""
    read = datetime.combine(dated.day, time(), UTC)
    source = Source(
        id="",
        text=dated.text,
        language="en",
        published_at=read,
        published_basis=DateBasis.METADATA,
        fetched_at=read,
        origin="",
    )
    return [(found.start, found.end, found) for found in mentions(source, sentences(dated.text))]


def dateparser_told_where(dated: DatedText) -> list[Found]:
    """The annotated words, one after the other."""
    import dateparser

    words = ((one.start, one.end, dated.text[one.start : one.end]) for one in dated.expressions)
    found = (
        (start, end, dateparser.parse(text, languages=["en"], settings=_settings(dated.day)))
        for start, end, text in words
    )
    return [(start, end, moment.date()) for start, end, moment in found if moment]


def dateparser_searching(dated: DatedText) -> list[Found]:
    """Its own search through the text, which tells the words and not where they stand."""
    from dateparser.search import search_dates

    search = cast("Callable[..., list[tuple[str, datetime]] | None]", search_dates)
    found: list[Found] = []
    place = 0
    for words, moment in search(dated.text, languages=["en"], settings=_settings(dated.day)) or []:
        place = max(place, dated.text.find(words, place))
        found.append((place, place + len(words), moment.date()))
    return found


def _settings(day: date) -> dict[str, object]:
    return {"RELATIVE_BASE": datetime.combine(day, time(12)), "PREFER_DATES_FROM": "past"}


def judge(dated: DatedText, found: list[Found]) -> Iterator[tuple[str, Expression, str]]:
    """For each expression right, wrong or not found, with the value that was found."""
    for one in dated.expressions:
        values = [
            value_of(meant) if isinstance(meant, DateMention) else value_like(one.value, meant, dated.day)
            for start, end, meant in found
            if start < one.end and one.start < end
        ]
        outcome = "right" if one.value in values else "wrong" if values else "not found"
        yield outcome, one, " ".join(values)


def elsewhere(dated: DatedText, found: Iterable[Found]) -> int:
    """How many were found where nobody annotated anything."""
    return sum(
        all(end <= first or last <= start for first, last in dated.annotated) for start, end, _ in found
    )


FINDERS: dict[str, Finder] = {
    "ours": ours,
    "dateparser, told where": dateparser_told_where,
    "dateparser, searching": dateparser_searching,
}


def main() -> None:
    """Print a line for each finder; with --verbose also every wrong value of ours."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    texts = list(read_timex(options.data))
    write = sys.stdout.write
    counted, unscored = sum(len(text.expressions) for text in texts), sum(text.unscored for text in texts)
    write(f"{len(texts)} texts, {counted} expressions counted, {unscored} unscored\n\n")
    write(f"{'':24}  right  wrong  not found  elsewhere  accuracy  precision\n")
    for name, finder in FINDERS.items():
        outcomes: Counter[str] = Counter()
        for text in texts:
            found = finder(text)
            outcomes["elsewhere"] += elsewhere(text, found)
            for outcome, one, value in judge(text, found):
                outcomes[outcome] += 1
                if options.verbose and finder is ours and outcome == "wrong":
                    write(f"    {text.day}  {text.text[one.start : one.end]!r}: {value}, not {one.value}\n")
        write(_line(name, outcomes))


def _line(name: str, outcomes: Counter[str]) -> str:
    right, wrong, missed = (outcomes[outcome] for outcome in ("right", "wrong", "not found"))
    accuracy, precision = right / max(1, right + wrong + missed), right / max(1, right + wrong)
    numbers = f"{right:>5}  {wrong:>5}  {missed:>9}  {outcomes['elsewhere']:>9}"
    return f"{name:24}  {numbers}  {accuracy:>8.1%}  {precision:>9.1%}\n"


if __name__ == "__main__":
    main()

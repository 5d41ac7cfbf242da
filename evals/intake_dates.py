"""When pages say that they were published, held against what people noted, beside htmldate alone.

python -m evals.intake_dates --data PAGES.tar.gz [--verbose]

The archive has folders with pages (``NAME_YYYY_MM_DD.html.gz``), what is known of them (``NAME.json``: title
and publishing_date of each) and where they were read (``meta.info``: url and crawl_date of each). A page
belongs to the record whose title it has.

A day is right where it is that of the noted moment, once in the moment's own zone and once in UTC, in which
intake keeps it. Pages are read once as they are and once as they show themselves, without scripts, metadata,
attributes and address: there a wrong day is the danger. htmldate is asked for the original date and has its
defaults otherwise.
"""

import argparse
import gzip
import json
import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any, cast

from store.errors import UnreadableSource
from store.intake.html import reading_of_page
from store.intake.reading import DEFAULT_LIMITS, Place
from store.intake.sources import source_of
from store.records import Source

Day = date | None
Finder = Callable[["Page", str], datetime | Day]
KEPT = ("class", "id", "lang")
"""Attributes that are left when a page is as it shows itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with the moment at which it was published."""

    name: str
    html: str
    url: str
    read_at: datetime
    published: datetime


def read_pages(archive: Path) -> Iterator[Page]:
    """Those with one record that has their title."""
    folders: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    with tarfile.open(archive) as packed:
        for member in packed:
            if file := packed.extractfile(member):
                path = PurePosixPath(member.name)
                folders[str(path.parent)][path.name] = file.read()
    for files in folders.values():
        yield from _of_folder(files)


def _of_folder(files: dict[str, bytes]) -> Iterator[Page]:
    read: dict[str, dict[str, str]] = json.loads(files["meta.info"])
    for name in sorted(set(read) & set(files)):
        html = gzip.decompress(files[name]).decode("utf-8", "replace")
        records: dict[str, Any] = json.loads(files[f"{name.rsplit('_', 3)[0]}.json"])
        noted = [one["publishing_date"] for one in records.values() if _plain(one["title"]) in _plain(html)]
        if len(noted) == 1:
            read_at = datetime.fromisoformat(read[name]["crawl_date"]).replace(tzinfo=UTC)
            yield Page(name, html, read[name]["url"], read_at, datetime.fromisoformat(noted[0]))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", unescape(text)).casefold().strip()


def ours(page: Page, html: str) -> datetime | None:
    """As intake dates a page that was fetched from its address; as it shows itself it has none."""
    place = Place(name=page.name, url=page.url if html is page.html else "")
    try:
        source = source_of(reading_of_page(html, place), page.read_at, DEFAULT_LIMITS)
    except UnreadableSource:
        return None
    return source.published_at if isinstance(source, Source) else None


def htmldate_alone(page: Page, html: str) -> Day:
    """With the same address."""
    from htmldate import find_date

    find = cast("Callable[..., str | None]", find_date)
    found = find(html, original_date=True, url=page.url if html is page.html else None)
    return date.fromisoformat(found) if found else None


def as_shown(html: str) -> str:
    """What is left of a page for those who see no markup."""
    from lxml_html_clean import Cleaner

    cleaner = Cleaner(meta=True, page_structure=False, safe_attrs=frozenset(KEPT))
    return cast("str", cleaner.clean_html(html))  # pyright: ignore[reportUnknownMemberType]


def day_of(found: datetime | Day, published: datetime, *, utc: bool) -> Day:
    """In UTC, or in the zone of the noted moment; a day without an hour is the same in both."""
    if not isinstance(found, datetime):
        return found
    return found.date() if utc or found.time() == time() else found.astimezone(published.tzinfo or UTC).date()


def main() -> None:
    """Print a table; with --verbose also each page of which ours is not right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    pages = list(read_pages(options.data))
    sys.stdout.write(f"{len(pages)} pages with a date\n{'':48}  right  wrong  none  exact match\n")
    for form, shape in {"as they are": str, "as they show themselves": as_shown}.items():
        for name, finder in {"ours": ours, "htmldate": htmldate_alone}.items():
            found = [finder(page, page.html if shape is str else shape(page.html)) for page in pages]
            sys.stdout.writelines(
                _table(f"{name}, {form}", pages, found, told=options.verbose and finder is ours)
            )


def _table(name: str, pages: Sequence[Page], found: Sequence[datetime | Day], *, told: bool) -> Iterator[str]:
    for utc in (False, True):
        days = [day_of(one, page.published, utc=utc) for page, one in zip(pages, found, strict=True)]
        outcomes = [_outcome(day, page, utc=utc) for page, day in zip(pages, days, strict=True)]
        counts = Counter(outcomes)
        right, wrong, none = (counts[outcome] for outcome in ("right", "wrong", "none"))
        label = f"{name}, {'UTC' if utc else 'own zone'}"
        yield f"{label:48}  {right:>5}  {wrong:>5}  {none:>4}  {right / max(1, len(pages)):>11.1%}\n"
        for page, day, outcome in zip(pages, days, outcomes, strict=True):
            if told and outcome != "right":
                yield f"    {page.name}: {day}, not {page.published}\n"


def _outcome(day: Day, page: Page, *, utc: bool) -> str:
    noted = page.published.replace(tzinfo=page.published.tzinfo or UTC)
    wanted = noted.astimezone(UTC).date() if utc else noted.date()
    return "none" if day is None else "right" if day == wanted else "wrong"


if __name__ == "__main__":
    main()

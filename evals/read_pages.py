"""A page as intake reads it, held against what people noted of it."""

import io
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field

from agents.checker import Checker
from evals import intake_dates
from evals.intake_pages import of_strings, of_words
from evals.page_sets import SETS, Page
from evals.texts import SOME_DAY
from store.errors import BadData, UnreadableSource
from store.intake.clean import one_line
from store.intake.html import read
from store.intake.reading import DEFAULT_LIMITS, Place, Reading
from store.intake.sources import source_of
from store.records import Record, Source

BYTES = "latin-1"
"""Has every byte for a letter, so that a page is kept as it came."""


class NotedPage(Record):
    """A page with what is known of it; empty where nothing is."""

    name: str
    raw: str
    """Its bytes as ``BYTES`` has them."""
    text: str = ""
    title: str = ""
    has: tuple[str, ...] = ()
    has_not: tuple[str, ...] = ()
    published: datetime | None = None
    url: str = ""
    read_at: datetime = SOME_DAY


class ReadPage(Record):
    """How far it was read as noted. Without a reading all of it is lost."""

    refused: bool = False
    precision: float = 0.0
    recall: float = 0.0
    strings: dict[str, int] = Field(default_factory=dict[str, int])
    titled: bool = False
    day: str = "none"
    """right, wrong or none."""
    said: str = ""
    """Title and beginning of what was read, for people."""

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_noted(noted: NotedPage, _checker: Checker) -> ReadPage:
    """By intake, as a page that was fetched from its address."""
    page = Page(noted.name, noted.raw.encode(BYTES), noted.text, noted.title, noted.has, noted.has_not)
    reading = _reading(noted, page)
    text, title = (reading.text, reading.title) if reading else ("", "")
    score = of_words(text, page.gold)
    return ReadPage(
        refused=reading is None,
        precision=score.precision,
        recall=score.recall,
        strings=dict(of_strings(text, page)),
        titled=bool(title) and one_line(title) == one_line(page.title),
        day=_day(noted, reading),
        said=f"{title}\n{text[:400]}",
    )


def _reading(noted: NotedPage, page: Page) -> Reading | None:
    try:
        (found,) = read(io.BytesIO(page.raw), Place(noted.name, url=noted.url))
    except UnreadableSource:
        return None
    return found if isinstance(found, Reading) else None


def _day(noted: NotedPage, reading: Reading | None) -> str:
    if reading is None or noted.published is None:
        return "none"
    source = source_of(reading, noted.read_at, DEFAULT_LIMITS)
    found = source.published_at if isinstance(source, Source) else None
    day = intake_dates.day_of(found, noted.published, utc=False)
    return "none" if day is None else "right" if day == noted.published.date() else "wrong"


def pages_of(archive: Path) -> Iterator[NotedPage]:
    """A public set by the name of its archive. Raises BadData."""
    name = archive.name.removesuffix(".tar.gz")
    if name not in SETS:
        raise BadData(f"{archive} is none of {', '.join(f'{one}.tar.gz' for one in SETS)}.")
    try:
        dated = {one.name: one for one in intake_dates.read_pages(archive)} if name == "pages_fundus" else {}
        for page in SETS[name](archive):
            yield _noted(page, dated.get(Path(page.name).name))
    except (OSError, EOFError, ValueError, KeyError, tarfile.TarError) as error:
        raise BadData(f"{archive} cannot be read as {name}: {error}.") from error


def _noted(page: Page, dated: intake_dates.Page | None) -> NotedPage:
    known = {"published": dated.published, "url": dated.url, "read_at": dated.read_at} if dated else {}
    return NotedPage.model_validate(
        {
            "name": page.name,
            "raw": page.raw.decode(BYTES),
            "text": page.gold,
            "title": page.title,
            "has": page.has,
            "has_not": page.has_not,
        }
        | known
    )


def noted_at(published: str) -> datetime:
    """A moment in its own zone, or a day."""
    moment = datetime.fromisoformat(published)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

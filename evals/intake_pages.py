"""The text and title of articles as intake reads them from pages, beside bare trafilatura on the same pages.

python -m evals.intake_pages --data DIR [--sample N]

DIR has pages_fundus.tar.gz, pages_readability.tar.gz and pages_trafilatura.tar.gz. Where a set has the whole
text, the measure is the F1 of its words, as a bag, averaged over pages; where it has strings that an article
has or has not, it is that of these strings over all pages, as the set's own evaluation counts them.
"""

import argparse
import io
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import TypeVar

import trafilatura

from evals.page_sets import SETS, Page
from store.archive import Archive
from store.errors import UnreadableSource
from store.ingest import BATCH, ingest
from store.intake.clean import one_line
from store.intake.html import read
from store.intake.reading import DEFAULT_LIMITS, Place, Reading
from store.intake.sources import source_of

_FIRST = b"<html><body><p>" + b"The ferry sails again on Monday. " * 20 + b"</p></body></html>"
"""Read before the clock starts, so that no set pays for what is loaded once."""

Result = TypeVar("Result")

_WITHOUT_BLANKS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Letters of scripts that put no blanks between words: each counts as a word."""
_WORD = re.compile(rf"[{_WITHOUT_BLANKS}]|[^\W{_WITHOUT_BLANKS}]+")


@dataclass(frozen=True, slots=True)
class Score:
    """Of one text, or of a set."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class System:
    """What one system made of the pages of a set."""

    scores: list[Score] = field(default_factory=list[Score])
    strings: Counter[str] = field(default_factory=Counter[str])
    titles: int = 0
    seconds: float = 0.0
    refused: int = 0

    def add(self, page: Page, text: str, title: str) -> None:
        self.refused += not text
        self.titles += bool(page.title) and one_line(page.title) == one_line(title)
        if page.gold:
            self.scores.append(of_words(text, page.gold))
        self.strings += of_strings(text, page)

    def figures(self) -> str:
        """Precision, recall and F1 over all pages."""
        if self.scores:
            means = [
                fmean(getattr(score, name) for score in self.scores) for name in ("precision", "recall", "f1")
            ]
        else:
            found = self.strings["found"]
            score = Score(
                found / max(1, found + self.strings["wrong"]), found / max(1, found + self.strings["lost"])
            )
            means = [score.precision, score.recall, score.f1]
        return "  ".join(f"{mean:.4f}" for mean in means)


def of_words(text: str, gold: str) -> Score:
    """How far two texts have the same words, as often, in any order."""
    said, wanted = (Counter(_WORD.findall(one.casefold())) for one in (text, gold))
    shared = (said & wanted).total()
    return Score(shared / max(1, said.total()), shared / max(1, wanted.total()))


def of_strings(text: str, page: Page) -> Counter[str]:
    """How many of the strings that an article has were found and lost, and how many of the others came in."""
    found = sum(string in text for string in page.has)
    wrong = sum(string in text for string in page.has_not)
    return Counter(found=found, lost=len(page.has) - found, wrong=wrong)


@dataclass
class Comparison:
    """Both systems on one set."""

    bare: System = field(default_factory=System)
    ours: System = field(default_factory=System)
    pages: int = 0
    unscored: int = 0
    titled: int = 0
    kept_seconds: float = 0.0
    """Of dates, language, snippets and the archive, beyond reading."""


def compare(pages: Iterable[Page], archive: Archive) -> Comparison:
    """Each page through both systems; ours goes on into the archive."""
    found = Comparison()
    waiting: list[Reading] = []
    for page in pages:
        text, seconds = _timed(lambda page=page: trafilatura.extract(page.raw))
        found.bare.seconds += seconds
        found.bare.add(page, text or "", _bare_title(page))
        reading, seconds = _timed(lambda page=page: _read(page))
        found.ours.seconds += seconds
        found.ours.add(page, reading.text if reading else "", reading.title if reading else "")
        waiting += [reading] if reading else []
        found.pages += 1
        found.titled += bool(page.title)
        found.unscored += not (page.gold or page.has)
        if len(waiting) == BATCH:
            found.kept_seconds += _keep(waiting, archive)
            waiting = []
    found.kept_seconds += _keep(waiting, archive)
    return found


def _bare_title(page: Page) -> str:
    tree = trafilatura.load_html(page.raw)
    return "" if tree is None else trafilatura.extract_metadata(tree).title or ""


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What it gives, and the seconds of one core that it took."""
    begun = time.process_time()
    return work(), time.process_time() - begun


def _read(page: Page) -> Reading | None:
    try:
        (found,) = read(io.BytesIO(page.raw), Place(page.name))
    except UnreadableSource:
        return None
    return found if isinstance(found, Reading) else None


def _keep(readings: Sequence[Reading], archive: Archive) -> float:
    now = datetime.now(UTC)
    sources = (source_of(reading, now, DEFAULT_LIMITS) for reading in readings)
    return _timed(lambda: list(ingest(sources, archive)))[1]


def table(name: str, found: Comparison) -> Iterator[str]:
    """The figures of one set: bare trafilatura, our reading, and all of intake with what it keeps."""
    yield f"{name}: {found.pages} pages, {found.unscored} unscored, {found.titled} with a title"
    yield f"  {'':14}  precision  recall      F1  titles  refused  pages/s  ratio"
    for label, system in (("trafilatura", found.bare), ("intake", found.ours)):
        share = system.titles / max(1, found.titled)
        speed = _speed(found, system.seconds)
        yield f"  {label:14}     {system.figures()}   {share:.3f}  {system.refused:7}  {speed}"
    yield f"  {'and all kept':14}  {'':41}  {_speed(found, found.ours.seconds + found.kept_seconds)}"


def _speed(found: Comparison, seconds: float) -> str:
    return f"{found.pages / seconds:7.1f}  {found.bare.seconds / seconds:5.2f}"


def main() -> None:
    """Print the figures of each set that is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the archives")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many pages of each set")
    asked = parser.parse_args()
    with TemporaryDirectory() as home, Archive(f"sqlite:///{home}/archive.db") as archive:
        compare([Page("warming up", _FIRST)], archive)
        for name, pages in SETS.items():
            found = compare(islice(pages(asked.data / f"{name}.tar.gz"), asked.sample), archive)
            sys.stdout.write("\n".join(table(name, found)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

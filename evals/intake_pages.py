"""The article text of pages, held against what people found there, beside bare trafilatura in the same run.

python -m evals.intake_pages --data DIR [--limit N] [--verbose]

DIR holds archives of pages: any of pages_fundus.tar.gz, pages_readability.tar.gz, pages_trafilatura.tar.gz
(see ``evals.gold_pages``). Where the whole article is known, precision, recall and F1 are those of its words
with their counts, for each page, and then their mean. Where passages are known, they are those of the passages
over all pages, as the set's own evaluation counts them. A page from which nothing was read has none of either.

Speed is in pages per CPU second, on the same pages: trafilatura's with its default settings, and ours with
everything that ``storytree add`` does for a page: text, title, dates, language, copies, snippets, archive.
"""

import argparse
import io
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import cast

from evals.gold_pages import GoldPage, read_pages, words_of
from store.archive import Archive
from store.errors import UnreadableSource
from store.home import Home
from store.intake.clean import one_line
from store.intake.html import read
from store.intake.reading import DEFAULT_LIMITS, Place
from store.intake.sources import source_of
from store.records import Source
from store.snippets import split

NOW = datetime.now(UTC)
_Triple = tuple[float, float, float]


@dataclass(slots=True)
class Tally:
    """What one reader made of the pages of one set."""

    pages: list[tuple[str, _Triple]] = field(default_factory=list[tuple[str, _Triple]])
    passages: list[int] = field(default_factory=lambda: [0, 0, 0])
    """Right ones found, right ones missed, wrong ones found."""
    nothing: int = 0
    titled: int = 0
    titles: int = 0

    def count(self, page: GoldPage, text: str, title: str) -> None:
        self.nothing += not text
        if page.title:
            self.titles += 1
            self.titled += one_line(title) == one_line(page.title)
        if page.text:
            self.pages.append((page.name, _agreement(text, page.text)))
        found = sum(passage in text for passage in page.has)
        for place, more in enumerate(
            (found, len(page.has) - found, sum(one in text for one in page.has_not))
        ):
            self.passages[place] += more

    def scores(self) -> _Triple:
        """Precision, recall, F1; of words where whole texts are known, else of passages."""
        if self.pages:
            first, second, third = (
                fmean(scores) for scores in zip(*(one for _, one in self.pages), strict=True)
            )
            return first, second, third
        right, missed, wrong = self.passages
        return _triple(right, right + wrong, right + missed)


def _agreement(text: str, gold: str) -> _Triple:
    ours, theirs = words_of(text), words_of(gold)
    return _triple((ours & theirs).total(), ours.total(), theirs.total())


def _triple(common: int, found: int, wanted: int) -> _Triple:
    precision, recall = common / max(1, found), common / max(1, wanted)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


class Ours:
    """All that ``storytree add`` does for a page."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __call__(self, page: GoldPage) -> tuple[str, str]:
        place = Place(page.name, DEFAULT_LIMITS, page.url)
        try:
            (reading,) = read(io.BytesIO(page.raw), place)
            source = (
                reading if isinstance(reading, UnreadableSource) else source_of(reading, NOW, DEFAULT_LIMITS)
            )
        except UnreadableSource:
            return "", ""
        if not isinstance(source, Source):
            return "", ""
        self._archive.add(source, split(source))
        return source.text, source.title


def bare(page: GoldPage) -> tuple[str, str]:
    """The text that trafilatura finds with its default settings."""
    import trafilatura

    extract = cast("Callable[[bytes], str | None]", trafilatura.extract)
    return extract(page.raw) or "", ""


def _measured(
    reader: Callable[[GoldPage], tuple[str, str]], pages: Sequence[GoldPage]
) -> tuple[Tally, float]:
    tally, spent = Tally(), 0.0
    for page in pages:
        begun = time.process_time()
        text, title = reader(page)
        spent += time.process_time() - begun
        tally.count(page, text, title)
    return tally, len(pages) / max(1e-9, spent)


def _row(name: str, of: str, tally: Tally, rate: float) -> str:
    precision, recall, f1 = tally.scores()
    titled = f"{100 * tally.titled / max(1, tally.titles):6.1f}" if of == "storytree" else f"{'':6}"
    return (
        f"{name:12} {of:12} {precision:6.3f} {recall:6.3f} {f1:6.3f} {tally.nothing:8} {titled} {rate:8.1f}\n"
    )


def main() -> None:
    """Print a table; with --verbose also the pages on which ours agrees least."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="pages of each set at most")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    write = sys.stdout.write
    write(f"{'pages':12} {'':12} {'P':>6} {'R':>6} {'F1':>6} {'nothing':>8} {'title %':>6} {'per s':>8}\n")
    for file in sorted(options.data.glob("pages_*.tar.gz")):
        pages = list(islice(read_pages(file), options.limit))
        name = file.name.removeprefix("pages_").removesuffix(".tar.gz")
        with tempfile.TemporaryDirectory() as home, Archive(Home(Path(home)).open().archive_url) as archive:
            ours, our_rate = _measured(Ours(archive), pages)
            theirs, rate = _measured(bare, pages)
        write(_row(f"{name} {len(pages)}", "storytree", ours, our_rate))
        write(_row("", "trafilatura", theirs, rate))
        write(f"{'':25} speed, storytree to trafilatura: {our_rate / rate:.2f}\n")
        if options.verbose:
            worst = sorted(ours.pages, key=lambda one: one[1][2])[:10]
            write("".join(f"    {scores[2]:.3f} {page}\n" for page, scores in worst))


if __name__ == "__main__":
    main()

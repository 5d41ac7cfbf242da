"""Lines of a printed page → paragraphs, without page numbers, running headers and hyphens at line ends."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from store.intake.clean import ends_a_sentence

_EDGE = 2
"""Lines at the top and at the bottom of a page that may be its header or footer."""
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of|von|de)\s*\d{1,4})?|[ivxl]{1,7}",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_HYPHENATED = re.compile(r"([^\W\d_]{2,})(?:-|\u00ad|\u2010)$")
_STARTS_LOWER = re.compile(r"[^\W\d_A-Z]{2,}")
_WORDS = re.compile(r"(?<![^\W\d_])(?=([^\W\d_]+(?:-[^\W\d_]+)?))")
_FULL = 0.75
"""Share of the usual width from which a line is taken to have been broken by the margin."""
_SHORT = 0.5
"""Share below which a line without a stop, after one with it, is taken for a heading."""


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """All lines but those at a page's edge that number it, or that stand at the edge of half of all pages."""
    seen = Counter(line for page in pages for line in {_shape(page[at]) for at in _edges(page)})
    repeated = {line for line, count in seen.items() if count > 1 and 2 * count >= len(pages)}
    kept = [line for page in pages for line in _kept(page, repeated)]
    return kept if any(kept) else [line for page in pages for line in page]


def _edges(page: Sequence[str]) -> set[int]:
    return {at for at in (*range(_EDGE), *range(len(page) - _EDGE, len(page))) if 0 <= at < len(page)}


def _shape(line: str) -> str:
    return _DIGITS.sub("#", line)


def _kept(page: Sequence[str], repeated: set[str]) -> Iterator[str]:
    edges = _edges(page)
    for at, line in enumerate(page):
        if at not in edges or not (_shape(line) in repeated or _PAGE_NUMBER.fullmatch(line)):
            yield line


def joined(lines: Sequence[str]) -> list[str]:
    """The paragraphs that the lines make; an empty line ends one."""
    widths = sorted(len(line) for line in lines if line)
    usual = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    words = Counter(_WORDS.findall(" ".join(lines).lower()))
    blocks: list[list[str]] = []
    before = ""
    for line in lines:
        if before and line and _runs_on(before, line, usual):
            blocks[-1][-1] = _ended(before, line, words)
            blocks[-1].append(line)
        elif line:
            blocks.append([line])
        before = line
    return ["".join(block) for block in blocks]


def _runs_on(line: str, following: str, usual: int) -> bool:
    if following[0].islower() or _HYPHENATED.search(line):
        return True
    is_heading = ends_a_sentence(line) and not ends_a_sentence(following) and len(following) < _SHORT * usual
    return len(line) >= _FULL * usual and not is_heading


def _ended(line: str, following: str, words: Counter[str]) -> str:
    """The line with what stands between it and the next: a blank, a hyphen, or nothing in a broken word."""
    first, second = _HYPHENATED.search(line), _STARTS_LOWER.match(following)
    if not first:
        return f"{line} "
    if not second:
        return line
    stem = line[: first.end(1)]
    broken, compound = f"{first[1]}{second[0]}".lower(), f"{first[1]}-{second[0]}".lower()
    return f"{stem}-" if words[compound] > words[broken] else stem

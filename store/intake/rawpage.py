"""A page that was saved as plain text: its article, told from the teasers and lists that stand around it.

What tells such a page is its title, which comes twice, or its furniture. All else is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from store.intake.blocks import Block, bare, parts
from store.intake.clean import clean_text
from store.intake.dates import read_date
from store.intake.furniture import is_section, without_furniture

_STANDFIRST = 250
"""Characters of the text of a teaser at most."""
_FEWEST_TEASERS = 2
_FEWEST_SIGNS = 2
"""Headings of furniture, and a date alone in the first line: with so many of them a text is a page."""
_TITLE = (15, 200)
"""Letters of a title that can be told from a category, and of one that is no paragraph."""
_CATEGORY = 40
"""Letters of a category that is glued to the second title."""
_TOP = 40
"""Blocks among which a title may stand."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """The article of a page: its title, the lines between title and text, and its blocks."""

    title: str
    byline: tuple[str, ...]
    blocks: tuple[Block, ...]


def raw_page(text: str) -> RawPage | None:
    """The article of a page; None where the text looks like no page."""
    blocks = [Block(line) for line in clean_text(text).split("\n\n")]
    found = _below_repeated_title(blocks) or (
        _below_teasers(blocks) if _signs(blocks) >= _FEWEST_SIGNS else None
    )
    if found is None:
        return None
    title, start = found
    first = next((place for place in range(start, len(blocks)) if blocks[place].is_prose), len(blocks))
    article = without_furniture(blocks[first:])
    if _teasers(blocks[:start]) >= _FEWEST_TEASERS:
        article = _without_last_teasers(article)
    byline = tuple(block.text for block in blocks[start:first])
    return RawPage(title, byline, tuple(article)) if article else None


def _signs(blocks: Sequence[Block]) -> int:
    return bool(read_date(blocks[0].text)) + sum(map(is_section, blocks))


def _below_repeated_title(blocks: Sequence[Block]) -> tuple[str, int] | None:
    """The last title that comes twice at the top, without its category, and where the text below starts."""
    letters = {place: bare(block.text) for place, block in enumerate(blocks[:_TOP]) if not block.is_prose}
    titles = {place: said for place, said in letters.items() if _TITLE[0] <= len(said) <= _TITLE[1]}
    pairs = [(one, other) for one, other in combinations(titles, 2) if _same(titles[one], titles[other])]
    for one, other in reversed(pairs):
        between = [block for block in blocks[one:other] if block.is_prose]
        if all(len(block.text) <= _STANDFIRST for block in between) and any(
            block.is_prose for block in blocks[other:]
        ):
            return min(blocks[one].text, blocks[other].text, key=lambda text: len(bare(text))), other + 1
    return None


def _same(one: str, other: str) -> bool:
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return longer.endswith(shorter) and len(longer) - len(shorter) <= _CATEGORY


def _below_teasers(blocks: Sequence[Block]) -> tuple[str, int] | None:
    """The title of the first part that is no teaser, and where the text below it starts."""
    count = _teasers(blocks)
    runs = list(parts(blocks))
    if count < _FEWEST_TEASERS or count == len(runs):
        return None
    start, _ = runs[count]
    return blocks[start - 1].text, start


def _teasers(blocks: Sequence[Block]) -> int:
    """How many parts at the top are a title with one short paragraph."""
    count = 0
    for start, end in parts(blocks):
        if start == 0 or end - start != 1 or len(blocks[start].text) > _STANDFIRST:
            break
        count += 1
    return count


def _without_last_teasers(blocks: Sequence[Block]) -> list[Block]:
    """Without the parts at the end that are a title with one short paragraph, where there are several."""
    turned = [
        block for start, end in reversed(list(parts(blocks))) for block in (Block("-"), *blocks[start:end])
    ]
    count = _teasers(turned)
    runs = list(parts(blocks))
    if not _FEWEST_TEASERS <= count < len(runs):
        return list(blocks)
    return list(blocks[: runs[-count - 1][1]])

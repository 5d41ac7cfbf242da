"""HTML pages: the text of the one article, what the page states of it, and nothing of the rest."""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from urllib.parse import urlsplit

from store.errors import UnreadableSource
from store.intake.article import blocks_of, parsed
from store.intake.blocks import Block, bare, length_of
from store.intake.clean import LONG_ENOUGH, decode, one_line, states_something
from store.intake.dates import read_date
from store.intake.elsewhere import leads_elsewhere
from store.intake.furniture import without_boxes, without_furniture
from store.intake.headline import title_of
from store.intake.kinds import declared
from store.intake.page import declared_language, stated_dates
from store.intake.pruning import prune
from store.intake.reading import Place, Reading, whole
from store.intake.rejoin import rejoined
from store.intake.shown import shown_dates
from store.intake.standfirst import with_standfirst
from store.intake.stated import Stated, address_of, authors_of, stated_by
from store.intake.tree import Tree, words

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset=["']?\s*([\w-]+)|<\?xml[^>]{0,100}encoding=["']([\w-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_MOST_TAGS = 60_000
"""Three times the most on any of a thousand pages of news; trafilatura takes time with their square."""
_ADVICE = "Give the text of the article as a .txt or .jsonl file."
_SENTENCE = 60
"""Characters from which a sub-heading with a final stop is a sentence of the text in large print."""
_TOP = 6
"""Blocks among which a page may repeat its title."""
_SHORTEST, _CATEGORY = 15, 60
"""Letters of a title that can be told from a category, and of a category."""


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """One Reading."""
    raw = whole(stream, place)
    charset = _CHARSET.search(raw[:4096])
    declared = (charset[1] or charset[2]).decode("ascii") if charset else ""
    yield reading_of_page(decode(raw, place, declared), place)


def reading_of_page(page: str, place: Place) -> Reading:
    """The page's one article; raises UnreadableSource where there is none."""
    if page.count("<") > _MOST_TAGS:
        raise UnreadableSource(place.name, f"has more than {_MOST_TAGS:,} tags", advice=_ADVICE)
    tree = parsed(_XML_DECLARATION.sub("", page, count=1))
    if tree is None:
        raise _without_article(place)
    stated = stated_by(tree)
    url = address_of(tree, stated) or place.url
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    title, language = title_of(tree, stated, host), declared_language(tree)
    authors = authors_of(tree, stated)
    dates = tuple(stated_dates(tree, title))
    shown = () if any(map(read_date, dates)) else tuple(shown_dates(tree, title, language))
    blocks = _article(tree, stated, title, place)
    return Reading(
        name=place.name,
        text="\n\n".join(block.text for block in blocks),
        title=title,
        url=url,
        outlet=_outlet(tree, stated, title) or host,
        authors=authors,
        language=language,
        kind=declared(stated.types, stated.sections, url),
        dates=dates,
        header=shown,
    )


def _without_article(place: Place) -> UnreadableSource:
    return UnreadableSource(place.name, "no article text found", advice=_ADVICE)


def _article(tree: Tree, stated: Stated, title: str, place: Place) -> list[Block]:
    """Its blocks; raises UnreadableSource where there is none. Changes the tree."""
    titles = {bare(title), *map(bare, stated.titles), *(bare(words(heading)) for heading in tree.iter("h1"))}
    above = _above(tree, title)
    teasers = prune(tree)
    found = without_furniture(without_boxes(rejoined(blocks_of(tree), tree)))
    blocks = [block for block in found if not _poses_as_sentence(block)]
    if not stated.is_article and leads_elsewhere(blocks, tree, 0 if above else teasers):
        raise UnreadableSource(place.name, "only leads to other pages and has no article", advice=_ADVICE)
    article = with_standfirst(_without_titles(_below(blocks, above), titles), tree, stated, title)
    if not article:
        raise _without_article(place)
    return article


def _above(tree: Tree, title: str) -> set[str]:
    """The letters of what stands above the title in the page; nothing where no title is shown."""
    passed: set[str] = set()
    for node in tree.iter("h1", "h2", "h3", "h4", "p"):
        text = words(node)
        if node.tag == "h1" and len(title) >= _SHORTEST and text.endswith(title):
            return passed or {""}
        passed.add(bare(text))
    return set()


def _below(blocks: list[Block], above: set[str]) -> list[Block]:
    """The blocks below the title, if most of the prose is there."""
    below = [block for block in blocks if bare(block.text) not in above]
    return below if 2 * _prose(below) > _prose(blocks) else blocks


def _prose(blocks: list[Block]) -> int:
    return length_of(block for block in blocks if block.is_prose)


def _poses_as_sentence(block: Block) -> bool:
    """A short sub-heading, or a line of code, that nothing would tell from a sentence of the text."""
    most = {"head": _SENTENCE, "code": LONG_ENOUGH}.get(block.kind, 0)
    return len(block.text) < most and states_something(block.text)


def _without_titles(blocks: Sequence[Block], titles: set[str]) -> list[Block]:
    return [
        block for place, block in enumerate(blocks) if place >= _TOP or not _repeats(bare(block.text), titles)
    ]


def _repeats(letters: str, titles: set[str]) -> bool:
    """Whether it is a title, or one with its category, or one without."""
    return not letters or any(
        letters == title
        or (len(title) > _SHORTEST and len(letters) < len(title) + _CATEGORY and letters.endswith(title))
        or (len(letters) > _SHORTEST and title.endswith(letters))
        for title in titles
    )


def _outlet(tree: Tree, stated: Stated, title: str) -> str:
    """As the page names its site; else what follows the headline in <title>, which says more than a host."""
    named = next((name.removeprefix("@") for name in stated.outlets if not _HOST.fullmatch(name)), "")
    if named:
        return named
    page_title = one_line(next((node.text or "" for node in tree.iter("title")), ""))
    headline, _, rest = page_title.partition(title or "\n")
    outlet = re.sub(r"^ ?[-–—|:·»]+ ", "", rest)
    return outlet if not headline and outlet != rest and len(outlet) <= 60 else ""

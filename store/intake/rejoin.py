"""Paragraphs of the article that the extraction left in the page, put back where they stand.

It takes the first part of a page that looks like an article for all of it, and drops what has many links.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from store.intake.blocks import Block, bare
from store.intake.clean import ends_a_sentence
from store.intake.tree import Tree, words

_SHORTEST = 60
"""Characters of a paragraph that is worth it."""
_FEWEST = 2
"""Paragraphs that are missed together: one alone is as often a notice of the page's."""
_SHARE = 0.15
"""Share of the found paragraphs that must stand in parts of the same kind."""
_EDGE = 25
"""Letters at either end by which a paragraph is known again, whatever was cut out of it."""
_MOST = 2_000
"""Paragraphs that are looked at: no article has more."""
_NEAR, _FAR = 2, 8
"""Levels above a paragraph that count as around it, the more if its part is named as an article's body."""
_BODY = re.compile(r"(?:article|story|post|entry)[-_]{0,2}(?:body|content|text)", re.IGNORECASE)
_ASIDE = frozenset("nav footer aside form header figure figcaption table blockquote li".split())


@dataclass(frozen=True, slots=True)
class _Paragraph:
    node: Tree
    text: str
    letters: str

    @property
    def part(self) -> tuple[str, str]:
        """The kind of part of the page that it stands in."""
        parent = self.node.getparent()
        return (str(parent.tag), parent.get("class") or "") if parent is not None else ("", "")


def rejoined(blocks: Sequence[Block], tree: Tree) -> list[Block]:
    """The blocks, and between them the paragraphs of the same parts of the page that they lack."""
    places = {bare(block.text): place for place, block in enumerate(blocks)}
    paragraphs = list(islice(_paragraphs(tree), _MOST))
    lost = {one.letters: one for one in _lost(paragraphs, places)}
    if len(lost) < _FEWEST:
        return list(blocks)
    after: dict[int, list[Block]] = {}
    place = -1
    for one in paragraphs:
        place = places.get(one.letters, place)
        if lost.get(one.letters) is one:
            after.setdefault(place, []).append(Block(one.text))
    return [
        *after.get(-1, ()),
        *(part for at, block in enumerate(blocks) for part in (block, *after.get(at, ()))),
    ]


def _paragraphs(tree: Tree) -> Iterator[_Paragraph]:
    for node in tree.iter("p"):
        text = words(node)
        if len(text) >= _SHORTEST and ends_a_sentence(text):
            yield _Paragraph(node, text, bare(text))


def _lost(paragraphs: Sequence[_Paragraph], places: Collection[str]) -> Iterator[_Paragraph]:
    found = [one for one in paragraphs if one.letters in places]
    parts = Counter(one.part for one in found)
    frames = _frames(found)
    said = "".join(places)
    for one in paragraphs:
        if (
            one.letters not in places
            and parts[one.part] >= max(_FEWEST, _SHARE * len(found))
            and not (one.letters[:_EDGE] in said or one.letters[-_EDGE:] in said)
            and _is_in(one.node, frames)
        ):
            yield one


def _frames(found: Sequence[_Paragraph]) -> set[Tree]:
    """The parts of the page marked as an article, or as its main part, that hold all that was found.

    Without such a mark, what is next around the found.
    """
    outer = [set(one.node.iterancestors("article", "main")) for one in found]
    common = set[Tree]().union(*outer[:1]).intersection(*outer)
    return common or {part for one in found for part in islice(one.node.iterancestors(), _levels(one.part))}


def _levels(part: tuple[str, str]) -> int:
    return _FAR if _BODY.search(part[1]) else _NEAR


def _is_in(node: Tree, frames: set[Tree]) -> bool:
    for outer in node.iterancestors():
        if outer in frames:
            return True
        if outer.tag in _ASIDE:
            return False
    return False

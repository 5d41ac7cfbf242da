"""The sentence or two between title and text, which many pages keep apart from the article."""

from collections.abc import Collection, Iterator, Sequence

from store.intake.blocks import Block, bare
from store.intake.stated import Stated
from store.intake.tree import Tree, length_within, words

_SHORTEST, _LONGEST = 40, 800
"""Characters."""
_KNOWN_BY = 40
"""Letters that the shown one has in common with the stated one, which is often cut short or reworded."""
_ASIDE = frozenset("nav footer aside form figure figcaption a".split())


def with_standfirst(blocks: Sequence[Block], tree: Tree, stated: Stated, title: str) -> list[Block]:
    """The blocks, under the standfirst where the page shows the one it states and the blocks lack it."""
    said = "".join(bare(block.text) for block in blocks)
    leads = {bare(text)[:_KNOWN_BY] for text in stated.standfirsts if len(text) >= _SHORTEST}
    leads -= {bare(title)[:_KNOWN_BY]}
    if not blocks or not leads or any(lead in said for lead in leads):
        return list(blocks)
    told = [letters for block in blocks if len(letters := bare(block.text)) >= _SHORTEST]
    for shown in _shown(tree, leads):
        # A part that holds some of the article is the article.
        if bare(shown) not in said and not any(letters in bare(shown) for letters in told):
            return [Block(shown), *blocks]
    return list(blocks)


def _shown(tree: Tree, leads: Collection[str]) -> Iterator[str]:
    """The innermost parts that begin as stated, in the order of the page."""
    for node in tree.iter("p", "h2", "h3", "h4", "strong", "span", "div", "section", "header"):
        if not _may_begin(node, leads):
            continue
        length = length_within(node, _LONGEST)
        if length and length >= _SHORTEST and bare(words(node))[:_KNOWN_BY] in leads:
            yield from _innermost(node, length)


def _may_begin(node: Tree, leads: Collection[str]) -> bool:
    """By its first words alone, which costs little."""
    first = bare(next(filter(str.strip, node.itertext()), ""))
    return any(lead.startswith(first[:_KNOWN_BY]) for lead in leads)


def _innermost(node: Tree, length: int) -> Iterator[str]:
    if not any(outer.tag in _ASIDE for outer in node.iterancestors()):
        inner = [
            part
            for part in node.iter()
            if part is not node and (length_within(part, _LONGEST) or 0) >= 0.6 * length
        ]
        yield words(inner[-1] if inner else node)

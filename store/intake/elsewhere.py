"""Pages that are no article: front pages, indexes and lists, which only lead to other pages."""

from collections.abc import Iterator, Sequence
from itertools import islice

from store.intake.blocks import Block, bare, length_of, parts
from store.intake.furniture import is_invitation
from store.intake.pruning import leads_away
from store.intake.tree import Tree, length_within, words

_STANDFIRST = 250
"""Characters of what stands under the title of a teaser."""
_TEASER = 600
"""Characters of a teaser; levels of the page above its link that may still be one."""
_LEVELS = 4
_TITLE = 20
"""Letters; what is shorter is the name of a section, or of who wrote a comment."""
_FEWEST = 3
_MOST = 0.6
"""Share of what was found from which it is what leads elsewhere."""
_LINKS = 0.4
"""Share of links in the text of a list of links: dates and standfirsts are the rest."""
_MANY_TEASERS, _LITTLE = 10, 250
"""Teasers from which a page is an index if it has no more prose than that, in characters."""


def leads_elsewhere(blocks: Sequence[Block], tree: Tree, teasers: int) -> bool:
    """Whether what was found is links and teasers, or the small print of a page with so many cut ones."""
    prose = [block for block in blocks if block.is_prose]
    is_small_print = teasers >= _MANY_TEASERS and length_of(prose) < _LITTLE
    return is_small_print or _is_list(blocks, tree) or _is_linked(blocks, tree) or _is_in_teasers(prose, tree)


def _is_list(blocks: Sequence[Block], tree: Tree) -> bool:
    """Titles, each with a short paragraph and a link: the title itself, or one that invites to read more."""
    runs = [(start, end) for start, end in parts(blocks) if start]
    short = [start for start, end in runs if end - start == 1 and len(blocks[start].text) <= _STANDFIRST]
    if len(short) < max(_FEWEST, _MOST * len(runs)):
        return False
    linked = {bare(words(link)) for link in _links(tree)}
    titles = sum(bare(blocks[start - 1].text) in linked for start in short)
    more = sum(is_invitation(Block(words(link))) for link in tree.iter("a") if leads_away(link))
    return max(titles, more) >= _MOST * len(short)


def _is_linked(blocks: Sequence[Block], tree: Tree) -> bool:
    """Links, one after the other; of a text without a sentence short ones count too."""
    said = "".join(bare(block.text) for block in blocks)
    shortest = _TITLE if any(block.is_prose for block in blocks) else 1
    links = {bare(words(link)) for link in _links(tree, shortest)}
    return sum(len(link) for link in links if link in said) >= _LINKS * max(1, len(said))


def _is_in_teasers(prose: Sequence[Block], tree: Tree) -> bool:
    """Paragraphs that stand each beside a link of their own and little else."""
    teasers = [teaser for link in _links(tree) if (teaser := bare(_around(link))) != bare(words(link))]
    if len(set(teasers)) < _FEWEST:
        return False
    said = "\n".join(teasers)
    return length_of(block for block in prose if bare(block.text) in said) >= _MOST * max(1, length_of(prose))


def _links(tree: Tree, shortest: int = _TITLE) -> Iterator[Tree]:
    for link in tree.iter("a"):
        if leads_away(link) and (length_within(link, _TEASER) or 0) >= shortest:
            yield link


def _around(link: Tree) -> str:
    """The text of the largest part around a link that is short, without other links or words of its own."""
    around = link
    for outer in islice(link.iterancestors(), _LEVELS):
        if outer.tag in ("body", "main") or not _is_around(outer, link.get("href")):
            break
        around = outer
    return words(around)


def _is_around(node: Tree, target: str | None) -> bool:
    speaks = (node.text or "").strip() or any((part.tail or "").strip() for part in node)
    return (
        not speaks
        and length_within(node, _TEASER) is not None
        and all(link.get("href") == target or not leads_away(link) for link in node.iter("a"))
    )

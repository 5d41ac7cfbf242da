"""What a page has beside its article, told by its markup, and cut from its tree before that is sought."""

import re
from collections.abc import Iterator

from store.intake.page import SEEN_BY_NOBODY
from store.intake.tree import Tree, drop, length_within, words, xpath
from store.intake.unseen import unseen

_HIDDEN = SEEN_BY_NOBODY.replace("//*", "//*[@style or @hidden]", 1) + "[not(starts-with(@id, 'S:'))]"
"""React streams the parts of a page as S:1, S:2 …, hidden until its script shows them."""
_POSTS = re.compile(r"twitter-|instagram-|tiktok-|bluesky-|fb-")
"""Classes of posts that are embedded: another's words."""
_CAPTIONS = re.compile(r"caption|credit|copyright")
_TEXTS = ("p", "div", "span")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LINKED = 0.9
"""Share of its text from which a part counts as a link, not as a text with links in it."""
_LISTED = 0.5
"""The same for every item of a list: dates and topics stand beside the links of most."""
_UNUSED = "//template[not(@shadowrootmode)]"
"""What a script may show one day; the root of a shadow is shown at once."""
_SHORTEST_LINK = 15
"""Characters; shorter links, such as numbers and names, occur in articles on their own."""
_CARD = 600
"""Characters of a title and a standfirst at most."""
_FEWEST_CARDS = 2


def prune(tree: Tree) -> int:
    """Cut what is hidden, embedded, captioned, or does no more than lead to other pages; how many teasers."""
    for node in [
        *xpath(_HIDDEN)(tree),
        *xpath(_UNUSED)(tree),
        *unseen(tree),
        *_named(tree, _POSTS, "blockquote"),
        *_named(tree, _CAPTIONS, *_TEXTS),
    ]:
        drop(node)
    cards = _cards(tree)
    for node in [*filter(_is_linked, tree.iter("p")), *_lists_of_links(tree), *cards]:
        drop(node)
    return len(cards)


def _named(tree: Tree, classes: re.Pattern[str], *tags: str) -> Iterator[Tree]:
    return (node for node in tree.iter(*tags) if classes.search(node.get("class") or ""))


def _is_linked(node: Tree) -> bool:
    return any(map(leads_away, node.iterancestors("a"))) or _is_link(node, _LINKED)


def _lists_of_links(tree: Tree) -> Iterator[Tree]:
    for found in tree.iter("ul", "ol"):
        items = [item for item in found.iter("li") if item.getparent() is found]
        if items and all(_is_link(item, _LISTED) for item in items):
            yield found


def _is_link(node: Tree, share: float) -> bool:
    linked = sum(len(words(link)) for link in node.iter("a") if leads_away(link))
    return linked >= _SHORTEST_LINK and linked >= share * len(words(node))


def leads_away(link: Tree) -> bool:
    """Whether a link is to another page, as far as its form shows."""
    target = link.get("href") or "#"
    return not target.startswith(("#", "javascript:"))


def _cards(tree: Tree) -> list[Tree]:
    """Teasers: a heading that is a link, with the little that stands beside it and beside no other heading.

    One alone may be the title of a short note, which links to itself.
    """
    cards = [_card(heading) for heading in tree.iter(*_HEADINGS) if _is_linked(heading)]
    return cards if len(cards) >= _FEWEST_CARDS else []


def _card(heading: Tree) -> Tree:
    card, outer = heading, heading.getparent()
    while outer is not None and outer.tag not in ("body", "main") and _is_one_card(outer):
        card, outer = outer, outer.getparent()
    return card


def _is_one_card(node: Tree) -> bool:
    return length_within(node, _CARD) is not None and len(list(node.iter("h1", *_HEADINGS))) == 1

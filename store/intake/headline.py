"""The title of an article: as the page shows it, without its category and without the name of the site."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from store.intake.blocks import bare
from store.intake.clean import one_line
from store.intake.node import Node
from store.intake.stated import Stated
from store.intake.tree import Tree, words

_KICKER = re.compile(
    r"kicker|overline|topline|eyebrow|roofline|dachzeile|spitzmarke|category|section|label|badge|share|icon",
    re.IGNORECASE,
)
"""Classes of what stands over a title and inside its element."""
_BORDER = re.compile(r"\s+[-–—|·•»›:]\s+|\s*[|｜ㅣ]\s*|：")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 15
"""Characters of a title that can be told from a category."""
_MOST_OF = 0.5
_RELATED, _SAME = 0.2, 0.6
"""Share of words that a heading has in common with a title by which the article is shared.

Editors vary the great one; a lesser one may be that of another article.
"""
_MOST = 20


def title_of(tree: Tree, stated: Stated, host: str = "") -> str:
    """Empty where the page has no title."""
    page_title = next((one_line(title.text or "") for title in tree.iter("title")), "")
    site = {bare(name) for name in (*stated.outlets, host.removeprefix("www.")) if name}
    shared = [without_site(title, site) for title in (*stated.titles, page_title) if title]
    headings = [
        heading for node in tree.iter("h1") if (heading := _heading(node)) and bare(heading) not in site
    ]
    lesser = [heading for node in islice(tree.iter("h2"), _MOST) if (heading := _heading(node))]
    chosen = _most_related(headings, lesser, shared) or next(iter(stated.titles), "")
    chosen = chosen or next(filter(_says_something, headings), "") or next(iter(shared or headings), "")
    return unglued(chosen, [*headings, *shared])


def without_site(title: str, site: Iterable[str]) -> str:
    """The title without the site's name behind or before it."""
    parts = _BORDER.split(title)
    if len(parts) > 1 and bare(parts[-1]) in site:
        return title[: title.rindex(parts[-1])].rstrip(" -–—|·•»›:｜ㅣ：")
    if len(parts) > 1 and bare(parts[0]) in site:
        return title[len(parts[0]) :].lstrip(" -–—|·•»›:｜ㅣ：")
    return title


def unglued(title: str, others: Sequence[str]) -> str:
    """The title without what is glued to it: PortsThe pier is shut; Harbour news The pier is shut.

    That is the shortest of the other titles that stands whole in it and is most of it.
    """
    letters = bare(title)
    inside = [other for other in others if _is_most_of(bare(other), letters)]
    return min(inside, key=lambda other: len(bare(other)), default=title)


def _is_most_of(part: str, whole: str) -> bool:
    return part in whole and len(part) >= max(_SHORTEST, _MOST_OF * len(whole))


def _says_something(heading: str) -> bool:
    """Whether it is more than the name of a section."""
    return len(heading) >= _SHORTEST


def _heading(node: Tree) -> str:
    kickers = [part for part in node.iter("span", "div", "small", "a", "p") if _is_kicker(part)]
    text = words(node)
    for kicker in kickers:
        rest = text.removeprefix(words(kicker)).strip(" :|–-")
        text = rest or text
    return text


def _is_kicker(node: Node) -> bool:
    return bool(_KICKER.search(node.get("class") or ""))


def _most_related(headings: Sequence[str], lesser: Sequence[str], shared: Sequence[str]) -> str:
    """Of the headings the one nearest to the titles by which the article is shared, if it is near to one."""
    told = [set(_WORD.findall(title.casefold())) for title in shared]
    if not told:
        return next(iter(headings), "")
    near = [heading for heading in headings if _relation(heading, told) >= _RELATED]
    near += [heading for heading in lesser if _relation(heading, told) >= _SAME]
    return max(near, key=lambda heading: _relation(heading, told), default="")


def _relation(heading: str, told: Sequence[set[str]]) -> float:
    said = set(_WORD.findall(heading.casefold()))
    return max(len(said & one) / max(1, len(said), len(one)) for one in told)

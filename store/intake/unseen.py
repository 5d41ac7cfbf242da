"""What a page has and its style hides, as far as the page says so itself: nothing is laid out or fetched.

Told are type without size, text in the colour of its background where both stand in its style or in that of
what it is in, and what a rule of the page's own style sheets hides. Such a rule names one class or id alone,
under no condition, and no other rule shows that again. Scripts show a lot that a sheet hides: so what fades
in is not told, nor anything where half of the prose of a page would go.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from store.intake.tree import Tree, words, xpath

_MOST = 500_000
"""Characters of style sheets that are read."""
_FAR = 50
"""Elements up to which a background is looked for."""
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)(?:[a-z]+|%)?")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_BRACE = re.compile(r"[{}]")
_ALONE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?P<name>[.#][\w-]+)", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")
_HEX = re.compile(r"#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{6}))")
_RGB = re.compile(r"rgb\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})\)")
_NAMED = {"white": "ffffff", "black": "000000"}
_STREAMED = "S:"
"""Ids of parts that React shows once they are there."""
_STYLED = "//body//*[@style]"

Declared = Mapping[str, str]


class _Rule(NamedTuple):
    selectors: str
    declared: Declared
    within: bool
    """Whether it stands inside another rule or a condition."""


def unseen(tree: Tree) -> list[Tree]:
    """The elements that nobody sees, besides those that ``SEEN_BY_NOBODY`` tells."""
    return [*_by_own_style(tree), *_by_sheets(tree)]


def _by_own_style(tree: Tree) -> Iterator[Tree]:
    for node in xpath(_STYLED)(tree):
        declared = _declared(node.get("style") or "")
        if _ZERO.fullmatch(declared.get("font-size", "")):
            yield from _unless_within(node, "font-size")
        elif (colour := _colour(declared.get("color", ""))) and colour == _background(node):
            yield from _unless_within(node, "color")


def _unless_within(node: Tree, what: str) -> Iterator[Tree]:
    """The element, unless a part of it says otherwise of itself."""
    inner = (one.get("style") or "" for one in node.iter() if one is not node)
    if not any(what in _declared(style) for style in inner if style):
        yield node


def _background(node: Tree) -> str:
    """The nearest that is declared; nothing where it is a picture, or none is."""
    for one in islice((node, *node.iterancestors()), _FAR):
        declared = _declared(one.get("style") or "")
        found = declared.get("background-color") or declared.get("background") or one.get("bgcolor")
        if found and found not in {"none", "transparent", "inherit"}:
            return _colour(found)
    return ""


def _colour(value: str) -> str:
    """Of six digits, or a name; nothing of what is more than a colour."""
    text = value.strip().lower()
    if short := _HEX.fullmatch(text):
        return short[4] or "".join(2 * digit for digit in short.groups()[:3])
    if parts := _RGB.fullmatch(text):
        return "".join(f"{int(part):02x}" for part in parts.groups())
    return _NAMED.get(text, text if text.isalpha() and text not in {"inherit", "transparent"} else "")


def _declared(style: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in style.lower().replace("!important", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def _by_sheets(tree: Tree) -> list[Tree]:
    hidden = _hidden_names("\n".join(one.text or "" for one in tree.iter("style"))[:_MOST])
    found = list(_of_names(tree, hidden)) if hidden else []
    return found if found and 2 * _prose(found) < _prose([tree]) else []


def _prose(nodes: Iterable[Tree]) -> int:
    """Characters in their paragraphs: menus and scripts of a page are no part of it."""
    paragraphs = {id(one): one for node in nodes for one in node.iter("p")}
    return sum(len(words(one)) for one in paragraphs.values())


def _of_names(tree: Tree, hidden: Mapping[tuple[str, str], str]) -> Iterator[Tree]:
    for node in xpath("//body//*[@class or @id]")(tree):
        id_, tag = node.get("id") or "", str(node.tag)
        names = [f"#{id_}", *(f".{one}" for one in (node.get("class") or "").split())]
        hiding = {hidden[place] for name in names for place in ((name, tag), (name, "")) if place in hidden}
        own = _declared(node.get("style") or "")
        if hiding - own.keys() and not id_.startswith(_STREAMED):
            yield node


def _hidden_names(sheet: str) -> dict[tuple[str, str], str]:
    """Class or id, and the tag where it is named, to the property that hides."""
    hidden: dict[tuple[str, str], str] = {}
    shown: set[tuple[str, str]] = set()
    for rule in _rules(sheet):
        what = _hides(rule.declared)
        others = rule.declared.keys() - {what}
        shown |= {(name, one) for name in _NAME.findall(rule.selectors) for one in others}
        if what and not rule.within:
            hidden |= dict.fromkeys(_alone(rule.selectors), what)
    return {place: what for place, what in hidden.items() if (place[0], what) not in shown}


def _alone(selectors: str) -> Iterator[tuple[str, str]]:
    """Those of them that are a class or an id, with the tag if one is named."""
    for one in selectors.split(","):
        if found := _ALONE.fullmatch(one.strip()):
            yield found["name"], (found["tag"] or "").lower()


def _hides(declared: Declared) -> str:
    """The property that does, or nothing."""
    if declared.get("display") == "none":
        return "display"
    if declared.get("visibility") in {"hidden", "collapse"}:
        return "visibility"
    if _ZERO.fullmatch(declared.get("font-size", "")):
        return "font-size"
    colour = _colour(declared.get("color", ""))
    ground = _colour(declared.get("background-color") or declared.get("background") or "")
    return "color" if colour and colour == ground else ""


def _rules(sheet: str) -> Iterable[_Rule]:
    bare = _STRING.sub("", _COMMENT.sub(" ", sheet)) + "}"
    open_: list[str] = []
    place = 0
    for brace in _BRACE.finditer(bare):
        text = bare[place : brace.start()]
        place = brace.end()
        if brace[0] == "{":
            open_.append(text.rpartition(";")[2].strip())
        elif open_ and not (prelude := open_.pop()).startswith("@"):
            yield _Rule(prelude, _declared(text), bool(open_))

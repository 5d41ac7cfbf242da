"""What a page states of itself in its head: metadata and JSON-LD, read once for all who ask."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import cast

from store.intake.clean import canonical_url, one_line
from store.intake.tree import Tree, words, xpath

_ARTICLE = re.compile(r"Article|Posting|Report|Review", re.IGNORECASE)
_SCRIPTS = "//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"
_WRAPPED = re.compile(r"\A\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[)|(?:-->|(?://|/\*)?\s*\]\]>)\s*\Z")
_AUTHORS = (
    "author article:author byl parsely-author dc.creator dcterms.creator citation_author sailthru.author"
)
_OUTLETS = "og:site_name application-name apple-mobile-web-app-title dc.publisher publisher"
_STANDFIRSTS = "description og:description twitter:description dc.description"
_SECTIONS = """article:section og:article:section article:subsection articlesection parsely-section section
    subsection genre dc.type dcterms.type"""
_PLACES = ("articleSection", "genre")
_TITLES = "og:title twitter:title parsely-title dc.title citation_title"
_BYLINES = (
    "//*[@rel='author' or contains(@itemprop, 'author')]",
    "//*[contains(translate(@class, 'AN_', 'an-'), 'author-name') or contains(@class, 'byline')]",
    "//*[self::a or self::span or self::div or self::p or self::address][contains(@class, 'author')]",
)
"""Where a page names who wrote, surest first."""
_BY = re.compile(
    r"\A(?:written by|posted by|by|von|vom|par|por|di|da|door|av|af|przez|text|author|autor(?:in|e)?)"
    r"(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r"\s*[;,|•·/]\s*|\s+(?:and|und|et|y|e|och|og|en|i|&)\s+")
_ROLE = re.compile(r",\s+[^\W\d_A-Z].*")
"""Oriel Hastane, shipping correspondent."""
_NO_NAME = re.compile(r"https?:|www\.|@|\d{2}|[{}<>=]")
_LONGEST_NAME = 60
_LONGEST_BYLINE = 120
_MOST_NAMES = 12
_FEW = 3
"""Articles that the page of one may name: others are beside it."""

Thing = Mapping[str, object]


@dataclass(frozen=True)
class Stated:
    """The metadata of a page by name, in lower case, and every object of its JSON-LD."""

    metas: Mapping[str, list[str]]
    things: tuple[Thing, ...]

    @property
    def is_article(self) -> bool:
        """Whether the page says that it is one; an index names many."""
        named = {str(thing.get("headline")) for thing in self._articles}
        return 0 < len(named) <= _FEW or "article" in self.metas.get("og:type", ())

    @cached_property
    def titles(self) -> list[str]:
        """Titles of the article, as it is shared."""
        return list(dict.fromkeys([*self._in(self._articles, "headline"), *self._named(_TITLES)]))

    @property
    def standfirsts(self) -> list[str]:
        """What the article is about, in a sentence or two."""
        return list(dict.fromkeys([*self._in(self._articles, "description"), *self._named(_STANDFIRSTS)]))

    @property
    def outlets(self) -> list[str]:
        """Names of the site, or of who publishes there."""
        publishers = [one for thing in self._articles for one in _people(thing.get("publisher"))]
        return [*self._named(_OUTLETS), *publishers]

    @cached_property
    def authors(self) -> list[str]:
        """Who wrote the article; empty where the page does not say so in its head."""
        told = [
            one
            for thing in self._articles
            for key in ("author", "creator")
            for one in _people(thing.get(key))
        ]
        return _names(told) or _names(part for value in self._named(_AUTHORS) for part in _apart(value))

    @property
    def types(self) -> list[str]:
        """What the article is, of those of schema.org or Open Graph, closest first where it says so."""
        stated = [one for thing in self._told for one in _texts(thing.get("@type"))]
        return [*stated, *self.metas.get("og:type", ())]

    @property
    def sections(self) -> list[str]:
        """Where its site has the article; several may be in one string."""
        stated = [one for thing in self._told for key in _PLACES for one in _texts(thing.get(key))]
        opinion = ["opinion" for one in self.metas.get("article:opinion", ()) if one.lower() == "true"]
        return [*opinion, *stated, *self._named(_SECTIONS)]

    @cached_property
    def _told(self) -> list[Thing]:
        """The article itself, in one thing or several.

        Its page may name others below it, and reviews of what it sells, which have no headline.
        """
        headlined = [thing for thing in self._articles if thing.get("headline")]
        return [thing for thing in headlined if thing.get("headline") == headlined[0].get("headline")]

    @cached_property
    def _articles(self) -> list[Thing]:
        return [thing for thing in self.things if _ARTICLE.search(str(thing.get("@type")))]

    def _named(self, names: str) -> list[str]:
        return [value for name in names.split() for value in self.metas.get(name, ())]

    def _in(self, things: Iterable[Thing], key: str) -> Iterator[str]:
        for thing in things:
            if isinstance(value := thing.get(key), str):
                yield one_line(unescape(value))


def stated_by(tree: Tree) -> Stated:
    """Everything in the head that is asked for."""
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and (value := one_line(unescape(meta.get("content") or ""))):
            metas.setdefault(name.lower(), []).append(value)
    return Stated(metas, tuple(_things(tree)))


def _things(tree: Tree) -> Iterator[Thing]:
    """Every object, however deep it lies, without recursion."""
    for script in xpath(_SCRIPTS)(tree):
        try:
            waiting = [cast("object", json.loads(_WRAPPED.sub("", script.text or ""), strict=False))]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(cast("list[object]", value)))
            elif isinstance(value, dict):
                yield (thing := cast("Thing", value))
                waiting.extend(reversed(list(thing.values())))


def _texts(value: object) -> Iterator[str]:
    """A string, or those in a list."""
    for one in cast("list[object]", value) if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one_line(unescape(one))


def _people(value: object) -> Iterator[str]:
    for one in cast("list[object]", value) if isinstance(value, list) else [value]:
        name = cast("Thing", one).get("name") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield one_line(unescape(name))


def _apart(byline: str) -> list[str]:
    """The names of a byline; none of an address."""
    return [] if _NO_NAME.search(byline) else _BETWEEN_NAMES.split(_BY.sub("", byline))


def _names(found: Iterable[str]) -> list[str]:
    names = (_ROLE.sub("", _BY.sub("", one)).strip(" .,:~–—-") for one in found)
    return list(dict.fromkeys(name for name in names if name and _is_name(name)))[:_MOST_NAMES]


def _is_name(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_NAME and not _NO_NAME.search(text)


def authors_of(tree: Tree, stated: Stated) -> tuple[str, ...]:
    """As the head states them; else as the first byline of the page names them."""
    if stated.authors:
        return tuple(stated.authors)
    return next((tuple(names) for path in _BYLINES for names in _bylines(xpath(path)(tree))), ())


def _bylines(nodes: Iterable[Tree]) -> Iterator[list[str]]:
    for byline in map(words, nodes):
        if len(byline) <= _LONGEST_BYLINE and (names := _names(_apart(byline))):
            yield names


def address_of(tree: Tree, stated: Stated) -> str:
    """The canonical address, as the page states it."""
    links = [link.get("href") or "" for link in xpath("//link[@rel='canonical']")(tree)]
    addresses = map(canonical_url, [*links, *stated.metas.get("og:url", ())])
    return next((address for address in addresses if address), "")

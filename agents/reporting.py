"""Which sources tell what happened. The others may be read, but a story does not speak in their words."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from agents.surface import normal, words
from store.records import Source

_NOTICE = re.compile(
    r"\b(?:retract(?:ion|ed|s)?|withdrawn|apolog\w+|withdraws? \w+ (?:article|report|story))\b",
    re.IGNORECASE,
)
_TRANSLATED = re.compile(
    r"\b(?:translated automatically|machine[- ]translat\w+|automatic(?:ally)? translat\w+)\b", re.IGNORECASE
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier) "
    r"(?:instructions?|prompts?)\b"
    r"|\b(?:AI|language) models? (?:must|should|are to|will now)\b|\bsystem prompt\b"
    r"|\b(?:retract|delete|remove|discard|ignore|disregard|withdraw) (?:all |any |every |the |your )*"
    r"(?:other|previous|earlier|prior) (?:sources?|articles?|claims?|reports?|versions?|stories)\b"
    r"|\b(?:dear|note to|notice to|attention|message to|instructions? (?:to|for)) (?:all |the |any |an? )*"
    r"(?:AIs?|(?:AI )?(?:assistants?|agents?|systems?|models?)|LLMs?|language models?"
    r"|chatbots?|summari[sz]ers?)\b"
    r"|\bif you are an? (?:AI|LLM|language model|assistant|chatbot|automated)\b"
    r"|<\|?(?:system|im_start)|(?:^|[.!?] )\W*(?:system|assistant) ?:",
    re.IGNORECASE | re.MULTILINE,
)
"""A page that speaks to the reader's program has something to gain: nothing of it is told."""
NAMED = 4
"""Words from which a title says which report is meant."""
OPENING = 400
"""Characters in which a source says what kind it is."""
_KINDS = r"(?:opinions?|editorials?|comment(?:ary|isfree)?|columns?|columnists?|letters?|blogs?|views?)"
_OPINION = re.compile(_KINDS, re.IGNORECASE)
_MARKED = re.compile(rf"{_KINDS} ?(?:[:|–—]| - )", re.IGNORECASE)


def reporting(sources: Sequence[Source]) -> list[Source]:
    """Those that report: no opinion, no machine's translation, no orders to machines, nothing taken back."""
    gone = withdrawn(sources)
    return [source for source in sources if source.id not in gone and _reports(source)]


def _reports(source: Source) -> bool:
    return not (
        is_opinion(source) or _TRANSLATED.search(source.text[:OPENING]) or _ORDERS.search(source.text)
    )


def is_opinion(source: Source) -> bool:
    """Whether its publisher marks it as opinion, in the address or before the title."""
    segments = source.url.partition("://")[2].split("/")[1:]
    return any(_OPINION.fullmatch(segment) for segment in segments) or bool(_MARKED.match(source.title))


def withdrawn(sources: Sequence[Source]) -> set[str]:
    """Ids of those whose own outlet says, in a notice that names their title, that it takes them back.

    A page can call itself what it likes: a notice holds only for pages of its own site.
    """
    notices = [source for source in sources if _NOTICE.search(source.title)]
    return {
        source.id
        for notice in notices
        for source in sources
        if same_house(source, notice)
        and source.id != notice.id
        and len(words(source.title)) >= NAMED
        and normal(source.title) in normal(notice.text)
    }


def same_house(one: Source, other: Source) -> bool:
    """Whether both are of one outlet: by its name and, where one has an address, by its site as well."""
    if one.outlet != other.outlet or anonymous(one):
        return False
    a, b = sorted((site(one), site(other)), key=len)
    return a == b or (bool(a) and b.endswith(f".{a}"))


def anonymous(source: Source) -> bool:
    """Whether nothing says who speaks: no outlet, no author, no agency and no address."""
    return not (source.outlet or source.authors or source.agencies or site(source))


def site(source: Source) -> str:
    """The host of its address, without "www."; empty where it has none."""
    return _host(source.url)


@lru_cache(maxsize=4096)
def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")

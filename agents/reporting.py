"""Which sources tell what happened. The others may be read, but a story does not speak in their words."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from agents.surface import QUOTE, names, normal, words
from store.intake.dates import WHOLE_DATE, read_date
from store.records import Source
from store.snippets import sentences
from store.temporal import with_dates

_REPORT = r"(?:article|report|story|piece|page)"
_NOTICE = re.compile(
    r"\b(?:retract(?:ion|ed|s)?|withdrawn|apolog\w+"
    rf"|(?:withdr(?:aws?|ew)|(?:takes?|took) back) (?:\w+ ){{0,2}}?{_REPORT})\b",
    re.IGNORECASE,
)
_TAKES_BACK = r"(?:withdr(?:aws?|ew|awn|awing)|(?:tak(?:es?|en|ing)|took) back|retract(?:s|ed|ing)?)"
_OF_A_DAY = re.compile(
    rf"\b{_REPORT}\b(?: (?:published|printed|posted))? (?:of|from|on|dated) (?:\w+day,? )?"
    rf"(?P<day>{WHOLE_DATE.pattern})"
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
SHARED = 2
"""Names that a notice and the report of the day that it names have in common."""
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
    """Ids of those whose own outlet says, in a notice that names their title or day, that it takes them back.

    A page can call itself what it likes: a notice holds only for pages of its own site.
    """
    notices = [source for source in sources if _NOTICE.search(source.title)]
    return {id_ for notice in notices for id_ in _taken_back(notice, sources)}


def _taken_back(notice: Source, sources: Sequence[Source]) -> set[str]:
    own = [source for source in sources if same_house(source, notice) and source.id != notice.id]
    titled = {
        source.id
        for source in own
        if len(words(source.title)) >= NAMED and normal(source.title) in normal(notice.text)
    }
    return titled or _of_its_day(notice, own)


def _of_its_day(notice: Source, own: Sequence[Source]) -> set[str]:
    """The one report that it means by its day and by names that both tell."""
    found: set[str] = set()
    for start, end in sentences(notice.text) if notice.published_at else ():
        sentence = notice.text[start:end]
        day = _day_taken_back(sentence, notice)
        told = _names(sentence) - _names(f"; {notice.outlet}")
        meant = [one for one in own if day and _day(one) == day and len(told & _opening(one)) >= SHARED]
        if len({one.origin for one in meant}) == 1:
            found.update(one.id for one in meant)
    return found


def _day_taken_back(sentence: str, notice: Source) -> date | None:
    """Of the report that the house of the notice says that it takes back."""
    sentence = QUOTE.sub(" ", sentence)
    house = rf"(?:(?:^|[,;:] )(?:The )?{re.escape(notice.outlet.removeprefix('The ') or 'We')}|\b[Ww]e)"
    ours = rf"{house}(?: [a-z]+){{0,3}} {_TAKES_BACK}\b|\b[Oo]ur {_REPORT}\b.*\b{_TAKES_BACK}\b"
    dated = _OF_A_DAY.search(with_dates(sentence, _day(notice))) if re.search(ours, sentence) else None
    found = read_date(dated["day"]) if dated else None
    return found.date() if found else None


def _opening(source: Source) -> set[str]:
    """Names of its title and its first sentence."""
    first = next(iter(sentences(source.text)), (0, 0))
    return _names(source.title) | _names(source.text[slice(*first)])


def _names(text: str) -> set[str]:
    """Each by itself: Orrin Steel and the Harwick Bridge are two."""
    return {part for name in names(text) for part in re.split(" and (?:the )?", name)}


def _day(source: Source) -> date | None:
    return source.published_at.date() if source.published_at else None


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

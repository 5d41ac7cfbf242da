"""Whether a sentence tells what came of something that was ahead: it happened, or it will not, or not yet."""

import re
from collections.abc import Sequence

from agents.ahead import AHEAD_VERBS
from agents.sameness import matter, other_event
from agents.surface import CALENDAR_STEMS, content_stems, names, read_surface, words

DECIDED = 0.5
"""Share of what was ahead, the words that look ahead apart, that its outcome repeats."""
CONDITION = 0.75
"""The same of a condition, which is short."""
FEWEST = 3
"""Words that they share at least, one of them of a name."""
_LOOKING = frozenset(
    content_stems(
        "will would may might could should expected expects scheduled plan hope due if unless set march"
    )
)
_OFF = re.compile(
    r"\b(?:postpon\w+|cancell?\w*|call\w* off|put off|delay\w*|scrap\w*|abandon\w*|dropp?ed|shelv\w+"
    r"|reject\w+|fail\w*|collapsed)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:yet|ahead of|before the|in advance|preparations?|prepar\w+)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:[Ii]f|[Uu]nless|[Ss]hould) (?P<clause>[^,]+)")
_UNLESS = re.compile(r"^(?:If|Unless|Should) .*?, (?!\d{4}\b)")
"""A condition that comes first."""
_PAST = [
    pair.partition("/")
    for pair in """
    met/meet held/hold began/begin begun/begin made/make took/take taken/take gave/give given/give
    went/go gone/go won/win lost/lose left/leave sold/sell bought/buy built/build sent/send
    spent/spend paid/pay rose/rise risen/rise fell/fall fallen/fall grew/grow spoke/speak
    chose/choose ran/run stood/stand led/lead withdrew/withdraw told/tell saw/see came/come
    became/become broke/break flew/fly struck/strike brought/bring kept/keep found/find heard/hear
    said/say swore/swear sworn/swear""".split()
]
_PASTS = frozenset(past for past, _, _ in _PAST)
_STEMS = {
    stem: base
    for past, _, present in _PAST
    for stem in content_stems(past)
    for base in content_stems(present)
}


def decides(news: str, open_: str) -> bool:
    """Whether the news tell that it happened, or was put off; both name the same and share most words."""
    if _NOT_YET.search(news) or other_event(news, open_):
        return False
    condition = _CONDITION.search(open_)
    ahead = condition["clause"] if condition else matter(open_)
    wanted, said = _words(ahead) - _LOOKING - CALENDAR_STEMS, _words(news)
    named = _words(" ".join(names(ahead, begun=True)))
    shared, share = wanted & said, CONDITION if condition else DECIDED
    enough = len(shared) >= max(2 if condition else FEWEST, share * len(wanted))
    happened = _decided(ahead, news) if condition else _came(ahead, said, news)
    return enough and bool(shared & named) and happened


def came(news: str, announced: str) -> bool:
    """Whether the news tell that what was announced came on its day, be it once a condition was met."""
    ahead = matter(_UNLESS.sub("", announced, count=1))
    wanted, said = _words(ahead) - _LOOKING - CALENDAR_STEMS, _words(news)
    on_its_day = read_surface(ahead).dates & read_surface(news).dates
    enough = len(wanted & said) >= max(FEWEST, DECIDED * len(wanted))
    return bool(on_its_day) and enough and not _NOT_YET.search(news) and _came(ahead, said, news)


def _came(ahead: str, said: frozenset[str], news: str) -> bool:
    verbs = _words(" ".join(_verbs(ahead)))
    return not verbs or bool(verbs & said) or bool(_OFF.search(news))


def _decided(condition: str, news: str) -> bool:
    """Whether the news have a word of the condition as of the past: if it approves, it approved."""
    past = [word for word in words(news.lower()) if word.endswith("ed") or word in _PASTS]
    return bool(_words(condition) & _words(" ".join(past))) or bool(_OFF.search(news))


def _verbs(text: str) -> Sequence[str]:
    """What is to happen, of what looks ahead: "will be held and closed" gives held."""
    return [match["verb"] for match in AHEAD_VERBS.finditer(text)]


def _words(text: str) -> frozenset[str]:
    """Stems, those of irregular pasts as of the present."""
    return frozenset(_STEMS.get(stem, stem) for stem in content_stems(text))

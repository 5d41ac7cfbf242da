"""Whether a sentence tells what came of something that was ahead: it happened, or it will not, or not yet."""

import re
from collections.abc import Sequence
from datetime import date

from agents.ahead import AHEAD_VERBS, last_day
from agents.reviser.pasts import happened, stems
from agents.sameness import matter, other_event, other_kind
from agents.surface import CALENDAR_STEMS, content_stems, names, read_surface, words

DECIDED = 0.5
"""Share of what was ahead, the words that look ahead apart, that its outcome repeats."""
CONDITION = 0.75
"""The same of a condition, which is short, and of what came though nobody who had to do with it is named."""
FEWEST = 3
"""Words that they share at least, one of them of a name."""
_LOOKING = frozenset(
    content_stems(
        "will would may might could should expected expects scheduled plan hope due if unless set march"
    )
)
_OFF = re.compile(
    r"\b(?:postpon\w+|cancell?\w*|call\w* off|put off|delay\w*|scrap\w*|abandon\w*|dropp?ed|shelv\w+"
    r"|reject\w+|fail\w*|collapsed|voted? (?:it |this )?down|voted against|withdr[ae]wn?)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:yet|ahead of|before the|in advance|preparations?|prepar\w+|ha(?:s|ve|d) not|ha(?:s|ve)n['’]t)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:[Ii]f|[Uu]nless|[Ss]hould) (?P<clause>[^,]+)")
_UNLESS = re.compile(r"^(?:If|Unless|Should) .*?, (?!\d{4}\b)")
"""A condition that comes first."""


def decides(news: str, open_: str) -> bool:
    """Whether the news tell that it happened, or was put off; both name the same and share most words."""
    if _NOT_YET.search(news):
        return False
    condition = _CONDITION.search(open_)
    if condition:
        return _meets(news, condition["clause"])
    ahead = matter(open_)
    wanted, said = _wanted(ahead), stems(news)
    named = stems(" ".join(names(ahead, begun=True)))
    shared = wanted & said
    enough = len(shared) >= max(FEWEST, DECIDED * len(wanted))
    return enough and bool(shared & named) and _came(ahead, said, news) and not other_event(news, open_)


def _meets(news: str, condition: str) -> bool:
    """Whether a condition was decided: what it names did as of the past what it says, or will not do it."""
    wanted = _wanted(condition)
    shared = wanted & stems(news)
    named = names(condition, begun=True)
    if other_kind(matter(news), condition) or (not named and other_event(news, condition)):
        return False
    about = bool(shared & stems(" ".join(named))) if named else len(shared) >= FEWEST
    enough = len(shared) >= max(2, CONDITION * len(wanted))
    return about and enough and _in_order(named, news) and (bool(shared & happened(news)) or _is_off(news))


def _in_order(named: Sequence[str], news: str) -> bool:
    """Whether the names that the news have too stand there in the same order: who strikes whom."""
    told = [part for name in named for part in content_stems(name)]
    places = [(content_stems(news).index(part)) for part in told if part in content_stems(news)]
    return places == sorted(places)


def came(news: str, announced: str, day: date) -> bool:
    """Whether news of that day tell that what was announced came on its day, if only on a condition.

    They name nobody whom the announcement does not name: another's sale of that day is no outcome.
    """
    ahead = matter(_UNLESS.sub("", announced, count=1))
    wanted, shared = _wanted(ahead), _wanted(ahead) & stems(news)
    enough = len(shared) >= max(FEWEST, CONDITION * len(wanted))
    return (
        enough
        and _on_its_day(news, ahead, day)
        and not _NOT_YET.search(news)
        and not _strangers(matter(news), announced)
        and (not _verbs(ahead) or bool(stems(" ".join(_verbs(ahead))) & happened(news)) or _is_off(news))
    )


def _on_its_day(news: str, ahead: str, day: date) -> bool:
    told, announced = last_day(news), last_day(ahead)
    return (
        told is not None
        and announced is not None
        and told.year == announced.year
        and max(told, announced) <= day
        and bool(read_surface(ahead).dates & read_surface(news).dates)
    )


def _strangers(news: str, announced: str) -> set[str]:
    """Words with a capital that the announcement does not have."""
    known = {word.lower() for word in words(announced)}
    capitals = {word.lower() for word in words(news) if word[0].isupper()}
    return {word for word in capitals - known if not CALENDAR_STEMS.intersection(content_stems(word))}


def _wanted(ahead: str) -> frozenset[str]:
    return stems(ahead) - _LOOKING - CALENDAR_STEMS


def _came(ahead: str, said: frozenset[str], news: str) -> bool:
    verbs = stems(" ".join(_verbs(ahead)))
    return not verbs or bool(verbs & said) or _is_off(news)


def _is_off(news: str) -> bool:
    return bool(_OFF.search(news))


def _verbs(text: str) -> Sequence[str]:
    """What is to happen, of what looks ahead: "will be held and closed" gives held."""
    return [match["verb"] for match in AHEAD_VERBS.finditer(text)]

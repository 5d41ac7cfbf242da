"""What an issuer declares to be in force: its later notice of a series takes the place of the earlier."""

import re
from functools import lru_cache

from agents.bulletins import same_series
from agents.disputes import same_thing
from agents.surface import names, normal, words
from store.records import Source

_ADVICE = re.compile(
    r"\badvis(?:es|ed|ing|e)\b(?: \w+){0,3} against\b|\badvice against\b|\badvisor(?:y|ies)\b.*\bactive\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:warnings?|watch(?:es)?|alerts?|notices?|advisor(?:y|ies)|orders?|bans?|curfews?|levels?)\b.*"
    r"\b(?:in (?:force|effect)|active|lifted|cancell?ed|withdrawn|discontinued|suspended|raised|lowered)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\b(?:travel(?:ling)?|trips|journeys) (?:to|in|within)\b(.*)", re.IGNORECASE)


def replaces(later: str, source: Source, earlier: str, before: Source) -> bool:
    """Whether the later sentence, of ``source``, declares anew what the earlier one of ``before`` declared.

    What the later notice says as well still stands. Advice on one town leaves that on its country as it is.
    """
    if not same_series(source, before) or normal(earlier) in normal(source.text):
        return False
    if _ADVICE.search(later) and _ADVICE.search(earlier):
        ours, theirs = _places(later), _places(earlier)
        return not ours or not theirs or bool(ours & theirs)
    return bool(_ORDER.search(later) and _ORDER.search(earlier)) and same_thing(later, earlier)


@lru_cache(maxsize=20_000)
def declares(text: str) -> bool:
    """Whether the sentence says what is in force, or no longer is."""
    return bool(_ADVICE.search(text) or _ORDER.search(text))


def _places(text: str) -> frozenset[str]:
    """Names of places that the advice is on; none where it is on all that the series is about."""
    where = _WHERE.search(text)
    named = names(where[1].split("(")[0], begun=True) if where else []
    return frozenset(word for name in named for word in words(name))

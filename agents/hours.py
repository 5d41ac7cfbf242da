"""Hours of the day: "At 4 PM, the storm was moving north" says nothing of now, nor of which day it was."""

import re
from functools import lru_cache

from agents.ahead import last_day, looks_ahead
from agents.anchor import unanchor
from agents.disputes import same_thing
from agents.sameness import apart

_HOUR = re.compile(
    r"(?:at|as of) (?:about |around )?"
    r"(?:\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\b\.?|o['’]clock)|\d{3,4} ?(?:utc|gmt|z)\b|\d{1,2}[:.]\d\d\b"
    r"|noon\b|midnight\b)(?: (?:local time|[a-z]{2,4}t|utc|gmt)\b)?,? ",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:is|are|was|were|has been|have been|had been) (?:still |now )?"
    r"(?:located|cent(?:er|r)ed|near|about|at|over|within|without|closed|open|\w+ing\b|\d)"
    r"|\b(?:stood|remain(?:s|ed)|continue[sd]|blew|had|has)\b",
    re.IGNORECASE,
)
"""What goes on; two blasts at two hours are two."""


@lru_cache(maxsize=20_000)
def of_an_hour(text: str) -> bool:
    """Whether it tells how things stood at an hour, and not on which day."""
    of_state = bool(_HOUR.match(text) and _STATE.search(text))
    return of_state and not looks_ahead(text) and last_day(text) is None


def at_another_hour(one: str, other: str) -> bool:
    """Whether both tell how the same thing stood, each at its own hour."""
    texts = [unanchor(text)[1] for text in (one, other)]
    if not all(of_an_hour(text) for text in texts):
        return False
    a, b = (_HOUR.sub("", text, count=1) for text in texts)
    return same_thing(a, b) and not apart(a, b)

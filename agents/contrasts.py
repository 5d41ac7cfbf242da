"""Sentences that give two figures for one thing: "sonar had found 23 vehicles; the police hold to 19"."""

import re
from functools import lru_cache

from agents.figures import figures
from agents.surface import quantities, without_days

APART = 3
"""One figure is less than so many times the other where both may be of one thing."""
_HOLDS = (
    r"(?:(?:holds?|held|sticks?|stuck|keeps?|kept) to"
    r"|(?:puts?) (?:it|that|the (?:figure|number|toll|total|count|cost)) at"
    r"|(?:speaks?|spoke|talks?|talked) of|counts?|counted"
    r"|(?:says?|said|claims?|claimed|insists?|insisted) (?:that )?(?:it|there|the \w+) (?:is|are|was|were))"
)
_AGAINST = re.compile(
    r"(?:;|[:—–] ?|,? (?:while|whereas)\b|, (?:but|though|although)\b)"
    rf"[^,;.]{{3,60}}? {_HOLDS} (?P<theirs>(?:[^,;.]|[,.](?=\d)){{1,40}})"
)


@lru_cache(maxsize=20_000)
def contrasts(text: str) -> bool:
    """Whether somebody in it holds another figure against one that was given before."""
    plain = without_days(text)
    return any(
        _of_one_thing(ours.value, theirs.value)
        for found in _AGAINST.finditer(plain)
        for theirs in figures(found["theirs"])[:1]
        for ours in quantities(plain[: found.start()])
    )


def _of_one_thing(one: float, other: float) -> bool:
    less, more = sorted((abs(one), abs(other)))
    return less < more < APART * less

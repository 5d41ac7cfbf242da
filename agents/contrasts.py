"""Sentences that give two figures for one thing: "sonar had found 23 vehicles; the police hold to 19"."""

import re
from functools import lru_cache

from agents.figures import figures
from agents.surface import content_stems, without_days

APART = 3
"""One figure is less than so many times the other where both may be of one thing."""
_HOLDS = (
    r"(?:(?:holds?|held|sticks?|stuck|keeps?|kept) to"
    r"|(?:puts?) (?:it|that|the (?:figure|number|toll|total|count|cost)) at"
    r"|(?:speaks?|spoke|talks?|talked) of"
    r"|(?:says?|said|claims?|claimed|insists?|insisted) (?:that )?(?:it|there|the \w+) (?:is|are|was|were))"
)
_AGAINST = re.compile(
    r"(?:;|[:—–] ?|,? (?:while|whereas)\b|, (?:but|though|although)\b)"
    rf"[^,;.]{{3,60}}? {_HOLDS} (?P<theirs>(?:[^,;.]|[,.](?=\d)){{1,40}})"
)
_OF_THEM = re.compile(r"(?:of (?:them|these)|there|only|in all)?\W*", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def contrasts(text: str) -> bool:
    """Whether somebody in it holds another figure against one of the same things that was given before."""
    plain = without_days(text)
    return any(_disagree(plain[: found.start()], found["theirs"]) for found in _AGAINST.finditer(plain))


def _disagree(before: str, theirs: str) -> bool:
    held, _, rest = theirs.partition(" ")
    things = {*content_stems(rest)} if not _OF_THEM.fullmatch(rest) else set[str]()
    for word, thing in zip(before.split(), [*before.split()[1:], ""], strict=True):
        for ours in figures(word):
            same = not things or not things.isdisjoint(content_stems(thing))
            if same and any(_of_one_thing(ours.value, one.value) for one in figures(held)):
                return True
    return False


def _of_one_thing(one: float, other: float) -> bool:
    less, more = sorted((abs(one), abs(other)))
    return less < more < APART * less

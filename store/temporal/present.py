"""What the present tense says of a day: "the court sits on Monday" lies ahead, most else is unsure.

News tells what is fixed for a day in the present, and headlines and captions tell in it what was. Without a
tagger "rules" may be a verb or a noun: where a form of the past stands near, such a word leaves the day open.
"""

from collections.abc import Sequence
from typing import Literal

_FIXED = frozenset(
    """meets opens closes begins reopens resumes goes comes arrives expires
    sits convenes reconvenes publishes decides elects travels departs hears""".split()
)
"""No nouns, and of what is fixed beforehand."""
_OR_NOUNS = frozenset("starts ends votes returns leaves faces visits plays rules".split())
_BARE = frozenset("meet begin resume reopen decide reconvene".split())
"""Of several, and no nouns either: "voters decide"."""
_BARE_OR_NOUNS = frozenset("close open start end vote return leave sit stop travel".split())
_FIXED_PHRASES = frozenset(
    f"{verb} {rest}"
    for verb in ("takes", "take")
    for rest in ("office", "effect", "place", "over", "part", "up")
)
_TOLD = frozenset(
    """takes take gives brings makes sends buys sells pays becomes loses seeks joins attends holds hosts
    launches delivers receives welcomes considers discusses chooses appoints introduces imposes enters quits
    resigns retires kills dies speaks announces unveils celebrates appears defends competes
    testifies""".split()
)
"""Of what is to come, or of what was as headlines and captions have it."""
INFINITE = frozenset(
    """to did didn't not do don't does doesn't will would shall should may might must cannot let help
    made""".split()
)
"""Before what is no form of the present."""
_BEFORE_NOUNS = frozenset(
    """the a an its his her their our your my this that these those of on in for with by from at under over
    after before against about new some any no all both more most many few other and or first last postal
    several two three four five six seven eight nine ten""".split()
)
_PEOPLE = frozenset("people police they we men women children".split())


def present(words: Sequence[str], place: int, *, past: bool) -> Literal["ahead", "unclear"] | None:
    """What the word at this place says; ``past`` is whether a form of the past stands near."""
    word, follower = words[place], "".join(words[place + 1 : place + 2])
    last = words[place - 1].lower() if place else ""
    if last in INFINITE:
        return None
    if word in _FIXED or word in _BARE or f"{word} {follower}" in _FIXED_PHRASES:
        return "ahead"
    if word in _OR_NOUNS or word in _BARE_OR_NOUNS:
        return _or_noun(word, last, past=past)
    return "unclear" if word in _TOLD and not _leads_a_noun(last) else None


def _or_noun(word: str, last: str, *, past: bool) -> Literal["ahead", "unclear"] | None:
    """Of a word that is a noun too: "the court rules" and "the tax rules" look alike."""
    of_several = last in _PEOPLE or (last.endswith("s") and not _leads_a_noun(last))
    if not last or _leads_a_noun(last) or (word in _BARE_OR_NOUNS and not of_several):
        return None
    return "unclear" if past else "ahead"


def _leads_a_noun(word: str) -> bool:
    return word in _BEFORE_NOUNS or word.isdecimal()

"""Words that tell a deed, by their form."""

from agents.surface import STOP_WORDS, stem
from store.temporal.tense import is_past

_TOO = frozenset("died sued freed agreed quit beat hit cut owns leads heads runs chairs".split())
_RATHER_ADJECTIVES = frozenset("born based".split())
"""The Lisk born mayor, a Lisk based firm."""
_MUTUAL = frozenset(
    map(stem, "met married merged divorced fought faced debated resembled equalled joined separated".split())
)


def is_deed(word: str) -> bool:
    """Whether it tells what somebody did: a form of the past, or one of few of the present."""
    if not word.islower() or word in STOP_WORDS or word in _RATHER_ADJECTIVES:
        return False
    return word in _TOO or is_past(word)


def is_participle(word: str) -> bool:
    """Whether it may tell, behind a form of "be", what somebody underwent."""
    return is_deed(word) or (word.islower() and word.endswith("en"))


def is_mutual(word: str) -> bool:
    """Whether two do it to each other: who met whom has met him."""
    return stem(word) in _MUTUAL

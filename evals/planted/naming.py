"""Names: another person or place, and who did it for whom it befell."""

import re
from collections.abc import Sequence
from random import Random

from agents.surface import names, words
from evals.planted.swaps import (
    DAY_NAMES,
    MONTH_NAMES,
    STRANGERS,
    VERB,
    exchange,
    names_of,
    swap,
)
from evals.told import Corpus, Told


def _spots(text: str) -> list[str]:
    return [name for name in names(text) if len(name) > 2 and text.count(name) == 1]


def name_of_the_text(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Another name that the source has, of as many words."""
    del corpus
    return _renamed(one, names_of(one), dice)


def name_of_a_stranger(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """A name that no source has."""
    del corpus
    return _renamed(one, STRANGERS, dice)


def _renamed(one: Told, known: Sequence[str], dice: Random) -> str | None:
    here = _spots(one.text)
    if not here:
        return None
    old = dice.choice(here)
    mine = {word.lower() for word in words(one.text)}
    size = 1 if " " not in old else 2
    others = [name for name in known if min(2, len(name.split())) == size or known is STRANGERS]
    others = [name for name in others if len(name) > 2 and mine.isdisjoint(name.lower().split())]
    return one.text.replace(old, dice.choice(others)) if others else None


_NAME = r"[A-Z][\w.’'-]*(?: (?:of |the |de |van )*[A-Z][\w.’'-]*)*"
_NOUN = r"(?:the|a|an|its|his|their) [a-z]{3,}"
_AFTER = r"(?= (?:in|on|at|of|for|to|with|by|after|and|as|during|because|since|when|while|from)\b|[.,;])"
_DEED = (
    r"(?:(?:has|have|had|will|would|may|might) )?(?:[a-z]{2,}ed|gave|took|sold|bought|told|met|saw|led|built|"
    r"won|beat|struck|left|hit|cut|own|owns|makes?|wants?|gives?|holds?|runs|named|followed|crossed|closed)"
    r"(?: (?:to|against|by|at|for|from|on|into))?"
)
_NO_ONE = {
    *MONTH_NAMES,
    *DAY_NAMES,
    *"The A An It He She This That But In On As They We There And If His".split(),
}


def role(text: str, dice: Random) -> str | None:
    """The names on either side of a verb change places."""
    return _turned(text, _NAME, dice)


def role_of_nouns(text: str, dice: Random) -> str | None:
    """As “The union sued the firm” becomes “the firm sued the union”."""
    lowered = text[:1].lower() + text[1:]
    turned = _turned(lowered, _NOUN, dice)
    return turned and turned[:1].upper() + turned[1:]


def _turned(text: str, who: str, dice: Random) -> str | None:
    found = re.finditer(rf"\b({who}) (?:{_DEED}) (?:the )?({who}){_AFTER}", text)
    fits = [
        match
        for match in found
        if {match[1].split()[0], match[2].split()[0]}.isdisjoint(_NO_ONE)
        and match[1].lower() != match[2].lower()
        and not re.search(r"\b(?:of|and|in|on|at|for|from|with|to|by|,) $", text[: match.start()])
    ]
    if not fits:
        return None
    drawn = dice.choice(fits)
    return exchange(text, drawn.span(1), drawn.span(2))


def role_of_two(text: str, dice: Random) -> str | None:
    """Any two names of the sentence change places, if more than "and" stands between them."""
    spots = [match for name in _spots(text) for match in re.finditer(rf"\b{re.escape(name)}\b", text)]
    if len(spots) < 2:
        return None
    first, second = sorted(dice.sample(spots, 2), key=lambda match: match.start())
    apart = re.search(rf"{VERB}|\b[a-z]{{2,}}ed\b", text[first.end() : max(first.end(), second.start())])
    return exchange(text, first.span(), second.span()) if apart else None


def voice(text: str, dice: Random) -> str | None:
    """As “Was struck by” becomes “struck”: who suffered it did it."""
    return swap(text, r"\b(?:was|were|been|is|are) [a-z]+ed by\b", dice, lambda old: old.split()[1])

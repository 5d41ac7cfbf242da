"""Small swaps that turn a true claim false: a number, a date, a name, a role, a negation, a hedge."""

import re
from collections.abc import Callable, Sequence
from random import Random

from agents.surface import names

Swap = tuple[tuple[str, str], ...]
"""What stands in the claim, and what shall stand there; more than one pair is swapped at once."""

Fault = Callable[[str, str, Random], Swap | None]
"""A fault for the claim, given the window that bears it out; None where there is nothing to swap."""

_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-])")
_SPELT = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
_MONTHS = """January February March April June July August September October November December""".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_VERBS = "is are was were has have had will would can could should did does do".split()
_OPPOSITES = [
    tuple(pair.split("/"))
    for pair in """rose/fell increased/decreased increase/decrease higher/lower more/fewer before/after
    won/lost first/last up/down above/below largest/smallest oldest/youngest accepted/rejected
    approved/refused opened/closed began/ended start/end north/south east/west northern/southern
    eastern/western win/lose best/worst early/late earlier/later better/worse supported/opposed
    support/oppose allowed/banned always/never all/none most/few male/female man/woman husband/wife
    father/mother brother/sister son/daughter he/she his/her million/billion thousand/million
    percent/points gained/lost bought/sold joined/left agreed/declined increasing/decreasing
    positive/negative present/absent safe/dangerous true/false old/new long/short morning/evening
    arrested/released guilty/innocent home/away many/few guest/host""".split()
]
_SURE = {
    "may": "will",
    "might": "will",
    "could": "will",
    "reportedly": "certainly",
    "allegedly": "certainly",
    "possibly": "certainly",
    "probably": "certainly",
    "likely": "certain",
    "suggests": "proves",
    "nearly": "more than",
    "up to": "more than",
    "at least": "fewer than",
    "some": "all",
}
_NEGATED = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could|should|did|does|do) not ")


def number(claim: str, text: str, random: Random) -> Swap | None:
    """Another figure of the text, or one made from this one."""
    found = _NUMBER.findall(claim)
    if not found:
        return _other(claim, _SPELT, random)
    old = random.choice(found)
    others = [other for other in _NUMBER.findall(text) if _kind(other) == _kind(old) and other != old]
    new = random.choice(others) if others and random.random() < 0.5 else _changed(old, random)
    return ((old, new),) if new != old and not _stands(new, claim) else None


def date(claim: str, text: str, random: Random) -> Swap | None:
    """Another month or another day of the week."""
    del text
    return _other(claim, _MONTHS, random) or _other(claim, _DAYS, random)


def role(claim: str, text: str, random: Random) -> Swap | None:
    """Two names change places."""
    del text
    found = list(dict.fromkeys(name for name in names(claim, begun=True) if _stands(name, claim)))
    if len(found) < 2:
        return None
    one, other = random.sample(found, 2)
    return None if one in other or other in one else ((one, other), (other, one))


def negation(claim: str, text: str, random: Random) -> Swap | None:
    """A "not" put in after the verb, or taken out."""
    del text
    if match := _NEGATED.search(claim):
        return ((match.group().strip(), match.group(1)),)
    found = [verb for verb in _VERBS if _stands(verb, claim)]
    if not found:
        return None
    verb = random.choice(found)
    return ((verb, random.choice([f"{verb} not", f"{verb} not", f"{verb} never"])),)


def opposite(claim: str, text: str, random: Random) -> Swap | None:
    """A word for its contrary."""
    del text
    pairs = [(one, other) for pair in _OPPOSITES for one, other in (pair, pair[::-1]) if _stands(one, claim)]
    return (random.choice(pairs),) if pairs else None


def hedge(claim: str, text: str, random: Random) -> Swap | None:
    """What may be is said to be sure."""
    del text
    found = [word for word in _SURE if _stands(word, claim)]
    return ((word := random.choice(found), _SURE[word]),) if found else None


def name_of(strangers: Sequence[str]) -> Fault:
    """The fault that puts another name of the text there, or a stranger's."""

    def name(claim: str, text: str, random: Random) -> Swap | None:
        found = [one for one in names(claim, begun=True) if _stands(one, claim)]
        if not found:
            return None
        old = random.choice(found)
        others = [one for one in names(text) if not set(one.split()) & set(claim.split())]
        new = random.choice(others) if others and random.random() < 0.5 else random.choice(strangers)
        return None if set(new.split()) & set(claim.split()) else ((old, new),)

    return name


def swapped(text: str, swap: Swap) -> str:
    """The text with every one of the swaps made at once, whole words only."""
    by_old = dict(swap)
    longest = sorted(by_old, key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"
    return re.sub(pattern, lambda match: by_old[match.group()], text)


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _other(claim: str, family: Sequence[str], random: Random) -> Swap | None:
    found = [word for word in family if _stands(word, claim)]
    if not found:
        return None
    new = random.choice([word for word in family if word not in found])
    return ((random.choice(found), new),)


def _kind(figure: str) -> tuple[int, bool]:
    year = len(figure) == 4 and figure.isdecimal() and figure[:2] in {"18", "19", "20"}
    return min(len(figure), 5), year


def _changed(figure: str, random: Random) -> str:
    if _kind(figure)[1]:
        return str(int(figure) + random.choice([-11, -9, -5, -3, -2, -1, 1, 2, 3, 4, 8, 10]))
    digits = [place for place, letter in enumerate(figure) if letter.isdigit()]
    place = random.choice(digits)
    return figure[:place] + random.choice("123456789") + figure[place + 1 :]

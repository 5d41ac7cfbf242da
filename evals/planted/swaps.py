"""One thing in a sentence for another."""

import re
from collections.abc import Callable, Sequence
from random import Random

from agents.surface import MONTHS, WEEKDAYS, names
from evals.told import Corpus, Told
from store.records import Claim

Fault = Callable[[Told, Corpus, Random], Claim | str | None]
"""The faulty claim, or its text alone where it cites the sentence's own source; None where nothing fits."""

MONTH_NAMES = [month.title() for month in MONTHS]
DAY_NAMES = [day.title() for day in WEEKDAYS]
VERB = r"\b(?:was|were|is|are|has|have|had|will|would|can|could|should)\b"
SPEECH = "said|says|told|added|warned|announced|claimed|stated|argued|insisted|reported"
STRANGERS = (
    "Edmund Farrow",
    "Ingrid Solheim",
    "Pavel Kovar",
    "Lake Tamsin",
    "Port Averil",
    "Bank of Corrin",
    "Quillon Industries",
)


def alone(change: Callable[[str, Random], Claim | str | None]) -> Fault:
    """A fault for which the sentence is enough."""
    return lambda one, _, dice: change(one.text, dice)


def swap(text: str, pattern: str, dice: Random, other: Callable[[str], str | None]) -> str | None:
    """The text with one match of the pattern, drawn by chance, replaced."""
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    one = dice.choice(found)
    new = other(one.group())
    return None if new is None else text[: one.start()] + new + text[one.end() :]


def exchange(text: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    """Two spans of it in each other's places."""
    (a, b), (c, d) = first, second
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def any_of(all_: Sequence[str]) -> str:
    """A pattern for any of these words."""
    return rf"\b(?:{'|'.join(map(re.escape, all_))})\b"


def another(one: str, all_: Sequence[str], dice: Random) -> str:
    """One of them that is not this one."""
    return dice.choice([word for word in all_ if word.lower() != one.lower()])


def names_of(told: Told) -> list[str]:
    """Every name in its source, in order of the alphabet."""
    return sorted(set(names("x " + " ".join(told.source.text.split()))))

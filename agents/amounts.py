"""Figures with what is bound to them: a unit, a currency, "at least", "about"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from agents.figures import Figure, Mention, in_range, mentions, with_articles_counted
from agents.surface import without_days

_UNITS = {
    unit: forms.split()[0]
    for forms in (
        "kilometre kilometres kilometer kilometers km",
        "mile miles",
        "metre metres meter meters m",
        "foot feet ft",
        "inch inches",
        "centimetre centimetres centimeter centimeters cm",
        "tonne tonnes ton tons",
        "kilogram kilograms kilo kilos kg",
        "pound pounds",
        "gram grams",
        "litre litres liter liters",
        "gallon gallons",
        "barrel barrels",
        "second seconds",
        "minute minutes",
        "hour hours",
        "day days",
        "night nights",
        "week weeks",
        "month months",
        "quarter quarters",
        "year years",
        "decade decades",
        "knot knots kt",
        "mph",
        "degree degrees",
        "hectare hectares",
        "acre acres",
        "megawatt megawatts mw",
        "point points",
        "dollar dollars usd",
        "euro euros eur",
        "crown crowns",
        "yen",
        "franc francs",
        "rupee rupees",
        "yuan",
        "rouble roubles ruble rubles",
    )
    for unit in forms.split()
}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
_UNIT = re.compile(
    r"(?:[\s-](?:percentage|basis|square|cubic|nautical|US|consecutive|straight|full|more|working|trading|calendar))?"
    rf"[\s-]?({'|'.join(sorted(_UNITS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
BOUNDS = {
    bound: forms.split(", ")[0]
    for forms in (
        "about, around, approximately, roughly, some, an estimated, close to, circa",
        "nearly, almost, just under, not quite",
        "more than, over, above, just over, well over, exceeding, in excess of, upwards of",
        "less than, under, below, fewer than",
        "at least, no fewer than, no less than, not less than, a minimum of",
        "up to, as many as, as much as, at most, no more than, not more than, a maximum of",
    )
    for bound in forms.split(", ")
}
_BOUND = re.compile(
    rf"\b({'|'.join(sorted(BOUNDS, key=len, reverse=True))}) (?:an? |the )?(?:US ?)?[$€£¥₹]?$", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom (?:US ?)?[$€£¥₹]?$", re.IGNORECASE)
_OR_MORE = re.compile(r"[\s-]?(?:\w+ ){0,2}?or (more|less|fewer|so)\b(?! than)")
_SAME_AFTER = {"more": "at least", "less": "up to", "fewer": "up to", "so": "about"}
CLOSE = 0.05
"""Share of a figure by which a round one may be off."""
ROUND = 3
"""Digits of a round figure at most, its filling not counted."""
WEAKER = {("nearly", "about"), ("more than", "at least"), ("less than", "up to")}
"""A bound of the source, and what may be said for it."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its bound and its unit, either empty where there is none."""

    figure: Figure
    bound: str = ""
    unit: str = ""

    def __str__(self) -> str:
        figure = str(self.figure).removeprefix("#")
        return " ".join(part for part in (self.bound, figure, self.unit) if part)

    def bears_out(self, claimed: "Amount") -> bool:
        """Whether it may be told with the claim's bound: "more than 20" is "at least 20"."""
        return self.bound == claimed.bound or (self.bound, claimed.bound) in WEAKER

    def rounds_to(self, claimed: "Amount") -> bool:
        """Whether the claim's round figure and bound are true of this exact one: "about 1,500" of 1,487."""
        told, value = self.figure.value, claimed.figure.value
        close = abs(told - value) <= CLOSE * abs(told)
        if (
            not close
            or _precision(value) >= min(_precision(told), ROUND + 1)
            or self.bound
            or self.figure.percent is not claimed.figure.percent
        ):
            return False
        smaller = {"nearly": True, "less than": True, "up to": True, "more than": False, "at least": False}
        return claimed.bound == "about" or smaller.get(claimed.bound) is (told < value)


def _precision(value: float) -> int:
    """Digits that are no filling: two of 1,500, four of 1,487."""
    return len(f"{value:.12g}".replace(".", "").strip("0"))


@lru_cache(maxsize=20_000)
def amounts(text: str) -> tuple[Amount, ...]:
    """Of a sentence, in order; the days of dates are no amounts."""
    told = with_articles_counted(without_days(text))
    found = mentions(told)
    ends = _ends(found, told)
    return tuple(
        Amount(one.figure, _bound(told, one) or ends.get(place, ""), _unit(told, one))
        for place, one in enumerate(found)
    )


def _ends(found: Sequence[Mention], told: str) -> dict[int, str]:
    """20 to 25 is at least 20 and up to 25; from 20 to 25 is a change, 2010 to 2012 a time."""
    ends: dict[int, str] = {}
    for place, (one, other) in enumerate(pairwise(found)):
        grows = one.figure.value < other.figure.value
        time = told[one.start : one.end].isdigit() and 1000 <= one.figure.value < 3000
        if grows and not time and in_range(one, other, told) and not _FROM.search(told, 0, one.start):
            ends |= {place: "at least", place + 1: "up to"}
    return ends


def _bound(told: str, one: Mention) -> str:
    before = _BOUND.search(told, max(0, one.start - 28), one.start)
    if before:
        return BOUNDS[before[1].lower()]
    after = _OR_MORE.match(told, one.end)
    return _SAME_AFTER[after[1]] if after else ""


def _unit(told: str, one: Mention) -> str:
    sign = _SIGNS.get(told[one.start - 1 : one.start])
    after = None if sign or one.figure.percent else _UNIT.match(told, one.end)
    return sign or (_UNITS[after[1].lower()] if after else "")


@lru_cache(maxsize=20_000)
def unbound(text: str) -> str:
    """The text without the bounds that are bound to figures: what is left of them hedges something else."""
    told = with_articles_counted(without_days(text))
    for one in reversed(mentions(told)):
        before = _BOUND.search(told, max(0, one.start - 28), one.start)
        if before:
            told = f"{told[: before.start()]}{told[one.start :]}"
        elif after := _OR_MORE.match(told, one.end):
            told = f"{told[: after.start()]}{told[after.end() :]}"
    return told

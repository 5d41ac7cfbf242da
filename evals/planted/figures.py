"""Figures and dates: another value, unit, currency, magnitude, bound, place."""

import re
from random import Random

from agents.figures import NUMBER_WORDS
from evals.planted.swaps import (
    DAY_NAMES,
    MONTH_NAMES,
    another,
    any_of,
    exchange,
    swap,
)

_SPELT = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
_BOUNDS = {
    "at least": "at most",
    "more than": "less than",
    "less than": "more than",
    "fewer than": "more than",
    "up to": "at least",
    "as many as": "at least",
    "nearly": "more than",
    "almost": "more than",
    "over": "under",
}
_UNITS = """kilometres/miles miles/kilometres metres/feet feet/metres hours/days days/weeks weeks/months
months/years years/months minutes/hours tonnes/kilograms knots/kilometres points/percent hour/day day/week
year/month month/year week/month seconds/minutes""".split()
_SCALES = {"hundred": "thousand", "thousand": "million", "million": "billion", "billion": "million"}
_MONEY = {"$": "€", "€": "$", "£": "$", "crowns": "euros", "dollars": "pounds", "euros": "dollars"}
_NUMBER = r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\d.,]*\d)|(?<![\w.,])\d+(?:\.\d+)?(?![\d.,]*\d)(?![\w-])"


def value(text: str, dice: Random) -> str | None:
    """One figure is another."""
    return swap(text, _NUMBER, dice, lambda old: _changed(old, dice)) or swap(
        text, any_of(_SPELT), dice, lambda old: another(old, _SPELT, dice)
    )


def _changed(figure: str, dice: Random) -> str:
    places = [place for place, letter in enumerate(figure) if letter.isdigit()]
    place = dice.choice(places)
    digit = dice.choice([digit for digit in "123456789" if digit != figure[place]])
    return figure[:place] + digit + figure[place + 1 :]


def unit(text: str, dice: Random) -> str | None:
    """Miles for kilometres, after a figure."""
    others = {one: other for one, _, other in (pair.partition("/") for pair in _UNITS)}
    number = rf"(?:\d|\b(?:{'|'.join(sorted(NUMBER_WORDS))}))"
    pattern = rf"(?<=[\w%])[ -](?:{'|'.join(others)})\b"
    spots = [m for m in re.finditer(pattern, text) if re.search(rf"{number}[\w.,]*$", text[: m.start()])]
    if not spots:
        return None
    spot = dice.choice(spots)
    return text[: spot.start() + 1] + others[spot.group()[1:]] + text[spot.end() :]


def currency(text: str, dice: Random) -> str | None:
    """Euros for dollars."""
    return swap(text, r"[$€£](?=\d)|\b(?:crowns|dollars|euros)\b", dice, _MONEY.__getitem__)


def magnitude(text: str, dice: Random) -> str | None:
    """A thousand times, or ten times, as much."""
    return swap(text, any_of([*_SCALES]), dice, _SCALES.__getitem__) or swap(
        text,
        r"(?<![\w.,])\d{2,3}(?=,\d{3}\b)",
        dice,
        lambda digits: f"{digits}0"[-3:].lstrip("0") or None,
    )


def percent(text: str, dice: Random) -> str | None:
    """Percentage points for per cent, or the sign lost."""
    other = dice.choice([" percentage points", ""])
    return swap(text, r"(?<=\d)(?: ?%| per ?cent\b)", dice, lambda _: other)


def bound(text: str, dice: Random) -> str | None:
    """As “At least” dropped before a figure, or turned round."""
    pattern = rf"(?i:{any_of([*_BOUNDS])} )(?=(?:an? |the )?[$€£]?(?:\d|{any_of(sorted(NUMBER_WORDS))}))"
    turned = dice.random() < 0.5
    return swap(text, pattern, dice, lambda old: f"{_BOUNDS[old.strip().lower()]} " if turned else "")


def exchanged(text: str, dice: Random) -> str | None:
    """Two figures change places."""
    found = list(re.finditer(rf"{_NUMBER}|{any_of(_SPELT)}", text))
    if len(found) < 2:
        return None
    first, second = sorted(dice.sample(found, 2), key=lambda match: match.start())
    between = text[first.end() : second.start()]
    if (
        first.group() == second.group()
        or not re.search(r"[a-z]{3,}", between.replace("and", ""))
        or _years(first.group()) != _years(second.group())
    ):
        return None
    return exchange(text, first.span(), second.span())


def _years(figure: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", figure) is not None


def rounded(text: str, dice: Random) -> str | None:
    """A round figure for an exact one, without a word that says so."""
    return swap(text, r"(?<![\w.,])[1-9]\d{0,2},\d{3}(?![\d.,]*\d)", dice, _round)


def _round(figure: str) -> str | None:
    whole = int(figure.replace(",", ""))
    near = round(whole, -2)
    return None if near == whole else f"{near:,}"


def weekday(text: str, dice: Random) -> str | None:
    """Another day of the week."""
    return swap(text, any_of(DAY_NAMES), dice, lambda old: another(old, DAY_NAMES, dice))


def month(text: str, dice: Random) -> str | None:
    """Another month."""
    return swap(text, any_of(MONTH_NAMES), dice, lambda old: another(old, MONTH_NAMES, dice))


def day(text: str, dice: Random) -> str | None:
    """Another day of the month."""
    pattern = rf"(?<=[a-z] )\d{{1,2}}(?=, (?:19|20)\d\d)|\b\d{{1,2}}(?= (?:{'|'.join(MONTH_NAMES)}))"
    return swap(text, pattern, dice, lambda old: str(int(old) % 27 + 1))


def year(text: str, dice: Random) -> str | None:
    """Another year."""
    return swap(text, r"\b(?:19|20)\d\d\b", dice, lambda old: str(int(old) + dice.choice([-3, -1, 1, 2])))

"""Figures in a sentence, in digits or in words, with their order of magnitude."""

import re
from dataclasses import dataclass
from typing import NamedTuple

SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
UNITS = dict(
    zip(
        """zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split(),
        [0, *range(2, 20)],
        strict=True,
    )
)
TENS = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
ONE = {"one": 1}
"""Counts only beside another number word: alone it is more often a pronoun."""

NUMBER_WORDS = frozenset([*UNITS, *TENS, *ONE, *SCALES]) - {"m", "k"}

_TOKEN = re.compile(
    r"(?P<number>(?<![\w.,])(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(?:\.\d+|,\d{1,2}(?=\s?%))?)(?:(?:st|nd|rd|th)\b)?"
    r"|(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)
_ANY = re.compile(rf"\d|(?<![^\W\d_])(?:{'|'.join([*UNITS, *TENS, *ONE])})(?![^\W\d_])", re.IGNORECASE)
"""Without one of these there is no figure."""
_SCALE = re.compile(r"(?:[\s-]?([a-z]{2,})|([mk]))\b", re.IGNORECASE)
"""A lone letter only where it is glued: "£96m" is money, "96 m" a length."""
_PERCENT = re.compile(r"[\s-]?(?:%|per ?cent\b)", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:to|-|–|—|(?P<and>and))\s?(?:US ?)?[$€£¥₹]?")
_BETWEEN = re.compile(r"\bbetween (?:US ?)?[$€£¥₹]?$", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_A_SCALE = re.compile(
    r"\b(?P<half>half )?an? (?=(?:hundred|thousand|million|billion|trillion|dozen)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, percent or not. Currency and unit are words of the sentence and are matched there."""

    value: float
    percent: bool = False

    def __str__(self) -> str:
        return f"#{self.value:.12g}{'%' if self.percent else ''}"


class Mention(NamedTuple):
    """A figure and where it stands, its scale and its sign of per cent included."""

    figure: Figure
    start: int
    end: int


def figures(text: str) -> list[Figure]:
    """Every figure in order; "nineteen", "19" and "19th" are equal, "1.6 billion" is 1.6e9."""
    return [mention.figure for mention in mentions(with_articles_counted(text))]


def with_articles_counted(text: str) -> str:
    """Where "a million" and "half a million" are figures."""
    return _A_SCALE.sub(lambda match: "0.5 " if match["half"] else "one ", text)


def mentions(text: str) -> list[Mention]:
    """Every figure in order, and its place; of "20 to 25 per cent" both are per cent."""
    found = _mentions(text) if _ANY.search(text) else []
    return [_as_in_its_range(one, other, text) for one, other in zip(found, [*found[1:], None], strict=False)]


def in_range(one: Mention, other: Mention, text: str) -> bool:
    """Whether one ends where the other begins: 20 to 25, 20–25, between 20 and 25."""
    joint = _RANGE.fullmatch(text, one.end, other.start)
    return bool(joint) and (not joint["and"] or bool(_BETWEEN.search(text, 0, one.start)))


def _as_in_its_range(one: Mention, other: Mention | None, text: str) -> Mention:
    """With the scale and the sign of per cent that it shares with the end of its range."""
    if other is None or not text[one.start : one.end].isdigit() or not in_range(one, other, text):
        return one
    last = _TOKEN.match(text, other.start)
    number = float(last["number"]) if last and _PLAIN.fullmatch(last["number"] or "") else 0
    scale = other.figure.value / number if number else 1
    value = one.figure.value * (scale if scale in SCALES.values() else 1)
    return one._replace(figure=Figure(value, other.figure.percent))


def _mentions(text: str) -> list[Mention]:
    found: list[Mention] = []
    run: list[str] = []
    start = end = 0
    for match in _TOKEN.finditer(text):
        word = (match["word"] or "").lower()
        goes_on = _continues(run, word)
        if run and (not goes_on or re.search(r"[^\s-]", text[end : match.start()])):
            found.extend(_spelled(run, text, start, end))
            run = []
        if match["number"]:
            found.append(_written(match, text))
        elif goes_on and _continues(run, word):
            start = start if run else match.start()
            run.append(word)
        end = match.end()
    return [*found, *_spelled(run, text, start, end)]


def _continues(run: list[str], word: str) -> bool:
    if word == "and":
        return bool(run) and run[-1] in SCALES
    return word in UNITS or word in TENS or word in ONE or (bool(run) and word in SCALES)


def _written(match: re.Match[str], text: str) -> Mention:
    decimal = re.sub(r",(?=\d{1,2}$)", ".", match["number"])
    value = float(re.sub(r"[,\u00a0\u202f]", "", decimal))
    position = match.end()
    while (scale := _SCALE.match(text, position)) and (word := (scale[1] or scale[2]).lower()) in SCALES:
        value *= SCALES[word]
        position = scale.end()
    percent = _PERCENT.match(text, position)
    return Mention(Figure(value, bool(percent)), match.start(), percent.end() if percent else position)


def _spelled(run: list[str], text: str, start: int, end: int) -> list[Mention]:
    percent = _PERCENT.match(text, end)
    counted = [word for word in run if word != "and"]
    if not counted or (counted == ["one"] and not percent):
        return []
    total, current = 0.0, 0.0
    for word in counted:
        if word in SCALES:
            current = max(current, 1.0) * SCALES[word]
            if SCALES[word] >= 1e3:
                total, current = total + current, 0.0
        else:
            current += {**UNITS, **TENS, **ONE}[word]
    return [Mention(Figure(total + current, bool(percent)), start, percent.end() if percent else end)]

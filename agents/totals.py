"""Where a sentence says how many it makes in all: "bringing the number of people killed to seven"."""

import re

from agents.figures import NUMBER_WORDS

_BRINGING = r"\b(?:bringing|raising|taking|lifting|pushing|brought|raised|took|lifted|pushed)\b"
_TO_SO_MANY = rf"\bto (?:\w+ ){{0,2}}?(?:\d|(?:{'|'.join(sorted(NUMBER_WORDS))})\b)"
_ALL_OF_THEM = r"\b(?:toll|number|total|count|tally|figure|dead|deaths)\b"
_BROUGHT = re.compile(rf"{_BRINGING}[^.;]{{0,50}}?{_TO_SO_MANY}", re.IGNORECASE)
_TOTALS = re.compile(
    rf"{_BRINGING}[^.;]{{0,25}}?{_ALL_OF_THEM}[^.;]{{0,80}}?{_TO_SO_MANY}"
    rf"|{_BRINGING} {_TO_SO_MANY}[\d,]* the {_ALL_OF_THEM}",
    re.IGNORECASE,
)
_MORE = re.compile(r"more\b(?! than)", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:another|a further|an additional)$", re.IGNORECASE)


def totals(text: str) -> bool:
    """Of a number, a toll or a count that it names."""
    return bool(_TOTALS.search(text))


def brings(text: str) -> bool:
    """Whether it brings something to so many, whatever it is."""
    return bool(_BROUGHT.search(text)) or totals(text)


def added(before: str, after: str) -> bool:
    """Whether a figure between these words comes on top of what was counted: another 12, three more."""
    return bool(_MORE.match(after) or _ANOTHER.search(before))

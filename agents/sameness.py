"""Whether something tells that two sentences are of different things: other names, events, periods or parts.

Everything here errs towards *different*: what is not seen to be the same keeps a true sentence.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from agents.surface import CALENDAR_STEMS, PARTICLES, content_stems, names, words
from store.temporal import MONTHS

_SAY = r"(?:said|says|told|announced|reported|confirmed|found|wrote|added|according to)"
_TOLD = re.compile(rf"\b{_SAY}\b")
_BARE = re.compile(rf"{_SAY}\b")
_BEFORE = re.compile(
    r"(?:According to [^,]{1,60}, )|(?:[^,“\"]{1,60}? (?:said|says|announced|confirmed) (?:that )?)(?=\S)"
)
_TITLES = frozenset(
    """president prime minister chancellor governor mayor king queen prince princess pope senator judge
    justice general colonel captain doctor dr mr mrs ms sir lord lady chief director professor
    secretary""".split()
)
_NUMBERED = re.compile(
    r"(?<!\b[IiOo]n )(?<!\b[Aa]t )(?<!\b[Nn]ear )(?<!\b[Ff]rom )"
    r"\b(?P<name>[A-Z][\w-]*) (?P<number>\d+)\b(?!,\d|[.,]?\d)"
)
_DIRECTION = re.compile(r"\b(?:north|south|east|west)[\w-]* of (?:the )?(?:[A-Z][\w'’-]*[ ,]?)+")
_PERIOD = re.compile(
    rf"\b(?:in|of|for|during|since|by|until|through|and|early|late)"
    rf"[ -](?P<month>{'|'.join(MONTHS)})\b(?! \d{{1,2}}\b)"
    r"|\b(?P<quarter>first|second|third|fourth|last)[ -](?:quarter|half)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_EVENTS = (
    "fire blaze inferno wildfire",
    "flood floods flooding deluge",
    "collapse collapsed",
    "crash crashed derailed derailment collision collided",
    "explosion exploded blast bomb bombing",
    "earthquake quake tremor aftershock",
    "storm hurricane typhoon cyclone tornado",
    "landslide mudslide avalanche rockfall",
    "attack shooting shot stabbing massacre raid",
    "outbreak epidemic virus cholera measles",
)


def by_stem(groups: Iterable[str]) -> dict[str, int]:
    """Of the words of each group, its number by their stems."""
    return {stem: number for number, group in enumerate(groups) for stem in content_stems(group)}


_KIND = by_stem(_EVENTS)
_PARTS = (
    "north northern | south southern | east eastern | west western",
    "upper | lower | middle",
    "left | right",
    "old | new",
    "men male | women female | children",
    "imports imported | exports exported",
    "daily | weekly | monthly | annual yearly",
    "gross | net",
    "highest maximum | lowest minimum | average",
    "domestic | foreign international",
    "profit | loss | revenue | debt",
    "phase | stage",
)
_SIDES = tuple(
    {word: side for side, group in enumerate(axis.split("|")) for word in group.split()} for axis in _PARTS
)
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = re.compile(
    rf"\b(?P<ordinal>{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th)) "
    r"(?!(?:in|on|at|of|among|behind|and|after|with)\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def matter(text: str) -> str:
    """What the sentence says, without who says so and without the place that a distance is measured from."""
    parts = text.split(", ")
    if len(parts) > 1 and _TOLD.search(parts[-1]):
        named = bool(_BARE.match(parts.pop())) and len(parts) > 1
        parts = parts[: max(1, len(parts) - 2)] if named else parts
    return _DIRECTION.sub(" ", _BEFORE.sub("", ", ".join(parts), count=1))


@lru_cache(maxsize=20_000)
def name_words(text: str) -> frozenset[str]:
    """Words of its names in small letters, numbered ones with their number; titles of people left out."""
    numbered = {f"{m['name']} {m['number']}".lower() for m in _NUMBERED.finditer(text) if _is_name(m["name"])}
    plain = {word.lower() for name in names(text) for word in words(name) if _is_name(word)}
    return frozenset(plain | numbered) - {one.split()[0] for one in numbered}


def apart(one: str, other: str) -> bool:
    """Whether each has names of its own, or they are of other events, periods or parts."""
    a, b = matter(one), matter(other)
    ours, theirs = name_words(a), name_words(b)
    return bool(ours - theirs and theirs - ours) or other_event(one, other)


def other_event(one: str, other: str) -> bool:
    """Whether they share no name though both have some, or are of other events, periods or parts."""
    a, b = matter(one), matter(other)
    return _disjoint(name_words(a), name_words(b)) or other_kind(a, b)


def other_kind(one: str, other: str) -> bool:
    """Whether they are of other events, periods or parts, whatever their names."""
    return any(_disjoint(a, b) for a, b in zip(_bounds(one), _bounds(other), strict=True))


def _disjoint(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours and theirs) and not ours & theirs


def _is_name(word: str) -> bool:
    small = word.lower()
    return (
        small not in _TITLES
        and small not in PARTICLES
        and not CALENDAR_STEMS.intersection(content_stems(small))
    )


def _kinds(text: str) -> frozenset[str]:
    return frozenset(str(_KIND[stem]) for stem in content_stems(text) if stem in _KIND)


def _months(text: str) -> frozenset[str]:
    return frozenset(m["month"] for m in _PERIOD.finditer(text) if m["month"])


def _quarters(text: str) -> frozenset[str]:
    return frozenset(m["quarter"] for m in _PERIOD.finditer(text) if m["quarter"])


def _years(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(text))


@lru_cache(maxsize=20_000)
def _bounds(text: str) -> tuple[frozenset[str], ...]:
    """Its events and periods, and its parts: the first phase and the second, the north bank and the south."""
    inside = words(text.lower())
    sides = (frozenset(str(axis[word]) for word in inside if word in axis) for axis in _SIDES)
    return (_kinds(text), _months(text), _quarters(text), _years(text), *sides, _ordinals(text))


def _ordinals(text: str) -> frozenset[str]:
    return frozenset(m["ordinal"].lower() for m in _ORDINAL.finditer(text))

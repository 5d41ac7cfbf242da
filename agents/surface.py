"""What a sentence says on its surface: words, figures, names, quotes, negations and hedges.

Everything here is deterministic and knows no source: the writer, the checker and the planner read
sentences through it, so that they agree on what a number or a name is.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TypeVar

from agents.figures import NUMBER_WORDS, Figure, figures
from agents.stemming import POSSESSIVE, stem
from store import temporal

_T = TypeVar("_T", bound=Hashable)

TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
CURRENCIES = {
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "₹": "rupe",
    "CHF": "franc",
}
"""Signs, and the stems of the words that they stand for."""
QUOTE = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")
MONTHS = [month.lower() for month in temporal.MONTHS]
SHORT_MONTHS = "jan feb mar apr jun jul aug sep sept oct nov dec".split()
WEEKDAYS = temporal.WEEKDAYS

STOP_WORDS = frozenset(
    """a about above after again against all also although am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from further
    had has have having he her here hers him his how however i if in into is it its itself just me
    more most my no nor not now of off on once only or other our out over own per s same she should so
    some such t than that the their theirs them then there these they this those though through to too
    under until up upon us very was we were what when where which while who whom whose why will with
    within without would you your yours yet""".split()
)
NEGATIONS = frozenset(
    """no not never none nobody nothing neither nor without denied denies deny denying untrue false""".split()
)
HEDGES = frozenset(
    """may might could reportedly allegedly apparently possibly perhaps probably likely unconfirmed suspected
    alleged preliminary provisional about around approximately nearly almost roughly""".split()
)
HEDGE_PHRASES = tuple(
    """at least, up to, more than, fewer than, less than, as many as, appears to, appeared to, believed to,
    thought to""".replace("\n    ", " ").split(", ")
)
_SAME_HEDGE = {
    "around": "about",
    "approximately": "about",
    "roughly": "about",
    "some": "about",
    "over": "more than",
    "above": "more than",
    "under": "less than",
    "below": "less than",
    "fewer than": "less than",
    "as many as": "up to",
    "almost": "nearly",
    "appeared to": "appears to",
}
"""Hedges that mean the same; "some", "over" and their like hedge only before a figure."""
_FIGURE = rf"(?:an? |the )?(?:[$€£¥₹]?\d|(?:half|{'|'.join(sorted(NUMBER_WORDS))})\b)"
_BEFORE_FIGURE = re.compile(rf"\b(some|over|above|under|below) (?={_FIGURE})", re.IGNORECASE)
_NUMBERED = re.compile(r"\bno\.? (?=\d)", re.IGNORECASE)
_NO_HEDGE = re.compile(
    rf"\b(?:about|around) (?!{_FIGURE}|(?:an?|the) (?:third|quarter|hour|day|week|month|year)\b)",
    re.IGNORECASE,
)
""""Told about it" says nothing of how exact it is."""
ACRONYMS = frozenset({"IT", "US", "WHO"})
"""Names that are stop words in lower case."""
_WITHOUT_MEANING = STOP_WORDS | NUMBER_WORDS | {""}
MONEY = frozenset([*CURRENCIES.values(), *"crown yuan rubl peso lira krona krone".split()])
ENGLISH = frozenset("of the and for".split())
PARTICLES = ENGLISH | frozenset("de del der den van von bin al la le du di da".split())


def words(text: str) -> list[str]:
    """Words as written, inner apostrophes, hyphens and dots kept (``U.S``, ``St``, ``rust-red``)."""
    return TOKEN.findall(text)


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, hyphenated words in their parts, figures left out."""
    return [part for word in words(text) for part in _stems(word)]


@lru_cache(maxsize=100_000)
def _stems(word: str) -> tuple[str, ...]:
    parts = re.split(r"[-.&]", word)
    return tuple(stem(part) for part in parts if _means(part.lower()) and not part[:1].isdigit())


def terms(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, and figures as written."""
    return frozenset(content_stems(text)).union(word.lower() for word in words(text) if word[0].isdigit())


def _means(word: str) -> bool:
    """Whether a word carries meaning by itself; "it's" and "didn't" do not."""
    head, apostrophe, tail = word.replace("’", "'").partition("'")
    return head not in _WITHOUT_MEANING and not (apostrophe and tail == "t" and head.endswith("n"))


@dataclass(frozen=True)
class Surface:
    """A sentence, or several that stand one after the other; read once, and no more than is asked for."""

    text: str
    members: tuple["Surface", ...] = ()

    @cached_property
    def stems(self) -> frozenset[str]:
        return self._each(content_stems, lambda one: one.stems)

    @cached_property
    def figures(self) -> frozenset[Figure]:
        return self._each(quantities, lambda one: one.figures)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for one in self.members for name in one.names) or tuple(names(self.text))

    @cached_property
    def negations(self) -> frozenset[str]:
        return self._each(negations, lambda one: one.negations)

    @cached_property
    def hedges(self) -> frozenset[str]:
        return self._each(_hedges, lambda one: one.hedges)

    @cached_property
    def dates(self) -> frozenset[tuple[str, int]]:
        return self._each(calendar_days, lambda one: one.dates)

    @cached_property
    def calendar(self) -> frozenset[str]:
        return self._each(calendar_words, lambda one: one.calendar)

    @cached_property
    def currencies(self) -> frozenset[str]:
        return self._each(_currencies, lambda one: one.currencies)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Stems, figures and days in one set; a figure or day begins with #."""
        days = {f"#{month} {day}" for month, day in self.dates}
        return self.stems.union(map(str, self.figures), days)

    def _each(
        self, read: Callable[[str], Iterable[_T]], of: "Callable[[Surface], Iterable[_T]]"
    ) -> frozenset[_T]:
        return frozenset(chain(read(self.text), *map(of, self.members)))


@lru_cache(maxsize=20_000)
def read_surface(text: str) -> Surface:
    """Read a sentence; the last 20,000 are remembered."""
    return Surface(text)


def _currencies(text: str) -> set[str]:
    return {name for sign, name in CURRENCIES.items() if sign in text} | (MONEY & {*content_stems(text)})


def quantities(text: str) -> list[Figure]:
    """Figures in order, without the days of dates: five people did not die because it was March 5."""
    return figures(without_days(text))


def with_days_as_words(text: str) -> str:
    """March 4 and 4 March as one word, mar4."""
    return _DAY.sub(lambda m: f"{(m['m'] or m['n']).lower()[:3]}{m['d'] or m['e']}", text)


def without_days(text: str) -> str:
    """With a comma for each day of a month."""
    return _DAY.sub(" , ", text)


def negations(text: str) -> list[str]:
    """Words that deny, in order; "didn't" and "cannot" are a "not", and "No. 5" denies nothing."""
    tokens = (word.lower() for word in words(_NUMBERED.sub(" ", text)))
    plain = ("not" if token.endswith(("n't", "n’t", "cannot")) else token for token in tokens)
    return [token for token in plain if token in NEGATIONS]


def _hedges(text: str) -> set[str]:
    tokens = {word.lower() for word in words(_NO_HEDGE.sub(" ", text)) if word != "May"}
    lowered = " ".join(text.lower().split())
    phrases = {phrase for phrase in HEDGE_PHRASES if phrase in lowered}
    found = tokens & HEDGES | phrases | set(_BEFORE_FIGURE.findall(lowered))
    return {_SAME_HEDGE.get(hedge, hedge) for hedge in found}


def calendar_words(text: str) -> list[str]:
    """Months and days of the week in three letters, by their capital: March, not the march."""
    named = (POSSESSIVE.sub("", word).lower() for word in words(text) if word[0].isupper())
    return [name[:3] for name in named if name in MONTHS or name in WEEKDAYS or name in SHORT_MONTHS]


CALENDAR_STEMS = frozenset(content_stems(" ".join([*MONTHS, *WEEKDAYS])))


def names(text: str, *, begun: bool = False) -> list[str]:
    """Runs of capitalised words, small particles inside.

    A lone first word counts if it is an acronym, or if the text has ``begun`` before it.
    """
    found: list[str] = []
    for match in re.finditer(r"[^\W\d_][\w'’.&-]*(?: +[^\W\d_][\w'’.&-]*)*|\w", text):
        if match.group()[0].isalpha() and not match.group().islower():
            found.extend(_names_in_run(match.group().split(), starts_sentence=not begun))
        begun = True
    return found


def _names_in_run(run: list[str], *, starts_sentence: bool) -> list[str]:
    found: list[str] = []
    current: list[str] = []
    for position, raw in enumerate([*run, "."]):
        word = POSSESSIVE.sub("", raw.strip(".'’-&")) if "'" in raw or "’" in raw else raw.strip(".-&")
        capital = _is_name(word, inside=bool(current))
        if capital and position == 0 and starts_sentence and not (_acronym(word) or _goes_on(run)):
            continue
        if capital or (current and _links(word, run[position + 1 :])):
            current.append(word)
        else:
            found.extend(_name(current))
            current = []
        if raw.endswith(".") and len(word) > 3:
            found.extend(_name(current))
            current = []
    return found


def _is_name(word: str, *, inside: bool) -> bool:
    common = word.lower() in STOP_WORDS and word not in ACRONYMS
    return word[:1].isupper() and (not common or (inside and word.isupper()))


def _acronym(word: str) -> bool:
    """Or O'Neill, or McDonald: what has a second capital is a name wherever it stands."""
    return any(letter.isupper() for letter in word[1:])


def _goes_on(run: list[str]) -> bool:
    """Whether the first word is part of a longer name: Port Ellery, Ludwig van der Berg."""
    rest = run[1:]
    return bool(rest) and (_capital(rest[0]) or (rest[0] not in ENGLISH and _links(rest[0], rest[1:])))


def _links(word: str, rest: Sequence[str]) -> bool:
    """Whether a small word stands inside a name: one or two particles, and a capital after them."""
    after = rest[1:] if len(rest) > 1 and rest[0].lower() in PARTICLES else rest
    return word.lower() in PARTICLES and bool(after) and _capital(after[0])


def _capital(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in STOP_WORDS


def _name(run: list[str]) -> list[str]:
    calendar = all(word.lower() in MONTHS or word.lower() in WEEKDAYS for word in run)
    return [] if not run or calendar else [" ".join(run)]


def quotes(text: str) -> list[str]:
    """What stands in quotation marks, of two words or more; single quotes are left to apostrophes."""
    found = (next(part for part in match if part) for match in QUOTE.findall(text))
    return [quote.strip(" ,.;:!?…") for quote in found if len(quote.split()) > 1]


_MONTH = "|".join(form for month in (*MONTHS, *SHORT_MONTHS) for form in (month.title(), month.upper()))
_DAY = re.compile(
    rf"\b(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"|\b(?P<e>\d{{1,2}})(?:st|nd|rd|th)? (?P<n>{_MONTH})\b"
)


def calendar_days(text: str) -> list[tuple[str, int]]:
    """Pairs of month and day, as in "March 4" and "4 March"."""
    return [((m["m"] or m["n"]).lower()[:3], int(m["d"] or m["e"])) for m in _DAY.finditer(text)]


_PLAIN = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | dict.fromkeys("–—‐‑", "-"))


def normal(text: str) -> str:
    """Text for verbatim comparison: case, quotation marks, dashes and blanks made equal."""
    return " ".join(text.translate(_PLAIN).lower().split())

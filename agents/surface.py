"""What a sentence says on its surface: words, figures, names, quotes, negations and hedges.

Everything here is deterministic and knows no source: the writer, the checker and the planner read
sentences through it, so that they agree on what a number or a name is.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

from agents.figures import NUMBER_WORDS, Figure, figures

TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
QUOTE = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")
MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

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
    """no not never none nobody nothing neither nor cannot without denied denies deny denying untrue false
    n't""".split()
)
HEDGES = frozenset(
    """may might could reportedly allegedly apparently possibly perhaps probably likely unconfirmed suspected
    alleged preliminary provisional about around approximately nearly almost roughly""".split()
)
HEDGE_PHRASES = (
    "at least",
    "up to",
    "more than",
    "fewer than",
    "less than",
    "as many as",
    "appears to",
    "believed to",
)
_WITHOUT_MEANING = STOP_WORDS | NUMBER_WORDS | {""}
PARTICLES = frozenset("of the and for de del der den van von bin al la le du di da".split())


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


_stemmer = cast("_Stemmer", snowballstemmer.stemmer("english"))  # pyright: ignore[reportUnknownMemberType]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """English Snowball stem of the lower-cased word without its possessive."""
    return _stemmer.stemWord(re.sub(r"['’]s?$", "", word.lower()))


def words(text: str) -> list[str]:
    """Words as written, inner apostrophes, hyphens and dots kept (``U.S``, ``St``, ``rust-red``)."""
    return TOKEN.findall(text)


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, hyphenated words in their parts, figures left out."""
    parts = (part for word in words(text) for part in re.split(r"[-.&]", word))
    return [stem(part) for part in parts if part.lower() not in _WITHOUT_MEANING and not part[:1].isdigit()]


@dataclass(frozen=True, slots=True)
class Surface:
    """A sentence, read once."""

    stems: frozenset[str]
    figures: frozenset[Figure]
    names: tuple[str, ...]
    quotes: tuple[str, ...]
    negations: frozenset[str]
    hedges: frozenset[str]
    dates: frozenset[tuple[str, int]]

    @property
    def terms(self) -> frozenset[str]:
        """Stems and figures in one set, the unit of lexical coverage."""
        return self.stems | {str(figure) for figure in self.figures}


@lru_cache(maxsize=20_000)
def read_surface(text: str) -> Surface:
    """Read a sentence; the last 20,000 are remembered."""
    lowered = text.lower().replace("’", "'")
    tokens = {
        "n't" if word.endswith(("n't", "n’t")) else word.lower() for word in words(text) if word != "May"
    }
    return Surface(
        stems=frozenset(content_stems(text)),
        figures=frozenset(figures(text)),
        names=tuple(names(text)),
        quotes=tuple(quotes(text)),
        negations=frozenset(tokens & NEGATIONS),
        hedges=frozenset(tokens & HEDGES) | {phrase for phrase in HEDGE_PHRASES if phrase in lowered},
        dates=frozenset(calendar_days(text)),
    )


def names(text: str) -> list[str]:
    """Runs of capitalised words, small particles inside; a lone first word counts if it is an acronym."""
    found: list[str] = []
    for match in re.finditer(r"[^\W\d_][\w'’.&-]*(?: +[^\W\d_][\w'’.&-]*)*", text):
        starts_sentence = not re.search(r"\w", text[: match.start()])
        found.extend(_names_in_run(match.group().split(), starts_sentence=starts_sentence))
    return found


def _names_in_run(run: list[str], *, starts_sentence: bool) -> list[str]:
    found: list[str] = []
    current: list[str] = []
    for position, raw in enumerate([*run, "."]):
        word = re.sub(r"['’]s?$", "", raw.strip(".'’-&"))
        capital = word[:1].isupper() and (
            word.lower() not in STOP_WORDS or (bool(current) and word.isupper())
        )
        if capital and position == 0 and starts_sentence and not word[1:2].isupper() and not _capital(run, 1):
            continue
        if capital:
            current.append(word)
        elif not (current and word.lower() in PARTICLES and _capital(run, position + 1)):
            found.extend(_name(current))
            current = []
        else:
            current.append(word)
        if raw.endswith(".") and len(word) > 3:
            found.extend(_name(current))
            current = []
    return found


def _capital(run: list[str], position: int) -> bool:
    return position < len(run) and run[position][:1].isupper() and run[position].lower() not in STOP_WORDS


def _name(run: list[str]) -> list[str]:
    calendar = all(word.lower() in MONTHS or word.lower() in WEEKDAYS for word in run)
    return [] if not run or calendar else [" ".join(run)]


def quotes(text: str) -> list[str]:
    """What stands in quotation marks, of two words or more; single quotes are left to apostrophes."""
    found = (next(part for part in match if part) for match in QUOTE.findall(text))
    return [quote.strip(" ,.;:!?…") for quote in found if len(quote.split()) > 1]


def calendar_days(text: str) -> list[tuple[str, int]]:
    """Pairs of month and day, as in "March 4" and "4 March"."""
    month = "|".join(MONTHS) + "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    forms = (
        rf"\b(?P<m>{month})\.? (?P<d>\d{{1,2}})\b(?!\d)|\b(?P<e>\d{{1,2}})(?:st|nd|rd|th)? (?P<n>{month})\b"
    )
    found = re.finditer(forms, text, re.IGNORECASE)
    return [((m["m"] or m["n"]).lower()[:3], int(m["d"] or m["e"])) for m in found]


_PLAIN = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚", "'") | dict.fromkeys("–—‐‑", "-"))


def normal(text: str) -> str:
    """Text for verbatim comparison: case, quotation marks, dashes and blanks made equal."""
    return " ".join(text.translate(_PLAIN).lower().split())

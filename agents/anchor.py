"""Statements of the present that have grown old: "As of January 27, 2006, General Motors has posted …".

The writer sets such a date before a sentence, the checker takes it off again and holds it against the
day on which the cited source was published.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from agents.surface import STOP_WORDS

AGED = timedelta(days=14)
"""From this age on, a sentence in the present tense is told with its date."""
_ANCHOR = re.compile(r"As of ([A-Z][a-z]+ \d{1,2}, \d{4}), (?=\S)")
_STANDS = re.compile(r"[“\"‘]|(?:As of|If|Unless|When|While)\b")
"""Beginnings after which no date may be set: a quotation, a date of its own, a condition."""
_OPENINGS = STOP_WORDS | frozenset(
    "unlike like despite although though besides since without among amid unless many several none".split()
)
"""Words that are no name though one follows them: "Unlike Ford, Velo will …"."""
_SINCE = re.compile(r"\bsince\b[^;.]{0,80}?\b(?:19|20)\d\d\b")
"""It says since when, not until when: the terminal has been cut off since March 4, 2025."""
_OF_WHAT_WAS = re.compile(
    r"(?<!says )(?<!warns )(?<!, )\b(?:that|which|who|whom|where|when)\b[^;,.]{0,60}?"
    r"\b(?:was|were|had|[a-z]{3,}ed)\b[^;,.]{0,60}?(?:day, [A-Z][a-z]+ \d{1,2}, )?(?:\d, )?\b(?:19|20)\d\d\b"
)
"""A line that was replaced in June 2025: the year is not that of the present."""
_NO_VERB = "".join(
    rf"(?<!\b{word} )" for word in "The the A a An an Its its His his Her her Their their".split()
)
"""Before a participle that is a noun or stands with one: the injured, an armed man."""
_FIRST_VERB = re.compile(
    r"\b(?:(?P<present>has|have|is|are|will|plans?|expects?|remains?|wants?|faces?|says?|needs?|warns?|intends?|hopes?"
    r"|leads|trails)"
    rf"|(?P<past>was|were|had|said|told|began|fell|rose|took|met|came|saw|left|won|lost|{_NO_VERB}[a-z]{{3,}}ed))\b"
)


def needs_anchor(text: str, published: date) -> bool:
    """Whether the sentence speaks of the present and does not say when that was; a quotation may."""
    verb = None if _STANDS.match(text) else _FIRST_VERB.search(text)
    if not verb or not verb["present"]:
        return False
    of_now = _OF_WHAT_WAS.sub(" ", _SINCE.sub(" ", text[verb.start() :]))
    return str(published.year) not in text[: verb.start()] + of_now


def anchor(text: str, published: date, source_text: str) -> str:
    """The sentence with the day of its source before it; a first word that is no name loses its capital."""
    first, _, rest = text.partition(" ")
    within = re.search(rf"[\w,] {re.escape(first.strip(',;:'))}\b", source_text)
    name = first.lower() not in _OPENINGS and (within or rest[:1].isupper() or not first[1:].islower())
    lowered = text if name else text[0].lower() + text[1:]
    return dated(lowered, published)


def dated(text: str, day: date) -> str:
    """The text with the day before it, its capitals as they are."""
    return f"As of {day:%B} {day.day}, {day.year}, {text}"


@lru_cache(maxsize=20_000)
def unanchor(text: str) -> tuple[date | None, str]:
    """The day that stands before the sentence, if one does, and the sentence."""
    match = _ANCHOR.match(text)
    if not match:
        return None, text
    try:
        day = datetime.strptime(match[1], "%B %d, %Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None, text
    return day, text[match.end() :]

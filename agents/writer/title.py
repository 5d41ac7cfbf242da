"""A title that the body supports: the best headline among the cited sources, or the lead's own words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from agents.bulletins import heading, is_bulletin
from agents.headline import headline_of
from agents.surface import MONTHS, WEEKDAYS, read_surface, words
from agents.writer.order import FRESH
from agents.writer.standing import poses_as_story
from agents.writer.tellings import Telling
from store.records import Claim, Source
from store.temporal import read_dates

SHORTEST, LONGEST = 3, 16
"""Words of a title."""
TITLES = 3
"""Headlines that are handed in: one may leave out the "about" that the text has."""
SHOUTED = 5
"""Words of a headline in capitals at least: fewer are the name of a paper, "JOINT STATEMENT 31"."""
UNCLEAR = frozenset({"US", "U.S", "U.S.", "WHO", "IT"})
"""In capitals nobody can tell which word they are."""
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*\.?")
BORNE_OUT = 0.75
"""Share of a headline's terms that the body must use."""


def entitle(paragraphs: Sequence[Sequence[Telling]], shown: Mapping[str, str]) -> list[Claim]:
    """Titles, best first, each of one source: of the lead's news, or else of the newest other sentence.

    ``shown`` has the ids as claims cite them.
    """
    told = [telling for paragraph in paragraphs for telling in paragraph]
    body = " ".join(telling.told.text for telling in told)
    newest = max(telling.told.time for telling in told)
    lead = [telling for telling in paragraphs[0] if newest - telling.told.time <= FRESH]
    others = sorted((one for one in told if one not in lead), key=lambda telling: telling.told.time)
    led = _fitting(sorted(lead, key=lambda telling: -telling.worth), body)
    found = [*islice(led, TITLES)] or [*islice(_fitting(reversed(others), body), 1)]
    if not found:
        made = [(headline_of(telling.told.text), telling.told.source) for telling in lead or told]
        short = (pair for pair in made if len(words(pair[0])) <= LONGEST)
        found = [next(short, min(made, key=lambda pair: len(words(pair[0]))))]
    return [Claim(text=title, citations=(shown[source.id],)) for title, source in found]


def _fitting(tellings: Iterable[Telling], body: str) -> Iterator[tuple[str, Source]]:
    """Each headline of their sources that the body tells, once."""
    met = set[str]()
    for source in (source for telling in tellings for source in telling.sources):
        headline = heading(source) if is_bulletin(source) else _headline(source)
        if headline not in met and _fits(headline, body):
            yield headline, source
        met.add(headline)


def _fits(headline: str, body: str) -> bool:
    title, told = read_surface(headline), read_surface(body)
    return (
        SHORTEST <= len(words(headline)) <= LONGEST
        and not headline.endswith("?")
        and not poses_as_story(headline)
        and not read_dates(headline, None).refused
        and title.figures <= told.figures
        and len(title.terms & told.terms) >= BORNE_OUT * max(1, len(title.terms))
    )


def _headline(source: Source) -> str:
    """Without the outlet behind a bar or dash, and without a category before a colon; in small letters."""
    text = re.split(r"\s+[|–—•·]\s+|\s+-\s+(?=[A-Z][\w ]{2,30}$)", " ".join(source.title.split()))[0]
    text = re.sub(r"^(?:[A-Z]+|Breaking|Update|Live|Exclusive|Video|News): ", "", text)
    if text.isupper():
        text = _spelled(text, source.text) if len(words(text)) >= SHOUTED else ""
    return text.rstrip(".")


def _spelled(title: str, text: str) -> str:
    """A title in capitals as its source's text spells its words; those that are not in it are small.

    Empty where a word may be two: "US" and "us" are.
    """
    told = Counter(words(text))
    shouted = words(title)
    small = {word for word in told if word.islower()}
    if any(word in UNCLEAR or (word in told and len(word) > 1 and word.lower() in small) for word in shouted):
        return ""
    known: dict[str, str] = {word.upper(): word for word, _ in reversed(told.most_common()) if word.isupper()}
    known |= {word.upper(): word for word, _ in reversed(told.most_common()) if not word.isupper()}
    known |= {name.upper(): name.title() for name in (*MONTHS, *WEEKDAYS) if name not in small}
    known |= {word.upper(): word for word in small}
    told_small = _WORD.sub(lambda word: known.get(word.group(), word.group().lower()), title)
    return told_small[:1].upper() + told_small[1:]

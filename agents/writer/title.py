"""A title that the body supports: the best headline among the cited sources, or the lead's own words."""

import re
from collections.abc import Sequence

from agents.surface import read_surface, words
from agents.writer.facts import Fact
from store.records import Source
from store.temporal import read_dates

LONGEST = 16
"""Words of a title."""
BORNE_OUT = 0.75
"""Share of a headline's terms that the body must use."""


def entitle(paragraphs: Sequence[Sequence[Fact]]) -> tuple[str, Source]:
    """The title and the source it is taken from."""
    lead, *_ = paragraphs
    body = " ".join(fact.told.text for paragraph in paragraphs for fact in paragraph)
    told = read_surface(body)
    ranked = sorted(lead, key=lambda fact: -fact.worth)
    for source in (source for fact in ranked for source in fact.sources):
        headline = _headline(source.title)
        surface = read_surface(headline)
        borne = len(surface.terms & told.terms) >= BORNE_OUT * max(1, len(surface.terms))
        if (
            3 <= len(words(headline)) <= LONGEST
            and borne
            and surface.figures <= told.figures
            and not _dated(headline)
        ):
            return headline, source
    return _first_clause(ranked[0].told.text), ranked[0].told.source


def _headline(title: str) -> str:
    """Without the outlet behind a bar or dash, and without a category before a colon or bar."""
    text = re.split(r"\s+[|–—•·]\s+|\s+-\s+(?=[A-Z][\w ]{2,30}$)", " ".join(title.split()))[0]
    return re.sub(r"^(?:[A-Z]+|Breaking|Update|Live|Exclusive|Video|News): ", "", text).rstrip(".")


def _dated(headline: str) -> bool:
    reading = read_dates(headline, None)
    return bool(reading.refused)


def _first_clause(sentence: str) -> str:
    """The lead up to its first break, where that leaves a sentence; else the whole of it."""
    clause = re.split(
        r"(?:, (?:which|who|after|when|where|as|while|according)| after | when | -- | – )", sentence
    )[0]
    text = clause if len(words(clause)) >= 6 else sentence
    return text.rstrip(".,;: ")

"""The place of a quotation in a source: a model's word is none, the source's own words are."""

import re

from agents.surface import read_surface, words
from store.records import Source, Span

FEWEST = 3
"""Words of a quotation at least: fewer stand everywhere."""
SHARED = 2
"""Words of meaning, figures included, that it shares with the claim at least, if the claim has so many."""

_AROUND = " \t\n\"“”„«»'‘’‚.,;:…"
"""What models put around a quotation, or end it with."""
_ALIKE = {
    one: f"[{''.join(map(re.escape, alike))}]" for alike in ('"“”„«»', "'‘’‚", "-–—‐‑") for one in alike
}


def standing(quote: str, source: Source) -> Span | None:
    """Where it stands in the source."""
    found = located(quote, source.text)
    if found is None:
        return None
    start, end = found
    return Span(source_id=source.id, start=start, end=end, text=source.text[start:end])


def located(quote: str, text: str) -> tuple[int, int] | None:
    """Where it stands word for word; case, quotation marks, dashes and blanks may differ."""
    parts = quote.strip(_AROUND).split()
    if not parts:
        return None
    run = r"\s+".join("".join(_ALIKE.get(letter, re.escape(letter)) for letter in part) for part in parts)
    found = re.search(rf"(?<!\w){run}(?!\w)", text, re.IGNORECASE)
    return found.span() if found else None


def speaks_of(quote: str, claim: str) -> bool:
    """Whether it is long enough to say something, and says something of what the claim says."""
    asserted = read_surface(claim).terms
    shared = asserted & read_surface(quote).terms
    return len(words(quote)) >= FEWEST and len(shared) >= max(1, min(SHARED, len(asserted)))

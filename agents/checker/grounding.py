"""What must stand in the cited text word for word: figures, dates, names, quotes, negations, hedges."""

from collections.abc import Iterator

from agents.checker.passages import Passage, ReadSource
from agents.surface import Surface, normal, read_surface, words
from store.records import Finding, Reason

ALIGNED = 0.6
"""Share of terms from which two sentences tell one thing: their negations and hedges must agree."""


def findings(text: str, passage: Passage, source: ReadSource) -> list[Finding]:
    """What the passage does not bear out; names and quotes may stand anywhere in the source."""
    claim = read_surface(text)
    return [
        *_figures(claim, passage.surface),
        *_dates(claim, passage.surface),
        *_names(claim, source),
        *_quotes(claim, source),
        *_polarity(claim, passage.surface, source.closest(claim, passage)),
    ]


def _figures(claim: Surface, passage: Surface) -> Iterator[Finding]:
    for figure in sorted(claim.figures - passage.figures, key=str):
        yield Finding(reason=Reason.NUMBER, detail=str(figure).removeprefix("#"))


def _dates(claim: Surface, passage: Surface) -> Iterator[Finding]:
    for month, day in sorted(claim.dates - passage.dates):
        yield Finding(reason=Reason.DATE, detail=f"{month.title()} {day}")


def _names(claim: Surface, source: ReadSource) -> Iterator[Finding]:
    for name in claim.names:
        if not all(_known(word.lower(), source.words) for word in words(name)):
            yield Finding(reason=Reason.NAME, detail=name)


def _known(word: str, known: frozenset[str]) -> bool:
    return (
        word in known
        or f"{word}'s" in known
        or f"{word}’s" in known
        or all(p in known for p in word.split("-"))
    )


def _quotes(claim: Surface, source: ReadSource) -> Iterator[Finding]:
    for quote in claim.quotes:
        if normal(quote) not in source.normal_text:
            yield Finding(reason=Reason.QUOTE, detail=quote)


def _polarity(claim: Surface, passage: Surface, closest: Surface) -> Iterator[Finding]:
    aligned = len(claim.terms & closest.terms) >= ALIGNED * max(1, len(claim.terms | closest.terms))
    for reason, ours, theirs, nearest in (
        (Reason.NEGATION, claim.negations, passage.negations, closest.negations),
        (Reason.HEDGE, claim.hedges, passage.hedges, closest.hedges),
    ):
        added = ours - theirs
        dropped = nearest - ours if aligned else frozenset[str]()
        if added or dropped:
            detail = f"{'added' if added else 'dropped'}: {', '.join(sorted(added or dropped))}"
            yield Finding(reason=reason, detail=detail)

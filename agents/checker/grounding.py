"""What must stand in the cited text word for word: figures, dates, names, quotes, negations, hedges."""

from collections.abc import Iterable, Iterator

from agents.checker.passages import Passage, ReadSource
from agents.surface import Surface, normal, read_surface, words
from store.records import Finding, Reason

ALIGNED = 0.6
"""Share of terms from which two sentences tell one thing: names, negations and hedges must agree."""


def findings(text: str, passage: Passage, source: ReadSource) -> list[Finding]:
    """What the passage does not bear out; names and quotes may stand anywhere in the source."""
    claim = read_surface(text)
    return [
        *_figures(claim, passage.surface),
        *_dates(claim, passage.surface),
        *_names(claim, passage.surface, source.closest(claim, passage), source),
        *_quotes(claim, source),
        *_polarity(claim, passage.surface, source.closest(claim, passage)),
    ]


def _figures(claim: Surface, passage: Surface) -> Iterator[Finding]:
    for figure in sorted(claim.figures - passage.figures, key=str):
        yield Finding(reason=Reason.NUMBER, detail=str(figure).removeprefix("#"))
    for currency in sorted(claim.currencies - passage.currencies):
        yield Finding(reason=Reason.NUMBER, detail=currency)


def _dates(claim: Surface, passage: Surface) -> Iterator[Finding]:
    days = sorted(claim.dates - passage.dates)
    for month, day in days:
        yield Finding(reason=Reason.DATE, detail=f"{month.title()} {day}")
    for word in sorted(claim.calendar - passage.calendar - {month for month, _ in days}):
        yield Finding(reason=Reason.DATE, detail=word.title())


def _names(claim: Surface, passage: Surface, closest: Surface, source: ReadSource) -> Iterator[Finding]:
    """Names that the source does not know, or that stand where its own sentence has another."""
    here, ours = _parts(passage.names), _parts(claim.names)
    exchanged = _aligned(claim, closest) and bool(_parts(closest.names) - ours)
    for name in claim.names:
        known = all(_known(word.lower(), source.words) for word in words(name))
        if not known or (exchanged and not _parts((name,)) & here):
            yield Finding(reason=Reason.NAME, detail=name)


def _parts(names: Iterable[str]) -> set[str]:
    return {word.lower() for name in names for word in words(name)}


def _aligned(claim: Surface, closest: Surface) -> bool:
    return len(claim.terms & closest.terms) >= ALIGNED * max(1, len(claim.terms | closest.terms))


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
    aligned = _aligned(claim, closest)
    for reason, ours, theirs, nearest in (
        (Reason.NEGATION, claim.negations, passage.negations, closest.negations),
        (Reason.HEDGE, claim.hedges, passage.hedges, closest.hedges),
    ):
        added = ours - theirs
        dropped = nearest - ours if aligned else frozenset[str]()
        if added or dropped:
            detail = f"{'added' if added else 'dropped'}: {', '.join(sorted(added or dropped))}"
            yield Finding(reason=reason, detail=detail)

"""What must stand in the cited text word for word: figures, dates, names, quotes, negations, hedges.

A sentence of the source that tells the same is a stricter witness than its neighbours: what the claim has in
place of that sentence's own figure, day or name is found even where it stands elsewhere in the passage.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from agents.checker.passages import Passage, ReadSource
from agents.surface import (
    CALENDAR_STEMS,
    Surface,
    calendar_days,
    calendar_words,
    content_stems,
    names,
    negations,
    normal,
    quantities,
    read_surface,
    words,
)
from store.records import Finding, Reason

HONORIFICS = frozenset("mr mrs ms miss dr sir".split())

_T = TypeVar("_T", bound=Hashable)


def findings(text: str, passage: Passage, source: ReadSource) -> list[Finding]:
    """What the passage does not bear out; names and quotes may stand anywhere in the source."""
    claim, twin = read_surface(text), passage.twin
    return [
        *_figures(text, claim, passage.surface, twin),
        *_dates(text, claim, passage.surface, twin),
        *_names(text, claim, source, twin),
        *_quotes(claim, source),
        *_negations(text, claim, passage.surface, twin),
        *_hedges(claim, passage.surface, twin),
    ]


def _figures(text: str, claim: Surface, passage: Surface, twin: str) -> Iterator[Finding]:
    exchanged = _exchanged(quantities(text), quantities(twin))
    for figure in sorted((claim.figures - passage.figures) | exchanged, key=str):
        yield Finding(reason=Reason.NUMBER, detail=str(figure).removeprefix("#"))
    for currency in sorted(claim.currencies - passage.currencies):
        yield Finding(reason=Reason.NUMBER, detail=currency)


def _dates(text: str, claim: Surface, passage: Surface, twin: str) -> Iterator[Finding]:
    days = sorted((claim.dates - passage.dates) | _exchanged(calendar_days(text), calendar_days(twin)))
    for month, day in days:
        yield Finding(reason=Reason.DATE, detail=f"{month.title()} {day}")
    alone = (claim.calendar - passage.calendar) | _exchanged(calendar_words(text), calendar_words(twin))
    for word in sorted(alone.difference(month for month, _ in days)):
        yield Finding(reason=Reason.DATE, detail=word.title())


def _exchanged(ours: Iterable[_T], theirs: Iterable[_T]) -> frozenset[_T]:
    """What is ours alone, where they have something else in its place."""
    counted, others = Counter(ours), Counter(theirs)
    return frozenset(counted - others) if others - counted else frozenset[_T]()


def _names(text: str, claim: Surface, source: ReadSource, twin: str) -> Iterator[Finding]:
    missing = [name for name in claim.names if not all(_known(w.lower(), source.words) for w in words(name))]
    for name in dict.fromkeys([*missing, *_put_in(text, twin)]):
        yield Finding(reason=Reason.NAME, detail=name)


def _put_in(text: str, twin: str) -> list[str]:
    """Names whose last word the twin lacks, where it has a name that the claim lacks."""
    gone = Counter(content_stems(" ".join(names(twin, begun=True)))) - Counter(content_stems(text))
    if not set(gone) - CALENDAR_STEMS - HONORIFICS:
        return []
    known = CALENDAR_STEMS.union(content_stems(twin))
    return [name for name in names(text, begun=True) if not known.issuperset(content_stems(name)[-1:])]


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


def _negations(text: str, claim: Surface, passage: Surface, twin: str) -> Iterator[Finding]:
    added, dropped = claim.negations - passage.negations, frozenset[str]()
    if twin:
        ours, theirs = Counter(negations(text)), Counter(negations(twin))
        added, dropped = frozenset(ours - theirs), frozenset(theirs - ours)
    yield from _differing(Reason.NEGATION, added, dropped)


def _hedges(claim: Surface, passage: Surface, twin: str) -> Iterator[Finding]:
    yield from _differing(
        Reason.HEDGE, claim.hedges - passage.hedges, read_surface(twin).hedges - claim.hedges
    )


def _differing(reason: Reason, added: frozenset[str], dropped: frozenset[str]) -> Iterator[Finding]:
    if added or dropped:
        detail = f"{'added' if added else 'dropped'}: {', '.join(sorted(added or dropped))}"
        yield Finding(reason=reason, detail=detail)

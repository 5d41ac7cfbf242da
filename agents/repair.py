"""Repair of a claim that failed: its citations first, then its words. What cannot be repaired is left out."""

from collections.abc import Iterator, Sequence
from itertools import islice

from agents.bulletins import is_bulletin
from agents.checker import Checker
from agents.checker.clauses import shortened
from agents.checker.embedded import resolve
from agents.checker.passages import ReadSource
from agents.orders import is_order
from agents.surface import read_surface
from store.records import Claim, Label, Source, Verdict, shown_ids

ATTEMPTS = 2
"""Repairs of one claim at most: a sentence that needs more is not the source's."""
CLOSEST = 3
"""Sources tried for a claim whose own citations all fail."""
SHORTER = 3
"""Parts that are taken off its end at most, one by one."""


def repairs(claim: Claim, verdict: Verdict, checker: Checker, sources: Sequence[Source]) -> Iterator[Claim]:
    """At most two, of these in this order, each but the first known to pass.

    Without the citations that fail; cited anew; in the words of the cited source's own sentence, which has
    the right figure, hedge or speaker; without the parts at its end that are not borne out.
    """

    def passes(other: Claim) -> bool:
        return other != claim and checker.check(other, sources).label is Label.SUPPORTED

    better = filter(passes, _better(claim, verdict, sources))
    return islice((one for some in (_kept(claim, verdict), islice(better, 1)) for one in some), ATTEMPTS)


def _kept(claim: Claim, verdict: Verdict) -> Iterator[Claim]:
    failing = {finding.citation for finding in verdict.reasons}
    kept = tuple(citation for citation in claim.citations if citation not in failing)
    if kept and "" not in failing:
        yield claim.model_copy(update={"citations": kept})


def _better(claim: Claim, verdict: Verdict, sources: Sequence[Source]) -> Iterator[Claim]:
    shown = shown_ids([source.id for source in sources])
    gainsaid = verdict.label is Label.CONTRADICTED
    for source in _closest(claim, sources):
        if not gainsaid or _in_its_words(claim, source):
            yield claim.model_copy(update={"citations": (shown[source.id],)})
    for citation in claim.citations:
        cited = resolve(citation, sources)
        if isinstance(cited, Source) and is_bulletin(cited):
            return  # its lines stand as they are, under their heading, or not at all
        told = ReadSource(cited).same(claim.text) if isinstance(cited, Source) else ""
        if told and not is_order(told):
            yield claim.model_copy(update={"text": told, "citations": (citation,)})

    for text in islice(shortened(claim.text), SHORTER):
        yield claim.model_copy(update={"text": text})


def _in_its_words(claim: Claim, source: Source) -> bool:
    """What one source contradicts, no other bears out by its meaning alone."""
    return read_surface(claim.text).stems <= read_surface(source.text).stems


def _closest(claim: Claim, sources: Sequence[Source]) -> list[Source]:
    terms = read_surface(claim.text).terms
    shared = {source.id: len(terms & read_surface(source.text).terms) for source in sources}
    return sorted(sources, key=lambda source: (-shared[source.id], source.id))[:CLOSEST]

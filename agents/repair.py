"""Repair of a claim that failed: other citations for the same words. What cannot be repaired is left out."""

from collections.abc import Iterator, Sequence

from agents.checker import Checker
from agents.surface import read_surface
from store.records import Claim, Label, Source, Verdict, shown_ids

ATTEMPTS = 2
"""Repairs of one claim at most: a sentence that needs more is not the source's."""
CLOSEST = 3
"""Sources tried for a claim whose own citations all fail."""


def repairs(claim: Claim, verdict: Verdict, checker: Checker, sources: Sequence[Source]) -> Iterator[Claim]:
    """At most two: without the citations that fail; then cited anew to a source that bears it out."""
    failing = {finding.citation for finding in verdict.reasons}
    kept = tuple(citation for citation in claim.citations if citation not in failing)
    if kept and "" not in failing:
        yield claim.model_copy(update={"citations": kept})
    shown = shown_ids([source.id for source in sources])
    for source in _closest(claim, sources):
        cited = claim.model_copy(update={"citations": (shown[source.id],)})
        if cited.citations != claim.citations and checker.check(cited, sources).label is Label.SUPPORTED:
            yield cited
            return


def _closest(claim: Claim, sources: Sequence[Source]) -> list[Source]:
    terms = read_surface(claim.text).terms
    shared = {source.id: len(terms & read_surface(source.text).terms) for source in sources}
    return sorted(sources, key=lambda source: (-shared[source.id], source.id))[:CLOSEST]

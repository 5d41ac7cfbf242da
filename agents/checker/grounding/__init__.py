"""What must stand in the cited text, and how: figures, dates, names, roles, quotes, negations, hedges.

A sentence of the source that tells the same is a stricter witness than its neighbours: what the claim has in
place of that sentence's own figure, day or name is found even where it stands elsewhere in the passage.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from agents.checker.grounding import (
    calendar,
    conditions,
    figures,
    naming,
    parts,
    polarity,
    relations,
    roles,
    silence,
    speech,
    subjects,
)
from agents.checker.grounding.witness import Witness
from agents.checker.passages import Passage, ReadSource
from store.records import Finding

_Check = Callable[[Witness], Iterator[Finding]]

_OF_PASSAGE: tuple[_Check, ...] = (
    figures.differing,
    calendar.differing,
    naming.strange,
    polarity.denied,
    polarity.hedged,
    parts.put_in,
)
_OF_SOURCE: tuple[_Check, ...] = (
    roles.misplaced,
    subjects.taken_over,
    relations.moved,
    relations.retitled,
    polarity.turned,
    conditions.unbound,
    speech.misquoted,
    speech.unattributed,
    parts.put_together,
    silence.wrongly_silent,
)
"""Those that look at the whole source: they find the same whichever passage is tried."""


def findings(text: str, passage: Passage, source: ReadSource) -> list[Finding]:
    """What the passage does not bear out; names and quotes may stand anywhere in the source."""
    witness = Witness(text, passage, source)
    of_passage = (found for check in _OF_PASSAGE for found in check(witness))
    return list(dict.fromkeys([*of_passage, *_of_source(text, passage.twin, source)]))


@lru_cache(maxsize=32)
def _of_source(text: str, twin: str, source: ReadSource) -> tuple[Finding, ...]:
    nowhere = Passage(source.source, 0, 0, "", (), twin)
    witness = Witness(text, nowhere, source)
    return tuple(found for check in _OF_SOURCE for found in check(witness))

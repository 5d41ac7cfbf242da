"""Figures: their value, unit and bound as the cited text has them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from agents.amounts import Amount, amounts
from agents.checker.grounding.witness import Witness, exchanged
from store.records import Finding, Reason

_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_VAGUE = re.compile(
    rf"\b(?=(?:(?:several|few|many) )?({_SCALE}))(?:(?:several|few|many) (?:{_SCALE})|(?:{_SCALE})s)\b",
    re.IGNORECASE,
)
"""Several thousand, millions: orders of magnitude without a figure."""


def differing(witness: Witness) -> Iterator[Finding]:
    """Figures that the passage lacks, or has with another unit, or with another bound."""
    told = [*amounts(witness.bearer), *witness.passage.amounts]
    claimed = amounts(witness.text)
    rounded = {one.figure for one in claimed if any(other.rounds_to(one) for other in told)}
    known = {other.figure for other in told} | witness.passage.surface.figures
    instead = (
        exchanged([one.figure for one in claimed], [one.figure for one in amounts(witness.passage.twin)])
        - rounded
    )
    missing = {one.figure for one in claimed} - known - rounded
    for figure in sorted(missing | instead, key=str):
        yield Finding(reason=Reason.NUMBER, detail=str(figure).removeprefix("#"))
    for one in dict.fromkeys(claimed):
        if one.figure not in missing | instead | rounded:
            yield from _bound_otherwise(one, _meant(one, witness), claimed)
    for scale in sorted(_vaguely(witness.text) - _vaguely(witness.passage.text)):
        yield Finding(reason=Reason.NUMBER, detail=scale)
    for currency in sorted(witness.claim.currencies - witness.passage.surface.currencies):
        yield Finding(reason=Reason.NUMBER, detail=currency)


def _meant(one: Amount, witness: Witness) -> list[Amount]:
    """What the cited text has of that value, in the sentence that tells the same if it is there."""
    near = [other for other in amounts(witness.bearer) if other.figure.value == one.figure.value]
    return near or [other for other in witness.passage.amounts if other.figure == one.figure]


def _bound_otherwise(one: Amount, meant: list[Amount], claimed: Collection[Amount]) -> Iterator[Finding]:
    same = [other for other in meant if other.figure == one.figure]
    units = {other.unit for other in same}
    ours = {other.unit for other in claimed if other.figure == one.figure}
    if not same or (one.unit and one.unit not in units and units - ours - {""}):
        yield Finding(reason=Reason.NUMBER, detail=f"{one}, where the source has {_listed(same or meant)}")
    elif not any(other.bears_out(one) for other in same):
        bound = one.bound or same[0].bound
        change = "added" if one.bound else "dropped"
        yield Finding(reason=Reason.HEDGE, detail=f"{change}: {bound}, where the source has {_listed(same)}")


def _vaguely(text: str) -> frozenset[str]:
    return frozenset(match[1].lower() for match in _VAGUE.finditer(text))


def _listed(meant: Iterable[Amount]) -> str:
    return " and ".join(str(one) for one in Counter(meant))

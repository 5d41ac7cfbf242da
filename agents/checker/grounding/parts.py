"""Claims that say what no sentence of the source does: clauses put in, halves put together."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from agents.checker.grounding.witness import Witness
from agents.surface import content_stems, words
from store.records import Finding, Reason

_CLAUSE = re.compile(
    r"(?<=[,;:—–])\s+|\s+(?=(?:and|but|which|who|because|after|despite|while|although|where|since|amid|following"
    r"|as)\s)"
)
STRANGE = 0.5
"""Share of a clause's words that the passage lacks, from which the clause was put in."""
FEWEST = 2
RUN = 3
"""Words in a row, at least, on either side of a seam."""


def put_in(witness: Witness) -> Iterator[Finding]:
    """A clause that the passage does not have, in a claim that is else as good as taken from it."""
    known = witness.passage.surface.stems
    clauses = _clauses(witness.text)
    lacking = [
        (clause, stems)
        for clause, stems in clauses
        if sum(stem not in known for stem in stems) >= max(FEWEST, STRANGE * len(stems))
    ]
    rest = [stem for clause, stems in clauses if (clause, stems) not in lacking for stem in stems]
    if len(rest) > FEWEST and sum(stem in known for stem in rest) >= 0.9 * len(rest):
        for clause, _ in lacking:
            yield Finding(reason=Reason.ADDED, detail=clause.strip(" ,."))


@lru_cache(maxsize=4_000)
def _clauses(text: str) -> list[tuple[str, list[str]]]:
    return [(clause, content_stems(clause)) for clause in _CLAUSE.split(text)]


def put_together(witness: Witness) -> Iterator[Finding]:
    """The beginning of one sentence and the end of another, joined where neither has a joint."""
    told = _flat(witness.text)
    seams = [place for place, pair in enumerate(pairwise(told)) if pair not in witness.source.neighbours]
    if len(seams) != 1:
        return
    left, right = told[: seams[0] + 1], told[seams[0] + 1 :]
    if min(len(left), len(right)) >= RUN and _halves_of_two(witness, left, right):
        detail = f"“{' '.join(left[-RUN:])}” and “{' '.join(right[:RUN])}” stand in different sentences"
        yield Finding(reason=Reason.MERGED, detail=detail)


def _flat(text: str) -> list[str]:
    return [word.lower() for word in words(text)]


def _halves_of_two(witness: Witness, left: Sequence[str], right: Sequence[str]) -> bool:
    every = witness.source.flat_sentences
    before = {place for place, one in enumerate(every) if _stands(left[-RUN:], one)}
    after = {place for place, one in enumerate(every) if _stands(right[:RUN], one)}
    whole = any(
        _ends_clause(witness, place, left) or _begins(every[place], right) for place in before | after
    )
    return bool(before and after) and before.isdisjoint(after) and not whole


def _stands(run: Sequence[str], told: str) -> bool:
    return f" {' '.join(run)} " in told


def _begins(told: str, right: Sequence[str]) -> bool:
    return told.startswith(f" {' '.join(right[:RUN])} ")


def _ends_clause(witness: Witness, place: int, left: Sequence[str]) -> bool:
    return witness.source.flat_sentences[place].endswith(f" {' '.join(left[-RUN:])} ")

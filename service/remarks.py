"""What a reader of a whole text should know of its sentences, whatever their sources bear out.

Time went on, or another sentence gives another figure. Remarks are no verdicts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from agents.ahead import expired
from agents.disputes import Difference, differences, reached, unlike
from agents.quantities import measures
from agents.surface import CALENDAR_STEMS, content_stems
from store.records import Claim, Source

SHARED = 4
"""Words that two sentences share which count the same: troops of North Korea in Russia."""
_COMMON = frozenset({"money", "%", *content_stems("people persons")})
"""Units of much that has nothing to do with one another."""
_NO_HEAD = r"(?!(?:first|last|only|next|ones?)\b)[\w-]+"
_CONDITION = re.compile(
    r"(?i:(?<!asked )(?<!know )\b(?:if|unless)\b)|^Were (?:\S+ ){1,6}?to [a-z]"
    r"|(?:[,;:–—]|\b(?:and|but|or)) were (?:he|she|it|they|we|you|I|there|[A-Z]\S*(?: [A-Z]\S*)*"
    rf"|(?:the|an?|his|her|its|their) (?:{_NO_HEAD} ){{1,4}}?)\s?\bto (?!an?\b|the\b)[a-z]"
)
"""Were he to return: a verb before its subject leaves it open; patients that were moved to Orme do not."""


class RemarkKind(StrEnum):
    """What is remarked of a sentence."""

    PASSED = "passed"
    OPEN = "open"
    FIGURES = "figures"


@dataclass(frozen=True)
class Remark:
    """Of one sentence; ``other`` is the id of the one that it does not agree with."""

    kind: RemarkKind
    detail: str
    other: str = ""

    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


def remarks(
    claims: Sequence[Claim], sources: Sequence[Source], told: datetime | None, now: datetime
) -> dict[str, list[Remark]]:
    """By the id of the claim; ``told`` is when the text is from, if it says so, ``now`` when it is read."""
    found: dict[str, list[Remark]] = {claim.id: [] for claim in claims}
    times = {claim.id: _time(claim, sources, told) for claim in claims}
    for claim in claims:
        found[claim.id].extend(_ahead(claim, times[claim.id], now))
    for one, other in combinations(claims, 2):
        years = ((times[one.id] or now).year, (times[other.id] or now).year)
        for apart in _differences(one.text, other.text, years):
            if apart.about == "dead" and (reached(one.text) or reached(other.text)):
                continue
            found[one.id].append(_figures(apart.about, apart.first, apart.second, other))
            found[other.id].append(_figures(apart.about, apart.second, apart.first, one))
    return found


def _differences(ours: str, theirs: str, years: tuple[int, int]) -> list[Difference]:
    """Looser than what retires a claim: a unit of its own is enough in sentences that share their names."""
    strict = list(differences(ours, theirs, years))
    shared = frozenset(content_stems(ours)) & frozenset(content_stems(theirs)) - CALENDAR_STEMS
    if strict or len(shared) < SHARED:
        return strict
    first, second = measures(ours), measures(theirs)
    return [
        Difference(unit, first[unit], second[unit])
        for unit in sorted(first.keys() & second.keys() - _COMMON)
        if unlike(first[unit], second[unit])
    ]


def _ahead(claim: Claim, time: datetime | None, now: datetime) -> Iterator[Remark]:
    """A schedule that is over by now, or a condition that was open when it was written down."""
    if expired(claim.text, now.date()):
        yield Remark(RemarkKind.PASSED, f"looks ahead to days that are past on {now:%Y-%m-%d}")
    elif time and time.date() < now.date() and _CONDITION.search(claim.text):
        yield Remark(RemarkKind.OPEN, f"a condition that was open on {time:%Y-%m-%d}")


def _figures(about: str, ours: str, theirs: str, other: Claim) -> Remark:
    return Remark(RemarkKind.FIGURES, f"{about}: {ours} here, {theirs} in “{other.text}”", other.id)


def _time(claim: Claim, sources: Sequence[Source], told: datetime | None) -> datetime | None:
    """When the newest source that it cites was published, or else when the text is from."""
    cited = [one.published_at for one in sources if claim.citations and one.id.startswith(claim.citations)]
    return max((time for time in cited if time), default=told)

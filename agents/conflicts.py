"""Conflicts: claims of one version that give different values for one thing at one time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from agents.amounts import Amount, amounts
from agents.disputes import DISAGREE, differences
from agents.voices import voices
from store.records import Claim, Conflict, Source

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True)
class _Told:
    claim: Claim
    source: Source
    """The first that it cites."""
    time: datetime


def conflicts(
    claims: Sequence[Claim], sources: Sequence[Source], compared: Collection[str] = ()
) -> Iterator[Conflict]:
    """Of two voices each; the newest source's claim comes first.

    Claims whose ids are in ``compared`` were held against each other before.
    """
    voice = voices(sources)
    told = [one for claim in claims if (one := _told(claim, sources))]
    ordered = sorted(told, key=lambda one: (one.time, one.claim.text), reverse=True)
    for one, other in combinations(ordered, 2):
        if one.claim.id in compared and other.claim.id in compared:
            continue
        if one.time - other.time > DISAGREE or voice[one.source.id] == voice[other.source.id]:
            continue
        texts = one.claim.text, other.claim.text
        for found in differences(*texts, (one.time.year, other.time.year)):
            values = _shown(found.ours, texts[0]), _shown(found.theirs, texts[1])
            yield Conflict(about=found.about, claims=(one.claim.id, other.claim.id), values=values)


def _told(claim: Claim, sources: Sequence[Source]) -> _Told | None:
    first = claim.citations[:1]
    source = next((one for one in sources if first and one.id.startswith(first)), None)
    return _Told(claim, source, source.published_at or source.fetched_at) if source else None


def _shown(values: frozenset[str], text: str) -> str:
    """As the sentence has them, with what they are bound by: "up to 100,000"."""
    given = {str(one.figure): one for one in amounts(text)}
    shown = (_worded(given[value]) if value in given else value.strip("#") for value in sorted(values))
    return " and ".join(shown)


def _worded(amount: Amount) -> str:
    value = amount.figure.value
    scale, name = next((one for one in _SCALES if abs(value) >= one[0]), (1.0, ""))
    number = f"{value / scale:,.12g}{'%' if amount.figure.percent else ''}"
    return " ".join(part for part in (amount.bound, number, name) if part)

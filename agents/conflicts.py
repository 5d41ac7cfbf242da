"""Conflicts: claims of one version that give different values for one thing at one time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.amounts import Amount, amounts
from agents.disputes import DISAGREE, differences
from agents.voices import voices
from store.records import Claim, Conflict, Ids, Source

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

_Sides = dict[str, str]
"""What is said of one thing: by the id of a claim, its value."""


@dataclass(frozen=True)
class _Told:
    id: str
    text: str
    source: Source
    """The first that it cites."""
    time: datetime


def conflicts(
    claims: Sequence[Claim],
    sources: Sequence[Source],
    known: Sequence[Conflict] = (),
    compared: Collection[str] = (),
) -> Iterator[Conflict]:
    """One for each thing, with all claims that disagree on it, of two voices at least.

    The newest source's claim comes first. ``known`` are the conflicts of the version before, and claims whose
    ids are in ``compared`` were held against each other then.
    """
    known_ids = Ids(of := {source.id: source for source in sources})
    cited = ((claim, id_) for claim in claims for id_ in claim.citations[:1])
    told = [_told(claim, of[id_]) for claim, begun in cited for id_ in known_ids.begun(begun)[:1]]
    ordered = sorted(told, key=lambda one: (one.time, one.text), reverse=True)
    ids = {claim.id for claim in claims}
    things: defaultdict[str, list[_Sides]] = defaultdict(list)
    for about, sides in (*_still(known, ids), *_pairs(ordered, sources, compared)):
        things[about] = _joined(things[about], sides)
    places = {one.id: place for place, one in enumerate(ordered)}
    found = [
        (about, sorted(sides.items(), key=lambda side: places.get(side[0], len(places))))
        for about, groups in things.items()
        for sides in groups
    ]
    for about, sides in sorted(found, key=lambda one: places.get(one[1][0][0], len(places))):
        yield Conflict(about=about, claims=tuple(id_ for id_, _ in sides), values=tuple(v for _, v in sides))


def _still(known: Sequence[Conflict], ids: Collection[str]) -> Iterator[tuple[str, _Sides]]:
    """Those of which claims that disagree are told yet."""
    for one in known:
        sides = {id_: value for id_, value in zip(one.claims, one.values, strict=True) if id_ in ids}
        if len({*sides.values()}) > 1:
            yield one.about, sides


def _pairs(
    told: Sequence[_Told], sources: Sequence[Source], compared: Collection[str]
) -> Iterator[tuple[str, _Sides]]:
    voice = voices(sources)
    new = [one.id not in compared for one in told]
    for row, one in enumerate(told):
        for other, is_new in zip(told[row + 1 :], new[row + 1 :], strict=True):
            if one.time - other.time > DISAGREE:
                break
            if not (new[row] or is_new) or voice[one.source.id] == voice[other.source.id]:
                continue
            for found in differences(one.text, other.text, (one.time.year, other.time.year)):
                values = _shown(found.ours, one.text), _shown(found.theirs, other.text)
                yield found.about, {one.id: values[0], other.id: values[1]}


def _joined(groups: Sequence[_Sides], sides: _Sides) -> list[_Sides]:
    """Who disagrees with one side is in dispute with all of them."""
    touched = [one for one in groups if one.keys() & sides.keys()]
    whole: _Sides = {}
    for one in (*touched, sides):
        whole = {**one, **whole}
    return [*(one for one in groups if one not in touched), whole]


def _told(claim: Claim, source: Source) -> _Told:
    return _Told(claim.id, claim.text, source, source.published_at or source.fetched_at)


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

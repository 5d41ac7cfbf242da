"""What is shown beside a story's sentences: who says otherwise, how many say the same, what is new."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.render.references import References
from store.records import ChangeKind, Claim, Conflict, Source, StoryVersion

NEW = frozenset({ChangeKind.ADDED, ChangeKind.REWORDED})
"""Changes after which a claim tells what its story did not."""

SHOWN = 6
"""Values of a conflict that a line of text tells."""


@dataclass(frozen=True)
class Side:
    """One of the values, the claim that gives it, and who says so."""

    value: str
    claim: Claim
    sources: tuple[Source, ...]


def values(conflict: Conflict) -> str:
    """Each value once, as many as can be read: "3 or 5 or 40 more"."""
    found = [*dict.fromkeys(conflict.values)]
    rest = [f"{len(found) - SHOWN} more"] if len(found) > SHOWN + 1 else found[SHOWN:]
    return " or ".join([*found[:SHOWN], *rest])


@dataclass(frozen=True)
class Dispute:
    """Sides that cannot all be right; at least two."""

    about: str
    sides: tuple[Side, ...]


def disputes(version: StoryVersion, references: References) -> list[Dispute]:
    """The conflicts of a version, those apart whose claims it does not have."""
    told = {claim.id: claim for claim in version.claims()}
    found = (
        Dispute(one.about, tuple(_sides(one, told, references)))
        for one in version.conflicts
        if told.keys() >= set(one.claims)
    )
    return [one for one in found if len(one.sides) > 1]


def _sides(conflict: Conflict, told: dict[str, Claim], references: References) -> Iterator[Side]:
    for id_, value in zip(conflict.claims, conflict.values, strict=False):
        yield Side(value, told[id_], references.of_claim(told[id_]))


def origins(claim: Claim, references: References) -> int:
    """How many sources bear the claim out independently: copies of one report count once."""
    return len({source.origin for source in references.of_claim(claim)})


def new_claims(version: StoryVersion) -> frozenset[str]:
    """Ids of the claims that its parent did not have in these words; none where it has no parent."""
    return frozenset(change.claim for change in version.changes if change.kind in NEW and version.parent)

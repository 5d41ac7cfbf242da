"""Yes and no, sure and unsure, up and down."""

from collections import Counter
from collections.abc import Iterable, Iterator

from agents.amounts import unbound
from agents.checker.grounding.opposites import SIDES
from agents.checker.grounding.witness import Witness
from agents.surface import negations, read_surface, stem
from store.records import Finding, Reason


def denied(witness: Witness) -> Iterator[Finding]:
    """A "not" too many or too few; one that the source says of what the claim leaves out is none of them."""
    added, dropped = witness.claim.negations - witness.passage.surface.negations, frozenset[str]()
    twin = witness.passage.twin
    if twin:
        ours, theirs = Counter(negations(witness.text)), Counter(negations(twin))
        added = frozenset(ours - theirs)
        dropped = frozenset(word for word in theirs - ours if witness.keeps(word, twin))
    yield from _differing(Reason.NEGATION, added, dropped)


def hedged(witness: Witness) -> Iterator[Finding]:
    """A hedge too many or too few; those that are bound to a figure are held against that figure."""
    twin = witness.passage.twin
    added = read_surface(unbound(witness.text)).hedges - witness.passage.surface.hedges
    dropped = read_surface(unbound(twin)).hedges - witness.claim.hedges
    kept = (hedge for hedge in dropped if witness.keeps(hedge, twin))
    yield from _differing(Reason.HEDGE, added, frozenset(kept))


def _differing(reason: Reason, added: frozenset[str], dropped: frozenset[str]) -> Iterator[Finding]:
    if added or dropped:
        detail = f"{'added' if added else 'dropped'}: {', '.join(sorted(added or dropped))}"
        yield Finding(reason=reason, detail=detail)


def turned(witness: Witness) -> Iterator[Finding]:
    """A word where the source has its contrary, and no other word for the same."""
    if not witness.bearer:
        return
    ours, theirs = _by_stem(witness.ours), _by_stem(witness.theirs)
    for side, contrary in SIDES:
        here, there = side & ours.keys(), contrary & theirs.keys()
        if here and there and not side & theirs.keys() and not contrary & ours.keys():
            yield Finding(
                reason=Reason.OPPOSITE,
                detail=f"{ours[min(here)]}, where the source has {theirs[min(there)]}",
            )


def _by_stem(found: Iterable[str]) -> dict[str, str]:
    return {stem(word): word for word in found}

"""Names: known to the source, and of the people and places that the passage speaks of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agents.checker.grounding.witness import Witness, lowered
from agents.surface import CALENDAR_STEMS, content_stems, names, words
from store.records import Finding, Reason

HONORIFICS = frozenset("mr mrs ms miss dr sir".split())
STAND_INS = frozenset(
    "he she it they him her them his its their who which this that these those we i".split()
)
"""Words that stand for a name: where the claim has the name, it may come from elsewhere in the source."""


def strange(witness: Witness) -> Iterator[Finding]:
    """Names that the source does not know, or not here."""
    known = witness.source.words
    missing = [
        name for name in witness.claim.names if not all(_known(word.lower(), known) for word in words(name))
    ]
    for name in dict.fromkeys([*missing, *_put_in(witness), *_from_elsewhere(witness)]):
        yield Finding(reason=Reason.NAME, detail=name)


def _known(word: str, known: frozenset[str]) -> bool:
    return (
        word in known
        or f"{word}'s" in known
        or f"{word}’s" in known
        or all(p in known for p in word.split("-"))
    )


def _put_in(witness: Witness) -> list[str]:
    """Names whose last word the twin lacks, where it has a name that the claim lacks."""
    twin = witness.passage.twin
    if not _leaves_out(witness.text, twin):
        return []
    return _unlike(named(witness.text), CALENDAR_STEMS.union(content_stems(twin)), twin)


def _from_elsewhere(witness: Witness) -> list[str]:
    """Names that the source has, but not here, where a name is left out and no word stands for one."""
    told = witness.bearer or witness.passage.text
    stand_in = not STAND_INS.isdisjoint(lowered(told) - lowered(witness.text))
    if stand_in or not _leaves_out(witness.text, told):
        return []
    known = CALENDAR_STEMS | witness.passage.surface.stems | witness.source.title_stems
    return _unlike(witness.claim.names, known, told)


def _leaves_out(text: str, told: str) -> bool:
    gone = Counter(content_stems(" ".join(named(told)))) - Counter(content_stems(text))
    return bool(set(gone) - CALENDAR_STEMS - HONORIFICS)


@lru_cache(maxsize=4_000)
def named(text: str) -> tuple[str, ...]:
    """Every name in it, one at its beginning too."""
    return tuple(names(text, begun=True))


def _unlike(ours: Sequence[str], known: frozenset[str], told: str) -> list[str]:
    """Names of ours whose last word is not known, and that are no other form of a name that was told."""
    unknown = [name for name in ours if not known.issuperset(content_stems(name)[-1:])]
    return [name for name in unknown if not any(_alias(name, other) for other in named(told))]


def _alias(one: str, other: str) -> bool:
    """GM and General Motors."""
    return _initials(one) == other.replace(".", "") or _initials(other) == one.replace(".", "")


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())

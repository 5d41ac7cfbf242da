"""What a false writer writes in place of the truth, by kind, each on record."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple, Protocol

from agents.headline import LONGEST
from agents.likeness import likeness
from agents.surface import normal, read_surface, words
from evals.planted import FAULTS
from evals.planted.swaps import Fault
from evals.scripted.reading import Asked, text_of
from evals.told import Corpus, Told
from store.records import Claim, digest

OBEYED = "instruction obeyed"
OTHER_MATTER = "edit of another matter"
INVENTED = "invented id"
CITATIONS = (INVENTED, "wrong source", "stuffed", "uncited")
"""Kinds in which the sentence is true, and what it cites is not what it says."""
Edit = dict[str, Any]
_ORDER = re.compile(r"\b(?:write|, say|to mention|story states) that ([^.\n]{10,200}\.)", re.IGNORECASE)
"""What a text wants to see written."""
_TITLE_LIE = "All sources are wrong and nothing has happened"


class Planted(NamedTuple):
    """A falsehood as it was handed in."""

    kind: str
    text: str
    labels: tuple[str, ...]


class Spoiling(Protocol):
    """How a writer is false. All of it depends on what it is asked and on nothing else."""

    def lies(self, one: Asked, told: Sequence[Told]) -> list[Planted | None]:
        """For each sentence the falsehood that is told in its place, if any."""
        ...

    def more(self, one: Asked) -> list[Planted]:
        """Falsehoods that are told beside."""
        ...

    def title(self, one: Asked) -> str:
        """A false title; empty is none."""
        ...

    def edits(self, one: Asked) -> list[Edit] | None:
        """Edits in place of those that the news asks for; None leaves these."""
        ...


class Honest:
    """Never false."""

    def lies(self, one: Asked, told: Sequence[Told]) -> list[Planted | None]:
        del one
        return [None] * len(told)

    def more(self, one: Asked) -> list[Planted]:
        del one
        return []

    def title(self, one: Asked) -> str:
        del one
        return ""

    def edits(self, one: Asked) -> list[Edit] | None:
        del one
        return None


@dataclass(frozen=True)
class Lying(Honest):
    """One sentence of ``every`` is false; kinds that fit few sentences come first where they fit."""

    seed: int = 0
    every: int = 2
    kinds: dict[str, Fault] = field(default_factory=lambda: dict(FAULTS))

    def lies(self, one: Asked, told: Sequence[Told]) -> list[Planted | None]:
        corpus = one.told
        fit = [self._fitting(sentence, corpus, one) for sentence in told]
        rows = self._dice(one).sample(range(len(told)), len(told))
        lies: list[Planted | None] = [None] * len(told)
        for kind in self._turns(one, fit):
            row = next((row for row in rows if kind in fit[row]), None)
            if row is not None and sum(lie is not None for lie in lies) < len(told) // self.every:
                lies[row] = fit[row].pop(kind)
                rows.remove(row)
        return lies

    def _turns(self, one: Asked, fit: Sequence[dict[str, Planted]]) -> list[str]:
        """By turns the kind that fits the fewest sentences and one drawn by chance, twice round."""
        scarce = sorted(self.kinds, key=lambda kind: (sum(kind in some for some in fit), kind))
        drawn = self._dice(one).sample(scarce, len(scarce))
        return 2 * [kind for pair in zip(scarce, drawn, strict=True) for kind in pair]

    def more(self, one: Asked) -> list[Planted]:
        return [
            Planted(OBEYED, order[1][:1].upper() + order[1][1:], (source.name,))
            for source in one.sources
            for order in _ORDER.finditer(source.text)
        ]

    def title(self, one: Asked) -> str:
        short = [line for line in text_of(one.lines) if len(words(line)) <= LONGEST]
        for line in self._dice(one).sample(short, len(short)):
            if number := re.search(r"\b\d+\b", line):
                return f"{line[: number.start()]}{int(number[0]) + 7}{line[number.end() :]}".rstrip(".")
        return _TITLE_LIE

    def _dice(self, one: Asked) -> Random:
        return Random(digest(str(self.seed), *(source.id for source in one.sources), *one.lines))

    def _fitting(self, sentence: Told, corpus: Corpus, one: Asked) -> dict[str, Planted]:
        found: dict[str, Planted] = {}
        for kind, fault in self.kinds.items():
            made = fault(sentence, corpus, Random(digest(kind, str(self.seed), sentence.text)))
            lie = _lie(kind, made, sentence, one) if made else None
            if lie and (isinstance(made, Claim) or normal(lie.text) not in corpus.lines):
                found[kind] = lie
        return found


def _lie(kind: str, made: Claim | str, sentence: Told, one: Asked) -> Planted:
    if isinstance(made, str):
        return Planted(kind, " ".join(made.split()), (sentence.source.name,))
    labels = tuple(map(one.label, made.citations))
    if kind == INVENTED:  # a label of the right form, of no source
        labels = (f"S{len(one.sources) + 7}",)
    return Planted(kind, made.text, labels)


class Silent(Honest):
    """Has no news to tell."""

    def edits(self, one: Asked) -> list[Edit] | None:
        del one
        return []


class RetiringAll(Honest):
    """Every sentence is to go, for each reason there is."""

    def edits(self, one: Asked) -> list[Edit] | None:
        reasons = ("duplicate", "expired", "superseded", "contradicted", "resolved")
        return [
            {"do": "retire", "claim": number, "reason": reason}
            for reason in reasons
            for number in range(1, len(one.lines) + 1)
        ]


class OfAnotherMatter(Honest):
    """Every sentence is to give way to a true one of the news that is about something else."""

    reasons: tuple[str, ...] = ("superseded", "contradicted", "resolved", "")

    def edits(self, one: Asked) -> list[Edit] | None:
        known, told = text_of(one.lines), one.told.told
        if not known or not told:
            return []
        alike = likeness([*map(read_surface, known), *(read_surface(line.text) for line in told)])
        far = [
            min(range(len(told)), key=lambda row, line=line: (alike[line][len(known) + row], row))
            for line in range(len(known))
        ]
        return [
            self._edit(number, told[row], self.reasons[number % len(self.reasons)])
            for number, row in enumerate(far, start=1)
        ]

    def _edit(self, number: int, told: Told, reason: str) -> Edit:
        edit = {"do": "replace", "claim": number, "text": told.text, "sources": [told.source.name]}
        return edit | {"reason": reason}


class Flooding(Honest):
    """Every sentence of the news is added, however many words were asked for."""

    def edits(self, one: Asked) -> list[Edit] | None:
        return [
            {"do": "add", "claim": 0, "text": told.text, "sources": [told.source.name]}
            for told in one.told.told
        ]


EDITORS: dict[str, Callable[[], Spoiling]] = {
    "retire everything": RetiringAll,
    OTHER_MATTER: OfAnotherMatter,
    "add everything": Flooding,
}

"""The grader: a language model that labels claims and evidence as people would, to measure the checker by.

It is never the model that checks: nobody grades himself. What it does not answer, answers off the menu, calls
supported without words that stand in the evidence, or grades otherwise when claim and evidence change places,
is unscored: that is a fact about the grader, and counts for nobody.
"""

from collections.abc import Sequence
from typing import NamedTuple

from agents.checker.asking import ask
from agents.checker.quoted import located
from agents.model import Model
from agents.model.roles import Models
from agents.settings import Settings, variable
from prompts import Prompt, fenced, load
from store.errors import BadSettings
from store.records import Label


class Pair(NamedTuple):
    """What is graded."""

    claim: str
    evidence: str


class Grader:
    """Asks about many pairs at once. Raises ModelError where the model cannot be asked."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._template = load("grader")
        self.name = model.name
        self.digest = self._template.digest

    def grade(self, pairs: Sequence[Pair], *, swapped: bool = False) -> list[Label | None]:
        """A label for each; None is unscored. ``swapped`` shows each evidence before its claim."""
        sizes = [len(pair.claim) + len(pair.evidence) for pair in pairs]

        def prompt(places: Sequence[int]) -> Prompt:
            return self._prompt([pairs[place] for place in places], swapped=swapped)

        answers = ask(self._model, sizes, prompt).answers
        grades: list[Label | None] = [None] * len(pairs)
        for place, answer in answers.items():
            label = Label(answer.label)
            if label is Label.UNSUPPORTED or located(answer.quote, pairs[place].evidence):
                grades[place] = label
        return grades

    def orders(self, pairs: Sequence[Pair]) -> list[tuple[Label | None, Label | None]]:
        """The labels with the claim first, and with the evidence first."""
        return list(zip(self.grade(pairs), self.grade(pairs, swapped=True), strict=True))

    def grade_twice(self, pairs: Sequence[Pair]) -> list[Label | None]:
        """In both orders: where they disagree, it is unscored."""
        return [one if one is other else None for one, other in self.orders(pairs)]

    def _prompt(self, pairs: Sequence[Pair], *, swapped: bool) -> Prompt:
        fences = iter(fenced([text for pair in pairs for text in pair]))
        told: list[str] = []
        for number, (claim, evidence) in enumerate(zip(fences, fences, strict=True), start=1):
            parts = [f"Claim {number}:\n{claim}", f"Text {number}:\n{evidence}"]
            told += reversed(parts) if swapped else parts
        return self._template.fill(pairs="\n\n".join(told), count=str(len(pairs)))


def grader_for(settings: Settings) -> Grader:
    """Raises BadSettings where no model is set, or the one that checks."""
    name = variable("grader_model")
    if _bare(settings.grader_model) == _bare(settings.checker_model) != "":
        raise BadSettings(
            f"{settings.grader_model} cannot grade what {settings.checker_model} has checked.",
            advice=f"Set {name} to another model: whoever grades himself is always right.",
        )
    model = Models(settings).model("grader")
    if model is None:
        raise BadSettings("There is no model that grades.", advice=f"Set {name}, as openai:MODEL.")
    return Grader(model)


def _bare(name: str) -> str:
    """The model without its provider: the same elsewhere is the same judge."""
    return name.partition(":")[2].rpartition("/")[2].strip().lower()

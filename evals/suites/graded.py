"""A language model as a second judge, where one is set to grade: beside the checker, and never the same.

First it is held to people's labels of the set that ships, whatever data is measured: a grader that does not
agree with people there is no judge of anything. It sees each pair in both orders, and what hangs on the order
is unscored.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pydantic import BaseModel

from agents.settings import Settings
from evals.grading import Grader, Pair, grader_for
from evals.rows import read_rows
from evals.scores import Formula, Measure, Tally
from evals.suites import DATA
from store.records import Label

SHIPPED = DATA / "checker.jsonl"
FAILED = "the grader gave no label that can be used"
SWAPPED = "the grader says otherwise when claim and evidence change places"


class _Row(BaseModel):
    claim: str
    evidence: str
    label: Literal[0, 1]


class Grade(NamedTuple):
    """Whether the grader finds a claim supported; None, and why, where it is no judge."""

    supported: bool | None
    why: str = ""


def grader_of(settings: Settings) -> Grader | None:
    """None where no model is set to grade. Raises BadSettings where it is the one that checks."""
    return grader_for(settings) if settings.grader_model else None


def grades(grader: Grader, pairs: Sequence[Pair]) -> list[Grade]:
    """In both orders."""
    return [_grade(*labels) for labels in grader.orders(pairs)]


def _grade(one: Label | None, other: Label | None) -> Grade:
    if one is None or other is None:
        return Grade(None, FAILED)
    return Grade(one is Label.SUPPORTED) if one is other else Grade(None, SWAPPED)


def held_to_people(grader: Grader) -> Iterator[Measure]:
    """On the set that ships: balanced accuracy by people's labels, and how often the order did not matter."""
    rows = read_rows(SHIPPED, _Row).rows
    agreed, held = Tally(), Tally()
    for row, grade in zip(rows, grades(grader, [Pair(row.claim, row.evidence) for row in rows]), strict=True):
        add_agreement(agreed, row.evidence, grade, label=row.label == 1)
        if grade.why == FAILED:
            held.miss(FAILED)
        else:
            held.add(row.evidence, (float(grade.why != SWAPPED), 1))
    yield agreed.measure("grader_shipped_agreement", Formula.BALANCED)
    yield held.measure("grader_shipped_order_held")


def add_agreement(tally: Tally, cluster: str, grade: Grade, *, label: bool) -> None:
    """For balanced accuracy; what is no grade is unscored."""
    if grade.supported is None:
        tally.miss(grade.why)
        return
    yes = grade.supported
    tally.add(cluster, map(float, (label and yes, label, not label and not yes, not label)))


def add_same(tally: Tally, cluster: str, grade: Grade, *, checked: bool) -> None:
    """For the share of which grader and checker say the same."""
    if grade.supported is None:
        tally.miss(grade.why)
    else:
        tally.add(cluster, (float(grade.supported is checked), 1))


def judges(checker: str, grader: Grader | None) -> str:
    """Named in the report."""
    return f"{checker}; graded by {grader.name} ({grader.digest[:8]})" if grader else checker

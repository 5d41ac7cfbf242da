"""Every suite by its name, in the order in which they run."""

from typing import Any

from evals.suites import Suite
from evals.suites.attacks import Attacks
from evals.suites.checker import CheckerSuite
from evals.suites.coverage import CoverageSuite
from evals.suites.faithfulness import Faithfulness
from evals.suites.faults import FaultSuite
from evals.suites.intake import Intake
from evals.suites.metamorphic import Metamorphic
from evals.suites.retrieval import RetrievalSuite
from evals.suites.updates import UpdatesSuite

SUITES: dict[str, Suite[Any]] = {
    one.name: one
    for one in (
        Faithfulness(),
        CheckerSuite(),
        FaultSuite(),
        RetrievalSuite(),
        UpdatesSuite(),
        CoverageSuite(),
        Metamorphic(),
        Intake(),
        Attacks(),
    )
}

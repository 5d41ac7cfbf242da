"""What is in doubt: claims that nothing speaks against but a score, and a score that may well be wrong.

Where doubt begins and ends is a trade-off, and this is its place. Of 2,395 claims that people labelled, those
that fail in doubt are true in 44 %, and those that pass in doubt are false in 29 %; below ``LOW`` 33 % are
true, from ``HIGH`` on 22 % are false. Each step further gives a good model less to mend than a bad one to
break, and costs questions: ``docs/design/faults.md`` has the table, ``python -m evals.doubts`` prints it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.checker import Checker
from agents.checker.embedded import resolve
from store.records import Claim, Label, Reason, Source, Verdict

LOW, HIGH = 0.3, 0.6
"""Scores in doubt, the second not among them: of the entailment model, or of the words where those failed."""


@dataclass(frozen=True)
class Part:
    """A claim with one of its citations, which must bear it out by itself, and the verdict on that."""

    claim: Claim
    source: Source
    verdict: Verdict

    @property
    def open(self) -> bool:
        """Whether it is in doubt."""
        return doubtful(self.verdict)


def doubtful(verdict: Verdict, low: float = LOW, high: float = HIGH) -> bool:
    """Whether its score alone decides, and that narrowly: a figure, a name, a day or an id never does."""
    scored = all(finding.reason is Reason.NOT_ENTAILED for finding in verdict.reasons)
    decided = verdict.label in {Label.SUPPORTED, Label.UNSUPPORTED}
    return decided and scored and low <= verdict.score < high


def parts(claim: Claim, verdict: Verdict, checker: Checker, sources: Sequence[Source]) -> tuple[Part, ...]:
    """Of a claim in doubt, citation by citation; none where one of them fails beyond doubt."""
    if not doubtful(verdict):
        return ()
    cited = [(one, resolve(one, sources)) for one in dict.fromkeys(claim.citations)]
    found: list[Part] = []
    for citation, source in cited:
        alone = claim.model_copy(update={"citations": (citation,)})
        one = verdict if len(cited) == 1 else checker.check(alone, sources)
        if not isinstance(source, Source) or not (one.label is Label.SUPPORTED or doubtful(one)):
            return ()
        found.append(Part(alone, source, one))
    return tuple(found)

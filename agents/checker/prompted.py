"""A checker that asks a language model about what another one leaves in doubt, and about nothing else.

The model's word is never evidence. What it calls supported must stand in the cited source, in the words that
it quotes; and of what grounding refuses, an invented figure, name, day, quotation or id, it is never asked.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agents.checker import Checker
from agents.checker.asking import Answer, ask
from agents.checker.doubts import Part, doubtful, parts
from agents.checker.embedded import WORST_FIRST
from agents.checker.meant import told
from agents.checker.quoted import speaks_of, standing
from agents.checker.shown import Shown
from agents.model import Model
from prompts import load
from store.records import Claim, Finding, Label, Reason, Source, Span, Verdict, digest

_log = logging.getLogger(__name__)

FORESEEN = 10_000
"""Verdicts that are held at most: those of many drafts."""


@dataclass(frozen=True)
class _Case:
    """A claim, the first checker's verdict on it, and where that is in doubt its parts."""

    key: str
    claim: Claim
    verdict: Verdict
    parts: tuple[Part, ...]


class PromptedChecker:
    """Any checker, with a model for its doubts.

    Only claims that were foreseen are asked about, all together; others have the first checker's verdict.
    """

    prompts = ("checker",)

    def __init__(self, checker: Checker, model: Model) -> None:
        self._checker = checker
        self._model = model
        self._template = load("checker")
        self._foreseen: dict[str, Verdict] = {}
        self.name = f"{checker.name}+{model.name}"
        self.rules = digest(model.name, self._template.digest)

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict:
        """What was foreseen, else what the first checker finds."""
        return self._foreseen.get(_key(claim, sources)) or self._checker.check(claim, sources)

    def foresee(self, claims: Iterable[Claim], sources: Sequence[Source]) -> None:
        """Check them, and ask at once about all that is left in doubt. Raises ModelError."""
        if len(self._foreseen) > FORESEEN:
            self._foreseen.clear()
        cases = list(self._cases(claims, sources))
        asked = {part.claim.id: part for case in cases for part in case.parts if part.open}
        answers = self._answers(list(asked.values()))
        self._foreseen |= {case.key: self._decided(case, answers) for case in cases}

    def settles(self, verdict: Verdict) -> bool:
        """All but a doubt that the model did not answer."""
        return verdict.checker == self.name or not doubtful(verdict)

    def _cases(self, claims: Iterable[Claim], sources: Sequence[Source]) -> Iterator[_Case]:
        for key, claim in {_key(claim, sources): claim for claim in claims}.items():
            verdict = self._checker.check(claim, sources)
            yield _Case(key, claim, verdict, parts(claim, verdict, self._checker, sources))

    def _answers(self, asked: Sequence[Part]) -> dict[str, Answer]:
        """By the id of the part's claim."""
        shown = Shown(self._template, asked)
        found = ask(self._model, shown.sizes, shown.prompt)
        if len(found.answers) < len(asked):
            why = "; ".join(dict.fromkeys(found.problems)) or "it left them out, or answered them twice."
            missing = len(asked) - len(found.answers)
            _log.warning("%d of %d doubts stay with %s: %s", missing, len(asked), self._checker.name, why)
        return {asked[place].claim.id: answer for place, answer in found.answers.items()}

    def _decided(self, case: _Case, answers: Mapping[str, Answer]) -> Verdict:
        """What the parts come to where every doubt was answered."""
        if not case.parts or any(part.open and part.claim.id not in answers for part in case.parts):
            return case.verdict
        found = [
            self._judged(part, answers[part.claim.id]) if part.open else part.verdict for part in case.parts
        ]
        return Verdict(
            claim_id=case.claim.id,
            label=min((one.label for one in found), key=WORST_FIRST.index),
            score=case.verdict.score,
            reasons=tuple(reason for one in found for reason in one.reasons),
            spans=tuple(span for one in found for span in one.spans),
            checker=self.name,
        )

    def _judged(self, part: Part, answer: Answer) -> Verdict:
        """A quotation that does not stand makes a yes nothing, and a contradiction a no."""
        quote = _evidence(part, answer.quote)
        if answer.label == Label.SUPPORTED:
            shown = {"label": Label.SUPPORTED, "reasons": (), "spans": (quote,)}
            return part.verdict.model_copy(update=shown) if quote else part.verdict
        if quote and answer.label == Label.CONTRADICTED:
            return self._refused(part, Label.CONTRADICTED, f"the source says “{quote.text}”")
        return self._refused(part, Label.UNSUPPORTED, "the source does not say it")

    def _refused(self, part: Part, label: Label, why: str) -> Verdict:
        (citation,) = part.claim.citations
        finding = Finding(reason=Reason.NOT_ENTAILED, detail=f"{self._model.name}: {why}", citation=citation)
        reasons = (*part.verdict.reasons, finding)
        return part.verdict.model_copy(update={"label": label, "reasons": reasons})


def _evidence(part: Part, quote: str) -> Span | None:
    return standing(quote, part.source) if speaks_of(quote, part.claim.text) else None


def _key(claim: Claim, sources: Sequence[Source]) -> str:
    return digest(*told(claim, sources))

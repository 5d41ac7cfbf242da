"""Fakes of the agents' seams: each does what it was told, and says what it was asked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel

from agents.model import Shape, Usage
from agents.revision import RevisedDraft, Revision, Standing
from prompts import Prompt
from store.errors import ModelError, NothingToTell
from store.records import (
    Change,
    Claim,
    Draft,
    Evidence,
    Finding,
    Label,
    Paragraph,
    Question,
    Reason,
    Source,
    Span,
    StoryVersion,
    Verdict,
)


class FixedPlanner:
    """Asks these questions, whatever the topic."""

    name = "fixed planner"

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def plan(
        self,
        topic: str,  # noqa: ARG002
        as_of: datetime | None,
        first: Sequence[Evidence],  # noqa: ARG002
        live: StoryVersion | None = None,  # noqa: ARG002
    ) -> tuple[Question, ...]:
        return tuple(Question(text=text, facet=text, as_of=as_of) for text in self._texts)


class FixedRetriever:
    """Brings the same evidence for every question, and remembers the questions."""

    def __init__(self, *evidence: Evidence) -> None:
        self._evidence = evidence
        self.asked: list[Question] = []

    def retrieve(self, question: Question) -> list[Evidence]:
        self.asked.append(question)
        return list(self._evidence)


class FixedWriter:
    """Hands in this draft; None is nothing to tell."""

    name = "fixed writer"

    def __init__(self, draft: Draft | None) -> None:
        self.draft = draft

    def write(self, topic: str, evidence: Sequence[Evidence], length: int = 0) -> Draft:  # noqa: ARG002
        if self.draft is None:
            raise NothingToTell("The writer has nothing to say.")
        return self.draft

    def revise(self, topic: str, revision: Revision, evidence: Sequence[Evidence]) -> RevisedDraft:  # noqa: ARG002
        return RevisedDraft(self.write(topic, evidence))


class StandingReviser:
    """Lets everything stand, and retires what it was told to."""

    name = "standing reviser"

    def __init__(self, *retired: Change) -> None:
        self._retired = retired

    def revise(
        self,
        live: StoryVersion,
        cited: Mapping[str, Source],
        editions: Mapping[str, Source],  # noqa: ARG002
        news: Sequence[Evidence],  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Revision:
        gone = {change.claim for change in self._retired}
        stands = [
            Standing(
                claim, tuple(s for s in cited.values() if s.id.startswith(claim.citations)), 0, live.dated
            )
            for claim in live.claims()
            if claim.id not in gone
        ]
        return Revision(live, tuple(stands), self._retired)


class RuledChecker:
    """Gives each claim the label of the rule, blames its first citation, and remembers the claim."""

    name = "ruled checker"

    def __init__(self, rule: Callable[[Claim], Label]) -> None:
        self._rule = rule
        self.checked: list[Claim] = []

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict:
        self.checked.append(claim)
        label = self._rule(claim)
        spans = tuple(Span(source_id=s.id, start=0, end=len(s.text), text=s.text) for s in sources[:1])
        reasons = (
            Finding(reason=Reason.NOT_ENTAILED, detail="by rule", citation=c) for c in claim.citations[:1]
        )
        good = label is Label.SUPPORTED
        return Verdict(
            claim_id=claim.id,
            label=label,
            score=float(good),
            reasons=() if good else tuple(reasons),
            spans=spans if good else (),
            checker=self.name,
        )


def a_draft(title: Claim, *paragraphs: Sequence[Claim]) -> Draft:
    """A draft of these paragraphs."""
    return Draft(title=title, paragraphs=tuple(Paragraph(claims=tuple(claims)) for claims in paragraphs))


class FakeModel:
    """Gives these replies in turn, an error by raising it, and remembers the prompts."""

    name = "fake model"

    def __init__(self, *replies: BaseModel | ModelError) -> None:
        self._replies = list(replies)
        self.asked: list[Prompt] = []

    @property
    def usage(self) -> Usage:
        return Usage(calls=len(self.asked))

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        """In its JSON form and back, as a model's reply comes."""
        self.asked.append(prompt)
        reply = self._replies.pop(0)
        if isinstance(reply, ModelError):
            raise reply
        return shape.model_validate_json(reply.model_dump_json())

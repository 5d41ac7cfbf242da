"""The checker as a tool of its own: any text that carries ids, against its sources."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agents.checker import Checker, Foreseeing
from agents.gate import tells
from agents.holding import Progress
from agents.model.roles import Models
from agents.newsroom import the_checker
from agents.settings import Settings
from service.remarks import Remark, remarks
from service.render.text import parse_body, parse_text
from store.errors import StorytreeError
from store.intake.clean import tidy
from store.records import Claim, Finding, Label, Paragraph, Source, Verdict

_STORY = re.compile(r"\s*v\d+\.\d+ 🌳")
_HEADING = re.compile(r"\s*#{1,6}[^\S\n]+([^\n]*\w[^\n]*?)[^\S\n]*#*[^\S\n]*(?:\n|$)")
"""Markdown's, where the text begins."""


@dataclass(frozen=True)
class CheckedClaim:
    """One sentence of the text, or its title, with its verdict; ``problem`` is why there is none."""

    claim: Claim
    verdict: Verdict
    title: bool = False
    problem: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def supported(self) -> bool:
        return self.verdict.label is Label.SUPPORTED

    def as_json(self) -> dict[str, object]:
        return {
            "claim": self.claim.model_dump(mode="json"),
            "verdict": self.verdict.model_dump(mode="json"),
            "remarks": [remark.as_json() for remark in self.remarks],
        }


@dataclass(frozen=True)
class Told:
    """A text as claims."""

    title: Claim | None
    paragraphs: tuple[Paragraph, ...]
    dated: datetime | None = None

    def body(self) -> list[Claim]:
        """Every sentence but the title, in reading order."""
        return [claim for paragraph in self.paragraphs for claim in paragraph.claims]

    def citations(self) -> frozenset[str]:
        """As they are written."""
        claims = [*self.body(), *([self.title] if self.title else [])]
        return frozenset(citation for claim in claims for citation in claim.citations)

    def __len__(self) -> int:
        return len(self.body()) + (self.title is not None)


def claims_of(text: str) -> Told:
    """What the text claims: the title of a story, or the heading with which it begins, is its title."""
    text = tidy(text)  # as the sources were: "é" in two characters, or a form feed, is no difference
    if _STORY.match(text):
        story = parse_text(text)
        return Told(story.title, story.paragraphs, story.written_at)
    heading = _HEADING.match(text)
    if heading is None:
        return Told(None, parse_body(text))
    sentences = [claim for paragraph in parse_body(heading[1]) for claim in paragraph.claims]
    title = Claim(
        text=" ".join(claim.text for claim in sentences),
        citations=tuple(citation for claim in sentences for citation in claim.citations),
    )
    return Told(title, parse_body(text[heading.end() :]))


def check_text(
    text: Told, sources: Sequence[Source], settings: Settings, models: Models, progress: Progress
) -> Iterator[CheckedClaim]:
    """A verdict for the title, if there is one, and for each sentence in reading order."""
    checker, whole = the_checker(settings, models), len(text)
    if isinstance(checker, Foreseeing):
        checker.foresee(text.body(), sources)
    for done, checked in enumerate(_checked(text, sources, checker), start=1):
        progress(done, whole)
        yield checked


def remarked(
    rows: Sequence[CheckedClaim], text: Told, sources: Sequence[Source], now: datetime
) -> list[CheckedClaim]:
    """The rows with what is to be said of the sentences as a whole, read at this time."""
    found = remarks(text.body(), sources, text.dated, now)
    return [row if row.title else replace(row, remarks=tuple(found.get(row.claim.id, ()))) for row in rows]


def _checked(text: Told, sources: Sequence[Source], checker: Checker) -> Iterator[CheckedClaim]:
    if text.title:
        yield _check_title(text.title, text.body(), sources, checker)
    for claim in text.body():
        yield _check(claim, sources, checker)


def _check(claim: Claim, sources: Sequence[Source], checker: Checker) -> CheckedClaim:
    """``unchecked`` where the checker fails: nothing is said of the claim, least of all that it holds."""
    try:
        return CheckedClaim(claim, checker.check(claim, sources))
    except StorytreeError as error:
        nothing = Verdict(claim_id=claim.id, label=Label.UNCHECKED, score=0, checker=checker.name)
        return CheckedClaim(claim, nothing, problem=_problem(error))


def _check_title(
    title: Claim, body: Sequence[Claim], sources: Sequence[Source], checker: Checker
) -> CheckedClaim:
    """As the gate does: a source has to bear it out, be it one that the body cites, and so has the body."""
    tried: list[CheckedClaim] = []
    for claim in _citing(title, body):
        tried.append(replace(_check(claim, sources, checker), title=True))
        if tried[-1].supported:
            return _borne_out(tried[-1], body, checker)
    return max(tried, key=_rank)


def _citing(title: Claim, body: Sequence[Claim]) -> list[Claim]:
    """The title as it cites, or else with each of the body's citations; by itself where there are none."""
    if title.citations:
        return [title]
    cited = dict.fromkeys(citation for claim in body for citation in claim.citations)
    return [title.model_copy(update={"citations": (citation,)}) for citation in cited] or [title]


def _rank(failed: CheckedClaim) -> tuple[bool, int, float]:
    verdict = failed.verdict
    return bool(verdict.spans), -len(verdict.reasons), verdict.score


def _borne_out(title: CheckedClaim, body: Sequence[Claim], checker: Checker) -> CheckedClaim:
    """The title with what the body has against it."""
    try:
        told = tells(body, title.claim, checker)
    except StorytreeError as error:
        return replace(title, verdict=_labelled(title, Label.UNCHECKED), problem=_problem(error))
    if told.label is Label.SUPPORTED:
        return title
    reasons = tuple(
        Finding(reason=one.reason, detail=f"{one.detail} (not told by the text below)")
        for one in told.reasons
    )
    return replace(title, verdict=_labelled(title, told.label, reasons))


def _labelled(checked: CheckedClaim, label: Label, reasons: tuple[Finding, ...] = ()) -> Verdict:
    return checked.verdict.model_copy(update={"label": label, "reasons": reasons})


def _problem(error: StorytreeError) -> str:
    return f"{error} {error.advice}".strip()

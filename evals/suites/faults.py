"""Planted faults: true sentences of sources, with one fault each, and in other words.

The positive class is the fault. Sentences and faults are those of ``evals.faults``, drawn by a fixed chance.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from agents.checker import Checker
from evals.context import Context
from evals.faults import SILENCE, planted, reworded, verbatim
from evals.paraphrases import PARAPHRASES
from evals.planted import FAULTS, saying
from evals.rows import Rows, read_rows
from evals.scores import Case, Measure, Picture, Scores, Tally, bars, macro
from evals.suites import Place
from evals.suites.stories import SourceRow, source_of
from evals.told import Corpus, corpus
from store.records import Claim, Label, Record, Source

MOST = 20
"""Sentences of each kind where no limit is given."""
SHOWN = 50


class Tried(Record):
    """A claim of one kind, with the sources that its citations may mean."""

    kind: str
    fault: bool
    claim: Claim
    sources: tuple[Source, ...]


class Verdicts(Record):
    """Of one claim."""

    label: Label
    score: float
    why: str = ""
    span: str = ""


def check(tried: Tried, checker: Checker) -> Verdicts:
    """By the checker of production."""
    found = checker.check(tried.claim, tried.sources)
    return Verdicts(
        label=found.label,
        score=found.score,
        why="; ".join(f"{one.reason}: {one.detail}" for one in found.reasons),
        span=" … ".join(one.text for one in found.spans),
    )


class FaultSuite:
    """The suite."""

    name = "faults"
    files = ("faults.jsonl", "sources.jsonl")
    measures = (
        "What share of planted faults the checker lets through, and of true sentences it stops, by kind."
    )
    format = "JSONL, a source a row: id, text, title?, url?, published?"

    @property
    def schema(self) -> dict[str, Any]:
        return SourceRow.model_json_schema()

    def read(self, place: Place) -> tuple[Rows[SourceRow], int]:
        rows = read_rows(place.file(*self.files), SourceRow)
        return rows, place.limit or MOST

    def run(self, data: tuple[Rows[SourceRow], int], context: Context) -> Scores:
        rows, most = data
        made = list(_made(corpus(rows.name, [source_of(row) for row in rows.rows]), most))
        found = list(zip(made, context.each(made, check, Verdicts), strict=True))
        measures = tuple(_measures(found))
        return Scores(
            suite=self.name,
            judge=context.checker.name,
            notes=("What is false is known, for it was planted: no judge marks it.", *rows.bad),
            measures=measures,
            pictures=tuple(_pictures(measures)),
            cases=tuple(_cases(found)[:SHOWN]),
        )


def _made(told: Corpus, most: int) -> Iterator[Tried]:
    for kind, fault in FAULTS.items():
        yield from _tried(kind, planted(kind, fault, told, most), told, fault=True)
    yield from _tried("verbatim", verbatim(told, most), told, fault=False)
    for kind, paraphrase in PARAPHRASES.items():
        yield from _tried(kind, reworded(paraphrase, told, most), told, fault=False)
    yield from _tried(SILENCE, planted(SILENCE, saying.silence, told, most), told, fault=False)


def _tried(kind: str, claims: Sequence[Claim], told: Corpus, *, fault: bool) -> Iterator[Tried]:
    for claim in claims:
        meant = [one for one in told.sources if claim.citations and one.id.startswith(claim.citations)]
        yield Tried(kind=kind, fault=fault, claim=claim, sources=tuple(meant))


def _measures(found: Sequence[tuple[Tried, Verdicts]]) -> Iterator[Measure]:
    for name, fault in (("let_through", True), ("wrongly_stopped", False)):
        kinds = list(dict.fromkeys(one.kind for one, _ in found if one.fault is fault))
        of_kinds = [_kind(name, kind, found) for kind in kinds]
        yield macro(name, of_kinds)
        yield from of_kinds


def _pictures(measures: Sequence[Measure]) -> Iterator[Picture]:
    for name, title in (("let_through", "Faults let through"), ("wrongly_stopped", "True sentences stopped")):
        kinds = {
            one.name.removeprefix(f"{name}."): one for one in measures if one.name.startswith(f"{name}.")
        }
        yield bars(title, {title: kinds})


def _kind(name: str, kind: str, found: Sequence[tuple[Tried, Verdicts]]) -> Measure:
    tally = Tally()
    for one, verdict in found:
        if one.kind == kind:
            cluster = one.sources[0].id if one.sources else one.claim.id
            if verdict.label is Label.UNCHECKED:
                tally.miss("unchecked")
            else:
                tally.add(cluster, (float(_wrong(one, verdict)), 1))
    slug = "_".join(kind.replace(":", " ").replace("'", "").split())
    return tally.measure(f"{name}.{slug}", better="lower")


def _wrong(tried: Tried, verdict: Verdicts) -> bool:
    return (verdict.label is Label.SUPPORTED) == tried.fault


def _cases(found: Sequence[tuple[Tried, Verdicts]]) -> list[Case]:
    """Faults let through first."""
    wrong = [(one, verdict) for one, verdict in found if _wrong(one, verdict)]
    wrong.sort(key=lambda pair: (not pair[0].fault, -pair[1].score))
    return [
        Case(
            where=one.kind,
            text=one.claim.text + "".join(f" [{citation}]" for citation in one.claim.citations),
            evidence=verdict.span,
            verdict=f"{verdict.label}; {'a fault' if one.fault else 'true'}",
            why=verdict.why,
            score=verdict.score,
        )
        for one, verdict in wrong
    ]

"""How the checker, and its entailment model alone, agree with people on single claims.

Positive is *supported*. The checker says yes or no; the model gives a score and is cut at the threshold of
the settings. The floor is the share of a claim's words that its evidence has, cut where it does best on these
very claims: a floor that is generous to itself. Intervals draw whole source texts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator

from agents.checker import Checker
from agents.checker.entailment import Entailment
from agents.checker.entailment.windows import readable, unmarked
from evals.context import Context
from evals.entailment import overlap
from evals.faithfulness import BINS, Labelled, best_threshold, by_set
from evals.grading import Grader
from evals.grading import Pair as Asked
from evals.public_claims import claims_in
from evals.rows import Rows, read_rows, rows_of
from evals.scores import Case, Formula, Measure, Picture, Scores, Tally, bars, difference, macro, plain
from evals.suites import Place
from evals.suites.graded import add_agreement, add_same, grader_of, grades, held_to_people, judges
from evals.suites.ranks import ranks
from evals.texts import source
from store.records import Claim, Label, Record

SHOWN = 50
ONE_CLASS = "set of one class"


class LabelledRow(BaseModel):
    """A claim, the text that it cites, and whether people found it supported there: 1 or 0."""

    model_config = ConfigDict(extra="ignore")
    claim: str = Field(min_length=1)
    evidence: str = Field(min_length=1, validation_alias=AliasChoices("evidence", "doc"))
    label: Literal[0, 1]
    dataset: str = "all"
    source_doc_id: str | None = Field(default=None, description="The text that the evidence is of.")

    @field_validator("claim", "evidence")
    @classmethod
    def _has_a_word(cls, value: str) -> str:
        if not any(letter.isalnum() for letter in value):
            raise ValueError("has no word")
        return value

    @property
    def labelled(self) -> Labelled:
        """As the measures take it."""
        origin = self.source_doc_id or self.evidence
        return Labelled(self.dataset, origin, self.claim, self.evidence, self.label == 1)


class Pair(Record):
    """A claim and its evidence."""

    claim: str
    evidence: str


class Weighed(Record):
    """What the checker says of it, and what the model and the words alone do."""

    label: Label
    model: float
    overlap: float
    why: str = ""
    span: str = ""
    unread: str = ""


@cache
def _model() -> Entailment:
    """One for each process, beside that in its checker."""
    return Entailment(threads=1)


def weigh(pair: Pair, checker: Checker) -> Weighed:
    """The claim without the marks of citations, which are those of another text."""
    text = " ".join(unmarked(pair.claim).split())
    if not readable(text):
        return Weighed(label=Label.UNCHECKED, model=0, overlap=0, unread="script that nobody reads here")
    cited = source([pair.evidence])
    verdict = checker.check(Claim(text=text, citations=(cited.id,)), [cited])
    return Weighed(
        label=verdict.label,
        model=_model().score_all([(pair.claim, pair.evidence)])[0],
        overlap=overlap(Labelled("", "", pair.claim, pair.evidence, supported=False)),
        why="; ".join(f"{one.reason}: {one.detail}" for one in verdict.reasons),
        span=" … ".join(one.text for one in verdict.spans),
        unread="unchecked" if verdict.label is Label.UNCHECKED else "",
    )


Judged = tuple[LabelledRow, Weighed]


class CheckerSuite:
    """The suite."""

    name = "checker"
    files = ("checker.jsonl", "checker.jsonl.gz", "dev.jsonl.gz", "dev.jsonl", "response.jsonl")
    measures = "How far the checker and its entailment model agree with people's labels on single claims."
    format = (
        "JSONL, a claim a row: claim, evidence (or doc), label (1 supported, 0 not), dataset?,"
        " source_doc_id?; or a file of WiCE, SummEdits, FaithBench or RAGTruth"
    )

    @property
    def schema(self) -> dict[str, Any]:
        return LabelledRow.model_json_schema()

    def read(self, place: Place) -> Rows[LabelledRow]:
        file = place.file(*self.files)
        found = claims_in(file, place.format)
        if found is None:
            return read_rows(file, LabelledRow, place.limit, _set_of)
        return rows_of(file, found, LabelledRow, place.limit, _set_of)

    def run(self, data: Rows[LabelledRow], context: Context) -> Scores:
        grader = grader_of(context.settings)
        pairs = [Pair(claim=row.claim, evidence=row.evidence) for row in data.rows]
        every = list(zip(data.rows, context.each(pairs, weigh, Weighed), strict=True))
        judged = [(row, found) for row, found in every if not found.unread]
        unscored = data.unscored + Counter(found.unread for _, found in every if found.unread)
        threshold = Entailment(threshold=context.settings.entailment).threshold
        graded = _graded(grader, judged) if grader else ()
        measures = (*graded, *_measures(judged, unscored, threshold))
        return Scores(
            suite=self.name,
            judge=judges(context.checker.name, grader),
            notes=(
                f"Labels are those of the data; the model is cut at {threshold:.2f}, as the settings say.",
                *data.bad,
            ),
            measures=measures,
            pictures=(*_bars(measures), _reliability(judged)),
            cases=tuple(_cases(judged)[:SHOWN]),
        )


def _set_of(row: LabelledRow) -> str:
    return row.dataset


def _measures(judged: Sequence[Judged], unscored: Counter[str], threshold: float) -> Iterator[Measure]:
    labelled = [row.labelled for row, _ in judged]
    words = by_set(labelled, [found.overlap for _, found in judged]) if judged else {}
    floor = best_threshold(words) if words else 0.5
    sides = {
        "balanced_accuracy": [found.label is Label.SUPPORTED for _, found in judged],
        "model_balanced_accuracy": [found.model >= threshold for _, found in judged],
        "overlap_balanced_accuracy": [found.overlap >= floor for _, found in judged],
    }
    sets = {name: _by_set(name, labelled, told) for name, told in sides.items()}
    for name, of_sets in sets.items():
        whole = macro(name, list(of_sets.values()))
        yield whole.model_copy(update={"unscored": dict(Counter(whole.unscored) + unscored)})
    yield from _errors(labelled, sides["balanced_accuracy"])
    yield from ranks(by_set(labelled, [found.model for _, found in judged]) if judged else {})
    for name in sets["balanced_accuracy"]:
        for of_sets in sets.values():
            yield of_sets[name]
        yield _above(name, sets)


def _graded(grader: Grader, judged: Sequence[Judged]) -> Iterator[Measure]:
    """Of a language model beside the checker, on the same claims."""
    yield from held_to_people(grader)
    sets: defaultdict[str, Tally] = defaultdict(Tally)
    same = Tally()
    pairs = [Asked(row.claim, row.evidence) for row, _ in judged]
    for (row, found), grade in zip(judged, grades(grader, pairs), strict=True):
        origin = row.labelled.origin
        add_agreement(sets[row.dataset], origin, grade, label=row.labelled.supported)
        add_same(same, origin, grade, checked=found.label is Label.SUPPORTED)
    name = "grader_balanced_accuracy"
    of_sets = [tally.measure(f"{name}.{of}", Formula.BALANCED) for of, tally in sorted(sets.items())]
    yield macro(name, of_sets)
    yield same.measure("grader_checker_agreement")
    yield from of_sets


def _bars(measures: Sequence[Measure]) -> Iterator[Picture]:
    sides = {
        "checker": "balanced_accuracy.",
        "model": "model_balanced_accuracy.",
        "overlap": "overlap_balanced_accuracy.",
    }
    found = {
        side: {one.name.removeprefix(start): one for one in measures if one.name.startswith(start)}
        for side, start in sides.items()
    }
    yield bars("Balanced accuracy by set", found)


def _reliability(judged: Sequence[Judged]) -> Picture:
    """Mean score of the model, and share that people found supported, in each bin of scores that has any."""
    binned: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for row, found in judged:
        binned[min(int(found.model * BINS), BINS - 1)].append((found.model, row.label))
    means = [np.mean(binned[place], axis=0).tolist() for place in sorted(binned)]
    points = tuple((float(score), float(share)) for score, share in means)
    return Picture(title="Score of the model, and share supported", points=points)


def _by_set(name: str, labelled: Sequence[Labelled], told: Sequence[bool]) -> dict[str, Measure]:
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for row, yes in zip(labelled, told, strict=True):
        sides = (row.supported and yes, row.supported, not row.supported and not yes, not row.supported)
        tallies[row.dataset].add(row.origin, map(float, sides))
    found = {of: tally.measure(f"{name}.{of}", Formula.BALANCED) for of, tally in sorted(tallies.items())}
    return {of: one if one.value is not None else _unscored(one) for of, one in found.items()}


def _unscored(measure: Measure) -> Measure:
    """What one class alone cannot tell."""
    return measure.model_copy(update={"scored": 0, "unscored": {ONE_CLASS: measure.scored}})


def _above(name: str, sets: Mapping[str, Mapping[str, Measure]]) -> Measure:
    """Points of the checker over the floor, text by text."""
    ours, floor = (sets[side][name] for side in ("balanced_accuracy", "overlap_balanced_accuracy"))
    found = difference(floor, ours)
    value = float("nan") if found.value is None else found.value
    return plain(f"above_overlap.{name}", value, ours.scored, ends=(found.low, found.high))


def _errors(labelled: Sequence[Labelled], told: Sequence[bool]) -> Iterator[Measure]:
    """The confusion: of what is not supported the share let through, of what is the share stopped."""
    through, stopped = Tally(), Tally()
    for row, yes in zip(labelled, told, strict=True):
        if row.supported:
            stopped.add(row.origin, (float(not yes), 1))
        else:
            through.add(row.origin, (float(yes), 1))
    yield through.measure("let_through", better="lower")
    yield stopped.measure("wrongly_stopped", better="lower")


def _cases(judged: Sequence[Judged]) -> list[Case]:
    """False claims let through, the surest first, then true ones stopped."""
    wrong = [(row, one) for row, one in judged if (row.label == 1) != (one.label is Label.SUPPORTED)]
    wrong.sort(key=lambda pair: (pair[0].label, pair[1].model if pair[0].label else -pair[1].model))
    return [
        Case(
            where=row.dataset,
            text=row.claim,
            evidence=one.span or row.evidence[:400],
            verdict=f"{one.label}; people: {'supported' if row.label else 'not supported'}",
            why=one.why,
            score=one.model,
        )
        for row, one in wrong
    ]

"""What of a matter a story tells: nuggets that it should have, and summaries that people wrote.

Told is a nugget that the entailment model finds in the story; since that is the checker's model, the words in
common stand beside it, and no model counts in ROUGE.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from statistics import fmean
from typing import Any

from pydantic import Field

from agents.checker import Checker
from agents.checker.entailment import Entailment
from agents.checker.entailment.windows import unmarked
from agents.settings import load
from agents.surface import read_surface
from evals.context import Context
from evals.newsrooms import add, empty_newsroom, write
from evals.rouge import rouge_l, rouge_n
from evals.rows import Rows, file_digest, read_rows
from evals.scores import Case, Formula, Measure, Picture, Scores, Tally
from evals.suites import Place
from evals.suites.histories import MomentRow, as_published
from evals.suites.nuggets import CoverageRow, backgrounds
from evals.texts import SOME_DAY
from evals.truth import TOLD
from store.records import Record
from store.snippets import sentences

OKAY = 0.5
"""What a nugget counts for that is not vital, in ``weighted_recall``: as in TREC RAG 2024."""
SHOWN = 50
PUBLIC = "background_summaries.jsonl.gz"
NOTE = (
    "What is told is found by the entailment model that the checker has too; word_recall and ROUGE ask none."
)
SILENT = "no story was written"
FEW = 40
"""Stories that are drawn."""
NAMES = (
    "vital_recall",
    "okay_recall",
    "weighted_recall",
    "word_recall",
    *(f"rouge_{of}{recall}" for of in "12l" for recall in ("", "_recall")),
    "words",
)


class Wanted(Record):
    """One row."""

    row: CoverageRow


class Covered(Record):
    """What is told of each nugget, and ROUGE by reference; no text where no story was written."""

    text: str
    scores: tuple[float, ...] = ()
    words: tuple[float, ...] = ()
    """Share of each nugget's terms that the likest sentence has."""
    rouge: dict[str, tuple[float, ...]] = Field(default_factory=dict[str, tuple[float, ...]])

    @property
    def told(self) -> list[bool]:
        """By the model, of each nugget."""
        return [one >= _model().threshold for one in self.scores]

    @property
    def in_words(self) -> list[bool]:
        """By the words alone."""
        return [one >= TOLD for one in self.words]


@cache
def _model() -> Entailment:
    return Entailment(threshold=load().entailment)


def cover(wanted: Wanted, checker: Checker, paid_in: Path | None = None) -> Covered:  # noqa: ARG001
    """The story as it is, or as production writes it."""
    row = wanted.row
    text = " ".join(unmarked(row.text).split()) if row.text else _written(row, paid_in)
    if not text:
        return Covered(text="")
    told = [read_surface(text[start:end]).terms for start, end in sentences(text)]
    nuggets = [one.text for one in row.nuggets]
    return Covered(
        text=text,
        scores=tuple(_model().score(one, [text])[0] for one in nuggets),
        words=tuple(_share(read_surface(one).terms, told) for one in nuggets),
        rouge=_rouge(text, [one for one in row.references if one.strip()]),
    )


def _written(row: CoverageRow, paid_in: Path | None) -> str:
    latest = max((one.published for one in row.sources if one.published), default=None)
    moment = row.as_of or latest
    with empty_newsroom(paid_in=paid_in) as newsroom:
        add(newsroom, MomentRow(time=moment or SOME_DAY, sources=row.sources).arrived(strange=False))
        version = write(newsroom, row.topic, moment)
    return " ".join(" ".join(claim.text.split()) for claim in version.claims()) if version else ""


def _share(wanted: frozenset[str], told: Sequence[frozenset[str]]) -> float:
    return max((len(wanted & one) / max(1, len(wanted)) for one in told), default=0.0)


def _rouge(text: str, references: Sequence[str]) -> dict[str, tuple[float, ...]]:
    found: dict[str, tuple[float, ...]] = {}
    for name, overlaps in {
        "rouge_1": [rouge_n(text, one, 1) for one in references],
        "rouge_2": [rouge_n(text, one, 2) for one in references],
        "rouge_l": [rouge_l(text, one) for one in references],
    }.items():
        found[name] = tuple(one.f1 for one in overlaps)
        found[f"{name}_recall"] = tuple(one.recall for one in overlaps)
    return found


Story = tuple[CoverageRow, Covered]


class CoverageSuite:
    """The suite."""

    name = "coverage"
    files = ("coverage.jsonl", "coverage.jsonl.gz", PUBLIC)
    measures = "What a story tells of the nuggets that it should tell, and of summaries that people wrote."
    format = (
        "JSONL, a story a row: id, text (or topic, sources [{id, text, published?}] and as_of? to have one"
        " written), nuggets? [{text, vital?}], references? [text]"
    )

    @property
    def schema(self) -> dict[str, Any]:
        return CoverageRow.model_json_schema()

    def read(self, place: Place) -> Rows[CoverageRow]:
        file = place.file(*self.files)
        if file.name == PUBLIC:
            with as_published(file):
                return Rows(file.name, tuple(backgrounds(file.parent))[: place.limit], file_digest(file))
        return read_rows(file, CoverageRow, place.limit)

    def run(self, data: Rows[CoverageRow], context: Context) -> Scores:
        told = partial(cover, paid_in=context.paid_in)
        found = context.each([Wanted(row=row) for row in data.rows], told, Covered)
        stories = list(zip(data.rows, found, strict=True))
        return Scores(
            suite=self.name,
            judge="entailment",
            notes=(NOTE, *data.bad),
            measures=tuple(_measures(stories, data)),
            pictures=(_picture(stories),),
            cases=tuple(sorted(_cases(stories), key=lambda one: one.score)[:SHOWN]),
        )


def _measures(stories: Sequence[Story], data: Rows[CoverageRow]) -> Iterator[Measure]:
    """Each is the mean over the stories."""
    silent = Counter({SILENT: sum(not found.text for _, found in stories)})
    tallies: dict[str, Tally] = {name: Tally() for name in NAMES}
    for row, found in stories:
        for name, value in _values(row, found) if found.text else ():
            tallies[name].add(row.id, (value, 1))
    for name, tally in tallies.items():
        tally.unscored.update(+(data.unscored + silent))
        kind = (Formula.NUMBER, "neither") if name == "words" else (Formula.RATIO, "higher")
        yield tally.measure(name, *kind)


def _values(row: CoverageRow, found: Covered) -> Iterator[tuple[str, float]]:
    vital = [one.vital for one in row.nuggets]
    weights = [1.0 if one else OKAY for one in vital]
    kinds = {
        "vital_recall": (found.told, [float(one) for one in vital]),
        "okay_recall": (found.told, [float(not one) for one in vital]),
        "weighted_recall": (found.told, weights),
        "word_recall": (found.in_words, weights),
    }
    for name, (yes, counts) in kinds.items():
        if sum(counts):
            yield name, sum(count for one, count in zip(yes, counts, strict=True) if one) / sum(counts)
    for name, values in found.rouge.items():
        if values:
            yield name, fmean(values)
    yield "words", len(found.text.split())


def _picture(stories: Sequence[Story]) -> Picture:
    some = [(row, found) for row, found in stories if found.text and row.nuggets][:FEW]
    values = [dict(_values(row, found)) for row, found in some]
    return Picture(
        title="By story",
        labels=tuple(row.id for row, _ in some),
        bars={name: tuple(one.get(name) for one in values) for name in ("vital_recall", "word_recall")},
    )


def _cases(stories: Sequence[Story]) -> Iterator[Case]:
    """Nuggets that are not told: the vital ones first."""
    for row, found in stories:
        told = zip(row.nuggets, found.scores, found.words, found.told, strict=False)
        for nugget, score, words, is_told in told:
            if not is_told:
                yield Case(
                    where=row.id,
                    text=nugget.text,
                    verdict="vital, not told" if nugget.vital else "okay, not told",
                    why=f"the likest sentence has {words:.0%} of its words",
                    score=score if nugget.vital else 1 + score,
                )

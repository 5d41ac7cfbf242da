"""What a story tells of the news, and what it leaves standing, as it is updated moment by moment.

Facts are held against exact values where the data has them: no model has a say in those. Redundancy and what
is told of people's updates are found by the entailment model of the checker, and marked as such.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from evals.context import Context
from evals.continuity import Continuity
from evals.rows import Rows, file_digest, read_rows
from evals.scores import Case, Formula, Measure, Picture, Scores, Tally
from evals.suites import Place
from evals.suites.following import Followed, History, Step, follow
from evals.suites.histories import FactRow, UpdatesRow, advice, as_published, bulletins, timeline17
from evals.telling import Telling

JUDGED = (
    "Values are held against the words of the data, by no judge; redundancy and update_recall are marked by"
    " the entailment model that the checker has too."
)
SILENT = "moment without a story"
SHOWN = 50
PUBLIC = {
    "background_summaries.jsonl.gz": timeline17,
    "status_history.jsonl.gz": advice,
    "status_history.jsonl": advice,
}
BULLETINS = "nhc_advisories"


Story = tuple[UpdatesRow, History]


class UpdatesSuite:
    """The suite."""

    name = "updates"
    files = (
        "updates.jsonl",
        "updates.jsonl.gz",
        *PUBLIC,
        *(f"{BULLETINS}{rest}.jsonl{packed}" for rest in ("_zeta", "") for packed in ("", ".gz")),
    )
    measures = "What of the news an updated story tells, and what it goes on asserting that holds no longer."
    format = (
        "JSONL, a story a row: id, topic, moments [{time, sources [{id, text, published?, stranger?}],"
        " updates? [text]}], facts? [{id, from, until?, any_of or says}], must_not? [{id, from, until?,"
        " any_of, unless?}]"
    )

    @property
    def schema(self) -> dict[str, Any]:
        return UpdatesRow.model_json_schema()

    def read(self, place: Place) -> Rows[UpdatesRow]:
        file = place.file(*self.files)
        if file.name in PUBLIC or file.name.startswith(BULLETINS):
            with as_published(file):
                return Rows(file.name, tuple(_public(file, place.limit)), file_digest(file))
        found = read_rows(file, UpdatesRow)
        cut = (row.model_copy(update={"moments": row.moments[: place.limit]}) for row in found.rows)
        return Rows(file.name, tuple(cut), found.digest, found.bad, found.unscored)

    def run(self, data: Rows[UpdatesRow], context: Context) -> Scores:
        told = partial(follow, paid_in=context.paid_in)
        found = context.each([Followed(row=row) for row in data.rows], told, History)
        scores = scored(list(zip(data.rows, found, strict=True)), data.unscored)
        judge = f"{context.checker.name} (redundancy, update_recall)"
        return scores.model_copy(update={"judge": judge, "notes": (JUDGED, *data.bad)})


def _public(file: Path, limit: int | None) -> Iterator[UpdatesRow]:
    if file.name in PUBLIC:
        return PUBLIC[file.name](file.parent, limit)
    return bulletins(file, limit)


def scored(stories: Sequence[Story], bad: Counter[str]) -> Scores:
    """Of histories, however they came about."""
    return Scores(
        suite=UpdatesSuite.name,
        measures=tuple(_measures(stories, bad)),
        pictures=tuple(map(_picture, stories)),
        cases=tuple(_cases(stories))[:SHOWN],
    )


@dataclass(frozen=True)
class Told:
    """What a version says of the facts of its moment."""

    holding: list[FactRow]
    news: list[FactRow]
    """Of those holding, the ones that came since the version before; none of a first version."""
    untold: list[FactRow]
    rules: int
    broken: list[tuple[str, str]]
    """Rule and claim."""


def _held(story: Story) -> Iterator[tuple[Step, Told]]:
    """Of each version against its moment."""
    row, history = story
    before: datetime | None = None
    for step in history.steps:
        if not step.claims:
            continue
        holding = [one for one in row.facts if one.applies(step.time)]
        rules = row.rules(step.time)
        broken = [(rule.id, claim) for rule in rules for claim in step.claims if rule.broken(claim)]
        yield (
            step,
            Told(
                holding=holding,
                news=[one for one in holding if before is not None and one.since > before],
                untold=[one for one in holding if not one.told(step.claims)],
                rules=len(rules),
                broken=broken,
            ),
        )
        before = step.time


def _measures(stories: Sequence[Story], bad: Counter[str]) -> Iterator[Measure]:
    tallies = _Tallies(stories, bad)
    for row, history in stories:
        for step, told in _held((row, history)):
            missed = {one.id for one in told.untold}
            news = [one.id not in missed for one in told.news]
            tallies.share("new_fact_recall", row, sum(news), len(news))
            tallies.share("fact_recall", row, len(told.holding) - len(missed), len(told.holding))
            tallies.share("staleness", row, len({rule for rule, _ in told.broken}), told.rules)
            if told.rules:
                stale = len({claim for _, claim in told.broken})
                tallies.share("stale_claims", row, stale, len(step.claims))
            if any(one.stranger for moment in row.moments for one in moment.sources):
                tallies.share("contamination", row, step.strange, len(step.claims))
            tallies.share("redundancy", row, step.redundant * len(step.claims), len(step.claims))
        _by_people(tallies, row, history)
        _of_versions(tallies, row, Continuity(**history.went_on), history)
    yield from tallies.measures()


def _by_people(tallies: "_Tallies", row: UpdatesRow, history: History) -> None:
    for step in history.steps:
        if step.told:
            told = Telling(**step.told)
            tallies.share("update_recall", row, told.covered, 1)
            tallies.share("update_rouge_1", row, told.rouge_1, 1)
            tallies.share("update_rouge_2", row, told.rouge_2, 1)


def _of_versions(tallies: "_Tallies", row: UpdatesRow, went_on: Continuity, history: History) -> None:
    parents = went_on.told_on + went_on.gone
    tallies.share("churn", row, parents - went_on.same, parents)
    tallies.share("needless_churn", row, went_on.untouched - went_on.same - went_on.dated, went_on.untouched)
    tallies.share("unexplained_retirements", row, went_on.unexplained, went_on.gone)
    for before, step in pairwise(history.steps):
        if before.claims and step.claims:
            tallies.share("seconds_per_update", row, step.seconds, 1)
            if step.usage.calls:
                tallies.share("tokens_per_update", row, step.usage.tokens, 1)
                tallies.cost(row, step.usage.cost)


_LOWER = partial(dict[str, Any], better="lower")
_NUMBER = partial(_LOWER, formula=Formula.NUMBER)
NAMES: dict[str, dict[str, Any]] = {
    "new_fact_recall": {},
    "fact_recall": {},
    "staleness": _LOWER(),
    "stale_claims": _LOWER(),
    "update_recall": {},
    "update_rouge_1": {},
    "update_rouge_2": {},
    "redundancy": _LOWER(),
    "contamination": _LOWER(),
    "churn": {"better": "neither"},
    "needless_churn": _LOWER(),
    "unexplained_retirements": _LOWER(),
    "seconds_per_update": _NUMBER(),
    "tokens_per_update": _NUMBER(),
    "dollars_per_update": _NUMBER(),
}


class _Tallies:
    """One of each measure, by story."""

    def __init__(self, stories: Sequence[Story], bad: Counter[str]) -> None:
        self._of = {name: Tally() for name in NAMES}
        silent = sum(not step.claims for _, history in stories for step in history.steps)
        for tally in self._of.values():
            for why, number in (bad + Counter({SILENT: silent})).items():
                tally.miss(why, number)

    def share(self, name: str, row: UpdatesRow, part: float, whole: float) -> None:
        """Nothing of nothing is not scored."""
        if whole:
            tally = self._of[name]
            tally.add(row.id, (part, whole))
            tally.scored += round(whole) - 1

    def cost(self, row: UpdatesRow, dollars: float | None) -> None:
        if dollars is None:
            self._of["dollars_per_update"].miss("price of the model is not known")
        else:
            self.share("dollars_per_update", row, dollars, 1)

    def measures(self) -> Iterator[Measure]:
        """Those of models only where models were asked."""
        for name, kind in NAMES.items():
            tally = self._of[name]
            if tally.parts or not name.startswith(("tokens", "dollars")):
                yield tally.measure(name, **kind)


def _picture(story: Story) -> Picture:
    """Of one story over its versions."""
    told = list(_held(story))
    recall = tuple(_value(len(one.holding) - len(one.untold), len(one.holding)) for _, one in told)
    stale = tuple(_value(len({rule for rule, _ in one.broken}), one.rules) for _, one in told)
    return Picture(
        title=story[0].topic,
        labels=tuple(f"{step.time:%Y-%m-%d %H:%M}" for step, _ in told),
        bars={"facts told": recall, "still asserted of what ended": stale},
        follow=True,
    )


def _value(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _cases(stories: Sequence[Story]) -> Iterator[Case]:
    """What is asserted wrongly, then what is not told."""
    told = [(row, step, one) for row, history in stories for step, one in _held((row, history))]
    for row, step, one in told:
        for rule, claim in one.broken:
            yield _case(row, step, claim, "must not be told", rule)
    for row, step, one in told:
        for fact in one.untold:
            wanted = [*fact.any_of, *fact.says[:1], *([fact.regex] if fact.regex else [])]
            yield _case(row, step, " / ".join(wanted), "not told", fact.id)


def _case(row: UpdatesRow, step: Step, text: str, verdict: str, why: str) -> Case:
    return Case(where=f"{row.id} {step.time:%Y-%m-%d %H:%M}", text=text, verdict=verdict, why=why)

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
from time import perf_counter
from typing import Any

from agents.checker import Checker
from agents.checker.entailment import Entailment
from agents.checker.support import Support
from agents.editor import story_name
from agents.settings import load
from evals.context import Context
from evals.continuity import Continuity, continuity
from evals.newsrooms import add, empty_newsroom, go_on
from evals.rows import Rows, read_rows
from evals.scores import Case, Formula, Measure, Picture, Scores, Tally
from evals.suites import Place
from evals.suites.histories import FactRow, MomentRow, UpdatesRow, advice, bulletins, timeline17
from evals.telling import Telling, redundant, telling
from store.records import Record, StoryVersion, Usage

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


class Followed(Record):
    """One story with its history."""

    row: UpdatesRow


class Step(Record):
    """The story as a reader had it at one moment; no claims where there was none."""

    time: datetime
    claims: tuple[str, ...] = ()
    strange: int = 0
    """Claims that rest on a source of another story."""
    redundant: float = 0.0
    told: dict[str, float] | None = None
    """Of people's updates, where there are any."""
    seconds: float = 0.0
    usage: Usage = Usage()


class History(Record):
    """All of it, and how its versions went on from one another."""

    steps: tuple[Step, ...]
    went_on: dict[str, int]


class Remembering:
    """Asks the model once of each pair: from version to version most are the same."""

    def __init__(self, model: Support) -> None:
        self.name = model.name
        self.threshold = model.threshold
        self._model = model
        self._known: dict[tuple[str, str], float] = {}

    def score(self, claim: str, passages: Sequence[str]) -> list[float]:
        fresh = [one for one in dict.fromkeys(passages) if (claim, one) not in self._known]
        scores = self._model.score(claim, fresh)
        self._known |= {(claim, one): score for one, score in zip(fresh, scores, strict=True)}
        return [self._known[claim, one] for one in passages]


def follow(followed: Followed, checker: Checker) -> History:  # noqa: ARG001
    """Added and updated at each moment, in a home of its own, by everybody who does it in production."""
    row = followed.row
    strange: set[str] = set()
    judge = Remembering(Entailment(threshold=load().entailment))
    with empty_newsroom(row.shortest) as newsroom:
        steps: list[Step] = []
        for moment in row.moments:
            strangers = moment.arrived(strange=True)
            strange.update(one.id for one in strangers)
            add(newsroom, [*moment.arrived(strange=False), *strangers])
            begun = perf_counter()
            version = go_on(newsroom, row.topic, moment.time)
            took = perf_counter() - begun
            steps.append(_step(version, moment, strange, judge).model_copy(update={"seconds": took}))
        archive = newsroom.archive
        versions = archive.versions(story_name(row.topic)) if archive.stories() else ()
    return History(steps=tuple(steps), went_on=vars(continuity(versions)))


def _step(version: StoryVersion | None, moment: MomentRow, strange: set[str], judge: Support) -> Step:
    if version is None:
        return Step(time=moment.time)
    claims = [" ".join(claim.text.split()) for claim in version.claims()]
    cited = [{id_ for id_ in version.sources if id_.startswith(one.citations)} for one in version.claims()]
    new = version.as_of == moment.time
    return Step(
        time=moment.time,
        claims=tuple(claims),
        strange=sum(bool(some & strange) for some in cited),
        redundant=redundant(claims, judge),
        told=vars(telling(claims, moment.updates, judge)) if moment.updates else None,
        usage=sum(version.usage.values(), Usage()) if new else Usage(),
    )


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
        if file.name in PUBLIC:
            return Rows(file.name, tuple(PUBLIC[file.name](file.parent, place.limit)))
        if file.name.startswith(BULLETINS):
            return Rows(file.name, tuple(bulletins(file, place.limit)))
        found = read_rows(file, UpdatesRow)
        cut = (row.model_copy(update={"moments": row.moments[: place.limit]}) for row in found.rows)
        return Rows(file.name, tuple(cut), found.digest, found.bad, found.unscored)

    def run(self, data: Rows[UpdatesRow], context: Context) -> Scores:
        found = context.each([Followed(row=row) for row in data.rows], follow, History)
        scores = scored(list(zip(data.rows, found, strict=True)), data.unscored)
        judge = f"{context.checker.name} (redundancy, update_recall)"
        return scores.model_copy(update={"judge": judge, "notes": (JUDGED, *data.bad)})


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
    """Of one story over its moments."""
    told = list(_held(story))
    recall = tuple(_value(len(one.holding) - len(one.untold), len(one.holding)) for _, one in told)
    stale = tuple(_value(len({rule for rule, _ in one.broken}), one.rules) for _, one in told)
    return Picture(
        title=story[0].topic,
        labels=tuple(f"{step.time:%Y-%m-%d %H:%M}" for step, _ in told),
        bars={"facts told": recall, "still asserted of what ended": stale},
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

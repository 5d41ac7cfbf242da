"""A story as production goes on with it, moment by moment, and what is seen of each version."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import perf_counter

from agents.checker import Checker
from agents.checker.entailment import Entailment
from agents.checker.support import Support
from agents.editor import story_name
from agents.settings import load
from evals.continuity import continuity
from evals.newsrooms import add, empty_newsroom, go_on
from evals.suites.histories import MomentRow, UpdatesRow
from evals.telling import redundant, telling
from store.records import Record, StoryVersion, Usage


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


def follow(followed: Followed, checker: Checker, paid_in: Path | None = None) -> History:  # noqa: ARG001
    """Added and updated at each moment, in a home of its own, by everybody who does it in production."""
    row = followed.row
    strange: set[str] = set()
    judge = Remembering(Entailment(threshold=load().entailment))
    with empty_newsroom(row.shortest, paid_in) as newsroom:
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

"""What runs over the same rows cost, against what they reached: a point for each run."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from evals.runs import Ran, Run, read_run
from evals.scores import Picture
from store.errors import BadData

_log = logging.getLogger(__name__)

MOST = 7
"""Runs that are drawn beside one, the latest: more colours nobody tells apart."""
THIS = "this run"
EACH = "seconds_each"
"""Of a run that found everything itself: seconds of the clock for each thing that was judged."""


@dataclass(frozen=True)
class Headline:
    """What a suite is drawn by, and its costs, the one to prefer first."""

    quality: str
    costs: tuple[str, ...]


HEADLINES = {
    "faithfulness": Headline("claim_support", ("dollars_per_story", "tokens_per_story")),
    "updates": Headline("fact_recall", ("dollars_per_update", "tokens_per_update", "seconds_per_update")),
    "checker": Headline("balanced_accuracy", (EACH,)),
}


class Named(NamedTuple):
    """A run under the name of its folder."""

    name: str
    run: Run


def runs_beside(folder: Path) -> list[Named]:
    """Those in the folders next to that of a run, the latest last; what is no run is passed over."""
    found: list[Named] = []
    for file in sorted(folder.absolute().parent.glob("*/run.json")):
        if file.parent == folder.absolute():
            continue
        try:
            found.append(Named(file.parent.name, read_run(file)))
        except BadData as error:
            _log.warning("%s is not drawn beside this run: %s", file, error)
    return sorted(found, key=lambda one: one.run.begun)[-MOST:]


def costs_and_scores(run: Run, earlier: Sequence[Named]) -> dict[str, tuple[Picture, ...]]:
    """By suite: where another run had the same rows, and what both cost is known."""
    others = {one.run.begun: one for one in earlier if one.run.begun != run.begun}
    runs = [*others.values(), Named(THIS, run)]
    return {ran.scores.suite: tuple(_picture(ran, runs)) for ran in run.suites}


def _picture(ran: Ran, runs: Sequence[Named]) -> Iterator[Picture]:
    headline = HEADLINES.get(ran.scores.suite)
    cost = next((one for one in headline.costs if _cost(ran, one) is not None), None) if headline else None
    if headline is None or cost is None:
        return
    points = {name: point for name, run in runs if (point := _point(ran, run, cost, headline.quality))}
    if len(points) > 1:
        yield Picture(
            title="Cost against quality, by run",
            clouds={name: (point,) for name, point in points.items()},
            across=cost.replace("_", " "),
            up=headline.quality.replace("_", " "),
        )


def _point(ran: Ran, run: Run, cost: str, quality: str) -> tuple[float, float] | None:
    """None of a run over other rows, or without the cost."""
    same = next((one for one in run.suites if one.scores.suite == ran.scores.suite), None)
    if same is None or same.data != ran.data:
        return None
    paid, reached = _cost(same, cost), same.scores.by_name.get(quality)
    return None if paid is None or reached is None or reached.value is None else (paid, reached.value)


def _cost(ran: Ran, name: str) -> float | None:
    if name == EACH:
        return ran.seconds / ran.found if ran.found and not ran.kept else None
    measure = ran.scores.by_name.get(name)
    return measure.value if measure else None

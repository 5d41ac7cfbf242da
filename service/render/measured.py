"""A run of suites as one HTML page: figures, pictures of them, and the worst cases with their evidence."""

from typing import TYPE_CHECKING

from service.render.pages import style, template
from service.render.pictures import image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.costs import Named
    from evals.gates import Compared
    from evals.runs import Run
    from evals.scores import Picture


def render_run(run: "Run", rows: "Sequence[Compared]" = (), earlier: "Sequence[Named]" = ()) -> str:
    """The page; ``rows`` are how far it is from an earlier run, ``earlier`` what it is drawn beside."""
    shown = measured(run, rows, earlier)
    return template("measured.html").render(**shown, **style("story.css", "measured.css"))


def measured(
    run: "Run", rows: "Sequence[Compared]" = (), earlier: "Sequence[Named]" = ()
) -> dict[str, object]:
    """What the page shows."""
    from evals.costs import costs_and_scores

    beside = costs_and_scores(run, earlier)
    return {
        "run": run,
        "differences": {(one.suite, one.second.name): one for one in rows},
        "pictures": {
            ran.scores.suite: _pictures([*ran.scores.pictures, *beside.get(ran.scores.suite, ())])
            for ran in run.suites
        },
    }


def _pictures(pictures: "Sequence[Picture]") -> list[tuple[str, str]]:
    """Title and address of each that has anything in it."""
    return [(one.title, image(one)) for one in pictures if one.labels or one.points or one.clouds]

"""A run of suites as one HTML page: figures, pictures of them, and the worst cases with their evidence."""

from typing import TYPE_CHECKING

from service.render.pages import style, template
from service.render.pictures import image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.gates import Compared
    from evals.runs import Run
    from evals.scores import Scores


def render_run(run: "Run", rows: "Sequence[Compared]" = ()) -> str:
    """The page; ``rows`` are how far it is from an earlier run."""
    return template("measured.html").render(**measured(run, rows), **style("story.css", "measured.css"))


def measured(run: "Run", rows: "Sequence[Compared]" = ()) -> dict[str, object]:
    """What the page shows."""
    return {
        "run": run,
        "differences": {(one.suite, one.second.name): one for one in rows},
        "pictures": {ran.scores.suite: _pictures(ran.scores) for ran in run.suites},
    }


def _pictures(scores: "Scores") -> list[tuple[str, str]]:
    """Title and address of each that has anything in it."""
    return [(one.title, image(one)) for one in scores.pictures if one.labels or one.points]

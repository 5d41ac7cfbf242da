"""What the command eval prints for people: a table for each suite, and one of its stories if they are few."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.cli.output import visible

if TYPE_CHECKING:
    from evals.gates import Compared
    from evals.runs import Ran, Run
    from evals.scores import Measure, Scores

NARROWEST = 100
"""Columns of the table in a pipe at least, where nothing is cut."""
FEW = 12
"""Stories that are shown one by one."""
BY_STORY = ("claim_support", "citation_recall", "citation_precision", "citation_economy", "invented_ids")
_ARROWS = {"higher": "↑", "lower": "↓", "neither": ""}


def tell(run: "Run", first: "Run | None" = None) -> None:
    """The run; beside it how far it is from the first, where there is one."""
    from evals.gates import compared, other_data

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else 2 * NARROWEST
    out = Console(width=width, highlight=False, markup=False, emoji=False, soft_wrap=not terminal)
    rows = list(compared(first, run)) if first else []
    with out.capture() as told:
        for ran in run.suites:
            of_suite = [one for one in rows if one.suite == ran.scores.suite]
            out.print(_table(ran, of_suite, compares=first is not None))
            _tell_rest(out, ran.scores)
        for suite in other_data(first, run) if first else []:
            out.print(f"{suite}: the runs had other rows; only what both had is compared.")
    typer.echo("\n".join(line.rstrip() for line in told.get().rstrip().splitlines()))


def shown(value: float | None) -> str:
    """As all tables have it; what could not be scored is no number."""
    return "-" if value is None else f"{value:.3f}"


def _table(ran: "Ran", rows: "Sequence[Compared]", *, compares: bool) -> Table:
    table = Table(
        title=f"{ran.scores.suite} ({ran.data.name}, {ran.seconds:.1f} s)",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    table.add_column("MEASURE", no_wrap=True)
    for name in ("VALUE", "95 %", "SCORED", *(("DIFFERENCE", "95 %") if compares else ())):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("NOT SCORED")
    found = {one.second.name: one for one in rows}
    for measure in ran.scores.measures:
        difference = _difference(found.get(measure.name)) if compares else ()
        table.add_row(*map(_cell, (*_figures(measure), *difference, _unscored(measure))))
    return table


def _cell(text: str) -> Text:
    return Text(visible(text))


def _figures(measure: "Measure") -> tuple[str, ...]:
    name = f"{measure.name} {_ARROWS[measure.better]}".rstrip()
    return name, shown(measure.value), _interval(measure.low, measure.high), f"{measure.scored:,}"


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def _difference(one: "Compared | None") -> tuple[str, str]:
    if one is None or one.difference.value is None:
        return "", ""
    ends = _interval(one.difference.low, one.difference.high)
    return f"{one.difference.value:+.3f}", f"{ends}{' *' if one.surely else ''}"


def _unscored(measure: "Measure") -> str:
    return "; ".join(f"{number:,} {why}" for why, number in measure.unscored.items())


def _tell_rest(out: Console, scores: "Scores") -> None:
    stories = scores.by_name.get(BY_STORY[0])
    if stories and 1 < len(stories.parts) <= FEW:
        out.print()
        out.print(_stories(scores, list(stories.parts)))
    for note in scores.notes:
        out.print(_cell(note))
    out.print()


def _stories(scores: "Scores", stories: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("STORY", no_wrap=True)
    known = [scores.by_name[name] for name in BY_STORY if name in scores.by_name]
    for measure in known:
        table.add_column(measure.name.upper().replace("_", " "), justify="right")
    for story in stories:
        table.add_row(_cell(story), *_of_story(known, story))
    return table


def _of_story(measures: "Sequence[Measure]", story: str) -> Iterator[str]:
    for measure in measures:
        top, bottom = measure.parts.get(story, (0.0, 0.0))
        yield shown(top / bottom if bottom else None)

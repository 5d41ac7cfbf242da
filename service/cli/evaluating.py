"""The command eval: suites of measures, on the data that ships or on one's own."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from service.cli.app import JSON, app, examples, settings_of
from service.cli.output import check_place, complain, emit, emit_json
from service.cli.watch import progress
from store.errors import UsageError

if TYPE_CHECKING:
    from agents.settings import Settings
    from evals.gates import Compared, Passed
    from evals.runs import Ran, Run
    from evals.suites import Place as DataPlace

COMPARE = "compare"
FOLDER = "evals"
"""In the home, where no other folder is named."""

WORDS = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SUITE]...", help="Suites to run, else all; or: compare RUN RUN."),
]
DATA = Annotated[
    Path | None,
    typer.Option("--data", metavar="PATH", help="A file, a folder of files named as --list says, or a home."),
]
FOLDER_OUT = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for run.json, report.html and what is kept."),
]
BASELINE = Annotated[
    Path | None, typer.Option("--baseline", metavar="RUN", help="An earlier run to compare with.")
]
LIMIT = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="Rows at most: of each set or kind.")
]
FORMAT = Annotated[
    str,
    typer.Option("--format", metavar="SET", help="Public set of the data, where its looks do not tell."),
]
GATES = Annotated[
    list[str] | None,
    typer.Option("--gate", help="What must hold, as faithfulness.claim_support>=0.98 (again for more)."),
]
JUNIT = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Write the gates as JUnit XML too.")
]
SUMMARY = Annotated[
    Path | None,
    typer.Option("--summary", metavar="FILE", help="Add Markdown tables to the end of this file."),
]
LIST = Annotated[bool, typer.Option("--list", help="Explain the suites and their data.")]


@app.command(
    name="eval",
    epilog=examples(
        "storytree eval",
        "storytree eval --list",
        "storytree eval faithfulness --data stories.jsonl --out measured/",
        "storytree eval checker --data labelled.jsonl.gz --limit 50",
        "storytree eval checker --data RAGTruth/dataset/response.jsonl --format ragtruth",
        "storytree eval faults --gate 'faults.let_through<=0.05' --junit faults.xml",
        "storytree eval compare before/ after/",
    ),
)
def evaluate(
    context: typer.Context,
    words: WORDS = None,
    data: DATA = None,
    out: FOLDER_OUT = None,
    baseline: BASELINE = None,
    limit: LIMIT = None,
    format_: FORMAT = "",
    gate: GATES = None,
    junit: JUNIT = None,
    summary: SUMMARY = None,
    listing: LIST = False,
    as_json: JSON = False,
) -> None:
    """Measure the agents that production runs: how faithful stories are, and how good the checker is.

    Without --data each suite has a small data set of ours. Any text with ids in brackets is a story, too:
    a folder of texts, with what they cite in a folder named sources or in the archive; and a home is every
    version of its stories. What was found is kept in the folder of the run: after a kill the same command
    goes on from there. Every measure comes with how much was scored, how much was not and why, and a 95 %
    interval from drawing whole stories or source texts. A star marks a difference whose interval has no
    zero in it. Exit code 1 when a gate does not hold.
    """
    from evals.gates import Gate, compared, passed
    from evals.runs import read_run
    from service.cli.measured import tell

    gates = [Gate.parse(one) for one in gate or []]
    for file in (junit, summary):
        check_place(file)
    names = words or []
    if listing:
        _list(as_json=as_json)
        return
    if names[:1] == [COMPARE]:
        first, run = map(read_run, _two(names[1:]))
    else:
        first = read_run(baseline) if baseline else None
        run = _run(settings_of(context), names, Place(data, limit, format_), out, first)
    found = [passed(one, run) for one in gates]
    rows = list(compared(first, run)) if first else []
    emit_json(run.model_dump(mode="json")) if as_json else tell(run, first)
    _write(run, found, rows, (junit, summary))
    _hold(found)


class Place(NamedTuple):
    """What is to be read."""

    data: Path | None
    limit: int | None
    format: str


def _two(names: list[str]) -> tuple[Path, Path]:
    if len(names) != 2:
        raise UsageError("Two runs are compared.", advice="Write: storytree eval compare RUN RUN")
    return Path(names[0]), Path(names[1])


def _list(*, as_json: bool) -> None:
    from evals.suites.all import SUITES

    if as_json:
        emit_json({name: {"measures": one.measures, "schema": one.schema} for name, one in SUITES.items()})
        return
    for name, one in SUITES.items():
        typer.echo(f"{name}\n    {one.measures}\n    Data ({one.files[0]}): {one.format}")


def _run(
    settings: "Settings", names: list[str], place: Place, out: Path | None, first: "Run | None"
) -> "Run":
    from evals.context import Context
    from evals.costs import Named, runs_beside
    from evals.gates import compared
    from evals.running import chosen, read_all, run_one
    from evals.runs import Run, write_run
    from service.evaluated import parse
    from service.render.measured import render_run

    begun, folder = datetime.now(UTC), _folder(out or settings.home / FOLDER)
    wanted = read_all(chosen(names), _placed(place, folder, settings), parse, place.limit)
    base = Context.of_production(settings, lambda _done, _whole: None, folder)
    ran: list[Ran] = []
    for one in wanted:
        with progress(one.suite.name) as watched:
            ran.append(run_one(one, replace(base, progress=watched)))
    base.kept.compact()
    run = Run.of(settings, base.checker.name, begun, ran)
    beside = [*runs_beside(folder), *([Named("baseline", first)] if first else [])]
    page = render_run(run, list(compared(first, run)) if first else [], beside)
    emit(page, folder / "report.html")
    complain(f"The run is in {write_run(run, folder)}, a page of it in {folder / 'report.html'}.")
    return run


def _placed(place: Place, folder: Path, settings: "Settings") -> "DataPlace | None":
    """Of a set that is named, as it lies there."""
    from evals.suites import Place as Given
    from service.evaluated import parse, place_of

    if place.data and place.format and place.data.exists():
        return Given(place.data, parse, place.limit, place.format)
    return place_of(place.data, place.limit, folder, settings)


def _folder(folder: Path) -> Path:
    """There to be written in. Raises UsageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}.", advice="Name another folder with --out."
        ) from error
    return folder


def _write(
    run: "Run", gates: "list[Passed]", rows: "list[Compared]", files: tuple[Path | None, Path | None]
) -> None:
    """For machines of others. A summary may have others' before it."""
    from service.render.outcome import render_junit, render_summary

    junit, summary = files
    if junit:
        emit(render_junit(run, gates), junit)
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write(render_summary(run, rows, gates) + "\n")


def _hold(gates: "list[Passed]") -> None:
    """Say which gates do not hold. Exit code 1 where there is one."""
    from service.cli.measured import shown

    broken = [one for one in gates if not one.holds]
    complain(*(f"Does not hold: {one.gate} (it is {shown(one.value)})." for one in broken))
    if broken:
        raise typer.Exit(1)

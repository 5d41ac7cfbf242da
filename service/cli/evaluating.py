"""The command eval: suites of measures, on the data that ships or on one's own."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, settings_of
from service.cli.measured import shown, tell
from service.cli.output import complain, emit_json
from service.cli.watch import progress
from store.errors import UsageError

if TYPE_CHECKING:
    from agents.settings import Settings
    from evals.gates import Gate
    from evals.runs import Ran, Run

COMPARE = "compare"
FOLDER = "evals"
"""In the home, where no other folder is named."""


@app.command(
    name="eval",
    epilog=examples(
        "storytree eval",
        "storytree eval --list",
        "storytree eval faithfulness --data stories.jsonl --out measured/",
        "storytree eval checker --data labelled.jsonl.gz --limit 50",
        "storytree eval faults --gate 'faults.let_through<=0.05'",
        "storytree eval compare before/run.json after/run.json",
    ),
)
def evaluate(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SUITE]...", help="Suites to run, else all; or: compare RUN RUN."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="PATH", help="A file, or a folder of files named as --list says."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for run.json and what is kept; else in the home."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="RUN", help="An earlier run to compare with.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Rows at most: of each set or kind.")
    ] = None,
    gate: Annotated[
        list[str] | None,
        typer.Option("--gate", help="What must hold, as faithfulness.claim_support>=0.98 (again for more)."),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="Explain the suites and their data.")] = False,
    as_json: JSON = False,
) -> None:
    """Measure the agents that production runs: how faithful stories are, and how good the checker is.

    Without --data each suite has a small data set of ours. What was found is kept in the folder of the run:
    after a kill the same command goes on from there. Every measure comes with how much was scored, how much
    was not and why, and a 95 % interval from drawing whole stories or source texts. Exit code 1 when a gate
    does not hold.
    """
    from evals.gates import Gate
    from evals.runs import read_run

    gates = [Gate.parse(one) for one in gate or []]
    names = words or []
    if listing:
        _list(as_json=as_json)
        return
    if names[:1] == [COMPARE]:
        if len(names) != 3:
            raise UsageError("Two runs are compared.", advice="Write: storytree eval compare RUN RUN")
        first, run = (read_run(Path(name)) for name in names[1:])
    else:
        first = read_run(baseline) if baseline else None
        run = _run(settings_of(context), names, (data, limit), out)
    if as_json:
        emit_json(run.model_dump(mode="json"))
    else:
        tell(run, first)
    _hold(gates, run)


def _list(*, as_json: bool) -> None:
    from evals.suites.all import SUITES

    if as_json:
        emit_json({name: {"measures": one.measures, "schema": one.schema} for name, one in SUITES.items()})
        return
    for name, one in SUITES.items():
        typer.echo(f"{name}\n    {one.measures}\n    Data ({one.files[0]}): {one.format}")


def _run(
    settings: "Settings", names: list[str], asked: tuple[Path | None, int | None], out: Path | None
) -> "Run":
    from evals.context import Context
    from evals.running import chosen, read_all, run_one
    from evals.runs import Run, write_run
    from service.evaluated import parse, place_of

    begun, folder = datetime.now(UTC), _folder(out or settings.home / FOLDER)
    data, limit = asked
    wanted = read_all(chosen(names), place_of(data, limit, folder, settings), parse, limit)
    base = Context.of_production(settings, lambda _done, _whole: None, folder / "kept.jsonl")
    ran: list[Ran] = []
    for one in wanted:
        with progress(one.suite.name) as watched:
            ran.append(run_one(one, replace(base, progress=watched)))
    run = Run.of(settings, base.checker.name, begun, ran)
    complain(f"The run is in {write_run(run, folder)}.")
    return run


def _folder(folder: Path) -> Path:
    """There to be written in. Raises UsageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}.", advice="Name another folder with --out."
        ) from error
    return folder


def _hold(gates: "list[Gate]", run: "Run") -> None:
    """Say which gates do not hold. Exit code 1 where there is one."""
    from evals.gates import passed

    broken = [one for one in (passed(gate, run) for gate in gates) if not one.holds]
    complain(*(f"Does not hold: {one.gate} (it is {shown(one.value)})." for one in broken))
    if broken:
        raise typer.Exit(1)

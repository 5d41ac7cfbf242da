"""The command jobs: what the service was asked to do, and how that stands."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import complain, emit_json, emit_json_list

if TYPE_CHECKING:
    from service.jobs import Job

jobs = typer.Typer(
    no_args_is_help=False,
    epilog=examples(
        "storytree jobs",
        "storytree jobs --story harbour-strike",
        "storytree jobs show ID",
        "storytree jobs cancel ID",
    ),
)
app.add_typer(jobs, name="jobs", invoke_without_command=True)
ID = Annotated[str, typer.Argument(metavar="ID", help="As the list has it.", callback=legible)]


@jobs.callback()
def every(
    context: typer.Context,
    story: Annotated[
        str, typer.Option("--story", metavar="STORY", help="Only those for this story.", callback=legible)
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 50,
    as_json: JSON = False,
) -> None:
    """List what the service was asked to do, newest first: waiting, working, done, failed or cancelled.

    Jobs are kept for 30 days when they are over. Times are in UTC.
    """
    from service.cli.tables import table
    from service.jobs import ledger

    if context.invoked_subcommand:
        return
    with ledger(settings_of(context)) as book:
        found = book.jobs(about=story, limit=limit)
    if as_json:
        emit_json_list(job.model_dump(mode="json") for job in found)
    elif found:
        header = ("ID", "STATE", "ORDERED", "WHAT", "ABOUT")
        table((36, 9, 16, 6), [header, *map(_row, found)])
    else:
        complain("No jobs yet. A running service takes them: storytree serve")


@jobs.command(epilog=examples("storytree jobs show 0b6f3c1e-5f0e-4c58-9f0e-5d0c8a3f1e2d"))
def show(context: typer.Context, job: ID) -> None:
    """Show a job as JSON: what was asked, by whom, how it stands, and what came of it."""
    from service.jobs import ledger

    with ledger(settings_of(context)) as book:
        emit_json(book.job(job).model_dump(mode="json"))


@jobs.command(epilog=examples("storytree jobs cancel 0b6f3c1e-5f0e-4c58-9f0e-5d0c8a3f1e2d"))
def cancel(context: typer.Context, job: ID) -> None:
    """Cancel a job. What it kept so far stays; one that is over stays as it is."""
    from service.jobs import ledger

    with ledger(settings_of(context)) as book:
        now = book.cancel(job)
    typer.echo(f"{now.id} is {now.state}.")


def _row(job: "Job") -> tuple[str, ...]:
    problem = job.outcome.problem if job.outcome else None
    about = f"{job.about}: {problem.detail}" if problem else job.about
    return job.id, job.state, f"{job.ordered_at:%Y-%m-%d %H:%M}", job.order.kind, about

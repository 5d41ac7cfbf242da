"""The command schedule: stories and feeds that are looked after by themselves."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import complain, emit_json_list
from store.errors import UsageError

if TYPE_CHECKING:
    from service.jobs import Ledger


@app.command(
    epilog=examples(
        'storytree schedule harbour-strike "0 * * * *"',
        'storytree schedule --feeds "*/15 * * * *"',
        "storytree schedule --list",
        "storytree schedule harbour-strike --remove",
    )
)
def schedule(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STORY] [TIMES]", help="A story's name, and when: as cron writes it, in UTC."
        ),
    ] = None,
    feeds: Annotated[
        bool, typer.Option("--feeds", help="Not a story: poll the feeds that are followed.")
    ] = False,
    poll: Annotated[
        bool, typer.Option("--poll/--no-poll", help="Poll the feeds before the story is updated.")
    ] = True,
    listed: Annotated[bool, typer.Option("--list", help="List what is scheduled.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Do it no more.")] = False,
    as_json: JSON = False,
) -> None:
    """Have a story updated, or the feeds polled, again and again.

    "0 * * * *" is each hour, "30 6 * * 1-5" at 6:30 on weekdays; a sixth field in front counts seconds. A
    service does it (storytree serve), a running one within seconds; where the last one has not begun yet,
    the next is left out. Each story has one schedule: a new one takes its place.
    """
    from service.jobs import SOURCES, Poll, Update, ledger

    given = [legible(word) or "" for word in words or ()]
    expected = 0 if listed else (not feeds) + (not remove)
    if len(given) != expected or (listed and (feeds or remove)):
        advice = 'storytree schedule STORY "0 * * * *", or --feeds "*/15 * * * *", or --list'
        raise UsageError("It is not clear what to schedule, and when.", advice=advice)
    about = SOURCES if feeds or listed else given[0]
    with ledger(settings_of(context)) as book:
        if listed:
            _list(book, as_json=as_json)
        elif remove:
            _remove(book, about)
        else:
            if not feeds:
                _check(context, about)
            book.schedule(Poll() if feeds else Update(story=about, poll=poll), given[-1])
            what = "The feeds are polled" if feeds else f"{about} is updated"
            typer.echo(f"{what} at {given[-1]} (UTC), as long as a service runs.")


def _list(book: "Ledger", *, as_json: bool) -> None:
    from service.cli.tables import table

    planned = book.timetable()
    if as_json:
        emit_json_list(
            {"about": one.about, "times": one.cron, "order": one.order.model_dump(mode="json")}
            for one in planned
        )
    elif planned:
        table((24, 16), [("ABOUT", "TIMES (UTC)", "WHAT"), *((*one[:2], one.order.kind) for one in planned)])
    else:
        complain('Nothing is scheduled. Schedule a story with: storytree schedule STORY "0 * * * *"')


def _remove(book: "Ledger", about: str) -> None:
    if not book.unschedule(about):
        raise UsageError(
            f"Nothing is scheduled for {about}.", advice="List what is: storytree schedule --list"
        )
    typer.echo(f"Nothing is scheduled for {about} any more.")


def _check(context: typer.Context, story: str) -> None:
    """Raises UnknownStory."""
    from agents.holding import read_archive

    with read_archive(settings_of(context)) as archive:
        archive.version(story)

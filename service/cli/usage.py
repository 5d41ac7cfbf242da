"""The command that shows what language models cost."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import complain, emit_json_list
from store.errors import UnknownStory


@app.command(
    epilog=examples(
        "storytree usage",
        "storytree usage harbour-strike --days 7",
    )
)
def usage(
    context: typer.Context,
    story: Annotated[
        str | None,
        typer.Argument(metavar="STORY", help="A story's name; all where there is none.", callback=legible),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=36_500, help="Days (UTC), the present one among them.")
    ] = 30,
    as_json: JSON = False,
) -> None:
    """Show what language models were asked and what it cost, by day, story, role and model.

    What no version came of is in it. The cost is in US dollars, or unknown where a model's price is
    (STORYTREE_PRICES); kept are questions that an answer was there for, which cost nothing.
    """
    from agents.holding import read_archive
    from service.cli.tables import usage_table

    today = datetime.combine(datetime.now(UTC), time.min, UTC)
    with read_archive(settings_of(context)) as archive:
        rows = archive.spent(today - timedelta(days=days - 1), story)
        if story and not rows and story not in archive.stories() and not archive.spent(story=story):
            raise UnknownStory(f"There is no story {story!r}.")
    if as_json:
        emit_json_list(
            {**row.model_dump(mode="json", exclude={"usage"}), **row.usage.model_dump()} for row in rows
        )
    elif rows:
        usage_table(rows)
    else:
        complain("No language model was asked in this time.")

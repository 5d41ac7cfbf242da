"""The command that tries the language models."""

from typing import TYPE_CHECKING

import typer

from service.cli.app import JSON, app, examples, settings_of
from service.cli.output import complain, emit_json_list

if TYPE_CHECKING:
    from agents.model.trying import Tried
    from agents.settings import Settings


@app.command(
    epilog=examples(
        "storytree models",
        "STORYTREE_WRITER_MODEL=openai:gpt-4.1-mini storytree models",
    )
)
def models(context: typer.Context, as_json: JSON = False) -> None:
    """Try the language model of each role, with one short question.

    Says whether it can be reached, how it is held to the shape of an answer, whether it streams and when it
    begins to, how much it takes at once where that is known, and how long it took. Exit code 1 where one does
    not work; nothing here needs one that streams.
    """
    from agents.model.roles import ROLES
    from service.cli.tables import models_table

    rows = _tried(settings_of(context))
    if as_json:
        emit_json_list(row.model_dump() for row in rows)
    elif rows:
        models_table(rows)
    if not rows:
        complain(
            f"All roles are embedded: {', '.join(ROLES)}.",
            "Set one with its variable, as STORYTREE_WRITER_MODEL=openai:MODEL, and OPENAI_API_KEY or "
            "STORYTREE_MODEL_URL.",
        )
    for row in {row.model: row for row in rows}.values():
        if row.streaming_problem:
            complain(f"{row.model} does not stream, which nothing here needs: {row.streaming_problem}")
        if not row.works:
            complain(f"storytree: {row.problem}", row.advice)
    if not all(row.works for row in rows):
        raise typer.Exit(1)


def _tried(settings: "Settings") -> "list[Tried]":
    from agents.model.roles import configured
    from agents.model.trying import tried

    if not configured(settings):
        return []
    from agents.holding import ledger

    with ledger(settings) as payments:
        return tried(settings, payments, lambda name: complain(f"Asking {name} …"))

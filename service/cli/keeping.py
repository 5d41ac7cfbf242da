"""Commands around the home itself: settings, reindex."""

import typer

from service.cli.app import JSON, app, examples, settings_of
from service.cli.output import emit_json, emit_json_list


@app.command(
    epilog=examples(
        "storytree settings",
        'STORYTREE_LENGTH=300 storytree write "harbour strike"',
    )
)
def settings(context: typer.Context, as_json: JSON = False) -> None:
    """Show every setting, its value and its meaning."""
    from agents.settings import table
    from service.cli.tables import settings_table

    rows = table(settings_of(context))
    emit_json_list(rows) if as_json else settings_table(rows)


@app.command(
    epilog=examples(
        "storytree reindex",
    )
)
def reindex(context: typer.Context, as_json: JSON = False) -> None:
    """Build the search index anew from the archive.

    It is built beside the old one, which serves until it is whole; what was stopped midway goes on from
    there. This is for whoever has chosen another embedder, or wants it done now. A damaged index is noticed,
    and built anew by itself, but for one that an embedder on a server made: that waits for this command.
    """
    from agents.holding import reindex as build
    from service.cli.watch import progress, tell_spent

    with progress("Indexing") as indexed:
        built = build(settings_of(context), indexed)
    emit_json(built._asdict()) if as_json else typer.echo(f"{built.snippets:,} snippets indexed.")
    tell_spent(built.tokens)

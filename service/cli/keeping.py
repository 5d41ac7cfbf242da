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

    It is built beside the old one, which serves until it is whole; killed or refused on the way, the same
    command goes on from there. A damaged index is noticed, and built anew by itself where that costs nothing:
    where an embedder on a server made it, this command is waited for.
    """
    from agents.newsroom import reindex as build
    from service.cli.watch import progress

    with progress("Indexing") as indexed:
        count = build(settings_of(context), indexed)
    emit_json({"snippets": count}) if as_json else typer.echo(f"{count:,} snippets indexed.")

"""Commands that show how a story came to be: diff, tree, history."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import JSON, app, examples, legible, settings_of
from service.cli.output import emit_json, emit_json_list, visible
from service.cli.telling import version_asked
from store.errors import UsageError

if TYPE_CHECKING:
    from service.render.diff import Diff
    from store.archive import Archive
    from store.changes import Stage

_COLOURS = {
    "+": typer.colors.GREEN,
    "-": typer.colors.RED,
    "~": typer.colors.YELLOW,
    "^": typer.colors.CYAN,
}
STORY = Annotated[str, typer.Argument(metavar="STORY", help="A story's name.", callback=legible)]


@app.command(
    epilog=examples(
        "storytree diff harbour-strike",
        "storytree diff harbour-strike v0.2 v0.5",
        "storytree diff harbour-strike v0.2 --json",
    )
)
def diff(
    context: typer.Context,
    story: STORY,
    older: Annotated[
        str | None, typer.Argument(metavar="[A]", help="A version; else the one before the second.")
    ] = None,
    newer: Annotated[str | None, typer.Argument(metavar="[B]", help="A version; else the live one.")] = None,
    as_json: JSON = False,
) -> None:
    """Show what changed between two versions of a story, claim by claim, and why."""
    from agents.newsroom import read_archive

    with read_archive(settings_of(context)) as archive:
        found = _diff(archive, story, older, newer)
    emit_json(found.as_json()) if as_json else print_diff(found)


def _diff(archive: "Archive", story: str, older: str | None, newer: str | None) -> "Diff":
    from service.render.diff import Diff
    from store.changes import between

    second = archive.version(story, version_asked(f"{story}@{newer}")[1] if newer else None)
    if older is None and second.parent is None:
        raise UsageError(f"{second.label} is the first version of {story}: nothing came before it.")
    first = archive.version(story, version_asked(f"{story}@{older}")[1] if older else second.parent)
    return Diff(first, second, between(first, second, archive.versions(story)))


@app.command(epilog=examples("storytree tree harbour-strike"))
def tree(context: typer.Context, story: STORY, as_json: JSON = False) -> None:
    """Show all versions of a story, each under the one that it went on from; 🌳 is the live one."""
    from agents.newsroom import read_archive
    from service.render.tree import render_tree

    with read_archive(settings_of(context)) as archive:
        live = archive.version(story)
        versions = archive.versions(story)
    if as_json:
        emit_json_list(
            {"version": one.label, "parent": one.parent, "dated": one.dated, "title": one.title.text}
            for one in versions
        )
        return
    typer.echo("\n".join(render_tree(versions, live.number)))


@app.command(epilog=examples("storytree history harbour-strike 3f2a91bc"))
def history(
    context: typer.Context,
    story: STORY,
    claim: Annotated[
        str, typer.Argument(metavar="CLAIM", help="First digits of a claim's id, or its words.")
    ],
    as_json: JSON = False,
) -> None:
    """Show the life of a claim: when it was first told, reworded, cited anew or retired, and why."""
    from agents.newsroom import read_archive
    from store.changes import history as stages_of
    from store.changes import lineage

    with read_archive(settings_of(context)) as archive:
        versions = archive.versions(story)
        line = lineage(versions, archive.version(story).number)
    ids = {one.id for version in versions for one in version.claims() if _meant(claim, one.id, one.text)}
    if len(ids) != 1:
        raise UsageError(
            f"{len(ids) or 'No'} claims of {story} are meant by {claim!r}.",
            advice="Give more digits of its id (storytree show STORY --format json), or more of its words.",
        )
    stages = stages_of(line, ids.pop())
    if as_json:
        emit_json_list(
            {"version": one.version.label, **one.change.model_dump(mode="json"), "text": one.claim.text}
            for one in stages
        )
        return
    for stage in stages:
        typer.echo(visible(_stage(stage)))
        typer.echo(visible(f"    {stage.claim.text}"))


def _stage(stage: "Stage") -> str:
    from service.render.diff import SIGNS

    change, version = stage.change, stage.version
    why = f" {change.reason.value}: {change.detail}" if change.reason else ""
    return f"{SIGNS[change.kind]} {version.label}  {version.dated:%Y-%m-%d}  {change.kind.value}{why}"


def _meant(asked: str, id_: str, text: str) -> bool:
    return id_.startswith(asked) or (" " in asked and asked.lower() in text.lower())


def print_diff(diff: "Diff") -> None:
    from service.render.diff import render_diff

    for line in render_diff(diff):
        typer.secho(visible(line), fg=_COLOURS.get(line[:1]))

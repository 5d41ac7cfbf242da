"""Commands that show how a story came to be: diff, tree, history."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from service.cli.app import JSON, OUT, app, examples, legible, settings_of
from service.cli.differences import print_diff
from service.cli.output import check_place, emit, emit_json_list, json_list, json_text, visible
from service.cli.telling import version_asked
from service.render import DiffForm, TreeForm
from store.errors import UsageError

if TYPE_CHECKING:
    from service.render.diff import Diff
    from service.render.tree import Tree
    from store.archive import Archive
    from store.changes import Stage

Form = TypeVar("Form", bound=StrEnum)

FORM = typer.Option("--format", help="How to show it; without this, as the name of --out ends.")
STORY = Annotated[str, typer.Argument(metavar="STORY", help="A story's name.", callback=legible)]


@app.command(
    epilog=examples(
        "storytree diff harbour-strike",
        "storytree diff harbour-strike v0.2 v0.5",
        "storytree diff harbour-strike v0.2 --json",
        "storytree diff harbour-strike --format html --out diff.html",
    )
)
def diff(
    context: typer.Context,
    story: STORY,
    older: Annotated[
        str | None, typer.Argument(metavar="[A]", help="A version; else the one before the second.")
    ] = None,
    newer: Annotated[str | None, typer.Argument(metavar="[B]", help="A version; else the live one.")] = None,
    form: Annotated[DiffForm | None, FORM] = None,
    out: OUT = None,
    as_json: JSON = False,
) -> None:
    """Show what is new between two versions of a story, and what changed, claim by claim, and why.

    + was added, ~ reworded, ^ cited anew, - retired with its reason.
    """
    from agents.holding import read_archive
    from service.render.diff import render_diff, render_diff_page

    shown = _form(DiffForm, form, out, as_json=as_json)
    with read_archive(settings_of(context)) as archive:
        found = _diff(archive, story, older, newer)
        cited = archive.sources_by_id({*found.older.sources, *found.newer.sources})
    if as_json:
        emit(json_text(found.as_json()), out)
    elif shown is DiffForm.HTML:
        emit(render_diff_page(found, cited), out)
    elif out:
        emit("\n".join(render_diff(found)), out)
    else:
        print_diff(found)


def _diff(archive: "Archive", story: str, older: str | None, newer: str | None) -> "Diff":
    from service.render.diff import Diff
    from store.changes import between

    second = archive.version(story, version_asked(f"{story}@{newer}")[1] if newer else None)
    if older is None and second.parent is None:
        raise UsageError(f"{second.label} is the first version of {story}: nothing came before it.")
    first = archive.version(story, version_asked(f"{story}@{older}")[1] if older else second.parent)
    return Diff(first, second, between(first, second, archive.versions(story)))


@app.command(
    epilog=examples(
        "storytree tree harbour-strike",
        "storytree tree harbour-strike --format svg --out tree.svg",
    )
)
def tree(
    context: typer.Context,
    story: STORY,
    form: Annotated[TreeForm | None, FORM] = None,
    out: OUT = None,
    as_json: JSON = False,
) -> None:
    """Show all versions of a story, each under the one that it went on from; 🌳 is the live one.

    Behind each stands how many sentences it added and how many it retired.
    """
    from agents.holding import read_archive
    from service.render.tree import Tree

    shown = _form(TreeForm, form, out, as_json=as_json)
    with read_archive(settings_of(context)) as archive:
        archive.version(story)
        found = Tree(archive.versions(story))
    emit(json_list(found.as_json()) if as_json else _drawn(found, shown), out)


def _drawn(tree: "Tree", form: TreeForm) -> str:
    from service.render.tree import render_picture, render_tree, render_tree_page

    match form:
        case TreeForm.TEXT:
            return visible("\n".join(render_tree(tree)))
        case TreeForm.SVG:
            return render_picture(tree)
        case TreeForm.HTML:
            return render_tree_page(tree)


def _form(forms: type[Form], asked: Form | None, out: Path | None, *, as_json: bool) -> Form:
    """The one asked for, or that of the file's name. Raises UsageError for a form of JSON, or no place."""
    if as_json and asked:
        raise UsageError("JSON has no other form.", advice="Give either --json or --format.")
    check_place(out)
    ends = out.suffix.lower().removeprefix(".") if out else ""
    named = next((form for form in forms if form.value == ends), None)
    return asked or named or next(iter(forms))


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
    from agents.holding import read_archive
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

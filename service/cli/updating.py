"""Commands that carry a story on: update, branch."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import (
    CHECKER,
    JSON,
    PLANNER,
    TRACE,
    TRACE_BODIES,
    WRITER,
    app,
    examples,
    legible,
    settings_of,
)
from service.cli.differences import print_diff
from service.cli.output import complain, emit_json, emit_json_list
from service.cli.telling import version_asked
from service.cli.times import moment
from store.errors import ModelError, NothingToTell, StaleParent, StorytreeError, UsageError

if TYPE_CHECKING:
    from agents.events import Event
    from agents.newsroom import Newsroom
    from service.render.diff import Diff

AS_OF = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Use only what was published by then.")
]


@app.command(
    epilog=examples(
        "storytree update harbour-strike",
        "storytree update harbour-strike --as-of 2025-03-30",
        "storytree update harbour-strike@v0.7",
        "storytree update --all --dry-run",
        "storytree update harbour-strike --writer openai:gpt-4.1-mini",
    )
)
def update(
    context: typer.Context,
    story: Annotated[
        str | None,
        typer.Argument(
            metavar="STORY[@v0.7]",
            help="A story's name; with a version, the branch that this one is on.",
            callback=legible,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Update every story.")] = False,
    as_of: AS_OF = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and keep nothing.")
    ] = False,
    as_json: JSON = False,
    _planner_model: PLANNER = None,
    _writer_model: WRITER = None,
    _checker_model: CHECKER = None,
    _trace: TRACE = None,
    _trace_bodies: TRACE_BODIES = False,
) -> None:
    """Write a story's next version from what is new, and print what changed.

    What nothing new touches keeps its words, its citations and its verdict. Every sentence that goes has a
    reason. Where nothing is new there is no new version.
    """
    from agents.newsroom import open_newsroom
    from service.cli.watch import progress

    if bool(story) == every:
        raise UsageError("Name one story, or all of them.", advice="storytree update STORY, or --all")
    version_asked(story or "")
    until, settings = moment(as_of), settings_of(context)
    with (
        progress("Indexing") as indexed,
        open_newsroom(settings, "storytree update", indexed) as newsroom,
    ):
        names = newsroom.archive.stories() if every else [story or ""]
        if not names:
            complain("There is no story yet.", 'Write one with: storytree write "TOPIC"')
        diffs = _updated(newsroom, names, until, commit=not dry_run)
        if as_json:
            emit_json_list(diff.as_json() for diff in diffs)
            return
        for diff in diffs:
            print_diff(diff)


def _updated(
    newsroom: "Newsroom", names: Sequence[str], until: datetime | None, *, commit: bool
) -> "Iterator[Diff]":
    """One story that fails does not keep the others from theirs; its error is raised at the end."""
    failed: StorytreeError | None = None
    for name in names:
        story, number = version_asked(name)
        try:
            diff = _watch(newsroom, newsroom.editor.update(story, until, on=number, commit=commit))
        except (NothingToTell, StaleParent, ModelError) as error:
            complain(f"{name}: {error}")
            failed = error
            continue
        if diff:
            yield diff
    if failed:
        raise failed


def _watch(newsroom: "Newsroom", events: "Iterator[Event]") -> "Diff | None":
    """Tell on standard error what happens; what changed, if anything did."""
    from agents.events import Emitted, Proposed, Unchanged
    from service.cli.watch import reading
    from service.render.diff import Diff
    from service.telling import describe

    with reading() as tell:
        for event in events:
            tell(describe(event))
            if isinstance(event, Unchanged | Emitted | Proposed):
                complain(describe(event))
            if isinstance(event, Emitted | Proposed):
                version = event.version
                parent = newsroom.archive.version(version.story, version.parent)
                return Diff(parent, version, version.changes)
    return None


@app.command(
    epilog=examples(
        "storytree branch harbour-strike@v0.3 --as-of 2025-04-13",
        'storytree branch harbour-strike@v0.3 --name "without the tabloids"',
    )
)
def branch(
    context: typer.Context,
    story: Annotated[
        str,
        typer.Argument(
            metavar="STORY@v0.3", help="A story's name and the version to go on from.", callback=legible
        ),
    ],
    as_of: AS_OF = None,
    name: Annotated[
        str, typer.Option("--name", metavar="LABEL", help="What to call it; else after its first version.")
    ] = "",
    as_json: JSON = False,
    _planner_model: PLANNER = None,
    _writer_model: WRITER = None,
    _checker_model: CHECKER = None,
    _trace: TRACE = None,
    _trace_bodies: TRACE_BODIES = False,
) -> None:
    """Go on from an earlier version once more, beside what came after it, and print what changed.

    The live version stays the one that it is: the newest that is on no branch. Go on with a branch by
    naming a version of it: storytree update STORY@v0.7. Exit code 1 where nothing is new.
    """
    from agents.newsroom import open_newsroom
    from service.cli.watch import progress

    asked, number = version_asked(story)
    if number is None:
        raise UsageError("Name the version to go on from.", advice=f"storytree branch {asked}@v0.1")
    until, settings = moment(as_of), settings_of(context)
    with (
        progress("Indexing") as indexed,
        open_newsroom(settings, "storytree branch", indexed) as newsroom,
    ):
        diff = _watch(newsroom, newsroom.editor.branch(asked, number, until, legible(name) or ""))
    if diff:
        emit_json(diff.as_json()) if as_json else print_diff(diff)

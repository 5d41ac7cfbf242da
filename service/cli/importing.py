"""The command that takes a story which somebody else wrote."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.app import app, examples, legible, settings_of
from service.cli.output import complain


@app.command(
    name="import",
    epilog=examples(
        "storytree import story_v0.22.txt",
        'storytree import story_v0.22.txt --name korea --topic "U.S.-North Korea talks"',
    ),
)
def import_(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A story in the text format; - is standard input.")
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="What to call it; else after its topic.", callback=legible)
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", help="What it is about; else its title.", callback=legible)
    ] = None,
) -> None:
    """Take a story in the text format as a version, under its own number, which must be free.

    Its sources may be missing: its claims are unchecked until they are added. An update goes on from it.
    """
    from agents.editor import story_name
    from agents.holding import write_archive
    from agents.importing import check_number, imported
    from agents.newsroom import embedded_checker
    from service.cli.checking import read_text
    from service.render.text import parse_text
    from store.records import Label

    settings = settings_of(context)
    story = parse_text(read_text(file))
    about = topic or story.title.text
    called = name or story_name(about)
    with write_archive(settings, "storytree import") as archive:
        check_number(story, called, archive)
        version = imported(story, called, about, archive, embedded_checker(settings))
        archive.commit(version)
    counts = {label: sum(one.label is label for one in version.verdicts) for label in Label}
    told = ", ".join(f"{count} {label.value}" for label, count in counts.items() if count)
    complain(f"{version.label} of {version.story}: {told}.")

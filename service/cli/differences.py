"""How a difference between versions is printed, in colours where there are any."""

from typing import TYPE_CHECKING

import typer

from service.cli.output import visible

if TYPE_CHECKING:
    from service.render.diff import Diff

_COLOURS = {
    "+": typer.colors.GREEN,
    "-": typer.colors.RED,
    "~": typer.colors.YELLOW,
    "^": typer.colors.CYAN,
}


def print_diff(diff: "Diff") -> None:
    from service.render.diff import render_diff

    for line in render_diff(diff):
        typer.secho(visible(line), fg=_COLOURS.get(line[:1]))

"""What a person sees while work goes on, all of it on standard error: a bar, a line."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.cli.output import complain, console, visible

if TYPE_CHECKING:
    from agents.holding import Progress


@contextmanager
def progress(label: str) -> Generator["Progress"]:
    """A bar that appears with the first step; nothing where standard error is no terminal."""
    from rich.progress import Progress as Bar

    shown = console()
    with Bar(console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task(label, visible=False)
        yield lambda done, whole: bar.update(task, completed=done, total=whole, visible=done < whole)


@contextmanager
def reading() -> Generator[Callable[[str], None]]:
    """A line that says what goes on, until it is over."""
    from rich.text import Text

    with console().status("Reading…") as status:
        yield lambda line: status.update(Text(visible(line)))


def tell_spent(tokens: int) -> None:
    """What a server counted; nothing where none counts."""
    if tokens:
        complain(f"{tokens:,} tokens were spent on vectors.")

"""What a person sees while work goes on, all of it on standard error: events in words, a bar, a line."""

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from agents.events import (
    Checked,
    Drafted,
    Emitted,
    Event,
    Fenced,
    Planned,
    Proposed,
    Repaired,
    Retrieved,
    Revised,
    Unchanged,
    Withheld,
)
from service.cli.output import complain, console, visible
from store.records import LeftOut, StoryVersion

if TYPE_CHECKING:
    from agents.newsroom import Progress


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


def describe(event: Event) -> str:
    """One line for a person who watches."""
    telling = _TELLING[type(event)]
    return telling(event)


def summary(version: StoryVersion) -> str:
    """Sentences, sources, and what was left out for which reasons."""
    sentences = sum(len(paragraph.claims) for paragraph in version.paragraphs)
    told = f"{sentences} sentences from {len(version.sources)} sources, each checked"
    return f"{told}; {reasons(version.left_out)}" if version.left_out else f"{told}."


def reasons(left_out: tuple[LeftOut, ...]) -> str:
    """How many were left out, by their first reason."""
    first = Counter(
        one.verdict.reasons[0].reason.value if one.verdict.reasons else "untold" for one in left_out
    )
    told = ", ".join(f"{reason} {count}" for reason, count in first.most_common())
    return f"{len(left_out)} left out ({told})."


_TELLING: dict[type[Event], Callable[[Any], str]] = {
    Planned: lambda event: f"Planned {len(event.questions)} questions",
    Retrieved: lambda event: f"Retrieved {event.snippets} snippets on {event.question.facet}",
    Fenced: lambda event: f"{event.kept} of {event.retrieved} sources are about the topic",
    Drafted: lambda event: f"Drafted {event.sentences} sentences",
    Checked: lambda event: f"{event.verdict.label}: {event.claim.text[:60]}",
    Repaired: lambda event: f"Repaired: {event.after.text[:60]}",
    Withheld: lambda event: f"Left out: {event.left_out.claim.text[:60]}",
    Revised: lambda event: f"{event.stands} claims stand, {event.retired} no longer do",
    Proposed: lambda event: (
        f"{event.version.label} of {event.version.story} would be: {summary(event.version)}"
    ),
    Emitted: lambda event: f"{event.version.label} of {event.version.story}: {summary(event.version)}",
    Unchanged: lambda event: f"Nothing new: {event.version.label} of {event.version.story} stands.",
}

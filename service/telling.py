"""What happens while a story is written, in words for a person who watches."""

from collections import Counter
from collections.abc import Callable
from typing import Any

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
from store.records import Label, LeftOut, StoryVersion


def describe(event: Event) -> str:
    """One line for a person who watches."""
    telling = _TELLING[type(event)]
    return telling(event)


def summary(version: StoryVersion) -> str:
    """Sentences, sources, and what was left out for which reasons."""
    sentences = sum(len(paragraph.claims) for paragraph in version.paragraphs)
    open_ = sum(verdict.label is not Label.SUPPORTED for verdict in version.verdicts)
    checked = f"{open_} of them borne out by no source at hand" if open_ else "each checked"
    told = f"{sentences} sentences from {len(version.sources)} sources, {checked}"
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

"""Where a version stands among the others: its number, and the branch that it is on."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from store.archive import Archive
from store.errors import UsageError
from store.records import StoryVersion

Number = tuple[int, int]

_NAME = re.compile(r"(?!v?\d+\.\d+$)\w[\w .-]{0,59}")


def next_free(start: StoryVersion, taken: Iterable[Number], *, major: bool = False) -> Number:
    """The number after the highest: whatever the branch, none is given twice and none is left out."""
    numbers = [*taken, start.number]
    if major:
        return (max(numbers)[0] + 1, 0)
    return (start.major, max(minor for first, minor in numbers if first == start.major) + 1)


def tip(archive: Archive, story: str, number: Number) -> StoryVersion:
    """The newest version on the branch that this one is on. Raises UnknownStory or UnknownVersion."""
    on = archive.version(story, number).branch
    newest = max(one for one, branch in archive.numbers(story).items() if branch == on)
    return archive.version(story, newest)


def check_branch(start: StoryVersion, as_of: datetime | None, name: str, taken: Mapping[Number, str]) -> None:
    """Raises UsageError for a branch that cannot be."""
    if as_of and as_of < start.dated:
        raise UsageError(
            f"{start.label} tells what was known on {start.dated:%Y-%m-%d}: a branch goes on from there.",
            advice=f"Name a later day, or branch off from an earlier version than {start.label}.",
        )
    if name and not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name of a branch.", advice="Letters, digits, blanks and - are; a version is not."
        )
    if name in taken.values() and name:
        raise UsageError(
            f"{start.story} has a branch {name!r} already.",
            advice=f"Go on with it by storytree update {start.story}@VERSION, or choose another name.",
        )

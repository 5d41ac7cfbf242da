"""The versions of a story as the tree that they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from store.records import ChangeKind, StoryVersion


def render_tree(versions: Sequence[StoryVersion], live: tuple[int, int]) -> Iterator[str]:
    """A line for each version: its branch, label, day, title and how much changed."""
    children: defaultdict[tuple[int, int] | None, list[StoryVersion]] = defaultdict(list)
    for version in versions:
        children[version.parent].append(version)
    for root in children[None]:
        yield from _grown(root, children, live, "")


def _grown(
    version: StoryVersion,
    children: Mapping[tuple[int, int] | None, Sequence[StoryVersion]],
    live: tuple[int, int],
    indent: str,
) -> Iterator[str]:
    """The version, then its branches, then what goes on from it on the same line."""
    while True:
        yield f"{indent}{_line(version, live)}"
        after = children.get(version.number, [])
        on = next((one for one in after if one.branch == version.branch), None)
        for branch in after:
            if branch is not on:
                yield from _grown(branch, children, live, f"{indent}│ ")
        if on is None:
            return
        version = on


def _line(version: StoryVersion, live: tuple[int, int]) -> str:
    mark = "🌳" if version.number == live else "●"
    return f"{mark} {version.label}  {version.dated:%Y-%m-%d}  {version.title.text}{_changed(version)}"


def _changed(version: StoryVersion) -> str:
    added = sum(1 for change in version.changes if change.kind is ChangeKind.ADDED)
    gone = sum(1 for change in version.changes if change.kind is ChangeKind.RETIRED)
    return f"  (+{added} −{gone})" if version.changes else ""

"""The versions of a story as the tree that they are: as lines, as a picture, or as a page with that in it."""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.render.pages import style, template
from service.render.text import TREE
from store.records import ChangeKind, StoryVersion

LANE = 34
"""Pixels from one branch to the next."""
ROW = 74
"""Pixels from one version to the next."""
WIDTH = 820
_MARGIN = 30
_LETTERS = 7.1
"""Pixels that a letter of a title takes, on average; cut with room to spare."""

Number = tuple[int, int]


@dataclass(frozen=True)
class Tree:
    """The versions of one story in order of their numbers; the newest on the trunk is live."""

    versions: Sequence[StoryVersion]

    @property
    def live(self) -> StoryVersion:
        return [version for version in self.versions if not version.branch][-1]

    def children(self) -> Mapping[Number | None, list[StoryVersion]]:
        """By the number of their parent; one whose parent is not there is a root."""
        there = {version.number for version in self.versions}
        found: defaultdict[Number | None, list[StoryVersion]] = defaultdict(list)
        for version in self.versions:
            found[version.parent if version.parent in there else None].append(version)
        return found

    def branches(self) -> list[str]:
        """In order of their first versions, the trunk first."""
        return list(dict.fromkeys(["", *(version.branch for version in self.versions)]))

    def as_json(self) -> Iterator[dict[str, object]]:
        """A version each."""
        for one in self.versions:
            added, retired = turnover(one)
            yield {
                "version": one.label,
                "parent": one.parent and "v{}.{}".format(*one.parent),
                "branch": one.branch,
                "live": one.number == self.live.number,
                "dated": one.dated.isoformat(),
                "title": one.title.text,
                "added": added,
                "retired": retired,
            }


def turnover(version: StoryVersion) -> tuple[int, int]:
    """How many claims were added since its parent, and how many retired."""
    kinds = Counter(change.kind for change in version.changes)
    return kinds[ChangeKind.ADDED], kinds[ChangeKind.RETIRED]


def render_tree(tree: Tree) -> Iterator[str]:
    """A line for each version: its branch, label, day, title and how much changed."""
    children = tree.children()
    for root in children[None]:
        yield from _grown(root, children, tree.live.number, ("", ""))


def _grown(
    version: StoryVersion,
    children: Mapping[Number | None, Sequence[StoryVersion]],
    live: Number,
    indents: tuple[str, str],
) -> Iterator[str]:
    """The version, then its branches, then what goes on from it on the same line."""
    first, then = indents
    while True:
        yield f"{first}{_line(version, live)}"
        after = children.get(version.number, [])
        on = next((one for one in after if one.branch == version.branch), None)
        beside = [one for one in after if one is not on]
        for branch in beside:
            ends = on is None and branch is beside[-1]
            inner = ("└─ ", "   ") if ends else ("├─ ", "│  ")
            yield from _grown(branch, children, live, (then + inner[0], then + inner[1]))
        if on is None:
            return
        version, first = on, then


def _line(version: StoryVersion, live: Number) -> str:
    mark = TREE if version.number == live else "● "
    added, retired = turnover(version)
    changed = f"  (+{added} −{retired})" if version.changes else ""
    named = f" ({version.branch})" if version.branch not in {"", version.label} else ""
    return f"{mark} {version.label}{named}  {version.dated:%Y-%m-%d}  {version.title.text}{changed}"


@dataclass(frozen=True)
class Node:
    """A version in the picture, and where it stands there."""

    version: StoryVersion
    x: int
    y: int
    title: str
    path: str
    """From its parent, as SVG draws it; empty for a root."""
    live: bool

    @property
    def added(self) -> int:
        return turnover(self.version)[0]

    @property
    def retired(self) -> int:
        return turnover(self.version)[1]


def render_picture(tree: Tree) -> str:
    """The tree as SVG: time goes down, each branch beside the trunk."""
    return template("tree.svg").render(**picture(tree), alone=True, **style("tree.css"))


def render_tree_page(tree: Tree) -> str:
    """The picture in a page like that of a story."""
    return template("tree.html").render(**picture(tree), alone=False, **style("story.css", "tree.css"))


def picture(tree: Tree, at: str = "") -> dict[str, object]:
    """What is drawn; each version is a link to its label below this address, where one is given."""
    columns = {branch: _MARGIN + LANE * lane for lane, branch in enumerate(tree.branches())}
    text = max(columns.values()) + 28
    places = {
        version.number: (columns[version.branch], _MARGIN + ROW * row)
        for row, version in enumerate(tree.versions)
    }
    nodes = [
        Node(
            version,
            *places[version.number],
            textwrap.shorten(version.title.text, int((WIDTH - text) / _LETTERS), placeholder=" …"),
            _path(places.get(version.parent or (-1, -1)), places[version.number]),
            live=version.number == tree.live.number,
        )
        for version in tree.versions
    ]
    height = ROW * (len(nodes) - 1) + 2 * _MARGIN + 24
    return {"nodes": nodes, "text": text, "width": WIDTH, "height": height, "story": tree.live, "at": at}


def _path(start: tuple[int, int] | None, end: tuple[int, int]) -> str:
    """Straight down; to another branch in a curve that ends a row below where it began."""
    if start is None:
        return ""
    (x, y), (to_x, to_y) = start, end
    bend = f"C{x} {y + ROW * 0.6:.0f} {to_x} {y + ROW * 0.4:.0f} {to_x} {y + ROW}" if x != to_x else ""
    return f"M{x} {y}{bend}V{to_y}"

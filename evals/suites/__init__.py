"""Suites: each measures one thing with the agents that production runs.

A suite is a module of this folder with an object that has what ``Suite`` says; ``evals.suites.all`` lists
them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from evals.context import Context
from evals.scores import Scores
from store.errors import BadData
from store.records import Claim

DATA = Path(__file__).parents[1] / "data"
"""Ours: written for this, from the bundled story and its truth.yaml."""

Data = TypeVar("Data")


class Parsed(NamedTuple):
    """A text as claims."""

    title: Claim | None
    paragraphs: tuple[tuple[Claim, ...], ...]


Parse = Callable[[str], Parsed]
"""Raises MalformedStory."""


@dataclass(frozen=True)
class Place:
    """Where data lies, how much of it is wanted, and how a story is read from text."""

    path: Path
    parse: Parse
    limit: int | None = None
    format: str = ""
    """Of a public set, where it is not to be told from the looks of the file."""

    def file(self, *names: str) -> Path:
        """The path itself, or the first of these names in its folder. Raises BadData."""
        if self.path.is_file():
            return self.path
        found = next((file for name in names if (file := self.path / name).is_file()), None)
        if found is None:
            raise BadData(f"{self.path} has no {' or '.join(names)}.")
        return found


class Suite(Protocol[Data]):
    """The seam: data is read once, and run through the agents of production."""

    @property
    def name(self) -> str: ...
    @property
    def measures(self) -> str:
        """What it says, in a sentence."""
        ...

    @property
    def format(self) -> str:
        """Of its data, for people."""
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """Names that its data may have in a folder."""
        ...

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of a row; empty where there is none."""
        ...

    def read(self, place: Place) -> Data:
        """Raises BadData where the file as a whole is not of this format."""
        ...

    def run(self, data: Data, context: Context) -> Scores: ...

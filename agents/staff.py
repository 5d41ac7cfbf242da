"""Those who act on the editor's word, and what the models that they ask have cost."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from agents.checker import Checker
from agents.model import Prompted, Usage
from agents.model.roles import Models
from agents.planner import Planner
from agents.retriever import Retriever
from agents.reviser import Reviser
from agents.writer import Writer
from prompts import load


@dataclass(frozen=True)
class Staff:
    """Those who act on the editor's word."""

    planner: Planner
    retriever: Retriever
    writer: Writer
    checker: Checker
    reviser: Reviser
    models: Models | None = None
    """Those that the others ask: they are told on which story, and asked what it cost."""
    job: str = ""
    """The piece of work that they are at, where it may be done twice: it then writes one version."""

    def names(self) -> dict[str, str]:
        """Role to name."""
        return {
            "planner": self.planner.name,
            "writer": self.writer.name,
            "checker": self.checker.name,
            "reviser": self.reviser.name,
        }

    def prompts(self) -> dict[str, str]:
        """Name to digest, of all that a model is told."""
        agents = (self.planner, self.writer, self.checker)
        return {
            name: load(name).digest for one in agents if isinstance(one, Prompted) for name in one.prompts
        }

    @contextmanager
    def at_work(self, story: str) -> Generator[None]:
        """A run on this story: what it costs is on record, whatever comes of it."""
        if self.models:
            self.models.begin(story)
        try:
            yield
        finally:
            self.usage()

    def usage(self) -> dict[str, Usage]:
        """Role to what it has cost in this run."""
        return self.models.usage() if self.models else {}

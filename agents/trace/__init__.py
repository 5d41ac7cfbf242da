"""What is told of a run to those who watch it: how it begins and ends, what happens, what models are asked.

Whoever watches changes nothing, and what cannot be written down costs nobody a story.
"""

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from agents.events import Event
from prompts import Prompt


@dataclass(frozen=True)
class Run:
    """One command's work on one story, or on one text."""

    operation: str
    """write, update, branch or check."""
    story: str
    settings_digest: str = ""


@dataclass
class Request:
    """One question as it went to a server, and what came of it; ``error`` is a type, empty where none was."""

    mode: str
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False
    """Nobody counted believably: taken from the length of the text."""
    answer: str = ""
    ended: str = ""
    """Why the answer ended, in the server's word."""
    model: str = ""
    """What the server calls the one that answered."""
    error: str = ""


@dataclass
class Call:
    """What a role asks a model, filled while it is asked; without a request it was answered before."""

    role: str
    model: str
    prompt: Prompt
    shape: str
    requests: list[Request] = field(default_factory=list[Request])
    answer: str = ""

    @property
    def tokens_in(self) -> int:
        return sum(one.tokens_in for one in self.requests)

    @property
    def tokens_out(self) -> int:
        return sum(one.tokens_out for one in self.requests)


class Watch(Protocol):
    """The seam. Safe for threads; one run at a time. An exception that ends a run or a call goes through."""

    def run(self, run: Run) -> AbstractContextManager[None]: ...

    def tell(self, event: Event) -> None: ...

    def call(self, call: Call) -> AbstractContextManager[None]: ...


class Watches:
    """Any number of them at once, or none."""

    def __init__(self, watches: Sequence[Watch] = ()) -> None:
        self._watches = tuple(watches)

    @contextmanager
    def run(self, run: Run) -> Generator[None]:
        with ExitStack() as all_:
            for watch in self._watches:
                all_.enter_context(watch.run(run))
            yield

    def tell(self, event: Event) -> None:
        for watch in self._watches:
            watch.tell(event)

    @contextmanager
    def call(self, call: Call) -> Generator[None]:
        with ExitStack() as all_:
            for watch in self._watches:
                all_.enter_context(watch.call(call))
            yield


UNWATCHED = Watches()

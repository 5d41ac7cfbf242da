"""What passes between who holds the house and a process that does a job for it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from service.jobs.orders import Order, Told
from store.errors import StorytreeError


@dataclass(frozen=True)
class Task:
    """To the process: a step to do. It ends with an ``Outcome``."""

    order: Order
    job: str


@dataclass(frozen=True)
class Answer:
    """To the process: what it asked for, or why it does not get it."""

    value: object = None
    error: StorytreeError | None = None


@dataclass(frozen=True)
class Say:
    """Tell this of the job; answered once it is told."""

    told: Told


@dataclass(frozen=True)
class Enter:
    """Lend the house, until ``Leave``; it may be lent several times over."""


@dataclass(frozen=True)
class Leave:
    """It is not needed any more."""


@dataclass(frozen=True)
class Near:
    """The snippets that are nearest to a text."""

    text: str
    limit: int
    among: Sequence[str] | None = None


@dataclass(frozen=True)
class CatchUp:
    """Bring the index up to the archive."""


@dataclass(frozen=True)
class Note:
    """A line for the log; the only letter that gets no answer."""

    record: logging.LogRecord


Letter = Say | Enter | Leave | Near | CatchUp | Note

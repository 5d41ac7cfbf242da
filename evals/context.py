"""What a suite runs in: the checker of production, all processors, and a memory that survives a kill."""

import json
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from agents.checker import Checker
from agents.holding import Progress
from agents.newsroom import embedded_checker
from agents.settings import Settings
from store.records import Record, digest

_log = logging.getLogger(__name__)

FEW = 100
"""Fresh items up to which no process is worth its start: it loads the model anew."""
KEPT, PAID_IN = "kept.jsonl", "home"
"""In the folder of a run: what was found, and the home of what models answered."""
BATCH = 16
"""Items that a process is handed at once; a kill loses no more of each."""

Item = TypeVar("Item", bound=Record)
Found = TypeVar("Found", bound=Record)
_LINE = TypeAdapter(tuple[str, str, str])

Judge = Callable[[Item, Checker], Found]
"""A function of a module, so that another process finds it; equal items get equal findings."""


class Kept:
    """What was found, one line each with the digest of what it was found of, and of the rules of the finding.

    A line that a kill cut short is passed over. What was found by other code, settings or data is not met.
    """

    def __init__(self, file: Path | None, rules: str = "") -> None:
        self._file = file
        self._rules = rules
        lines = _lines(file) if file and file.exists() else ()
        self._known = {key: found for key, found, by in lines if by == rules}

    def key(self, judge: str, item: Record) -> str:
        return digest(self._rules, judge, item.model_dump_json())

    def get(self, key: str, shape: type[Found]) -> Found | None:
        """None where there is none, or none of this shape."""
        known = self._known.get(key)
        try:
            return None if known is None else shape.model_validate_json(known)
        except ValidationError:
            return None

    def add(self, fresh: Sequence[tuple[str, Record]]) -> None:
        """Written down at once."""
        self._known |= {key: found.model_dump_json() for key, found in fresh}
        if self._file:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.writelines(self._line(key, self._known[key]) for key, _ in fresh)

    def compact(self) -> None:
        """Leave a line in the file for each finding by these rules, and no other."""
        if self._file is None or not self._file.exists():
            return
        own = {key: found for key, found, by in _lines(self._file) if by == self._rules}
        fresh = self._file.with_name(f".{self._file.name}.new")
        with fresh.open("w", encoding="utf-8") as lines:
            lines.writelines(self._line(key, found) for key, found in own.items())
        fresh.replace(self._file)

    def _line(self, key: str, found: str) -> str:
        return f"\n{json.dumps([key, found, self._rules])}"


def _lines(file: Path) -> Iterator[tuple[str, str, str]]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                yield _LINE.validate_json(line)
            except ValidationError:
                continue


@dataclass
class Counts:
    """How many things were judged, and how many had been before."""

    found: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Context:
    """Handed to each suite."""

    settings: Settings
    checker: Checker
    kept: Kept
    progress: Progress
    workers: int = 1
    counts: Counts = field(default_factory=Counts)
    paid_in: Path | None = None
    """The home that keeps what models answer where stories are written, and what they were paid."""

    @classmethod
    def of_production(cls, settings: Settings, progress: Progress, folder: Path | None = None) -> "Context":
        """The checker that stories go through, as the settings say; what is kept is kept in the folder."""
        checker = embedded_checker(settings)
        rules = digest(checker.name, settings.verdict_digest(), code_digest())
        kept, paid_in = (folder / KEPT, folder / PAID_IN) if folder else (None, None)
        workers = os.cpu_count() or 1
        return cls(settings, checker, Kept(kept, rules), progress, workers, paid_in=paid_in)

    def each(self, items: Sequence[Item], judge: Judge[Item, Found], shape: type[Found]) -> list[Found]:
        """What the judge finds of each, in their order; what is kept is not found again.

        A partial is its function: what is bound is where that works, and changes nothing that it finds.
        """
        told: Any = getattr(judge, "func", judge)
        name = f"{told.__module__}.{told.__qualname__}"
        keys = [self.kept.key(name, item) for item in items]
        fresh = {
            key: item for key, item in zip(keys, items, strict=True) if self.kept.get(key, shape) is None
        }
        done = len(items) - len(fresh)
        self.counts.kept += len(set(keys)) - len(fresh)
        self.counts.found += len(fresh)
        for found in self._found(fresh, judge):
            self.kept.add(found)
            done += len(found)
            self.progress(done, len(items))
        return [known for key in keys if (known := self.kept.get(key, shape)) is not None]

    def _found(self, fresh: dict[str, Item], judge: Judge[Item, Found]) -> Iterator[list[tuple[str, Found]]]:
        work = list(fresh.items())
        if self.workers < 2 or len(work) <= FEW:
            yield from ([(key, judge(item, self.checker))] for key, item in work)
            return
        batches = [work[first : first + BATCH] for first in range(0, len(work), BATCH)]
        spawn = multiprocessing.get_context("spawn")
        done = 0
        with ProcessPoolExecutor(self.workers, spawn, _begin, (self.settings,)) as pool:
            try:
                for found in pool.map(partial(_batch, judge), batches):
                    yield found
                    done += 1
            except BrokenProcessPool:
                _log.warning("a process that judges was ended, as where memory is short; going on without")
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        yield from ([(key, judge(item, self.checker)) for key, item in batch] for batch in batches[done:])


@cache
def code_digest() -> str:
    """Of what finds: the agents with what names their weights, the store, and these measures."""
    rooms = Path(__file__).parents[1]
    kinds = ("agents/**/*.py", "agents/**/*.json", "store/**/*.py", "evals/**/*.py")
    files = sorted(file for kind in kinds for file in rooms.glob(kind))
    return digest(*(file.read_text("utf-8") for file in files))


_checkers: list[Checker] = []
"""Of a process that works for another."""


def _begin(settings: Settings) -> None:
    """In the process that is to work: its own checker, and an end when the one that it works for ends."""
    _checkers.append(embedded_checker(settings))
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_leave_with, args=(parent.join,), daemon=True).start()


def _leave_with(ended: Callable[[], None]) -> None:
    ended()
    os._exit(1)


def _batch(judge: Judge[Item, Found], batch: Sequence[tuple[str, Item]]) -> list[tuple[str, Found]]:
    return [(key, judge(item, _checkers[0])) for key, item in batch]

"""A plain trace: a file to which a line of JSON is added for each thing that happens.

All of it is ASCII: text of others can neither break a line nor steer a terminal.
"""

import json
import logging
import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from secrets import token_hex
from threading import Lock
from time import monotonic
from typing import Any

from agents.events import Event
from agents.trace import Call, Run
from agents.trace.appending import Appending
from agents.trace.lines import Line, of_call, of_event
from store.errors import UsageError
from store.version import __version__

_log = logging.getLogger(__name__)
_SHORTEST_SECRET = 6
"""Characters: what is shorter is a word that stands everywhere."""


class Journal:
    """Safe for threads. Raises UsageError, when it is opened, for a file that cannot be written.

    One that cannot be written any more is left as it is, with a warning. ``secrets`` are written out nowhere.
    """

    def __init__(self, file: str, *, bodies: bool = False, secrets: Sequence[str] = ()) -> None:
        self._bodies = bodies
        self._secrets = [_escaped(one) for one in secrets if len(one) >= _SHORTEST_SECRET]
        self._lock = Lock()
        self._run = ""
        self._name = file
        self._file: Appending | None = None
        try:
            self._file = Appending(file)
            self._file.add(self._line({"kind": "opened", "storytree": __version__, "process": os.getpid()}))
        except (OSError, ValueError) as error:
            self.close()
            why = getattr(error, "strerror", None) or "it is no name of a file"
            raise UsageError(
                f"The trace cannot be written to {file}: {why}.", advice="Name another file with --trace."
            ) from error

    def close(self) -> None:
        with self._lock:
            if self._file:
                self._file.close()
            self._file = None

    @contextmanager
    def run(self, run: Run) -> Generator[None]:
        """All lines of a run have its number."""
        self._run = token_hex(8)
        told: Line = {"operation": run.operation, "story": run.story, "settings": run.settings_digest}
        self._write({"kind": "begun", **told})
        try:
            with self._ending({"kind": "ended", **told}):
                yield
        finally:
            self._run = ""

    def tell(self, event: Event) -> None:
        self._write(of_event(event, bodies=self._bodies))

    @contextmanager
    def call(self, call: Call) -> Generator[None]:
        line: Line = {"kind": "asked"}
        with self._ending(line, lambda: of_call(call, bodies=self._bodies)):
            yield

    @contextmanager
    def _ending(self, line: Line, known: Callable[[], Line] = dict[str, Any]) -> Generator[None]:
        """A line for when it is over, however that came, with what is known by then."""
        begun, outcome, error = monotonic(), "done", ""
        try:
            yield
        except GeneratorExit:
            outcome = "left"
            raise
        except BaseException as raised:
            outcome, error = "failed", type(raised).__name__
            raise
        finally:
            over = {"seconds": round(monotonic() - begun, 6), "outcome": outcome, "error": error}
            self._write({**line, **over, **known()})

    def _write(self, line: Line) -> None:
        with self._lock:
            if self._file is None:
                return
            try:
                self._file.add(self._line(line))
            except OSError as error:
                self._file.close()
                self._file = None
                why = error.strerror or error
                _log.warning("the trace %s ends here, the work goes on: %s", self._name, why)

    def _line(self, line: Line) -> bytes:
        at = {"at": datetime.now(UTC).isoformat(), "clock": round(monotonic(), 6), "run": self._run}
        text = json.dumps({**at, **line})
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return f"{text}\n".encode("ascii")


def _escaped(secret: str) -> str:
    """As it would stand in a line."""
    return json.dumps(secret)[1:-1]

"""An editor that others watch at work."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from agents.branching import Number
from agents.editor import Editor, Staff, story_name
from agents.events import Emitted, Event, Proposed, Unchanged
from agents.settings import Settings
from agents.trace import Run, Watch
from store.archive import Archive


class WatchedEditor(Editor):
    """Does what an editor does, and tells it to a watch too."""

    def __init__(
        self,
        archive: Archive,
        staff: Staff,
        settings: Settings,
        watch: Watch,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(archive, staff, settings, clock)
        self._watch = watch

    def write(self, topic: str, as_of: datetime | None = None, *, length: int = 0) -> Iterator[Event]:
        return self._told("write", story_name(topic), super().write(topic, as_of, length=length))

    def update(
        self, story: str, as_of: datetime | None = None, *, on: Number | None = None, commit: bool = True
    ) -> Iterator[Event]:
        return self._told("update", story, super().update(story, as_of, on=on, commit=commit))

    def branch(
        self, story: str, start: Number, as_of: datetime | None = None, name: str = ""
    ) -> Iterator[Event]:
        return self._told("branch", story, super().branch(story, start, as_of, name))

    def _told(self, operation: str, story: str, events: Iterator[Event]) -> Iterator[Event]:
        """The run is over with its last event, whether or not anybody asks for one more."""
        last: Event | None = None
        with self._watch.run(Run(operation, story, self._settings.digest())):
            for event in events:
                self._watch.tell(event)
                if isinstance(event, Emitted | Proposed | Unchanged):
                    last = event
                    break
                yield event
        if last:
            yield last

"""Traces of sources: each key of a source leads to it, and to the few others that had the key first.

A key leads to so many and no more. So whatever the archive holds, looking up and writing cost the same, and
what half of it has in common, a notice or a phrase, takes no room. A report that is told anew every hour is
found by the keys that are new in its latest form.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from store.archive.paging import pages
from store.archive.schema import traces

LED_TO = 4
"""Sources to which one key leads."""

_ADD = insert(traces)
_LED = select(traces.c.key, traces.c.source).order_by(traces.c.key, traces.c.source)


class Traces:
    """What leads where from a set of keys, and what will when the transaction is over."""

    def __init__(self, connection: Connection, keys: Iterable[int]) -> None:
        self._connection = connection
        self._led: dict[int, tuple[int, ...]] = {}
        self._added: list[dict[str, int]] = []
        for page in pages(keys):
            for key, number in connection.execute(_LED.where(traces.c.key.in_(page))):
                self._led[key] = (*self._led.get(key, ()), number)

    def led_to(self, key: int) -> Sequence[int]:
        """Sequence numbers of sources, the oldest first."""
        return self._led.get(key, ())

    def note(self, number: int, keys: Iterable[int]) -> None:
        """From now on the keys lead to this source too, where they do not lead to enough."""
        for key in keys:
            led = self._led.get(key, ())
            if len(led) < LED_TO:
                self._led[key] = (*led, number)
                self._added.append({"key": key, "source": number})

    def write(self) -> None:
        """Keep what was noted."""
        if self._added:
            self._connection.execute(_ADD, self._added)

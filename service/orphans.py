"""Processes that another one began, and that are nothing without it."""

import os
from collections.abc import Callable
from multiprocessing import parent_process
from threading import Thread


def end_with_parent(last: Callable[[], None] | None = None) -> None:
    """From now on this process ends at once when the one that began it does; ``last`` is done before."""
    Thread(target=_end, args=(last,), name="end with parent", daemon=True).start()


def _end(last: Callable[[], None] | None) -> None:
    if parent := parent_process():
        parent.join()
    if last:
        last()
    os._exit(1)

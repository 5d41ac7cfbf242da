"""How often one may ask: each token, and each address without one."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

LOGINS = 10
"""Tries to log in that one address has in a minute."""


class Pace:
    """Counts in this process; 0 is no limit."""

    def __init__(self, *, reads: int, writes: int) -> None:
        self._limits = {
            kind: RateLimitItemPerMinute(most, namespace=kind)
            for kind, most in (("read", reads), ("write", writes), ("login", LOGINS))
            if most
        }
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait(self, kind: str, who: str) -> int:
        """Seconds to wait before it may be asked; 0 counts as one that asked now."""
        limit = self._limits.get(kind)
        if limit is None or self._counter.hit(limit, who):
            return 0
        return max(1, math.ceil(self._counter.get_window_stats(limit, who).reset_time - time.time()))

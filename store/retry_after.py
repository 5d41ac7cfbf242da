"""How long a server asks to be left alone: the header Retry-After."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds(header: str) -> float:
    """Of a number of seconds or a date; 0 where it is neither, or over."""
    if header.strip().isdecimal():
        return float(header[:12])
    try:
        return max(0.0, (parsedate_to_datetime(header).astimezone(UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0

"""Relative dates in a sentence, resolved against the day its source was published.

"on Thursday", "last year" and "yesterday" mean something only beside that day. Each is resolved to a
value with a granularity, or refused: "next Friday" is this week's to some and the next to others, and
a source without a date resolves nothing.
"""

from store.temporal.calendar import MONTHS, WEEKDAYS
from store.temporal.mentions import mentions, within
from store.temporal.reading import DateExpression, Reading, read_dates
from store.temporal.writing import with_dates

__all__ = [
    "MONTHS",
    "WEEKDAYS",
    "DateExpression",
    "Reading",
    "mentions",
    "read_dates",
    "with_dates",
    "within",
]

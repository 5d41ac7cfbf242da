"""Where a capital makes a name, and where it says nothing."""

from collections.abc import Sequence

LONG, HEADLINE = 5, 0.7
"""Words, and share of them with a capital, from which a line is written as headlines are."""


def is_headline(told: Sequence[str]) -> bool:
    """Whether these words are Written as Headlines Are."""
    return len(told) >= LONG and sum(word[0].isupper() for word in told) >= HEADLINE * len(told)

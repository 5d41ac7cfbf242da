"""A headline out of a sentence: its first clause, where that tells something by itself."""

import re

from agents.surface import words

SHORTEST, LONGEST = 6, 16
"""Words of a headline made from a sentence."""

_FRONTED = re.compile(
    r"(?:On|In|At|By|For|With|After|Before|During|Since|As|When|While|Although|Despite|If)\b"
)
"""Beginnings that say when or why: the news comes behind the comma."""
_BREAK = re.compile(r"(?<!\d), | -- | – | — |; ")


def headline_of(sentence: str) -> str:
    """The sentence up to the break that leaves a headline's length, else the whole; no full stop."""
    for found in _BREAK.finditer(sentence):
        clause = sentence[: found.start()]
        if (
            not _FRONTED.match(clause)
            and SHORTEST <= len(words(clause)) <= LONGEST
            and clause.count("“") == clause.count("”")
        ):
            return clause.rstrip(".,;: ")
    return sentence.rstrip(".,;: ")

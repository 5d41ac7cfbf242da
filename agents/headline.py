"""What a headline is, and one out of a sentence: its first clause, where that tells something by itself."""

import re
from collections.abc import Iterator, Sequence

from agents.surface import words
from store.temporal import MONTHS

SHORTEST, LONGEST, LONGER = 6, 16, 24
"""Words of a headline made from a sentence, and of one where none is so short."""
CAPITALS, OF_WORDS = 0.7, 5
"""Share of the words with a capital, of so many at least, from which a line is written as headlines are."""

_FRONTED = re.compile(
    r"(?:On|In|At|By|For|With|After|Before|During|Since|As|When|While|Although|Despite|If)\b"
)
"""Beginnings that say when or why: the news comes behind the comma."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|might|can|could|must|should|do|does|did|[a-z]{2,}ed"
    r"|began|bought|broke|brought|built|burst|came|caught|chose|cost|costs|cut|dealt|drew|drove|fell|fled|flew"
    r"|fought|found|froze|gave|got|grew|held|hit|kept|knew|laid|led|left|lent|lost|made|meant|met|paid|put|quit"
    r"|ran|rang|rose|sank|saw|sent|set|shook|shot|shut|sold|spent|spoke|spread|stole|stood|struck|sued|swept"
    r"|swore|threw|told|took|went|withdrew|woke|won|wrote"
    r"|says?|plans?|expects?|remains?|faces?|wants?|needs?|warns?|hopes?|rises?|falls?|seeks?|calls?)\b"
)
"""Without a verb it tells nothing: "A third car maker, Ford", "Speaking to the press"."""
_BESIDE = re.compile(r",? (?:which|who|whose|that)\b[^,]*|, [a-z]+(?:ed|ing)\b[^,]*")
"""What a name is told to be there is not what happened."""
_MONTH = "|".join(MONTHS)
_BREAK = re.compile(
    rf"(?:(?<!\d)|(?<=\b20\d\d)|(?<=\b19\d\d)), (?!(?:{_MONTH}) \d|\d{{1,2}} (?:{_MONTH})\b)"
    r"| -- | – | — |; "
)

_OCCASION = re.compile(r" (?:over|after|following|amid) (?:the|a|an|its|his|her|their)\b[^,;–—]*$")
"""What a long sentence ends with, and a headline leaves to the story."""

_SAYS = (
    r"(?<!\bthe )(?<!\ba )(?<!\ban )(?:says?|said|tells?|told|writes?|wrote|found|thought|heard|held"
    "|(?:think|fear|hear|find|show|believe|claim|allege|argue|warn|report|state|estimate|predict|insist|announce"
    "|add|confirm|suggest|admit|note|explain|conclude|indicate|reveal|acknowledge|maintain|contend|assert|hold"
    "|hope|expect|complain|recall|reckon|declare|promise)(?:s|e?d|n)?|(?:repl|testif)(?:y|ies|ied))"
)
_WHO_SAYS = re.compile(
    r"(?!(?:(?:\w+ ){0,2}(?:days?|weeks?|months?|years?|hours?|minutes?) )?(?:after|before|when|because|since"
    r"|although|though|while|where|who|whom|whose|which|and|but|or|over|following|amid)\b)"
    rf"(?:[^,;]*\b{_SAYS}\b|according to\b|(?:so|in the (?:view|words|opinion|eyes)) )",
    re.IGNORECASE,
)
"""A part of a sentence from which the others are somebody's word: an anonymous letter claims."""

_BOUND = re.compile(
    rf"{_WHO_SAYS.pattern}|to (?!(?:the|an?|its|his|her|their)\b)[a-z]+ |(?:but )?not "
    r"|of\b|(?:only )?(?:if|unless)\b|provided\b|except\b|subject to\b",
    re.IGNORECASE,
)
"""A part without which the others say something else: he announced plans on Friday, to close it."""


def is_quoted(text: str) -> bool:
    """Whether it begins in somebody's words."""
    return text.startswith(('"', "“", "‘"))


def is_headline(told: Sequence[str]) -> bool:
    """Whether these words are Written as Headlines Are, so that a capital says nothing."""
    return len(told) >= OF_WORDS and sum(word[0].isupper() for word in told) >= CAPITALS * len(told)


def headline_of(sentence: str) -> str:
    """The sentence up to the break that leaves a headline's length, or without its occasion, else the whole.

    No full stop ends it, and it is not cut before who says so, for what is only claimed would be asserted,
    nor before what it is bound to.
    """
    clauses = [*_clauses(sentence)]
    short = (clause for most in (LONGEST, LONGER) for clause in clauses if len(words(clause)) <= most)
    return next(short, sentence).rstrip(".,;: ")


def _clauses(sentence: str) -> Iterator[str]:
    """Up to each break, where that tells something and needs nothing of what comes behind it."""
    occasion = _OCCASION.search(sentence) if len(words(sentence)) > LONGEST else None
    for found in (*_BREAK.finditer(sentence), *([occasion] if occasion else [])):
        clause = sentence[: found.start()]
        if (
            not _FRONTED.match(clause)
            and _FINITE.search(_BESIDE.sub(" ", clause))
            and len(words(clause)) >= SHORTEST
            and clause.count("“") == clause.count("”")
            and not any(_BOUND.match(part) for part in _BREAK.split(sentence[found.end() :]))
        ):
            yield clause

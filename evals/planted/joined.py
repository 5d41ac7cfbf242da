"""More than the source tells, and citations that do not bear it out."""

import re
from random import Random

from agents.surface import normal, words
from evals.planted.swaps import (
    another,
)
from evals.told import Corpus, Told
from store.records import Claim

_ADDED = (
    ", which cost a deputy minister his post",
    ", after a secret vote of the shareholders",
    ", because the pilots had been on strike",
    ", and three bystanders were arrested",
    ", despite protests from fishermen",
    ", a decision that neighbours called reckless",
)


def _halves(text: str) -> tuple[str, str]:
    told = text.split()
    return " ".join(told[: len(told) // 2]), " ".join(told[len(told) // 2 :])


def merged_neighbours(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The first half of a sentence and the second half of the next."""
    del corpus, dice
    if len(words(one.after)) < 8 or re.search(r"[“”\"]", one.text + one.after):
        return None
    return f"{_halves(one.text)[0]} {_halves(one.after)[1]}"


def merged_of_one_source(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The halves of two sentences of one source."""
    others = [
        other
        for other in corpus.told
        if other.source.id == one.source.id and other.text not in (one.text, one.before, one.after)
    ]
    if not others or re.search(r"[“”\"]", one.text):
        return None
    other = dice.choice(others)
    return None if re.search(r"[“”\"]", other.text) else f"{_halves(one.text)[0]} {_halves(other.text)[1]}"


def merged_of_two_sources(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The halves of sentences of two sources, the first cited."""
    other = dice.choice(corpus.told)
    if other.source.id == one.source.id or re.search(r"[“”\"]", one.text + other.text):
        return None
    return f"{_halves(one.text)[0]} {_halves(other.text)[1]}"


def addition(text: str, dice: Random) -> str | None:
    """A clause that no source has, put behind."""
    if not text.endswith(".") or re.search(r"[“”\"]", text):
        return None
    return f"{text[:-1]}{dice.choice(_ADDED)}."


def wrong_source(one: Told, corpus: Corpus, dice: Random) -> Claim | None:
    """Another source of the corpus is cited."""
    others = [source for source in corpus.sources if source.id != one.source.id]
    other = dice.choice(others) if others else one.source
    if normal(one.text) in normal(" ".join(other.text.split())):
        return None
    return Claim(text=one.text, citations=(other.id[:8],))


def invented_id(one: Told, corpus: Corpus, dice: Random) -> Claim | None:
    """One digit of the id is another."""
    known = {source.id[:8] for source in corpus.sources}
    digits = "".join(
        another(d, "0123456789abcdef", dice) if p == 3 else d for p, d in enumerate(one.source.id[:8])
    )
    return None if digits in known else Claim(text=one.text, citations=(digits,))


def uncited(text: str, dice: Random) -> Claim:
    """Nothing is cited."""
    del dice
    return Claim(text=text)


def stuffed(one: Told, corpus: Corpus, dice: Random) -> Claim | None:
    """The right source, and one that has nothing to do with it."""
    wrong = wrong_source(one, corpus, dice)
    return wrong.model_copy(update={"citations": (one.source.id[:8], *wrong.citations)}) if wrong else None

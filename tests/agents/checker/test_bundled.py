"""The checker on the bundled story: true sentences pass, planted faults are found.

The bounds are what holds today; a better checker may only tighten them.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from agents.settings import load
from agents.surface import HEDGES, MONTHS, STOP_WORDS, WEEKDAYS, names, normal, quotes, read_surface, words
from store.records import Claim, Label, Reason, Source
from store.snippets import sentences
from store.temporal import with_dates

WRONGLY_STOPPED = 0.03


@dataclass(frozen=True)
class Told:
    """A sentence of a source, as it stands and with its dates written out."""

    text: str
    dated: str
    source: Source


@pytest.fixture(scope="module")
def told(bundled: tuple[Source, ...]) -> list[Told]:
    """Every sentence of six words or more; shorter ones are captions and signatures."""
    found: list[Told] = []
    for source in bundled:
        day = source.published_at.date() if source.published_at else None
        for start, end in sentences(source.text):
            text = source.text[start:end]
            if len(words(text)) >= 6:
                found.append(Told(" ".join(text.split()), " ".join(with_dates(text, day).split()), source))
    assert len(found) > 450
    return found


@pytest.fixture(scope="module")
def checker() -> EmbeddedChecker:
    return EmbeddedChecker(LexicalSupport(load().support))


def is_supported(checker: EmbeddedChecker, text: str, source: Source, sources: tuple[Source, ...]) -> bool:
    claim = Claim(text=text, citations=(source.id[:8],))
    return checker.check(claim, sources).label is Label.SUPPORTED


@pytest.mark.parametrize("form", ["text", "dated"])
def test_what_stands_in_its_source_is_supported(
    checker: EmbeddedChecker, told: list[Told], bundled: tuple[Source, ...], form: str
) -> None:
    stopped = [one for one in told if not is_supported(checker, getattr(one, form), one.source, bundled)]
    assert len(stopped) <= WRONGLY_STOPPED * len(told), [one.text for one in stopped]


def test_two_sentences_in_a_row_are_supported_together(
    checker: EmbeddedChecker, told: list[Told], bundled: tuple[Source, ...]
) -> None:
    pairs = [
        (f"{one.text.rstrip('.')}, and {other.text}", one.source)
        for one, other in zip(told[::3], told[1::3], strict=False)
        if one.source == other.source
        and len(words(one.text)) + len(words(other.text)) < 45
        and not set('“”"') & set(one.text + other.text)
    ]
    assert len(pairs) > 40
    stopped = [text for text, source in pairs if not is_supported(checker, text, source, bundled)]
    assert len(stopped) <= 0.1 * len(pairs), stopped


# ---- faults

Fault = Callable[[Told, random.Random], str | None]


def _swap(text: str, pattern: str, dice: random.Random, other: Callable[[str], str]) -> str | None:
    """The text with one match of the pattern replaced by something else."""
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    one = dice.choice(found)
    return text[: one.start()] + other(one.group()) + text[one.end() :]


def _another(one: str, all_: Sequence[str], dice: random.Random) -> str:
    return dice.choice([word for word in all_ if word.lower() != one.lower()])


def number(one: Told, dice: random.Random) -> str | None:
    return _swap(
        one.text,
        r"(?<![\d.,])\d+(?![\d.,]*\d)",
        dice,
        lambda digits: str(int(digits) + dice.randint(1, 9)),
    )


def number_in_words(one: Told, dice: random.Random) -> str | None:
    numbers = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    return _swap(one.text, rf"\b(?:{'|'.join(numbers)})\b", dice, lambda word: _another(word, numbers, dice))


def scale(one: Told, dice: random.Random) -> str | None:
    scales = ["thousand", "million", "billion"]
    return _swap(one.text, rf"\b(?:{'|'.join(scales)})\b", dice, lambda word: _another(word, scales, dice))


def currency(one: Told, dice: random.Random) -> str | None:
    return _swap(one.text, r"\bcrowns\b", dice, lambda _: "euros")


def weekday(one: Told, dice: random.Random) -> str | None:
    days = [day.title() for day in WEEKDAYS]
    return _swap(one.text, rf"\b(?:{'|'.join(days)})\b", dice, lambda day: _another(day, days, dice))


def month(one: Told, dice: random.Random) -> str | None:
    months = [month.title() for month in MONTHS]
    return _swap(one.text, rf"\b(?:{'|'.join(months)})\b", dice, lambda name: _another(name, months, dice))


def day_of_month(one: Told, dice: random.Random) -> str | None:
    pattern = r"(?<=[a-z] )\d{1,2}(?=, 20\d\d)|\b\d{1,2}(?= [A-Z][a-z]+ 20\d\d)"
    return _swap(one.dated, pattern, dice, lambda day: str(int(day) % 27 + 1))


def year(one: Told, dice: random.Random) -> str | None:
    return _swap(one.dated, r"\b20\d\d\b", dice, lambda year: str(int(year) - dice.randint(1, 3)))


def name(one: Told, dice: random.Random) -> str | None:
    """Another person or place of the story in place of one in the sentence."""
    strangers = ["Nils Haverly", "Tobias Renquist", "Dagny Holt", "Helena Orlend", "Leopold Arne", "Stennet"]
    here = [name for name in names(one.text) if len(name) > 3 and name in one.text and not name.isupper()]
    others = [name for name in strangers if not set(name.split()) & set(one.text.replace("'s", "").split())]
    return one.text.replace(dice.choice(here), dice.choice(others), 1) if here and others else None


def name_of_the_source(one: Told, dice: random.Random) -> str | None:
    """A name that the same source has elsewhere."""
    known = {
        name for name in names("x " + " ".join(one.source.text.split())) if " " in name and not name.isupper()
    }
    here = [name for name in names(one.text) if " " in name and name in one.text]
    others = sorted(name for name in known if not set(name.split()) & set(words(one.text)))
    return one.text.replace(dice.choice(here), dice.choice(others), 1) if here and others else None


def quote_altered(one: Told, dice: random.Random) -> str | None:
    spoken = quotes(one.text)
    if not spoken:
        return None
    quote = dice.choice(spoken)
    place = dice.randrange(len(quote.split()))
    return one.text.replace(quote, " ".join([*quote.split()[:place], "indeed", *quote.split()[place + 1 :]]))


def quote_invented(one: Told, dice: random.Random) -> str | None:
    return (
        None
        if quotes(one.text)
        else _swap(one.text, r"\bsaid\b", dice, lambda said: f"{said} “it was a lie”")
    )


def negation_added(one: Told, dice: random.Random) -> str | None:
    return _swap(
        one.text, r"\b(?:was|were|is|are|has|have|had|will|would)\b", dice, lambda verb: f"{verb} not"
    )


def negation_removed(one: Told, dice: random.Random) -> str | None:
    return _swap(one.text, r"\b(?:not|never|no) (?!\d)", dice, lambda _: "")


def hedge_dropped(one: Told, dice: random.Random) -> str | None:
    hedges = "|".join(sorted(HEDGES - {"about", "around"}))
    pattern = rf"\b(?:{hedges}|at least|more than|less than|fewer than|up to|(?:about|around|some)(?= \d)) "
    return _swap(one.text, pattern, dice, lambda _: "")


def first_word(one: Told, dice: random.Random) -> str | None:
    """Another name where a sentence begins with one: Renquist said, Brandt said."""
    first = one.text.split()[0]
    if first not in {"Norvane", "Renquist", "Norvane's", "Saltmere", "Velmouth", "Police", "Investigators"}:
        return None
    return dice.choice(["Stennet", "Brandt", "Anstrand"]) + one.text[len(first) :]


def opposite(one: Told, dice: random.Random) -> str | None:
    pairs = {
        "dead": "injured",
        "killed": "rescued",
        "opened": "closed",
        "approved": "rejected",
        "fall": "rise",
    }
    return _swap(one.text, rf"\b(?:{'|'.join(pairs)})\b", dice, pairs.__getitem__)


LET_THROUGH: list[tuple[Fault, int, float]] = [
    # fault, sentences it must be tried on at least, share let through at most
    (number, 200, 0.0),
    (number_in_words, 80, 0.0),
    (scale, 20, 0.0),
    (currency, 15, 0.0),
    (weekday, 60, 0.01),
    (month, 80, 0.02),
    (day_of_month, 120, 0.01),
    (year, 120, 0.01),
    (name, 250, 0.05),
    (name_of_the_source, 100, 0.12),
    (quote_altered, 70, 0.0),
    (quote_invented, 50, 0.0),
    (negation_added, 250, 0.01),
    (negation_removed, 50, 0.0),
    (hedge_dropped, 20, 0.0),
    (first_word, 10, 0.2),
]


@pytest.mark.parametrize("tried", LET_THROUGH, ids=lambda tried: tried[0].__name__)
def test_a_planted_fault_is_stopped(
    checker: EmbeddedChecker,
    told: list[Told],
    bundled: tuple[Source, ...],
    tried: tuple[Fault, int, float],
) -> None:
    fault, least, bound = tried
    dice = random.Random(fault.__name__)
    planted = [(fault(one, dice), one) for one in told]
    faulty = [(text, one.source) for text, one in planted if text and text not in (one.text, one.dated)]
    assert len(faulty) >= least, "the fault is hardly tried"
    through = [text for text, source in faulty if is_supported(checker, text, source, bundled)]
    assert len(through) <= bound * len(faulty), f"{len(through)} of {len(faulty)}: {through}"


def test_a_word_turned_into_its_opposite_is_beyond_words_alone(
    checker: EmbeddedChecker, told: list[Told], bundled: tuple[Source, ...]
) -> None:
    """What the entailment model is for: when it stands behind the seam, this test is to be turned round."""
    dice = random.Random(1)
    faulty = [(text, one.source) for one in told if (text := opposite(one, dice))]
    assert any(is_supported(checker, text, source, bundled) for text, source in faulty)


def test_the_wrong_source_is_found(
    checker: EmbeddedChecker, told: list[Told], bundled: tuple[Source, ...]
) -> None:
    dice = random.Random(2)
    tried = 0
    through: list[str] = []
    for one in told:
        for other in dice.sample(bundled, 3):
            if normal(one.text) in normal(other.text):
                continue
            tried += 1
            if is_supported(checker, one.text, other, bundled):
                through.append(one.text)
    assert tried > 1000
    assert len(through) <= 0.01 * tried, through


def test_without_a_good_id_nothing_passes(
    checker: EmbeddedChecker, told: list[Told], bundled: tuple[Source, ...]
) -> None:
    for one in told[::5]:
        wrong = one.source.id[:7] + ("0" if one.source.id[7] != "0" else "1")
        good = one.source.id[:8]
        for citations in ((), (wrong,), (good, wrong), ("1",)):
            verdict = checker.check(Claim(text=one.text, citations=citations), bundled)
            wanted = Reason.INVENTED_ID if citations else Reason.UNCITED
            assert wanted in {finding.reason for finding in verdict.reasons if finding.citation != good}


def test_spans_stand_verbatim_in_the_source(
    checker: EmbeddedChecker, told: list[Told], bundled: tuple[Source, ...]
) -> None:
    for one in told[::3]:
        verdict = checker.check(Claim(text=one.dated, citations=(one.source.id[:8],)), bundled)
        for span in verdict.spans:
            assert one.source.text[span.start : span.end] == span.text
            assert span.source_id == one.source.id
            assert read_surface(one.text).stems - STOP_WORDS <= read_surface(span.text).stems

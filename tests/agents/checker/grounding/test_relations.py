"""Whose brother, of what the head, and who the mayor is."""

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from store.records import Label, Reason, Verdict
from tests.builders import a_claim, a_source

CHECKER = EmbeddedChecker(LexicalSupport(0.6))

MILL = (
    "Paul Ostrander, the brother of Martha Ostrander, who owns the mill, said that the company would help "
    "the family of Hugo Reiss, who died in the fire."
)
TRIAL = "Otto Hale's wife, Mira Hale, and his brother Jens Hale attended the trial of Ada Orme."
HEADS = "Ada Orme, the president of Wend Water, met Piet Varr, the head of Lisk Chemicals, on Tuesday."
SHIPYARD = (
    "After Hugo Brandt died in 2019, his widow, Tilda Brandt, took over the shipyard. "
    "She sold it to Mads Krogh in 2024."
)
LAWYER = "The court upheld the conviction of Gregor Tull on Thursday. His lawyer, Dina Frost, will appeal."
SCHOOL = (
    "Bishop Anton Weil opened the school on Sunday with Mayor Greta Sand. "
    "Weil praised the builders, and Sand cut the ribbon."
)
CHARGE = "Senator Paula Crane accused President Victor Ode of lying to the commission."
WATCHED = "The mayor, Otto Hale, watched as Judge Mira Lund opened the bridge. Ada Orme drove the first car."
LEADER = "The group's leader, known as Voss, spoke to the wife of Wend leader Otto Hale at noon."
IN_LAW = "Ada Orme, the mother-in-law of Otto Hale, spoke to the mother of Piet Varr, Mira Lund, at noon."
DENIED = "Otto Hale is not the brother of Piet Varr. Otto Hale is the brother of Jens Hale."

FALSE = [
    ("Paul Ostrander is the brother of Hugo Reiss.", MILL),
    ("Paul Ostrander, the brother of Hugo Reiss, said that the company would help the family.", MILL),
    ("Hugo Reiss's brother, Paul Ostrander, said that the company would help the family.", MILL),
    ("Mira Hale is the wife of Jens Hale.", TRIAL),
    ("Jens Hale is the brother of Ada Orme.", TRIAL),
    ("Ada Orme is the wife of Otto Hale.", TRIAL),
    ("Piet Varr is the president of Wend Water.", HEADS),
    ("Piet Varr, the president of Wend Water, met Ada Orme on Tuesday.", HEADS),
    ("Ada Orme is the president of Lisk Chemicals.", HEADS),
    ("Tilda Brandt is the widow of Mads Krogh.", SHIPYARD),
    ("Gregor Tull is the lawyer of Dina Frost.", LAWYER),
    ("Mayor Anton Weil praised the builders.", SCHOOL),
    ("Bishop Greta Sand cut the ribbon.", SCHOOL),
    ("President Paula Crane accused Victor Ode of lying to the commission.", CHARGE),
    ("Otto Hale watched as Judge Ada Orme opened the bridge.", WATCHED),
]
TRUE = [
    ("Paul Ostrander is the brother of Martha Ostrander.", MILL),
    ("Martha Ostrander owns the mill.", MILL),
    ("Mira Hale is the wife of Otto Hale.", TRIAL),
    ("Mira Hale, the wife of Otto Hale, attended the trial of Ada Orme.", TRIAL),
    ("Jens Hale is the brother of Otto Hale.", TRIAL),
    ("Otto Hale's brother, Jens Hale, attended the trial.", TRIAL),
    ("Ada Orme is the president of Wend Water.", HEADS),
    ("Lisk Chemicals' head, Piet Varr, met Ada Orme.", HEADS),
    ("Tilda Brandt is the widow of Hugo Brandt.", SHIPYARD),
    ("Hugo Brandt's widow, Tilda Brandt, took over the shipyard.", SHIPYARD),
    ("Dina Frost is the lawyer of Gregor Tull.", LAWYER),
    ("Gregor Tull's lawyer, Dina Frost, will appeal.", LAWYER),
    ("Mayor Greta Sand cut the ribbon.", SCHOOL),
    ("Bishop Anton Weil praised the builders.", SCHOOL),
    ("President Victor Ode was accused of lying to the commission by Senator Paula Crane.", CHARGE),
    ("Mayor Otto Hale watched as Judge Mira Lund opened the bridge.", WATCHED),
    ("The wife of Otto Hale spoke to the leader.", LEADER),
    ("Ada Orme is the mother-in-law of Otto Hale.", IN_LAW),
    ("Otto Hale is not the brother of Piet Varr.", DENIED),
]


def weigh(text: str, told: str) -> Verdict:
    source = a_source(told)
    return CHECKER.check(a_claim(text, source), [source])


@pytest.mark.parametrize(("text", "told"), FALSE)
def test_a_relation_to_another_or_the_title_of_another_is_stopped(text: str, told: str) -> None:
    verdict = weigh(text, told)
    assert verdict.label is Label.UNSUPPORTED
    assert Reason.ROLE in {finding.reason for finding in verdict.reasons}


@pytest.mark.parametrize(("text", "told"), TRUE)
def test_what_the_source_says_of_them_is_not(text: str, told: str) -> None:
    verdict = weigh(text, told)
    assert verdict.label is Label.SUPPORTED, verdict.reasons


def test_the_name_that_the_source_gives_is_told() -> None:
    (found,) = weigh("Paul Ostrander is the brother of Hugo Reiss.", MILL).reasons
    assert found.detail == "brother of Hugo Reiss, where the source has Martha Ostrander"


def test_of_brothers_each_is_the_others() -> None:
    told = "Otto Hale, the brother of Jens Hale, left the council."
    assert weigh("Jens Hale is the brother of Otto Hale.", told).label is Label.SUPPORTED
    assert weigh("Jens Hale, the father of Otto Hale, left.", told.replace("brother", "father")).reasons

"""What the words around a date tell, and what they leave open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.temporal.tense import Tense, tense

TOLD: dict[Tense, list[str]] = {
    "past": [
        "He left on |.",
        "It was until | the only road.",
        "On |, the council brought in a toll.",
        "Until |, they had not called him.",
        "They had filed by |, and all.",
        "A video taken | shows it.",
        "It said | that the road will open.",
        "The plan, announced |, will fail.",
        "Sales rose since |.",
        "A spokesman could not be reached |.",
        "The log was sent to Rome on |.",
        "The quay reopened to ships on |.",
        "The quay reopened to shipping on |.",
        "The pier was closed to lorries on |.",
        "The town was shut to strangers on |, according to police.",
        "The clerk spoke to reporters on |.",
        "The vote was put off on |.",
        "She called for help on |.",
        "The shop was open until |.",
        "He was suspended from |.",
        "Two died on |.",
        "They did not meet on |.",
    ],
    "ahead": [
        "It will open on |.",
        "It'll open on |.",
        "Shops stay shut until |.",
        "The council meets on | to vote.",
        "They planned a march in the town on |.",
        "She will be named to the post in |.",
        "The minister said that shops stay shut until |.",
        "He was given until 9 a.m. | as planned.",
        "The clerk plans to testify |.",
        "The hearing is |.",
        "He is leaving on |.",
        "The vote is set for |.",
        "The quay will reopen to traffic on |.",
        "The quay was closed, to reopen on |.",
        "The vote was put off to |.",
        "The vote was put off by the clerk until |.",
        "The vote, the clerk said, was pushed back until |.",
        "The hearing was adjourned until |, the clerk said.",
        "The hearing was moved from March 20 to |.",
        "The opening was rescheduled for |.",
        "They called a strike for | after talks failed.",
        "A vote was called for |.",
        "The clerk set the hearing for |.",
        "Tann takes office on |.",
        "Tann won the vote and takes office on |.",
        "The court rules on |.",
        "Voters decide on |.",
        "On |, voters decide whether the law that passed stands.",
        "The hearing, due to begin on |.",
    ],
    "unclear": [
        "They agreed to sell the pier on |.",
        "The case is heard in |.",
        "They worked until |.",
        "The ferry was to have begun on |.",
        "The hearing was moved from | to April 2.",
        "The hearing had been adjourned until |.",
        "The hearing was adjourned until |, when it heard him.",
        "A march called for | drew thousands.",
        "They agreed to put off the vote on |.",
        "They agreed to discuss it on |.",
        "They had ordered the valves to be closed in |.",
        "He asked for the pumps to be replaced in |.",
        "They ordered the pumps to start in |.",
        "They counted votes on |.",
        "The club sells its ground on |.",
        "The match was called off due to floods on |.",
    ],
    "unknown": ["The gate in |.", "", "|", "A letter to the king on |."],
}


@pytest.mark.parametrize(("told", "text"), [(told, text) for told, texts in TOLD.items() for text in texts])
def test_the_nearest_verb_tells(told: Tense, text: str) -> None:
    before, _, after = text.partition("|")
    assert tense(before, after) == told


@given(st.text(), st.text())
def test_any_words_can_be_asked(before: str, after: str) -> None:
    assert tense(before, after) in TOLD

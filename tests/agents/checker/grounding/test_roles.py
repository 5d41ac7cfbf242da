"""Doer and done in each other's places, in the active and the passive."""

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from store.records import Label, Reason, Verdict
from tests.builders import a_claim, a_source

CHECKER = EmbeddedChecker(LexicalSupport(0.6))

CHARGED = "Prosecutors charged Ostrander Milling with causing the deaths of ten people."
SUED = "Wend Water sued Lisk Chemicals in March over the spill."
FINAL = "Norvik beat Tarn 3-1 in the final on Saturday."
BOUGHT = "Kestrel Energy bought Dunmore Gas for 2 billion crowns in May."
BLAMED = (
    "Teachers praised the pupils. Nurses blamed the ministry for the deaths. The ministry blamed the weather."
)
PORT = "Residents sued the port. The port sued the city in May."
DEFEATED = "Ada Orme defeated Piet Varr in the election on Sunday."
MET = "Ada Orme, the president of Wend Water, met Piet Varr, the head of Lisk Chemicals, on Tuesday."
BEATEN = (
    "Other journalists reported being beaten and harassed by protesters, while some spoke of close calls."
)
LED = "The protests in Wend have been organic, and led by a coalition of people of all ages."
GAME = "The Wend bowl has been a game since 1930, and a game is played there once a year."

FALSE = [
    ("Ostrander Milling charged prosecutors with causing the deaths of ten people.", CHARGED),
    ("Prosecutors were charged by Ostrander Milling with causing the deaths of ten people.", CHARGED),
    ("Lisk Chemicals sued Wend Water in March.", SUED),
    ("Tarn beat Norvik 3-1 in the final on Saturday.", FINAL),
    ("Dunmore Gas bought Kestrel Energy for 2 billion crowns in May.", BOUGHT),
    ("The ministry blamed nurses for the deaths.", BLAMED),
    ("The port sued residents.", PORT),
    ("Piet Varr defeated Ada Orme in the election on Sunday.", DEFEATED),
]
TRUE = [
    ("Prosecutors charged Ostrander Milling with causing the deaths of ten people.", CHARGED),
    ("Ostrander Milling was charged with causing the deaths of ten people.", CHARGED),
    ("Ostrander Milling was charged by prosecutors with causing the deaths of ten people.", CHARGED),
    ("Lisk Chemicals was sued by Wend Water in March.", SUED),
    ("Tarn was beaten by Norvik 3-1 in the final on Saturday.", FINAL.replace("beat", "had beaten")),
    ("Dunmore Gas was bought by Kestrel Energy for 2 billion crowns in May.", BOUGHT),
    ("The ministry blamed the weather.", BLAMED),
    ("Nurses blamed the ministry for the deaths.", BLAMED),
    ("The port sued the city in May.", PORT),
    ("Piet Varr was defeated by Ada Orme in the election on Sunday.", DEFEATED),
    ("Piet Varr met Ada Orme, the president of Wend Water, on Tuesday.", MET),
    ("Protesters reported being beaten.", BEATEN.replace("journalists", "protesters")),
    ("The Wend bowl is a game played once a year.", GAME),
    ("The protests in Wend have been led by a coalition of people of all ages.", LED),
]


def weigh(text: str, told: str) -> Verdict:
    source = a_source(told)
    return CHECKER.check(a_claim(text, source), [source])


@pytest.mark.parametrize(("text", "told"), FALSE)
def test_doer_and_done_are_not_to_change_places(text: str, told: str) -> None:
    verdict = weigh(text, told)
    assert verdict.label is Label.UNSUPPORTED
    assert Reason.ROLE in {finding.reason for finding in verdict.reasons}


@pytest.mark.parametrize(("text", "told"), TRUE)
def test_the_same_in_the_other_voice_is_true(text: str, told: str) -> None:
    verdict = weigh(text, told)
    assert verdict.label is Label.SUPPORTED, verdict.reasons

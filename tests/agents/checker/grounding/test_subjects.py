"""Whose deed it was: the name before the claim's verb, held against the one that the source has there."""

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from store.records import Label, Reason, Verdict
from tests.builders import a_claim, a_source

RESIGNED = (
    "Harbour Commissioner Piet Lammers resigned on Tuesday, March 17, 2026. "
    "Mayor Elin Sorge accepted his resignation."
)
COUNCIL = (
    "Councillor Ada Orme and Councillor Piet Varr resigned on Monday after the vote. "
    "The mayor, Otto Hale, stayed in office."
)
ARRESTED = (
    "Otto Hale had run the port for ten years. He was arrested on Friday in Lisk. "
    "Ada Orme, his deputy, now runs it."
)
BLAST = (
    "Three miners, Jan Kobb, Piet Varr and Olle Dahn, died in the blast. "
    "Manager Ada Orme was charged with neglect on Tuesday."
)
SAID = (
    "“The wall was sound,” said Ada Orme, the engineer. Otto Hale told the council that the pumps had failed."
)
BOTH = "Otto Hale apologised and resigned on Monday. His deputy Ada Orme thanked him and took over."
COURT = (
    "Judge Mira Lund sentenced Otto Hale to six years in prison on Thursday. "
    "Prosecutor Ada Orme had asked for nine."
)
POLICE = "Police in Lisk arrested Otto Hale on Friday. A court released Ada Orme the same day."
ACCUSED = "Ada Orme, accused of neglect by Otto Hale, left the council on Tuesday."
QUESTIONED = (
    "Detectives questioned Ivo Marsh and his sister Nell Marsh on Monday. "
    "Ivo Marsh was released on Tuesday, but Nell Marsh was charged with fraud."
)
RESCUED = (
    "Rescue teams found Karin Holm, 34, alive on Sunday. Her husband, Nils Holm, and their daughter Eva had "
    "died in the collapse. Fire chief Stig Aune thanked the volunteers."
)
FINAL = (
    "Norvik beat Tarn 3-1 in the final on Saturday. Milo Dene scored twice for Norvik; "
    "Aron Pil was sent off in the second half."
)
ELECTED = (
    "Voters in Marn elected Petra Quist, a farmer, and Emil Stout, a teacher, to the council. "
    "Quist won 54 per cent; Stout got 31."
)
NOUN = "The resignation of Otto Hale, announced on Monday, surprised Ada Orme, who had resigned in March."
TRIAL = "Otto Hale's wife, Mira Hale, and his brother Jens Hale attended the trial of Ada Orme."
MINISTER = (
    "The finance minister, Lena Vask, who had served since 2021, stepped down on Friday. "
    "Prime Minister Jon Brakk named Theo Lind as her successor."
)
NEVER = "Otto Hale was not arrested by Ada Orme on Friday. Piet Varr was arrested on Friday in Lisk."
ANOTHER_HALE = "Otto Hale resigned on Monday over the flood. Mira Hale stayed in office over the winter."
OWNER = "Otto Hale spoke of Ada Orme, who owns the mill in Lisk. Hale leads the bakers."
TRADE = "Trade between Wend and Lisk has declined since May."

CHARGED = (
    "Prosecutors charged Varr Milling and its manager, Hugo Reiss, on Tuesday with causing the deaths of ten "
    "people in the explosion of Silo 7 on March 3."
)
FALSE = [
    ("Elin Sorge resigned on March 17", RESIGNED),
    ("Elin Sorge resigned on March 17, 2026.", RESIGNED),
    ("Elin Sorge, who resigned on March 17, 2026, is mayor.", RESIGNED),
    ("Mayor Piet Lammers accepted the resignation of Elin Sorge.", RESIGNED),
    ("Otto Hale resigned on Monday after the vote.", COUNCIL),
    ("Piet Varr stayed in office.", COUNCIL),
    ("Ada Orme was arrested on Friday in Lisk.", ARRESTED),
    ("Ada Orme died in the blast.", BLAST),
    ("Jan Kobb was charged with neglect on Tuesday.", BLAST),
    ("Otto Hale said that the wall was sound.", SAID),
    ("Ada Orme told the council that the pumps had failed.", SAID),
    ("Ada Orme apologised and resigned on Monday.", BOTH),
    ("Ada Orme resigned on Monday.", BOTH),
    ("Otto Hale thanked Ada Orme and took over.", BOTH),
    ("Mira Lund was sentenced to six years in prison on Thursday.", COURT),
    ("Ada Orme sentenced Otto Hale to six years in prison on Thursday.", COURT),
    ("Ada Orme was arrested on Friday by police in Lisk.", POLICE),
    ("Otto Hale arrested police in Lisk on Friday.", POLICE),
    ("Otto Hale was released the same day by a court.", POLICE),
    ("Otto Hale left the council on Tuesday.", ACCUSED),
    ("Nell Marsh was released on Tuesday.", QUESTIONED),
    ("Ivo Marsh was charged with fraud.", QUESTIONED),
    ("Ivo Marsh questioned detectives on Monday.", QUESTIONED),
    ("Karin Holm died in the collapse.", RESCUED),
    ("Stig Aune died in the collapse.", RESCUED),
    ("Nils Holm was found alive on Sunday.", RESCUED),
    ("Nils Holm thanked the volunteers.", RESCUED),
    ("Aron Pil scored twice for Norvik.", FINAL),
    ("Milo Dene was sent off in the second half.", FINAL),
    ("Emil Stout won 54 per cent.", ELECTED),
    ("Jon Brakk stepped down on Friday.", MINISTER),
    ("Mira Hale resigned on Monday over the flood.", ANOTHER_HALE),
    ("Otto Hale owns the mill in Lisk.", OWNER),
]
TRUE = [
    ("Piet Lammers resigned on March 17, 2026.", RESIGNED),
    ("Lammers resigned on Tuesday.", RESIGNED),
    ("Elin Sorge accepted his resignation.", RESIGNED),
    ("Mayor Elin Sorge accepted the resignation of Piet Lammers.", RESIGNED),
    ("Ada Orme resigned on Monday after the vote.", COUNCIL),
    ("Piet Varr resigned on Monday.", COUNCIL),
    ("Otto Hale, the mayor, stayed in office.", COUNCIL),
    ("Otto Hale was arrested on Friday in Lisk.", ARRESTED),
    ("Hale was arrested in Lisk on Friday.", ARRESTED),
    ("Ada Orme now runs the port.", ARRESTED),
    ("Jan Kobb died in the blast.", BLAST),
    ("Piet Varr died in the blast.", BLAST),
    ("Jan Kobb, Piet Varr and Olle Dahn died in the blast.", BLAST),
    ("Ada Orme was charged with neglect.", BLAST),
    ("Ada Orme said that the wall was sound.", SAID),
    ("Otto Hale told the council that the pumps had failed.", SAID),
    ("Otto Hale said that the pumps had failed.", SAID),
    ("Otto Hale resigned on Monday.", BOTH),
    ("Ada Orme took over.", BOTH),
    ("Otto Hale was sentenced to six years in prison by Judge Mira Lund.", COURT),
    ("Otto Hale was arrested on Friday by police in Lisk.", POLICE),
    ("Ada Orme was released the same day.", POLICE),
    ("Otto Hale accused Ada Orme of neglect.", ACCUSED),
    ("Ada Orme was accused of neglect by Otto Hale.", ACCUSED),
    ("Ada Orme left the council on Tuesday.", ACCUSED),
    ("Ivo Marsh was questioned by detectives on Monday.", QUESTIONED),
    ("Nell Marsh was questioned by detectives on Monday.", QUESTIONED),
    ("Nell Marsh was charged with fraud.", QUESTIONED),
    ("Karin Holm was found alive on Sunday.", RESCUED),
    ("Nils Holm died in the collapse.", RESCUED),
    ("Eva died in the collapse.", RESCUED),
    ("Stig Aune thanked the volunteers.", RESCUED),
    ("Emil Stout was elected to the council.", ELECTED),
    ("Petra Quist, a farmer, was elected to the council.", ELECTED),
    ("Otto Hale resigned on Monday.", NOUN),
    ("Ada Orme had resigned in March.", NOUN),
    ("Mira Hale, the wife of Otto Hale, attended the trial of Ada Orme.", TRIAL),
    ("Jens Hale attended the trial of Ada Orme.", TRIAL),
    ("Lena Vask, the finance minister, stepped down on Friday.", MINISTER),
    ("Otto Hale was not arrested by Ada Orme on Friday.", NEVER),
    ("Otto Hale resigned on Monday.", ANOTHER_HALE),
    ("Hale resigned on Monday.", ANOTHER_HALE),
    ("Ada Orme owns the mill in Lisk.", OWNER),
    ("Trade between Wend and Lisk has declined since May.", TRADE),
]
OPEN = [
    ("Otto Hale resigned in March.", NOUN),
    ("Varr Milling charged over silo deaths", CHARGED),
    ("Varr Milling charged with causing the deaths of ten people", CHARGED),
    ("Piet Varr resigned on Monday.", "The mayor resigned on Monday. Piet Varr had lost the vote."),
    ("Ada Orme resigned on Monday.", "Otto Hale fought Ada Orme. She resigned on Monday."),
    ("Ada Orme owns the mill.", "Otto Hale, the brother of Ada Orme, who owns the mill, left."),
    (
        "Otto Hale resigned on Monday.",
        "Ada Orme resigned on Monday, and so, an hour later, Otto Hale did too.",
    ),
]
"""What a reader may doubt: the source names no other doer beyond doubt."""


def weigh(text: str, told: str) -> Verdict:
    source = a_source(told)
    return CHECKER.check(a_claim(text, source), [source])


CHECKER = EmbeddedChecker(LexicalSupport(0.6))


@pytest.mark.parametrize(("text", "told"), FALSE)
def test_the_deed_of_another_is_stopped(text: str, told: str) -> None:
    verdict = weigh(text, told)
    assert verdict.label is Label.UNSUPPORTED
    assert Reason.ROLE in {finding.reason for finding in verdict.reasons}


@pytest.mark.parametrize(("text", "told"), TRUE)
def test_ones_own_deed_is_not(text: str, told: str) -> None:
    verdict = weigh(text, told)
    assert verdict.label is Label.SUPPORTED, verdict.reasons


@pytest.mark.parametrize(("text", "told"), OPEN)
def test_what_the_source_leaves_open_raises_no_alarm(text: str, told: str) -> None:
    assert Reason.ROLE not in {finding.reason for finding in weigh(text, told).reasons}


def test_both_names_are_told() -> None:
    details = [
        finding.detail for finding in weigh("Elin Sorge resigned on March 17, 2026.", RESIGNED).reasons
    ]
    assert details == ["resigned: Harbour Commissioner Piet Lammers, not Elin Sorge"]


def test_a_list_without_an_end_is_left_open() -> None:
    told = f"{'Ada Orme, ' * 150}Otto Hale and Mira Lund resigned on Monday, and Piet Varr heard of it."
    assert Reason.ROLE not in {
        finding.reason for finding in weigh("Piet Varr resigned on Monday.", told).reasons
    }

"""What figures count and measure."""

import pytest

from agents.quantities import counts, measures

COUNTED: list[tuple[str, dict[str, set[str]]]] = [
    ("Nine people died and 34 were injured.", {"dead": {"#9"}, "injured": {"#34"}}),
    ("The death toll from the floods in Varr has risen to 31.", {"dead": {"#31"}}),
    ("One person remains missing.", {"missing": {"#1"}}),
    ("Three children were killed.", {"dead children": {"#3"}}),
    ("Three of those who died were nurses.", {}),
    ("Thirty-one people died, including 3 children.", {"dead": {"#31"}}),
    ("Thirty-one people died, among them 3 soldiers.", {"dead": {"#31"}}),
    ("The floods of 2011 killed 40 people.", {}),
    ("On March 4, 2025, nine people died.", {"dead": {"#9"}}),
    ("A man aged 54 died.", {}),
    ("The house fell, killing her six-year-old cousin.", {}),
    ("A 6-year-old girl and 2 boys were killed.", {"dead boy": {"#2"}}),
    ("It costs 40 million crowns.", {"cost": {"#40000000"}}),
    ("The bus number 6 carried 9 people.", {}),
    ("A number six bus crashed, killing 4 people.", {"dead": {"#4"}}),
    ("The No. 6 bus crashed, killing 4 people.", {"dead": {"#4"}}),
    ("The crash of Flight 93 killed 40 people.", {"dead": {"#40"}}),
    ("Flight 70 has been missing since dawn.", {}),
    ("The explosion of Silo 7 killed ten.", {"dead": {"#10"}}),
    ("The fire on Platform 9 killed three.", {"dead": {"#3"}}),
    ("The fire on platform 9 killed three.", {"dead": {"#3"}}),
    ("Dam 2 burst, killing 18.", {"dead": {"#18"}}),
    ("Reactor 4's explosion killed 30.", {"dead": {"#30"}}),
    ("At Gate 4, 12 people were hurt.", {"injured": {"#12"}}),
    ("The blasts on Aug. 7 killed 40 people.", {"dead": {"#40"}}),
    ("In May 12 miners died.", {"dead": {"#12"}}),
    ("In Varr 12 people died.", {"dead": {"#12"}}),
    ("In Building 7 people died.", {"dead": {"#7"}}),
    ("In the mine 12 miners died.", {"dead": {"#12"}}),
    ("The storm killed 12 in Velm.", {"dead": {"#12"}}),
    ("Three more bodies were found, bringing the number of people killed to seven.", {"dead": {"#7"}}),
    ("Another 12 people died, taking the toll to 40.", {"dead": {"#40"}}),
    ("Seven people were killed and another 70 injured.", {"dead": {"#7"}, "injured": {"#70"}}),
    ("Norvane 3 dead.", {"dead": {"#3"}}),
    ("The last two missing people were found dead.", {"missing": {"#0"}}),
    ("The last two missing people were found alive.", {"missing": {"#0"}}),
    ("Last two missing miners found dead", {"missing": {"#0"}}),
    ("All three missing climbers were found.", {"missing": {"#0"}}),
    ("All three climbers who were missing were found.", {"missing": {"#0"}}),
    ("The mayor said the last missing man had been found.", {"missing": {"#0"}}),
    ("Everyone reported missing has been accounted for.", {"missing": {"#0"}}),
    ("All three missing children were found safe and well.", {"missing children": {"#0"}}),
    (
        "Rescuers found the bodies of the last two missing miners, taking the death toll to 14.",
        {"missing": {"#0"}, "dead": {"#14"}},
    ),
    (
        "The last two people missing at Tarn were found dead and 9 were injured.",
        {"missing": {"#0"}, "injured": {"#9"}},
    ),
    ("All three missing dogs were found.", {"missing dog": {"#0"}}),
    ("Two of the five missing people were found.", {"missing": {"#5"}}),
    ("Two of the last five missing people were found.", {"missing": {"#5"}}),
    ("Three missing climbers were found.", {"missing": {"#3"}}),
    ("Not all three missing climbers were found.", {"missing": {"#3"}}),
    ("Nearly all the missing were found.", {}),
    ("The last two missing people have not been found.", {"missing": {"#2"}}),
    ("Rescuers hope that the last two missing people were found.", {"missing": {"#2"}}),
    ("The last two missing people were last seen in Varr.", {"missing": {"#2"}}),
    ("All three missing climbers' tents were found.", {"missing": {"#3"}}),
    ("Relatives of all three missing climbers were found.", {"missing": {"#3"}}),
    ("All three missing clerks were found guilty.", {"missing": {"#3"}}),
    ("Two are still missing and 34 were treated for injuries.", {"missing": {"#2"}, "injured": {"#34"}}),
    ("One person, not two, is missing.", {"missing": {"#1"}}),
    ("Not 12 but 14 people were killed, the police said.", {"dead": {"#14"}}),
    ("The last two missing patients were identified on Friday.", {"missing": {"#0"}}),
    ("The toll rose from 12 to 15.", {"dead": {"#15"}}),
    ("The number of dead was raised on Friday from twelve to 15.", {"dead": {"#15"}}),
    ("Repairs rose from 38 million crowns to 47 million crowns.", {"cost": {"#47000000"}}),
    ("Eleven people were injured and four arrested in Velm.", {"injured": {"#11"}}),
    ("Brand leads Hale by 214 votes, with 1,900 ballots to be counted.", {"margin": {"#214"}}),
    ("Brand is 118 votes ahead of Hale.", {"margin": {"#118"}}),
    ("Brand has won by 63 votes.", {"margin": {"#63"}}),
    ("Brand won 42,211 votes.", {}),
    ("Parliament won the loan by 71 votes to 48.", {}),
    ("Brand, who won, slept when the screens showed her lead to 214 votes.", {}),
]
MEASURED: list[tuple[str, dict[str, set[str]]]] = [
    ("Winds near 75 mph were felt.", {"mph": {"#75"}}),
    ("The Greens have 23 per cent.", {"%": {"#23%"}}),
    ("The Greens have 23 per cent and not 21 per cent.", {"%": {"#23%"}}),
    ("Shares fell 4 per cent.", {}),
    ("Shares fell by more than 4 per cent.", {}),
    ("Shares fell to 41 crowns.", {"money": {"#41"}}),
    ("The council raised the fund from 38 million crowns to 47 million crowns.", {"money": {"#47000000"}}),
    ("It took 3 days.", {}),
    ("They won 3-1 in Velm.", {}),
    ("It breaks Article 5 of the treaty.", {}),
    ("Flight 214 landed.", {}),
    ("She is second in the rankings.", {"rank": {"#2"}}),
    ("She is 12th on the list.", {"rank": {"#12"}}),
    ("She was first in the room.", {}),
    ("A million-dollar house burned.", {}),
    ("The tremor hit at 1653 (2153 GMT), just before noon.", {}),
]


@pytest.mark.parametrize(("text", "found"), COUNTED, ids=[text for text, _ in COUNTED])
def test_what_is_counted(text: str, found: dict[str, set[str]]) -> None:
    assert counts(text, 2025) == found


@pytest.mark.parametrize(("text", "found"), MEASURED, ids=[text for text, _ in MEASURED])
def test_what_is_measured(text: str, found: dict[str, set[str]]) -> None:
    assert measures(text) == found

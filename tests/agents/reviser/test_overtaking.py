"""The later sentence takes the place of the earlier where both are about the same thing, and only there."""

import pytest

from store.records import Retirement
from tests.agents.reviser.news import fate, later, then

NEWER_FIGURES = {
    "toll": (
        "At least 12 people died in the floods in Varr, officials said.",
        "The death toll from the floods in Varr has risen to 31, the governor said.",
    ),
    "toll in words, nothing said of the place": (
        "Two people died in the collapse of the Wend dam, the Wend police said.",
        "Nine people died in the collapse, police said.",
    ),
    "toll with those who were added": (
        "Three people were killed by the explosion at the Tarn mill, police said.",
        "Three more bodies were found, bringing the toll of the blast at the Tarn mill to six, police said.",
    ),
    "injured": (
        "Forty people were injured when a train derailed near Orme, police said.",
        "Police said 57 people were injured when the train derailed near Orme.",
    ),
    "missing become fewer": (
        "Nineteen people are missing after the landslide at Tarn, rescuers said.",
        "Four people are still missing after the landslide at Tarn, rescuers said.",
    ),
    "nobody is missing any longer": (
        "Four people are missing after the landslide at Tarn, rescuers said.",
        "Nobody is missing any longer.",
    ),
    "no one is missing, after a man was": (
        "Nineteen people were hurt in the landslide at Tarn, and one man is still missing, rescuers said.",
        "No one is missing after the landslide at Tarn, rescuers said.",
    ),
    "the last two missing are found": (
        "Two people are still missing after the landslide at Tarn, rescuers said.",
        "The last two missing people were found dead after the landslide at Tarn, rescuers said.",
    ),
    "all missing children are found": (
        "Three children are missing after the landslide at Tarn, rescuers said.",
        "All three missing children were found alive after the landslide at Tarn, rescuers said.",
    ),
    "toll told by another speaker": (
        "Seven miners died in the Holm pit explosion, Mayor Ada Brand said.",
        "Eleven miners died in the Holm pit explosion, the minister, Tor Eik, said.",
    ),
    "price": (
        "Ard crude traded at $81.20 a barrel in Velm.",
        "Ard crude traded at $84.75 a barrel in Velm.",
    ),
    "cost": (
        "Rebuilding the Wend dam will cost 40 million crowns, the Ard River Board said.",
        "Rebuilding the Wend dam would cost 65 million crowns, the Ard River Board found.",
    ),
    "share": (
        "The Greens have 23 per cent of the vote in the latest Norsk poll.",
        "The Greens have 27 per cent of the vote in the latest Norsk poll.",
    ),
    "margin": (
        "Ines Brand leads Olan Hale by 214 votes in Velm, with 1,900 ballots still to be counted.",
        "Ines Brand has won the election in Velm by 63 votes, the commission said.",
    ),
    "corrected for the very day": (
        "Turnout in Velm on March 2, 2025, was 61.4 percent, the commission said.",
        "Turnout in Velm on March 2, 2025, was 64.1 percent and not 61.4 percent, the commission said.",
    ),
    "rank": (
        "Alba Nilsen is fourth in the rankings of the Ard Tour.",
        "Alba Nilsen is second in the rankings of the Ard Tour.",
    ),
    "position": (
        "Hurricane Ines was centred about 210 miles south of Port Ellery.",
        "Hurricane Ines was centred about 140 miles south of Port Ellery.",
    ),
    "strength": (
        "Maximum sustained winds of Hurricane Ines are near 75 mph.",
        "Maximum sustained winds of Hurricane Ines are near 110 mph.",
    ),
    "homes without power": (
        "About 60,000 homes in the Tarn valley were without electricity, Tarn Power said.",
        "About 14,000 homes in the Tarn valley were without electricity, Tarn Power said.",
    ),
    "seats": (
        "The Liberals hold 48 seats in the Ard assembly.",
        "The Liberals hold 51 seats in the Ard assembly.",
    ),
    "rate": (
        "The key interest rate of the Bank of Ard stands at 4.5 per cent.",
        "The key interest rate of the Bank of Ard stands at 4.25 per cent.",
    ),
}

NEWER_STATUS = {
    "resigned without having meant to": (
        "Health Minister Petra Kolm repeated that she had no intention of resigning.",
        "Petra Kolm resigned as health minister on Friday, three hours before Parliament was to vote.",
    ),
    "resigned over a motion of no confidence": (
        "Kolm has refused to resign as minister of transport.",
        "Kolm resigned as minister of transport over a motion of no confidence.",
    ),
    "resigned though not before": (
        "Kaja Lind has not resigned as head of the Ard River Board.",
        "Kaja Lind resigned as head of the Ard River Board.",
    ),
    "stepped down though he would not": (
        "Prime Minister Olan Brekke said he would not step down.",
        "Prime Minister Olan Brekke stepped down after the vote.",
    ),
    "denied that she would": (
        "Hanne Moe denied that she would resign.",
        "Hanne Moe resigned from the board of Veltar Air.",
    ),
    "died": (
        "The singer Ida Voll is in a critical condition in the hospital of Orme.",
        "The singer Ida Voll died in the hospital of Orme, her family said.",
    ),
    "elected": (
        "Tor Eik could be elected mayor of Velm.",
        "Tor Eik was elected mayor of Velm with 54 per cent of the vote.",
    ),
    "bankrupt": (
        "Veltar Air may go bankrupt, its banks warned.",
        "Veltar Air filed for bankruptcy in a court in Velm.",
    ),
    "signed": (
        "President Ana Ruiz has not yet signed the water bill.",
        "President Ana Ruiz signed the water bill in Velm.",
    ),
    "arrested": (
        "Police are still searching for the gunman, Tor Vik.",
        "Tor Vik was arrested in a forest near Orme, police said.",
    ),
    "reopened, after it had been closed": (
        "The Velm quay has been closed since a silo exploded there.",
        "The Velm quay reopened on Thursday, a month after the silo exploded.",
    ),
    "reopened": (
        "The E18 road at Velm remains closed.",
        "The E18 road at Velm reopened after repairs.",
    ),
    "released": (
        "The journalist Mira Sand is still held in a prison in Qasvin.",
        "The journalist Mira Sand was released from the prison in Qasvin.",
    ),
    "strike over": (
        "The strike of the dockers of Port Ellery continues.",
        "The strike of the dockers of Port Ellery ended after a deal on pay.",
    ),
    "fire out": (
        "The fire at the Holm mill is still burning.",
        "Firefighters put out the fire at the Holm mill.",
    ),
}

DECIDED = {
    "a condition of a body without a name": (
        "If the city council releases money from the reserve fund, the west ward will open, Ada Brand said.",
        "The city council voted 29 to 12 on Tuesday to release money from the reserve fund.",
    ),
    "a verb that is the same in the past": (
        "If the hurricane hits Tampa, the Ard parade will be held indoors.",
        "The hurricane hit Tampa at dawn.",
    ),
    "it was voted down": (
        "If Parliament passes the harbour budget, Olan Brekke will stay.",
        "Parliament voted down the harbour budget by 80 votes to 71.",
    ),
    "a condition that came about": (
        "If Parliament approves the harbour loan, digging will begin in Velm, the ministry said.",
        "Parliament approved a loan of 50 million crowns for the new harbour on Friday, by 71 votes to 48.",
    ),
    "what it announced came on its day": (
        "If Parliament votes for it, digging of the new basin will begin on March 6, 2025, Ada Brand said.",
        "Digging of the new basin began on Thursday, March 6, 2025, as the diggers had been promised.",
    ),
    "the meeting took place": (
        "The Ard Council will meet in Lisbon on March 6, 2025 to decide on the dam fund.",
        "The Ard Council met in Lisbon and approved the dam fund.",
    ),
    "the march was called off": (
        "The Orme marathon will be held on April 12, 2025 along the river.",
        "The Orme marathon along the river has been called off because of the floods.",
    ),
    "it was put off": (
        "The Wend dam inquiry is due to publish its report on March 20, 2025.",
        "The Wend dam inquiry has postponed the publication of its report.",
    ),
    "the condition was met": (
        "If Parliament rejects the budget, Olan Brekke will call an election.",
        "Parliament rejected the budget by 80 votes to 71.",
    ),
    "the launch": (
        "The Astra 4 rocket is due to launch from Velm on March 7, 2025.",
        "The Astra 4 rocket launched from Velm at dawn.",
    ),
    "the forecast came out otherwise": (
        "Analysts expect Nordbank to raise its mortgage rate.",
        "Nordbank raised its mortgage rate to 4.75 per cent.",
    ),
    "the plan was dropped": (
        "Veltar Air plans to open a base in Port Ellery in June 2025.",
        "Veltar Air has scrapped its base in Port Ellery.",
    ),
}

OTHER_THINGS = {
    "what has not come about yet decides no condition": (
        "If Parliament approves the harbour loan, digging will begin in Velm, the ministry said.",
        "Parliament has not approved the harbour loan, the ministry said.",
    ),
    "the other way round": (
        "If Orme strikes Velm, the Ard treaty will end.",
        "Velm struck Orme on Friday.",
    ),
    "a toll of two places that one power brought about": (
        "Israel killed 12 people in an air strike on Beirut.",
        "An air strike of Israel on Damascus killed 40 people.",
    ),
    "news in passing of what is to be": (
        "The refinery, which is to the east of Varr, was hit by a drone on March 2, 2025.",
        "The mayor of Varr spoke of the refinery.",
    ),
    "a vote that is promised decides no condition": (
        "If Parliament approves the harbour loan, digging will begin in Velm, the ministry said.",
        "Ada Brand said that her party would now vote for the harbour loan on which Parliament sits.",
    ),
    "on another day": (
        "If Parliament votes for it, digging of the new basin will begin on March 16, 2025, Ada Brand said.",
        "Digging of a test pit for the new basin began on Thursday, March 6, 2025.",
    ),
    "what one day brought the toll to": (
        "Ada Brand died on March 1, 2025, bringing to nine the dead of the collapse of the Wend dam.",
        "The death toll of the collapse of the Wend dam has risen to 12, police said.",
    ),
    "another event": (
        "Two people died in a fire in Orme, police said.",
        "Nine people died in the collapse of the Wend dam, police said.",
    ),
    "another event at the same place": (
        "Two people died in a fire in Wend, police said.",
        "Nine people died when the dam at Wend collapsed, police said.",
    ),
    "another place": (
        "Twelve people died in the floods in Varr, officials said.",
        "The floods killed 31 people in Orme, officials said.",
    ),
    "another year": (
        "Twelve people died in the floods in Varr, officials said.",
        "The floods of 2011 killed 31 people in Varr.",
    ),
    "a part of the dead": (
        "Three children died in the floods in Varr, officials said.",
        "The floods in Varr killed 31 people, officials said.",
    ),
    "some among the dead": (
        "Three of those who died in the floods in Varr were firefighters, officials said.",
        "The floods in Varr killed 31 people, officials said.",
    ),
    "a lower toll": (
        "The floods in Varr killed 31 people, officials said.",
        "Two people died in the floods in Varr on the first day, officials said.",
    ),
    "other injured": (
        "Four firefighters were injured in the blaze at the Holm mill.",
        "Nineteen people were injured in the blaze at the Holm mill.",
    ),
    "another company": (
        "Shares of Veltar Air fell to 41 crowns on the Velm exchange after the results.",
        "Shares of Nordbank fell to 96 crowns on the Velm exchange after the results.",
    ),
    "another party": (
        "The Greens have 23 per cent of the vote in the latest Norsk poll.",
        "The Liberals have 27 per cent of the vote in the latest Norsk poll.",
    ),
    "another pollster's poll": (
        "The Greens have 23 per cent of the vote in a Norsk poll.",
        "The Greens have 27 per cent of the vote in an Argus poll.",
    ),
    "another quarter": (
        "Veltar Air earned $120 million in the first quarter on routes to Velm.",
        "Veltar Air earned $90 million in the second quarter on routes to Velm.",
    ),
    "another month": (
        "Unemployment in Qasvin stood at 6.1 per cent in January.",
        "Unemployment in Qasvin stood at 5.8 per cent in February.",
    ),
    "another year's figure": (
        "The Ard ferries carried 900,000 passengers in 2023.",
        "The Ard ferries carried 940,000 passengers in 2024.",
    ),
    "a move of another day": (
        "Shares of Veltar Air fell 4 per cent on the Velm exchange.",
        "Shares of Veltar Air fell 6 per cent on the Velm exchange.",
    ),
    "shares of others in another firm": (
        "The union of Ard will own 55 per cent of Veltar Air, the state of Ard 8 per cent, Orme 2 per cent.",
        "The state of Ard and the union will own a stake of 60 per cent.",
    ),
    "what a council grants is no damage": (
        "The fire at the Holm mill in Velm caused damage of 54 million crowns, the city said.",
        "The city of Velm released 30 million crowns of its reserve after the fire at the Holm mill.",
    ),
    "another phase": (
        "The first phase of the Wend tunnel costs 20 million crowns.",
        "The second phase of the Wend tunnel costs 35 million crowns.",
    ),
    "repairs are no new building": (
        "Repairing the Wend dam costs 20 million crowns, the board said.",
        "A hospital in Wend costs 65 million crowns, the board said.",
    ),
    "another bank of the river": (
        "The flood took 40 houses on the north bank of the Ard at Wend.",
        "The flood took 70 houses on the south bank of the Ard at Wend.",
    ),
    "another match": (
        "Velm beat Orme 3-1 in the cup, and 4,000 people came.",
        "Velm beat Holm 2-0 in the cup, and 6,000 people came.",
    ),
    "numbers that are names": (
        "The court found a breach of Article 5 of the Ard river treaty.",
        "The court found a breach of Article 7 of the Ard river treaty.",
    ),
    "another flight": (
        "Flight 214 of Veltar Air landed safely in Velm, the airport said.",
        "Flight 377 of Veltar Air landed safely in Velm, the airport said.",
    ),
    "another person of the same surname": (
        "Kaja Lind has not resigned as head of the Ard River Board.",
        "Tor Lind resigned as head of the Orme school.",
    ),
    "somebody called for it": (
        "Kaja Lind has not resigned as head of the Ard River Board.",
        "Kaja Lind called on the minister to resign.",
    ),
    "it was asked of her": (
        "Kaja Lind has not resigned as head of the Ard River Board.",
        "The union demanded that Kaja Lind resign.",
    ),
    "it was denied": (
        "Kaja Lind may resign as head of the Ard River Board.",
        "The board denied that Kaja Lind had resigned.",
    ),
    "her deputy did": (
        "Kaja Lind has not resigned as head of the Ard River Board.",
        "A deputy of Kaja Lind resigned from the Ard River Board.",
    ),
    "another bill": (
        "President Ana Ruiz has not yet signed the water bill.",
        "President Ana Ruiz signed the school budget.",
    ),
    "another road": (
        "The E18 road at Velm remains closed.",
        "The bakery of Velm reopened after repairs.",
    ),
    "another mission": (
        "Mission control may open the hatch of the Astra 4.",
        "Mission control opened a museum beside the Astra 2.",
    ),
    "a meeting of the year before": (
        "The Ard Council will meet in Lisbon on April 6, 2025 to decide on the dam fund.",
        "The Ard Council met in Lisbon in April 2024 to decide on the dam fund.",
    ),
    "a meeting before the plan was told": (
        "The Ard Council will meet in Lisbon on April 6, 2025 to decide on the dam fund.",
        "The Ard Council met in Lisbon on February 6, 2025 to talk about the dam fund.",
    ),
    "the same names, another matter": (
        "The Ard Council will meet in Lisbon on April 6, 2025 to decide on the dam fund.",
        "The Ard Council in Lisbon praised the dam fund of Orme.",
    ),
    "an earlier count": (
        "Four people are missing after the landslide at Tarn, rescuers said.",
        "On February 28, 2025, 19 people were missing after the landslide at Tarn, rescuers said.",
    ),
    **{
        f"nobody is missing: {place}": (
            "Four people are missing after the landslide at Tarn, rescuers said.",
            text,
        )
        for place, text in enumerate(
            [
                "No one is missing the point.",
                "Officials had first said that no one was missing after the landslide at Tarn.",
                "Dogs searched Tarn to make sure that no one was missing.",
                "Rescuers hope that nobody is missing.",
                "Nobody was missing after the drill.",
            ]
        )
    },
    "some of the missing are found": (
        "Five people are missing after the landslide at Tarn, rescuers said.",
        "Two of the five missing people were found after the landslide at Tarn, rescuers said.",
    ),
    "the last missing are found dead, and are not all the dead": (
        "Nine people died in the landslide at Tarn, rescuers said.",
        "The last two missing people were found dead after the landslide at Tarn, rescuers said.",
    ),
    "the number of a flight is no toll": (
        "Nine people died in the crash at Tarn, rescuers said.",
        "The crash of Flight 93 at Tarn killed nine people, rescuers said.",
    ),
    "nobody is missing, but cars are": (
        "Some 300 cars are missing after the landslide at Tarn.",
        "Nobody is missing any longer.",
    ),
    "nobody missing elsewhere": (
        "Four people are missing after the landslide at Tarn, rescuers said.",
        "Nobody is missing after the fire in Velm, the mayor said.",
    ),
    "a rounded figure": (
        "The flood damaged 312 houses in the lower town of Wend.",
        "The flood damaged more than 300 houses in the lower town of Wend.",
    ),
    "an exact figure for a rounded one": (
        "The flood damaged nearly 1,500 houses in the lower town of Wend.",
        "The flood damaged 1,487 houses in the lower town of Wend.",
    ),
}

NOBODY_VOUCHES = [
    "Reportedly 90 people died in the floods in Varr.",
    "As many as 90 people may have died in the floods in Varr.",
    "It is feared that 90 people died in the floods in Varr.",
    "Ninety people are feared dead in the floods in Varr.",
    "Posts on social media say 90 people died in the floods in Varr.",
    "A man who asked not to be named said 90 people died in the floods in Varr.",
    "According to rumours 90 people died in the floods in Varr.",
    "An unverified list says that 90 people died in the floods in Varr.",
    "Did 90 people die in the floods in Varr?",
    "Up to 90 people died in the floods in Varr.",
    "No, it is not true that 90 people died in the floods in Varr.",
    "The governor denied that 90 people died in the floods in Varr.",
    "The toll of the floods in Varr could rise to 90, the governor said.",
]
TOLL = "Twelve people died in the floods in Varr, officials said."
HIGHER = "Ninety people died in the floods in Varr, officials said."


@pytest.mark.parametrize(("old", "new"), NEWER_FIGURES.values(), ids=NEWER_FIGURES)
def test_a_newer_value_supersedes(old: str, new: str) -> None:
    assert fate(old, new) is Retirement.SUPERSEDED


@pytest.mark.parametrize(("old", "new"), NEWER_STATUS.values(), ids=NEWER_STATUS)
def test_a_change_of_status_ends_what_was_denied_open_or_so_until_then(old: str, new: str) -> None:
    assert fate(old, new) in {Retirement.SUPERSEDED, Retirement.RESOLVED}


@pytest.mark.parametrize(("old", "new"), DECIDED.values(), ids=DECIDED)
def test_what_was_ahead_is_resolved_by_what_came_of_it(old: str, new: str) -> None:
    assert fate(old, new) is Retirement.RESOLVED


@pytest.mark.parametrize(("old", "new"), OTHER_THINGS.values(), ids=OTHER_THINGS)
def test_what_is_about_another_thing_overtakes_nothing(old: str, new: str) -> None:
    assert fate(old, new) is None


@pytest.mark.parametrize("new", NOBODY_VOUCHES)
def test_what_nobody_vouches_for_overtakes_nothing(new: str) -> None:
    assert fate(TOLL, HIGHER) is Retirement.SUPERSEDED
    assert fate(TOLL, new) is None


@pytest.mark.parametrize("days", [-30, -1, 0])
def test_an_older_source_that_arrives_late_overtakes_nothing(days: float) -> None:
    assert fate(TOLL, later(HIGHER, days)) is None


def test_two_outlets_within_a_day_and_a_half_disagree_and_neither_goes() -> None:
    assert fate(TOLL, later(HIGHER, 1.4)) is None
    assert fate(TOLL, later(HIGHER, 1.6)) is Retirement.SUPERSEDED


def test_an_outlet_corrects_itself_within_the_hour() -> None:
    assert fate(then(TOLL, outlet="Herald"), later(HIGHER, 0.04, outlet="Herald")) is Retirement.SUPERSEDED


def test_a_source_of_no_known_day_overtakes_nothing() -> None:
    assert fate(TOLL, later(HIGHER, published_at=None, published_basis="unknown")) is None


def test_a_source_from_the_future_overtakes_nothing_yet() -> None:
    assert fate(TOLL, later(HIGHER, days=11)) is None


@pytest.mark.parametrize(
    "words", ["At least 12", "Up to 12", "About 12", "An unconfirmed 12", "Nearly 12", "Some 12"]
)
def test_a_qualified_figure_is_the_same_figure(words: str) -> None:
    assert fate(f"{words} people died in the floods in Varr.", TOLL) is None
    assert fate(TOLL, f"{words} people died in the floods in Varr.") is None

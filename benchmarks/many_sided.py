"""Sources on one topic that each tell other things of it: a story of them has something to say for long.

The example's texts, repeated and varied, do not: they tell some seventy things, however many they are.
"""
# ruff: noqa: INP001, S311

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

TOPIC = "Stennet relief ferry"
STATEMENTS = 4
"""Of each source, two in a paragraph."""
DAILY = 20

_WHO = """The bakers' guild of Stennet|Headmistress Alma Dorn of the Quay Street school
The chemist Otto Falk|The Harrow Lane clinic|The violin maker Runa Moss|Bishop Edvard Kolm
The Stennet rowing club|The owners of the Lantern cinema|Postmaster Hild Sarn|The glassworks at Orle
The widow Berit Thane|The fruit growers of Upper Varr|Professor Ludo Arent of the Maritime College
The night porters of the Hotel Ansgar|The Stennet fire brigade|The choir of Saint Olm
The tannery Brecht and Sons|The apprentice Jory Vint|The librarians of Port Ellery
The shepherds of Cold Fell|Judge Mirre Oland|The taxi firm Blue Lamp
The midwives of the Queen Maren Hospital|The brewery at Kestrel Bridge|The newsagent Pelle Roth
The lighthouse keeper Aron Skye|The Saltmere chess society|The dentist Ingrid Vaal|The cheese makers of Ard
The tram drivers' union|The painter Sigge Brandt|The nursery on Elm Hill|The sailmaker Corin Dask
The undertaker Folke Nym|The football team Stennet Rovers|The translator Vera Luth"""

_DID = """baked twice as many rye loaves|moved the morning lessons to a warehouse
gave seasick travellers free ginger|opened a consulting room on the jetty
carried two cellos across in oilcloth|blessed every lifebelt by hand|taught forty commuters to row
showed old comedies in the waiting shed|sorted parcels by lantern light|shipped its window panes in straw
let spare bedrooms to stranded nurses|sold bruised apples from a barrow|measured the tide at each landing
folded blankets for late passengers|pumped rainwater out of the car deck|sang hymns above the engine noise
dyed rope for the mooring posts|painted a timetable on the harbour wall|lent novels in exchange for tickets
drove a flock through the customs hall|heard small claims aboard|cut fares for pensioners by half
delivered twins in the pilot's cabin|rolled barrels down the gangway|printed a broadsheet of delays
kept the foghorn going until dawn|arranged a tournament between the decks|pulled a tooth during a gale
aged a wheel of cheddar in the hold|refused overtime without hot meals|sketched the queues in charcoal
planted beans beside the slipway|patched a torn awning with canvas|dug a drain behind the pier
trained on the empty upper deck|explained the safety rules in five languages"""

_WHY = """because flour arrived only at weekends|since the classrooms flooded
after a rough crossing in April|while surgeons waited ashore|so that the spring concert could go on
although the crew had asked for silence|when the second engine failed|during the electricity cut
as letters piled up in sacks|despite a broken crane|for want of cheaper lodgings|before the orchard frost
to settle a quarrel with the pilots|until the heating was mended|once the bilge alarm rang
in memory of a drowned stoker|with colours left from the regatta|under a clause of the charter
to spare readers the journey|on their way to summer pastures|to shorten the court calendar
in return for a parking permit|as no ambulance could turn|ahead of the harvest festival
amid rumours of a strike|through three nights of mist|in honour of the captain
without asking the harbour board|by order of the guild|unless soup was served|for an exhibition in Velmouth
on soil brought from the quarry|with thread from an old spinnaker|at the request of the parish
against the advice of the coach|for visitors from overseas"""

_MEANWHILE = """while gulls stole the sandwiches|with help from three plumbers|under a leaking tarpaulin
as the mayor looked on|behind a row of bollards|using pencils and squared paper|between two hailstorms
beside the old weighbridge|under the eyes of inspectors|with a borrowed megaphone|near the fuel pump
amid crates of herring|in view of the castle|next to a sleeping dog|with only one oil lamp|in borrowed boots
as snow melted on the rails|below the signal mast|with the town band absent|among piles of luggage
at a table of driftwood|in front of schoolchildren|inside a disused boiler|over strong black coffee
to the sound of an accordion|in spite of a sprained ankle|by the light of flares|in a tent of sailcloth
around an iron stove|on the wettest Sunday of spring|along a wall of sandbags|after a vote by raised hands
with permission from the abbey|across a plank of spruce|in the shadow of a freighter|beneath faded bunting"""


def _phrases(listed: str) -> list[str]:
    return listed.replace("\n", "|").split("|")


_PARTS = tuple(map(_phrases, (_WHO, _DID, _WHY, _MEANWHILE)))


def many_sided(count: int, first_day: date, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Records, ``DAILY`` a day; each statement joins who, what, why and how as no other does."""
    chance = random.Random(seed)
    told: set[tuple[str, ...]] = set()
    for number in range(count):
        statements = [_statement(chance, told) for _ in range(STATEMENTS)]
        pairs = zip(statements[::2], statements[1::2], strict=True)
        yield {
            "title": f"{TOPIC}: {statements[0]}",
            "text": "\n\n".join(f"{one} for the {TOPIC}. {other}." for one, other in pairs),
            "published": (first_day + timedelta(days=number // DAILY)).isoformat(),
            "url": f"https://ferry{number}-{seed}.example/report",
        }


def _statement(chance: random.Random, told: set[tuple[str, ...]]) -> str:
    while (parts := tuple(map(chance.choice, _PARTS))) in told:
        pass
    told.add(parts)
    return " ".join(parts)

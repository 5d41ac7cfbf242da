"""A dozen sources on a dam at Wend and another at Varr: towns that do not exist."""

from datetime import UTC, datetime, timedelta

from store.embeddings.static import StaticEmbedder
from store.records import Source, SourceStatus, digest

EMBEDDER = StaticEmbedder()
TOPIC = "Wend Dam collapse"


def at(day: int, hour: int = 12) -> datetime:
    """A moment of June 2031."""
    return datetime(2031, 6, day, hour, tzinfo=UTC)


def told(
    title: str, text: str, day: int | None, *, url: str = "", fetched: int = 29, **fields: object
) -> Source:
    """A source of that day of June 2031; without a day it is known by when it was fetched."""
    dated = {"published_at": at(day), "published_basis": "metadata"} if day else {}
    id_ = digest(url, text)
    return Source.model_validate(
        {"id": id_, "origin": id_, "title": title, "text": text, "url": url, "outlet": "Ard Gazette"}
        | {"fetched_at": at(fetched)}
        | dated
        | fields
    )


_WIRE = (
    "The upper wall of the Wend dam collapsed on Monday, and water stood deep in the streets of Wend. "
    "Three people were killed, the Wend police said. "
    "Mayor Otto Hale asked everyone to leave the lower town before dark.\n\n"
    "The dam, built in 1931, holds the river Ard above the town. "
    "Nine boats of the coast guard brought 140 people out of their houses, said Captain Runa Moss."
)
COLLAPSE = told("Wend dam collapses, three killed", _WIRE, 2, url="https://gazette.example/wend-dam")
COPY = told(
    "Three dead at Wend", _WIRE, 2, url="https://courier.example/3", outlet="Varr Courier", origin=COLLAPSE.id
)
TOLL = told(
    "Toll of Wend dam rises to five",
    "Five people have died in the collapse of the Wend dam, Mayor Otto Hale told the council on Wednesday. "
    "Two of them were found in a cellar on Mill Street. "
    "The Wend council will meet again on Friday to speak of the rebuilding.",
    4,
    url="https://gazette.example/wend-toll",
)
CAUSE = told(
    "Cracks had been seen in the Wend dam",
    "Engineers saw cracks in the wall of the Wend dam four years before it collapsed, a letter shows. "
    "The Dam Safety Office put off the repair, which was priced at 2.5 million crowns. "
    "Its director, Signe Falk, did not answer questions on Thursday.",
    5,
    url="https://gazette.example/wend-cracks",
)
COST_OLD = told(
    "What Wend will pay",
    "Rebuilding the Wend dam will cost 30 million crowns, the Treasury of Ard said on Friday. "
    "Half of it is to come from a loan.",
    6,
    url="https://treasury.example/wend",
)
COST_NEW = told(
    "What Wend will pay",
    "Rebuilding the Wend dam will cost 48 million crowns, the Treasury of Ard said on Tuesday. "
    "Half of it is to come from a loan.",
    10,
    url="https://treasury.example/wend",
    revises=COST_OLD.id,
)
RETRACTED = told(
    "Was the Wend dam blown up?",
    "The Wend dam was blown up by smugglers, a man who asked not to be named told the Lantern of Ard. "
    "Three kilos of explosive were found in a shed beside the dam.",
    6,
    url="https://lantern.example/blown-up",
    status=SourceStatus.RETRACTED,
)
UNDATED = told(
    "The Wend dam in ten facts",
    "The Wend dam was 44 metres high and held back nine million cubic metres of water. "
    "It drove the mills of Wend until 1968.",
    None,
    url="https://history.example/wend",
    fetched=8,
)
SIBLING = told(
    "Varr dam collapse kills eleven",
    "The Varr dam in the north collapsed on Tuesday and eleven people were killed, the Varr police said. "
    "Mayor Alma Dorn of Varr blamed a blocked spillway, which the town had asked the owner to clear. "
    "Two schools and a mill were washed away, and the railway north of Varr was cut in four places. "
    "Eighty soldiers came with tents and field kitchens before nightfall. "
    "The Varr dam, of earth and 17 metres high, was built by farmers in 1920 and had no keeper. "
    "Its reservoir fed the fields of three villages, whose harvest is now lost.\n\n"
    "People in Varr asked why nobody had warned them, and Dorn promised an answer within a month. "
    "A collection for the families brought in 9,000 crowns on its first day.\n\n"
    "The collapse at Varr comes a week after that of the Wend dam.",
    11,
    url="https://gazette.example/varr",
)
FAIR = told(
    "Wend holds its cheese fair",
    "The cheese fair of Wend drew 4,000 visitors to the market square on Saturday. "
    "A goat named Berta won the prize of the jury for the third time.",
    14,
    url="https://gazette.example/fair",
)
FERRY = told(
    "Boats across the Ard",
    "A free ferry across the river Ard began on Thursday, since the collapse of the Wend dam took the road. "
    "It carries 60 people an hour, and sails until midnight.",
    12,
    url="https://gazette.example/ferry",
)
CHARGE = told(
    "Director charged over the Wend dam",
    "Signe Falk, director of the Dam Safety Office, was charged on Friday over the collapse of the Wend dam. "
    "The prosecutor, Ivo Brandt, said that she had known of the cracks. "
    "She denies the charge.",
    20,
    url="https://gazette.example/charge",
)

TOWN = (
    COLLAPSE, COPY, TOLL, CAUSE, COST_OLD, COST_NEW, RETRACTED, UNDATED, SIBLING, FAIR, FERRY, CHARGE
)  # fmt: skip
ABOUT_WEND = (COLLAPSE, COPY, TOLL, CAUSE, COST_OLD, COST_NEW, UNDATED, FERRY, CHARGE)
LAST = at(30) + timedelta(hours=11)

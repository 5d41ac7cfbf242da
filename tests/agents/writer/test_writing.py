"""The extractive writer on small sources: what it takes, merges, dates and leaves out."""

from collections.abc import Sequence
from typing import Any

import pytest

from agents.writer.extractive import ExtractiveWriter
from agents.writer.kinds import kind
from store.errors import NothingToTell
from store.records import ClaimKind, Draft, Evidence, Question, Source
from store.snippets import split
from tests.agents.towns import COLLAPSE, COPY, TOPIC, at, told


def evidence(sources: Sequence[Source], as_of: int | None = 29) -> list[Evidence]:
    question = Question(text=TOPIC, facet="topic", as_of=at(as_of) if as_of else None)
    return [
        Evidence(snippet=snippet, source=source, question=question, ranks={"lexical": 1}, score=0.1)
        for source in sources
        for snippet in split(source)
    ]


def write(*sources: Source, as_of: int | None = 29, length: int = 500) -> Draft:
    return ExtractiveWriter(length).write(TOPIC, evidence(sources, as_of))


def texts(*sources: Source, as_of: int | None = 29) -> list[str]:
    return [claim.text for claim in write(*sources, as_of=as_of).claims()]


def a_page(text: str, day: int | None = 28, title: str = "News of the Wend dam", **fields: Any) -> Source:
    """A page that begins with a sentence any story of the dam can take."""
    return told(title, f"The gates of the Wend dam were opened by its keeper. {text}", day, **fields)


@pytest.mark.parametrize(
    "sentence",
    [
        "He said that the keeper of the dam had left.",
        "She had opened the gates of the dam at night.",
        "They asked the council of Wend for boats and tents.",
        "It was the worst flood in the history of Wend.",
        "This brought the number of boats at Wend to nine.",
        "Their houses by the river Ard were still under water.",
        "The latter had opened the gates of the dam at night.",
        "“The gates of the dam were open,” he said to reporters.",
        "The plan was turned down by the council on the same evening.",
        "Until then all boats for Wend are sent to Orme.",
        "Ada Brand of the Ard River Board told the same committee that two gates had rusted.",
        "The council of Wend did not respond to these overtures.",
        "The new count followed the night in which the gates were opened by the keeper.",
        "The work, priced at 6.8 million crowns, was left out of the budget of the year.",
        "Two banks have asked it for more money, people who know the matter said.",
        "If it does not, the dam will have to wait for the autumn.",
        "Some in the crowd at the Wend dam had brought lamps.",
        "There were queues of an hour at the Wend dam in the evening.",
        "Click here to subscribe to the newsletter of the Gazette of Ard.",
        "Read more about the dam of Wend at https://gazette.example/wend now.",
        "We saw the dam of Wend and we ran up the hill.",
        "Boats of Wend.",
        "and the gates of the dam of Wend were left open",
        "Nine boats of the coast guard of Wend were said to be (as",
        "The captain said: “The gates of the dam were open all night.",
    ],
)
def test_what_leans_on_its_neighbours_or_is_no_sentence_is_left(sentence: str) -> None:
    told = " ".join(texts(a_page(sentence)))
    assert "The gates of the Wend dam were opened by its keeper." in told
    assert sentence.rstrip(".") not in told


def test_a_toll_is_told_in_few_words() -> None:
    assert "Nobody is missing any longer." in texts(a_page("Nobody is missing any longer."))
    assert "Nobody is happy any longer." not in texts(a_page("Nobody is happy any longer."))


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("However, a bell rang in the tower of Wend.", "A bell rang in the tower of Wend."),
        ("Meanwhile, nine boats of the coast guard left Wend.", "Nine boats of the coast guard left Wend."),
        (
            "In a separate step, the council of Wend opened an inquiry into the collapse.",
            "The council of Wend opened an inquiry into the collapse.",
        ),
        *(
            (text, text)
            for text in (
                "Orme said that it was ready to send nine boats to Wend.",
                "Congress has its own budget for towns such as Wend.",
                "Doctors say it could take weeks until all of Wend is dry.",
                "Two days after its launch, the Astra left the harbour of Wend.",
                "Many of the boats that were lost belonged to fishermen of Orr.",
            )
        ),
        (
            "Mayor Otto Hale said that he had warned the council of Wend.",
            "Mayor Otto Hale said that he had warned the council of Wend.",
        ),
    ],
)
def test_what_stands_alone_is_taken_without_its_connective(sentence: str, stands: str) -> None:
    assert stands in texts(a_page(sentence))


def test_sentences_that_followed_one_another_stand_in_one_paragraph() -> None:
    paragraphs = write(
        told("Dam of Wend bursts", "The dam of Wend burst on March 28 and flooded the lower town.", 28),
        told(
            "News of Orme",
            "Farmers of Orme lost ninety sheep in the high pastures of Ruhn. "
            "Ada Brand offered every shepherd hay from her barns at Lisk.",
            20,
        ),
        told(
            "News of Velm",
            "A glazier from Velm replaced forty windows in the school of Hask. Teachers opened three rooms "
            "again under tarpaulins for singing.",
            20,
        ),
    ).paragraphs
    first = [[claim.text.split()[0] for claim in paragraph.claims] for paragraph in paragraphs]
    assert ["Farmers", "Ada"] in first
    assert ["A", "Teachers"] in first


def test_who_is_told_of_by_a_surname_has_been_told_of_in_full() -> None:
    paragraphs = write(
        told("Dam of Wend bursts", "The dam of Wend burst on March 28 and flooded the lower town.", 28),
        told("News of Orme", "Lind charged two keepers of the lock at Ruhn with theft on Friday.", 24),
        told("News of Velm", "The prosecutor Kaja Lind seized the books of the glaziers of Velm.", 20),
    ).paragraphs
    order = [claim.text.split()[0] for paragraph in paragraphs for claim in paragraph.claims]
    assert order == ["The", "The", "Lind"]
    assert "Kaja Lind" in paragraphs[1].claims[0].text


def test_what_is_said_by_the_way_is_told_as_well() -> None:
    news = "Ard Mills filed for bankruptcy in a court of Wend on Monday, 23 June 2031."
    story = texts(
        told("Ard Mills bankrupt", f"{news} Its dam of Wend is for sale.", 24),
        told(
            "Plan for Ard Mills",
            "Kaja Lind, the head of Ard Mills, which filed for bankruptcy in a court of Wend, showed a plan "
            "for nine new mills to the council of Orme.",
            26,
        ),
    )
    assert news in story


def test_relative_dates_are_written_out() -> None:
    said = texts(a_page("Nine boats of the coast guard left Wend on Thursday.", 21))
    assert "Nine boats of the coast guard left Wend on Thursday, June 19, 2031." in said


def test_without_a_date_of_its_own_a_source_tells_no_relative_date() -> None:
    said = texts(a_page("Nine boats of the coast guard left Wend on Thursday.", None, fetched=21))
    assert not [text for text in said if "Thursday" in text]


def test_a_present_that_has_grown_old_is_told_with_its_day() -> None:
    page = a_page("Nine boats of the coast guard are on their way to Wend.", 3)
    assert [text for text in texts(page, as_of=29) if text.startswith("As of June 3, 2031, nine boats")]
    assert not [text for text in texts(page, as_of=4) if "As of" in text]


def test_a_plan_whose_day_has_passed_is_not_told_as_open() -> None:
    page = a_page("The council of Wend will vote on the new wall on June 10, 2031.", 3)
    assert [text for text in texts(page, as_of=4) if "will vote" in text]
    assert not [text for text in texts(page, as_of=12) if "will vote" in text]


def test_one_fact_of_several_sources_is_one_sentence_with_all_their_ids() -> None:
    other = told(
        "Gates open",
        "The gates of the Wend dam were opened by its keeper. Gulls sang.",
        27,
        url="https://o.example",
    )
    page = a_page("Nine boats of the coast guard left Wend that night.")
    draft = write(page, other)
    (fact,) = [claim for claim in draft.claims() if "gates" in claim.text]
    assert set(fact.citations) == {page.id[:8], other.id[:8]}


def test_copies_of_one_report_are_cited_once() -> None:
    for claim in write(COLLAPSE, COPY).claims():
        assert len(claim.citations) == 1


def test_sources_that_disagree_on_a_figure_are_not_merged() -> None:
    one = a_page("The Wend police counted nine cars in the water.", 20)
    other = told("Cars", "The Wend port counted twelve cars in the water.", 20, url="https://port.example")
    cited = {claim.text: claim.citations for claim in write(one, other).claims() if "cars" in claim.text}
    assert all(len(citations) == 1 for citations in cited.values())


def test_what_another_sentence_says_more_fully_is_not_told_beside_it() -> None:
    short = told("Toll", "Nine people lost their lives on the number 4 tram.", 20, url="https://a.example")
    full = told(
        "Tram",
        "Nine people who lost their lives had been on the number 4 tram, which Wend's flood swept from the "
        "quay into eleven metres of water.",
        20,
        url="https://b.example",
    )
    assert [text for text in texts(short, full) if "tram" in text] == [full.text]


def test_two_quotations_of_one_speaker_are_two_things() -> None:
    who = "Chief Superintendent Ada Brand of the Wend River Police said on Friday"
    one = f"“No sample from the gates has tested positive for any acid,” {who}."
    other = f"“Every family has a room for the night in the school,” {who}."
    page = told("Police", f"{one} {other}", 20, url="https://a.example")
    said = " ".join(texts(page))
    assert "any acid" in said
    assert "every family" in said.lower()


def test_where_two_hold_to_figures_of_their_own_that_is_told_before_what_is_not() -> None:
    plain = told(
        "Cars",
        "Divers of the Ard had found 23 cars by the Wend dam; the police lifted 19 of them.",
        20,
    )
    held = told(
        "Cars",
        "Divers of the port had found 23 cars by the Wend dam; the police hold to 19 of them.",
        20,
        url="https://port.example",
    )
    assert next(iter(write(plain, held, length=20).claims())).text == held.text


def test_a_later_toll_takes_the_place_of_an_earlier_one() -> None:
    early = a_page("Three people were killed by the flood at Wend.", 3)
    late = told("Toll", "Eight people were killed by the flood at Wend.", 20, url="https://toll.example")
    said = " ".join(texts(early, late))
    assert "Eight people" in said
    assert "Three people" not in said


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "https://gazette.example/opinion/the-gates"},
        {"title": "Opinion: the gates of Wend"},
    ],
)
def test_opinion_is_not_told_as_news(fields: dict[str, Any]) -> None:
    with pytest.raises(NothingToTell):
        write(a_page("The mayor of Wend sleeps well in his dry house.", **fields))


def test_what_its_outlet_takes_back_is_not_told() -> None:
    rumour = a_page("Smugglers from Varr blew up the wall of the Wend dam.", 20, "Smugglers blew up the dam")
    notice = told(
        "A retraction",
        "Our page “Smugglers blew up the dam” of June 20 was wrong and has been withdrawn. "
        "Nine boats of the coast guard left Wend on June 21, 2031.",
        22,
    )
    assert not [text for text in texts(rumour, notice) if "Smugglers from Varr" in text]
    assert [text for text in texts(rumour) if "Smugglers from Varr" in text]


def test_a_machine_translation_is_not_told() -> None:
    page = told(
        "The gate", "This text was translated automatically. The gates of the Wend dam fell to bits.", 20
    )
    with pytest.raises(NothingToTell):
        write(page)


@pytest.mark.parametrize("length", [20, 60, 200])
def test_it_writes_no_more_words_than_it_was_given(length: int) -> None:
    many = [
        told(
            f"Gate {n}",
            f"Gate number {n} of the Wend dam was opened by keeper Abel Nr{n} at {n} in the night.",
            n,
            url=f"https://g.example/{n}",
        )
        for n in range(1, 25)
    ]
    draft = ExtractiveWriter(length).write(TOPIC, evidence(many))
    assert 0 < sum(len(claim.text.split()) for claim in draft.claims()) <= length + 5


@pytest.mark.parametrize(
    "text", ["He left.", "…", "Yes! No! Who knows?", "It was so, and they knew that it was so."]
)
def test_where_no_sentence_can_stand_there_is_nothing_to_tell(text: str) -> None:
    with pytest.raises(NothingToTell):
        write(told("Title", text, 20))


def test_every_claim_cites_sources_of_the_evidence_in_as_few_digits_as_needed() -> None:
    page = a_page("Nine boats of the coast guard left Wend that night.")
    twin = COLLAPSE.model_copy(update={"id": page.id[:12] + "f" * 52, "origin": "other"})
    draft = write(page, twin)
    for claim in (draft.title, *draft.claims()):
        for citation in claim.citations:
            assert sum(source.id.startswith(citation) for source in (page, twin)) == 1
            assert len(citation) == 13


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("KEEPER OF THE WEND DAM OPENED ITS GATES", "Keeper of the Wend dam opened its gates"),
        ("WEND DAM 31", "The gates of the Wend dam were opened by its keeper"),
        ("Breaking: KEEPER OPENED GATES OF WEND DAM", "Keeper opened gates of Wend dam"),
        ("US KEEPER OPENED GATES OF WEND DAM", "The gates of the Wend dam were opened by its keeper"),
    ],
)
def test_a_headline_in_capitals_is_told_as_its_text_spells_it(headline: str, title: str) -> None:
    assert write(a_page("Nine boats left Orme.", title=headline)).title.text == title


def test_the_title_is_that_of_the_news() -> None:
    """Though what is joined to the lead is of another day."""
    old = a_page("Nine boats of the coast guard left Wend that night.", 2, "Gates of the Wend dam opened")
    new = told(
        "Wend dam falls into the river Ard",
        "The Wend dam fell into the river Ard on Friday, and Wend is dry.",
        28,
    )
    assert write(old, new).title.text == "Wend dam falls into the river Ard"


def test_that_nobody_is_missing_any_longer_holds_until_somebody_is() -> None:
    none = told("Search is over", "Nobody is missing any longer. The search at the Wend dam is over.", 20)
    two = told("Two missing", "Two people are missing at the Wend dam, rescuers said.", 26)
    four = told("Four missing", "Four people are missing at the Wend dam, rescuers said.", 10)
    assert not {"Nobody is missing any longer."} & {*texts(none, two)}
    assert "Nobody is missing any longer." in texts(none, four)
    assert not any(text.startswith("Four people") for text in texts(none, four))


def test_the_same_evidence_makes_the_same_draft() -> None:
    assert write(COLLAPSE, COPY) == write(COLLAPSE, COPY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam broke.", ClaimKind.FACT),
        ("The dam broke, the mayor said on Monday.", ClaimKind.ATTRIBUTED),
        ("According to the police, the dam broke.", ClaimKind.ATTRIBUTED),
        ("The dam will be built again.", ClaimKind.FORECAST),
        ("If the dam breaks, the town is lost.", ClaimKind.CONDITIONAL),
        ("The town is lost unless the dam holds.", ClaimKind.CONDITIONAL),
    ],
)
def test_how_a_sentence_speaks(text: str, expected: ClaimKind) -> None:
    assert kind(text) is expected

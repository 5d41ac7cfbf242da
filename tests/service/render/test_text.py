"""The text of a story, and back."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given

from service.render.text import parse_body, parse_text, place_citations, render_text
from store.errors import MalformedStory
from store.records import DISCLAIMER, Claim, StoryVersion
from tests.builders import a_story
from tests.strategies import stories

STORY = f"""v0.22 🌳

Will the toll on Marrow Bridge pay for a second one?

2025-03-23 07:05:09.314000

The bridge carried 9,400 vehicles a day before it fell [a935385c]. “Nobody had looked at it in the U.S. or \
here since Jan. 3, 2019,” said Dr. Ilse Marrow of the port [a935385c] [912d7d8d]. The council \
voted for a toll, but has not said how high it will be [912d7d8d].

Mayor Orla Venn called the plan “a promise, not a price [782eb0bc].” \
It will be decided in May [782eb0bc] [0f803aad11].

Disclaimer: {DISCLAIMER}"""


def texts(paragraph: str) -> list[tuple[str, tuple[str, ...]]]:
    """The claims of one paragraph of any text, as (sentence, citations)."""
    (only,) = parse_body(paragraph)
    return [(claim.text, claim.citations) for claim in only.claims]


def test_a_story_is_read() -> None:
    story = parse_text(STORY)
    assert story.number == (0, 22)
    assert story.title.text == "Will the toll on Marrow Bridge pay for a second one?"
    assert story.written_at == datetime(2025, 3, 23, 7, 5, 9, 314000, tzinfo=UTC)
    assert story.disclaimer == DISCLAIMER
    assert [len(paragraph.claims) for paragraph in story.paragraphs] == [3, 2]
    assert [(claim.text.split()[-1], claim.citations) for claim in story.claims()] == [
        ("fell.", ("a935385c",)),
        ("port.", ("a935385c", "912d7d8d")),
        ("be.", ("912d7d8d",)),
        ("price.”", ("782eb0bc",)),
        ("May.", ("782eb0bc", "0f803aad11")),
    ]


def test_a_story_is_rendered_byte_for_byte() -> None:
    assert render_text(parse_text(STORY)) == STORY


@pytest.mark.parametrize("blanks", [" ", "\N{NO-BREAK SPACE} ", " \N{NO-BREAK SPACE}", "\t", "\r"])
def test_blanks_behind_the_header_are_accepted_and_not_printed(blanks: str) -> None:
    assert render_text(parse_text(STORY.replace("🌳", "🌳" + blanks))) == STORY


def test_a_final_newline_and_other_line_ends_are_accepted() -> None:
    assert render_text(parse_text(STORY.replace("\n", "\r\n") + "\r\n")) == STORY


def test_the_time_is_that_of_which_the_story_speaks() -> None:
    as_of = datetime(2025, 3, 23, tzinfo=UTC)
    story = a_story((Claim(text="It fell.", citations=("a935385c",)),), as_of=as_of)
    assert render_text(story).split("\n\n")[2] == "2025-03-23 00:00:00.000000"


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("It fell.", ("It fell", ".")),
        ("It fell", ("It fell", "")),
        ("Did it fall?!", ("Did it fall", "?!")),
        ("He said “it fell.”", ("He said “it fell", ".”")),
        ("He said “it fell”", ("He said “it fell”", "")),
        ("He said (“it fell.”)", ("He said (“it fell", ".”)")),
        ("It fell at 5 a.m.", ("It fell at 5 a.m", ".")),
        ("It fell…", ("It fell", "…")),
        ("Il est tombé !", ("Il est tombé !", "")),
    ],
)
def test_citations_stand_before_the_closing_marks(text: str, placed: tuple[str, str]) -> None:
    assert place_citations(text) == placed


@given(stories)
@example(
    a_story((Claim(text="Foo", citations=("a935385c",)), Claim(text="[bar] —", citations=("912d7d8d",))))
)
@example(a_story((Claim(text="Foo", citations=("a935385c", "x")), Claim(text="[x]."))))
@example(a_story((Claim(text="- [abc123] and"), Claim(text="Foo. [abc123]", citations=("912d7d8d",)))))
@example(a_story((Claim(text="It fell ."), Claim(text="Is it (so?).", citations=("912d7d8d", "x")))))
def test_text_to_story_to_text_is_the_identity(story: StoryVersion) -> None:
    text = render_text(story)
    again = parse_text(text)
    assert render_text(again) == text
    assert (again.number, again.title.text, again.dated) == (story.number, story.title.text, story.dated)
    assert len(again.paragraphs) == len(story.paragraphs)


@given(stories)
def test_no_id_is_lost(story: StoryVersion) -> None:
    ids = [one for claim in story.claims() for one in claim.citations if len(one) >= 8 and one.isalnum()]
    whole = [one for one in ids if set(one) <= set("0123456789abcdef")]
    read = [one for claim in parse_text(render_text(story)).claims() for one in claim.citations]
    assert [one for one in read if one in whole] == whole


def test_sentences_without_a_citation_are_told_apart() -> None:
    assert texts(
        "It was No. 5 of the U.S. bridges. It fell on Jan. 3, 2025. Then came the toll [a935385c]. Why?"
    ) == [
        ("It was No. 5 of the U.S. bridges.", ()),
        ("It fell on Jan. 3, 2025.", ()),
        ("Then came the toll.", ("a935385c",)),
        ("Why?", ()),
    ]


@pytest.mark.parametrize("miscopied", ["a93538", "A935385C", "a935385g", "source-12", "00000000000000000000"])
def test_what_was_meant_as_an_id_is_read_as_one(miscopied: str) -> None:
    assert texts(f"It fell [{miscopied}]. It will rise [a935385c].")[0] == ("It fell.", (miscopied,))


@pytest.mark.parametrize("insertion", ["sic", "he", "the bridge", "2024", "…"])
def test_an_insertion_is_not_a_citation(insertion: str) -> None:
    assert texts(f"“It was [{insertion}] old,” she said [a935385c].") == [
        (f"“It was [{insertion}] old,” she said.", ("a935385c",))
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        "It fell [a935385c] [912d7d8d]. It will rise [782eb0bc].",
        "It fell. [a935385c] [912d7d8d] It will rise. [782eb0bc]",
        "It fell[a935385c][912d7d8d]. It will rise[782eb0bc].",
        "It fell [a935385c, 912d7d8d]. It will rise [782eb0bc].",
        "It fell [a935385c;912d7d8d].\nIt  will\trise [782eb0bc].",
    ],
)
def test_the_ways_of_others_to_cite_are_read(paragraph: str) -> None:
    assert texts(paragraph) == [("It fell.", ("a935385c", "912d7d8d")), ("It will rise.", ("782eb0bc",))]


def test_citations_before_the_first_sentence_go_with_it() -> None:
    assert texts("[a935385c] It fell [912d7d8d]. Why?") == [
        ("It fell.", ("a935385c", "912d7d8d")),
        ("Why?", ()),
    ]


def test_a_citation_inside_a_sentence_is_kept() -> None:
    assert texts("The [a935385c]-based figure is old.") == [("The-based figure is old.", ("a935385c",))]


def test_a_body_has_a_paragraph_for_each_block_with_words() -> None:
    body = parse_body("\n\nOne [a935385c].\n\n* * *\n\n \nTwo [a935385c].\nThree.\n")
    assert [[claim.text for claim in paragraph.claims] for paragraph in body] == [
        ["One."],
        ["Two.", "Three."],
    ]


def test_a_text_without_words_has_no_paragraph() -> None:
    assert parse_body("\n\n * * *\n") == ()


def test_citations_alone_are_refused() -> None:
    with pytest.raises(MalformedStory, match="without a sentence"):
        parse_body("It fell.\n\n[a935385c] [912d7d8d]")


@pytest.mark.parametrize(
    ("spoilt", "complaint"),
    [
        ("", "a story has"),
        ("Just a note.", "a story has"),
        (STORY.replace("v0.22", "v0.22.1"), "first line"),
        (STORY.replace("v0.22", "v00.22"), "first line"),
        (STORY.replace("2025-03-23", "23 March"), "time in UTC"),
        (STORY.replace("2025-03-23", "2025-13-23"), "month"),
        (STORY.replace("Disclaimer: ", ""), "last paragraph"),
        (STORY.replace("second one?", "second one [a935385c]?"), "citations belong"),
        (STORY.replace("v0.22", "v0." + "2" * 5000), "digits"),
    ],
)
def test_what_is_not_a_story_is_refused_with_a_reason(spoilt: str, complaint: str) -> None:
    with pytest.raises(MalformedStory, match=complaint) as refused:
        parse_text(spoilt)
    assert len(str(refused.value)) < 200
    assert refused.value.advice

"""How others cite, told in one form: links, labels, footnotes and lists, and what is none of these."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cited_forms import in_one_form, statements
from evals.suites import DATA, Place
from evals.suites.stories import Story, StoryRow, story_of
from service.evaluated import parse
from store.errors import BadData

DIED, BURNED = "https://herald.example/died", "https://mill.example/burned"


def read(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each sentence with what it cites by name."""
    cited = in_one_form(text)
    return [
        (sentence, tuple(cited.names.get(number, number) for number in numbers))
        for some in statements(cited.text)
        for sentence, numbers in some
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Two [died]({DIED}) at noon. The mill burned ([Herald]({BURNED})).",
        f"Two died at noon [1]({DIED}). The mill burned (Herald [herald.example]({BURNED})).",
        f"Two died at noon.[^1] The mill burned (Herald)[^m].\n\n[^1]: Herald, {DIED}.\n[^m]: <{BURNED}>",
        f"Two died at noon [1]. The mill burned (Herald).[2]\n\nSources:\n1. Herald. {DIED}\n2. {BURNED}\n",
        f"Two died at noon [1]. The mill burned (Herald) [2].\n\n# Sources\n\n- [1] {DIED}\n- [2]: {BURNED}",
        f"Two [died][h] at noon. The mill burned (Herald)[2].\n\n[2]: {BURNED}\n[h]: {DIED}",
        f"**Two** died at noon [1][1]. The mill burned (Herald)[2].\n\n**Sources**\n[1] {DIED}\n[2] {BURNED}",
    ],
    ids=["links", "marks", "footnotes", "list", "references", "labels", "bold"],
)
def test_each_form_says_the_same(text: str) -> None:
    assert read(text) == [("Two died at noon.", (DIED,)), ("The mill burned (Herald).", (BURNED,))]


def test_a_title_is_a_name_too() -> None:
    text = "The mill burned [1].\n\nReferences\n[1] “The Mill Fire”.\n"
    assert read(text) == [("The mill burned.", ("The Mill Fire",))]


def test_a_footnote_that_nobody_defined_names_nothing() -> None:
    assert read(f"Two died.[^1] It rained.[^2]\n\n[^1]: {DIED}")[1] == ("It rained.", ("footnote 2",))


@pytest.mark.parametrize(
    "text",
    [
        "Two died [aaaaaaaa]. [sic] is no citation [see this].",
        "Two died [1].",
        "A source of trouble.\n\nSources\n\nsaid no.",
        "",
    ],
    ids=["ids", "numbers alone", "no list", "nothing"],
)
def test_what_is_none_of_these_stays_as_it_is(text: str) -> None:
    assert in_one_form(text).names == {}
    assert in_one_form(text).text == text


def test_headings_are_no_sentences_and_entries_of_lists_are() -> None:
    text = (
        f"# Flood\n\n## Deaths\n\n- Two died [a.example]({DIED}).\n- The mill burned [b.example]({BURNED})."
    )
    assert read(text) == [("Two died.", (DIED,)), ("The mill burned.", (BURNED,))]


PIECES = [
    "[",
    "]",
    "(",
    ")",
    "^",
    "1",
    "[^1]",
    "[1]: ",
    DIED,
    "\n",
    "\n\nSources\n1. ",
    "Two died. ",
    "*",
    "# ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_and_every_mark_names_something_or_stood_there(text: str) -> None:
    cited = in_one_form(text)
    for some in statements(cited.text):
        for sentence, numbers in some:
            assert any(letter.isalnum() for letter in sentence)
            assert all(number in cited.names or number in text for number in numbers)


def test_more_sources_than_there_are_numbers_are_an_error() -> None:
    with pytest.raises(BadData, match="more than 999"):
        in_one_form(" ".join(f"It [rained](https://x.example/{number})." for number in range(1000)))


# ---- the stories that ship, as others would have written them ----------------------------------------------


def links(number: int, url: str) -> str:
    return f" ([{number}]({url}))"


def footnotes(number: int, _url: str) -> str:
    return f"[^{number}]"


def numbers(number: int, _url: str) -> str:
    return f" [{number}]"


def as_told(story: Story, row: StoryRow, form: str) -> StoryRow:
    """The body of the story in another form; each source has an address of its own."""
    urls = {one.id: f"https://source{place}.example/" for place, one in enumerate(row.sources, 1)}
    mark = {"links": links, "footnotes": footnotes, "numbers": numbers}[form]
    named: dict[str, int] = {}
    told: list[str] = []
    for one in story.body:
        marks = ""
        for citation in one.citations:
            source = next((known for known in urls if known.startswith(citation)), citation)
            number = named.setdefault(source, len(named) + 1)
            marks += mark(number, urls.get(source, f"https://nowhere.example/{citation}"))
        told.append(f"{one.text[:-1]}{marks}{one.text[-1]}")
    listed = {number: urls.get(name, f"https://nowhere.example/{name}") for name, number in named.items()}
    below = "".join(
        f"[^{number}]: {url}\n" if form == "footnotes" else f"{number}. {url}\n"
        for number, url in listed.items()
    )
    ends = {"links": "", "footnotes": below, "numbers": f"Sources\n\n{below}"}[form]
    sources = [one.model_copy(update={"url": urls[one.id], "title": ""}) for one in row.sources]
    return StoryRow(id=row.id, text="\n\n".join([*told, ends]), sources=sources)


LINES = (DATA / "faithfulness.jsonl").read_text("utf-8").splitlines()
ROWS = [StoryRow.model_validate_json(line) for line in LINES]


@pytest.mark.parametrize("form", ["links", "footnotes", "numbers"])
@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_good_and_bad_stories_cite_the_same_in_every_form(row: StoryRow, form: str) -> None:
    place = Place(DATA, parse)
    story = story_of(row, place)
    other = story_of(as_told(story, row, form), place)
    assert [one.text for one in other.body] == [one.text for one in story.body]
    for one, same in zip(story.body, other.body, strict=True):
        meant = [story.source(citation) for citation in one.citations]
        found = [other.source(citation) for citation in same.citations]
        assert [source and source.text for source in found] == [source and source.text for source in meant]

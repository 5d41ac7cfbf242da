"""Markdown in which no character of others becomes markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.render.markdown import escape, render_markdown
from service.render.words import visible
from store.records import Claim, DateBasis, SourceStatus
from tests.builders import a_claim, a_source, a_story
from tests.strategies import CHARACTERS, lines

COMMONMARK = MarkdownIt("commonmark")
WITH_EXTENSIONS = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def inline(markdown: str) -> list[Token]:
    """Every inline token of the text, as a reader's program sees it."""
    return [child for token in WITH_EXTENSIONS.parse(markdown) for child in token.children or []]


def plain(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens)


hostile = st.one_of(
    lines(),
    st.text(st.sampled_from("`*_{}[]()<>#+-.!|~&=:/\\\"'$^1a ;\n\t"), max_size=30),
    st.text(CHARACTERS, max_size=20),
)


@given(lines())
def test_a_claim_is_shown_as_it_is(text: str) -> None:
    tokens = WITH_EXTENSIONS.parse(escape(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {token.type for token in children} == {"text"}
    assert plain(children) == visible(text)


@given(hostile, hostile, hostile, hostile)
def test_no_source_makes_markup(title: str, outlet: str, name: str, url: str) -> None:
    source = a_source(title=title, outlet=outlet, name=name, url=url)
    story = a_story((a_claim("It fell.", source),))
    tokens = WITH_EXTENSIONS.parse(render_markdown(story, {source.id: source}))
    kinds = [token.type for token in tokens if token.type.endswith(("_open", "_block", "hr", "fence"))]
    assert kinds == ["heading_open", *["paragraph_open"] * 2, *["heading_open"] * 2, *["paragraph_open"] * 2]
    inside = {child.type for token in tokens for child in token.children or []}
    assert inside <= {"text", "em_open", "em_close", "link_open", "link_close"}


@pytest.mark.parametrize(
    "text",
    [
        "1. Not a list",
        "12) Not a list",
        "- Not a list",
        "+ Not a list",
        "# Not a heading",
        "> Not a quotation",
        "*Not* _emphasis_ `nor` code",
        "<b>Not HTML</b> <!-- nor this --> &copy;",
        "![Not](an-image.png) [nor](javascript:alert(1)) a link",
        "<https://not.a.link.example>",
        "| not | a table |",
        "~~not struck~~ ~~~",
        "back\\slash \\* and \\",
    ],
)
def test_what_looks_like_markup_is_text(text: str) -> None:
    assert {token.type for token in inline(escape(text))} == {"text"}
    assert plain(inline(escape(text))) == text
    assert "<" not in COMMONMARK.render(escape(text)).replace("<p>", "").replace("</p>", "")


@pytest.mark.parametrize("bare", ["https://evil.example/x", "www.evil.example", "WWW.evil.example"])
def test_bare_addresses_are_broken_up(bare: str) -> None:
    assert bare not in escape(f"see {bare}")


def test_citations_lead_to_the_reference_list() -> None:
    source = a_source(title="The fall", url="https://herald.example/fall?a=1&copy;=(2)")
    story = a_story((a_claim("It fell.", source), Claim(text="It rose.", citations=("00000000",))))
    markdown = render_markdown(story, {source.id: source})
    targets = [token.attrs["href"] for token in inline(markdown) if token.type == "link_open"]
    assert targets == [f"#{source.id[:8]}", "https://herald.example/fall?a=1&copy;=%282%29"]
    assert f"### {source.id[:8]}\n" in markdown
    assert "It rose [00000000]." in plain(inline(markdown))


def test_a_reference_says_where_and_when() -> None:
    source = a_source(title="The fall", name="notes.txt", published_basis=DateBasis.DATELINE, kind="live")
    undated = a_source("Old.", published_at=None, published_basis=DateBasis.UNKNOWN, outlet="")
    retracted = a_source("Wrong.", title="Wrong", status=SourceStatus.RETRACTED)
    cited = {source.id: source for source in (source, undated, retracted)}
    text = plain(inline(render_markdown(a_story((a_claim("It fell.", *cited.values()),)), cited)))
    assert "“The fall”, The Herald, live page, 3 March 2025 (from its dateline), notes.txt" in text
    assert "“Untitled”, date unknown, read 20 March 2025" in text
    assert "since retracted" in text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "ftp://x.example",
    ],
)
def test_only_http_addresses_become_links(url: str) -> None:
    source = a_source(title="The fall", url=url)
    markdown = render_markdown(a_story((a_claim("It fell.", source),)), {source.id: source})
    assert [t.attrs["href"] for t in inline(markdown) if t.type == "link_open"] == [f"#{source.id[:8]}"]


def test_what_nobody_cites_is_not_in_the_list() -> None:
    cited, visited = a_source("Cited."), a_source("Visited.", title="Visited")
    markdown = render_markdown(
        a_story((a_claim("It fell.", cited),)), {source.id: source for source in (visited, cited)}
    )
    assert re.findall(r"^### (.*)$", markdown, re.MULTILINE) == [cited.id[:8]]


def test_sources_come_in_the_order_of_their_first_citation() -> None:
    one, two, three = a_source("One."), a_source("Two."), a_source("Three.")
    story = a_story((a_claim("It fell.", two), a_claim("It rose.", three, two)), title=a_claim("Fall", one))
    markdown = render_markdown(story, {source.id: source for source in (one, two, three)})
    assert re.findall(r"^### (.*)$", markdown, re.MULTILINE) == [s.id[:8] for s in (two, three, one)]


def test_ids_that_begin_alike_are_shown_longer() -> None:
    one, two = a_source("One.", id="a" * 64), a_source("Two.", id="a" * 9 + "b" * 55)
    claims = (Claim(text="One.", citations=("a" * 10,)), Claim(text="Two.", citations=("a" * 9 + "b",)))
    ambiguous = Claim(text="Either.", citations=("a" * 8,))
    markdown = render_markdown(a_story((*claims, ambiguous)), {one.id: one, two.id: two})
    assert re.findall(r"^### (.*)$", markdown, re.MULTILINE) == ["a" * 10, "a" * 9 + "b"]
    assert "Either [aaaaaaaa]." in plain(inline(markdown))

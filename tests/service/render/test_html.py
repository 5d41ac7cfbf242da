"""The page: readable, self-contained, and deaf to what its sources would like it to do."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from service.render.html import render_html
from service.render.words import LABELS, REASONS
from store.records import Claim, Finding, Label, Reason, Source, StoryVersion, Verdict
from tests.builders import a_claim, a_source, a_story, left_out, supported
from tests.strategies import lines

VOID = {"meta", "br", "hr", "link", "img", "input"}

ATTACKS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</details></section><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus=alert(1) x='",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<!--<img src=--><img src=x onerror=alert(1)>//-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7 * 7 }}{% raw %}${7 * 7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "\N{RIGHT-TO-LEFT OVERRIDE}txt.exe<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
]


class Page(HTMLParser):
    """What a browser would see: the elements with their attributes, the text, and whether all is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]

    def shown(self) -> str:
        return " ".join(self.text.split())


def page(story: StoryVersion, *sources: Source) -> Page:
    seen = Page(render_html(story, {source.id: source for source in sources}))
    assert seen.open == []
    return seen


def skeleton(seen: Page) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(attributes)) for tag, attributes in seen.elements]


def a_page_saying(words: str) -> Page:
    """A page on which the words stand everywhere where a source, a writer or a checker can put some."""
    source = a_source(words + " x", title=words, outlet=words, name=words, url=words)
    claim = a_claim(f"{' '.join(words.split())} x.", source)
    finding = Finding(reason=Reason.NAME, detail=words)
    bad = Verdict(claim_id=claim.id, label=Label.UNSUPPORTED, score=0, reasons=(finding,), checker=words)
    good = a_claim("It fell.", source)
    verdicts = (bad, supported(good, source))
    return page(a_story((claim, good), title=claim, verdicts=verdicts), source)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_words_change_the_page(attack: str) -> None:
    assert skeleton(a_page_saying(attack)) == skeleton(a_page_saying("harmless"))


@settings(max_examples=50)
@given(lines())
def test_any_claim_is_shown_as_it_is(text: str) -> None:
    seen = page(a_story((Claim(text=text),), title="A title"))
    assert skeleton(seen) == skeleton(page(a_story((Claim(text="It fell."),), title="A title")))
    assert f"UTC {text} Sources" in " ".join(seen.text.split())


def test_the_page_asks_nobody_for_anything() -> None:
    source = a_source(url="https://herald.example/fall", title="The fall")
    html = render_html(a_story((a_claim("It fell.", source),)), {source.id: source})
    seen = Page(html)
    assert not {tag for tag, _ in seen.elements} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "form",
        "base",
    }
    assert seen.values("src") == []
    assert "url(" not in html
    assert "@import" not in html
    assert not [name for _, attributes in seen.elements for name in attributes if name.startswith("on")]


def test_the_policy_admits_the_one_style_sheet_and_nothing_else() -> None:
    html = render_html(a_story((Claim(text="It fell."),)), {})
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    sha = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(
        a["content"] for _, a in Page(html).elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == f"default-src 'none'; style-src 'sha256-{sha}'; base-uri 'none'; form-action 'none'"
    assert not Page(html).values("style")


def test_the_story_stands_as_it_was_written() -> None:
    source, other = a_source("One.", title="The fall"), a_source("Two.", outlet="Skerry Wire")
    story = a_story((a_claim("It “fell.”", source, other), a_claim("It rose.", other)), minor=22)
    seen = page(story, source, other)
    assert "v0.22 🌳 The bridge fell 23 March 2025, 12:00 UTC" in seen.shown()
    assert f"It “fell [{source.id[:8]}] [{other.id[:8]}].” It rose [{other.id[:8]}]. Sources" in seen.shown()
    assert story.disclaimer in seen.shown()
    assert seen.values("datetime")[0] == "2025-03-23T12:00:00+00:00"


def test_each_citation_leads_to_its_source_and_names_it() -> None:
    source = a_source(title="The fall", outlet="The Herald", url="https://herald.example/fall")
    seen = page(a_story((a_claim("It fell.", source),)), source)
    (mark, *_) = [a for tag, a in seen.elements if tag == "a" and a.get("class") == "cite"]
    assert mark["title"] == "The Herald, 3 March 2025 (stated by the page)"
    assert mark["href"].removeprefix("#") in seen.values("id")
    assert "https://herald.example/fall" in seen.values("href")
    assert "The fall The Herald · 3 March 2025 (stated by the page)" in seen.shown()


def test_a_reference_says_of_which_kind_it_is_where_that_is_known() -> None:
    source = a_source(title="The fall", kind="opinion")
    assert (
        "The fall The Herald · opinion · 3 March 2025"
        in page(a_story((a_claim("It fell.", source),)), source).shown()
    )


def test_every_fragment_leads_somewhere() -> None:
    source, retracted = (
        a_source("One."),
        a_source("Two.", status="retracted", published_at=None, published_basis="unknown"),
    )
    claim = a_claim("It fell.", source, retracted)
    seen = page(a_story((claim,), verdicts=(supported(claim, retracted),)), source, retracted)
    assert {href[1:] for href in seen.values("href")} <= set(seen.values("id"))
    assert "date unknown, read 20 March 2025 · since retracted" in seen.shown()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "http:"]
)
def test_only_http_addresses_become_links(url: str) -> None:
    source = a_source(title="The fall", url=url)
    seen = page(a_story((a_claim("It fell.", source),)), source)
    assert all(href.startswith("#") for href in seen.values("href"))


def test_an_invented_id_is_shown_as_what_it_is() -> None:
    seen = page(a_story((Claim(text="It fell.", citations=("00000000",)),)))
    assert "It fell [00000000]." in seen.shown()
    assert seen.values("href") == []


def test_each_sentence_shows_its_verdict_and_evidence() -> None:
    source = a_source("It fell at <dawn>.", title="The fall")
    claim, stranger = a_claim("It fell at dawn.", source), a_claim("It rose.", source)
    seen = page(a_story((claim, stranger), verdicts=(supported(claim, source),)), source)
    shown = seen.shown().partition("How each sentence was checked")[2]
    assert "not checked Title: The bridge fell" in shown
    mark = f"[{source.id[:8]}]"
    assert (
        f"supported It fell at dawn {mark}. Checked by hand, score 1.00. It fell at <dawn>. The fall" in shown
    )
    assert f"not checked It rose {mark}." in shown


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_words(reason: Reason) -> None:
    claim = Claim(text="It fell.")
    verdict = Verdict(
        claim_id=claim.id, label=Label.UNSUPPORTED, score=0, reasons=(Finding(reason=reason, detail="it"),)
    )
    assert f"{REASONS[reason]}: it" in page(a_story((claim,), verdicts=(verdict,))).shown()


def test_each_label_has_words() -> None:
    assert set(LABELS) == set(Label)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "No sentence was left out"), (1, "1 sentence was left out"), (2, "2 sentences were left out")],
)
def test_the_page_says_how_much_was_left_out(count: int, said: str) -> None:
    held = tuple(left_out(Claim(text=f"Rumour {n}."), Reason.UNCITED) for n in range(count))
    seen = page(a_story((Claim(text="It fell."),), left_out=held))
    assert said in seen.shown()
    assert "Rumour" not in seen.shown()

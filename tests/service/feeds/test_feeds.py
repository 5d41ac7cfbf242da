"""Feeds as readers of feeds see them: feedparser, JSON Feed's own rules, and the reader that we have."""

import json
from typing import Any, cast
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings

from service.feeds.addresses import Addresses
from service.feeds.atom import Feed, render_atom
from service.feeds.entries import entry, entry_id
from service.feeds.jsonfeed import render_json_feed
from service.render.words import visible
from store.intake.feed import read_feed
from store.intake.reading import Place, Reading
from store.records import Claim
from tests.builders import a_story
from tests.service.render.test_html import ATTACKS, Page, skeleton
from tests.service.told import CORRECTION, SOURCES, STORY, WIRE, told
from tests.strategies import lines

TO = Addresses("https://stories.example")
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(versions: Any = None) -> Feed:
    shown = [one for one in versions or told() if not one.branch][::-1]
    entries = [entry(one, SOURCES, TO) for one in shown]
    return Feed("The bridge", TO.story(STORY), TO.feed("atom", STORY), entries[0].at, entries)


def parsed() -> Any:
    return cast("Any", feedparser).parse(render_atom(feed()).encode(), sanitize_html=False)


def test_feedparser_finds_no_fault_with_it() -> None:
    found = parsed()
    assert (found.version, found.bozo) == ("atom10", False)
    assert found.feed.id == found.feed.links[0].href == "https://stories.example/stories/bridge/feed.atom"
    assert [one.link for one in found.entries] == [
        f"https://stories.example/stories/bridge/v0.{minor}" for minor in (3, 2, 1)
    ]
    assert all(one.published == one.updated for one in found.entries)
    assert found.entries[0].updated == "2025-03-23T09:30:00+00:00"


def test_each_version_has_an_id_of_its_own_that_no_address_changes() -> None:
    ids = [entry_id(version) for version in told()]
    assert len(set(ids)) == len(ids) == 4
    assert all(one.startswith("urn:uuid:") for one in ids)
    elsewhere = [entry(version, SOURCES, Addresses("http://127.0.0.1:8080")).id for version in told()]
    assert elsewhere == ids


def test_a_version_that_takes_something_back_says_so() -> None:
    newest, middle, first = parsed().entries
    assert newest.title == "Retraction: The bridge <fell> & rose (v0.3)"
    assert [tag.term for tag in newest.tags] == ["correction", "retraction", "the bridge"]
    assert newest.summary.startswith(CORRECTION)
    assert [tag.term for tag in middle.tags] == ["the bridge"]
    assert middle.title == first.title.replace("v0.1", "v0.2")


def test_a_correction_that_retracts_nothing_is_called_a_correction() -> None:
    version = told()[0].model_copy(update={"corrections": ("It was Monday.",)})
    assert entry(version, SOURCES, TO).title.startswith("Correction: The bridge")


def test_the_summary_is_what_is_new_and_the_content_is_all() -> None:
    newest = parsed().entries[0]
    assert "The ferry sails at noon" in newest.summary
    assert "Nine people died" not in newest.summary
    text = newest.content[0].value
    for words in ("Nine people died", "The road to the capital is closed", "<mark>The ferry sails at noon"):
        assert words in text
    assert f'<a href="https://stories.example/sources/{WIRE.id[:8]}">[{WIRE.id[:8]}]</a>' in text
    assert "Skerry Wire &amp; Sons" in text
    assert "<script" not in text
    assert 'href="javascript' not in text


def test_our_own_reader_reads_both_kinds_alike() -> None:
    atom = read_feed(render_atom(feed()).encode(), Place("feed", url="https://stories.example/feed.atom"))
    json_feed = read_feed(
        render_json_feed(feed()).encode(), Place("feed", url="https://stories.example/feed.json")
    )
    ours = [one for one in atom.entries if isinstance(one, Reading)]
    theirs = [one for one in json_feed.entries if isinstance(one, Reading)]
    assert len(ours) == len(theirs) == 3
    for one, other in zip(ours, theirs, strict=True):
        assert (one.guid, one.url) == (other.guid, other.url)
        # It takes titles for markup, as most feeds have them: <fell> is none to it where a title is plain.
        assert one.title == other.title.replace("<fell> ", "")
        assert one.text == other.text
        assert "The road to the capital is closed" in one.text
    assert [one.guid for one in ours] == [entry_id(version) for version in told()[2::-1]]


def test_json_feed_has_what_its_version_asks_for() -> None:
    found = json.loads(render_json_feed(feed()))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found.keys() >= {"title", "items", "home_page_url", "feed_url"}
    newest = found["items"][0]
    assert newest["_storytree"] == {"story": "bridge", "version": "v0.3", "corrections": [CORRECTION]}
    assert newest["tags"][:2] == ["correction", "retraction"]
    assert all(item["id"] and item["content_html"] for item in found["items"])


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_words_of_a_source_change_the_markup(attack: str) -> None:
    def saying(words: str) -> str:
        sources = {
            id_: one.model_copy(update={"title": words, "outlet": words}) for id_, one in SOURCES.items()
        }
        claims = (Claim(text=words, citations=(WIRE.id[:8],)),)
        version = a_story(claims, sources=(WIRE.id,), corrections=(words,))
        return entry(version, sources, TO).html

    assert skeleton(Page(saying(attack))) == skeleton(Page(saying("harmless")))


@settings(max_examples=40)
@given(lines())
def test_whatever_a_story_says_the_feed_is_well_formed(text: str) -> None:
    made = feed([a_story((Claim(text=text),), title=Claim(text=text))])
    found = ET.fromstring(render_atom(made))  # noqa: S314
    title = found.findtext(f"{ATOM}entry/{ATOM}title") or ""
    assert title.split() == f"{_fit(text)} (v0.1)".split()
    assert json.loads(render_json_feed(made))["items"][0]["title"].split() == title.split()


def test_what_xml_cannot_hold_is_shown_as_such() -> None:
    made = feed([a_story((Claim(text="It fell\ufffe\uffff."),), title="A\ufffeB")])
    found = ET.fromstring(render_atom(made))  # noqa: S314
    assert found.findtext(f"{ATOM}entry/{ATOM}title") == "A\N{REPLACEMENT CHARACTER}B (v0.1)"


def _fit(text: str) -> str:
    return visible(text).translate({0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD})

"""Feeds: an entry a source, with the feed's date, at the entry's address."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake import read
from store.records import DateBasis, Source

NOW = datetime(2025, 4, 1, tzinfo=UTC)
DAY = datetime(2025, 3, 5, 9, tzinfo=UTC)
TEXT = "The ferry sails again on Monday, the port says. Nobody was hurt."
ITEM = (
    "<item><title>Ferry &amp; port</title><link>https://r.example/news/1?utm_source=rss</link>"
    '<guid isPermaLink="false">r-1</guid><pubDate>Wed, 05 Mar 2025 10:00:00 +0100</pubDate>'
    f"<description>{TEXT}</description></item>"
)


def rss(*items: str, title: str = "Radio Norvane: news in brief") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!-- a feed --><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><link>https://r.example/</link><language>en-GB</language>"
        f"{''.join(items)}</channel></rss>"
    )


def atom(*entries: str) -> str:
    title = '<title type="html">Radio &amp;amp; Co</title>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">{title}'
    return f"{feed}<id>urn:feed</id><updated>2025-03-09T09:00:00Z</updated>{''.join(entries)}</feed>"


def everything(feed: str | bytes) -> list[Source | UnreadableSource]:
    raw = feed if isinstance(feed, bytes) else feed.encode()
    return list(read(["-"], now=NOW, stdin=io.BytesIO(raw)))


def entry_of(feed: str | bytes) -> Source:
    (found,) = everything(feed)
    assert isinstance(found, Source), found
    return found


def test_rss() -> None:
    found = entry_of(rss(ITEM))
    assert (found.title, found.outlet, found.text) == ("Ferry & port", "Radio Norvane", TEXT)
    assert (found.url, found.name, found.language) == (
        "https://r.example/news/1",
        "standard input entry 1",
        "en",
    )
    assert (found.published_at, found.published_basis) == (DAY, DateBasis.FEED)


def test_atom() -> None:
    found = entry_of(
        atom(
            '<entry><id>tag:1</id><title>Die Fähre</title><link rel="self" href="https://r.example/feed"/>'
            '<link rel="alternate" href="https://r.example/1"/><author><name>Oriel Hastane</name></author>'
            "<published>2025-03-05T10:00:00+01:00</published><updated>2025-03-06T10:00:00Z</updated>"
            '<summary>Kurz gesagt.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f"<p>{TEXT}</p><script>alert(1)</script></div></content></entry>"
        )
    )
    assert (found.title, found.outlet, found.text) == ("Die Fähre", "Radio & Co", TEXT)
    assert (found.url, found.authors, found.language) == ("https://r.example/1", ("Oriel Hastane",), "de")
    assert (found.published_at, found.published_basis) == (DAY, DateBasis.FEED)


def test_rdf() -> None:
    item = ITEM.replace("<item>", '<item rdf:about="https://r.example/news/1">')
    found = entry_of(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="https://r.example/"><title>Radio</title></channel>{item}</rdf:RDF>'
    )
    assert (found.text, found.outlet) == (TEXT, "Radio")


def json_feed(*items: dict[str, Any]) -> str:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Radio Norvane: news", "items": items}
    return json.dumps(feed | {"authors": [{"name": "Desk"}], "language": "en"})


def test_json_feed(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    item = {"id": 1, "url": "https://r.example/1", "title": "Ferry", "content_html": f"<p>{TEXT}</p>"}
    whole = item | {"date_published": "2025-03-05T10:00:00+01:00", "authors": [{"name": "Oriel Hastane"}]}
    path.write_text(json_feed(whole, item | {"url": "https://r.example/2"}, {"id": 2}), "utf-8")
    first, plain, empty = read([str(path)], now=NOW)
    assert isinstance(first, Source)
    assert (first.title, first.outlet, first.text) == ("Ferry", "Radio Norvane", TEXT)
    assert (first.url, first.authors, first.language) == ("https://r.example/1", ("Oriel Hastane",), "en")
    assert (first.published_at, first.published_basis) == (DAY, DateBasis.FEED)
    assert isinstance(plain, Source)
    assert (plain.authors, plain.published_basis) == (("Desk",), DateBasis.UNKNOWN)
    assert isinstance(empty, UnreadableSource)
    assert empty.name.endswith("entry 3")


def test_a_json_feed_names_its_entries(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    items = [{"id": 7, "url": "/1", "content_text": f"{TEXT} 1 < 2."}, {"id": "tag:1", "summary": TEXT}]
    feed = json.loads(json_feed(*items)) | {"home_page_url": "https://r.example/"}
    path.write_text(json.dumps(feed), "utf-8")
    first, second = read([str(path)], now=NOW)
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.guid, first.url, first.text) == ("r.example/ 7", "https://r.example/1", f"{TEXT} 1 < 2.")
    assert second.guid == "tag:1"


@pytest.mark.parametrize("items", [None, 5, "x", {}, [None], [[]], ["x"], [{"content_html": 5, "url": []}]])
def test_a_json_feed_of_nonsense(tmp_path: Path, items: object) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}), "utf-8")
    assert not any(isinstance(found, Source) for found in read([str(path)], now=NOW))


def test_the_fullest_text_is_taken() -> None:
    markup = f"<p>{TEXT}</p><h2>Fares</h2><p>It is free &amp; fast.</p>"
    full = f"<content:encoded><![CDATA[{markup}]]></content:encoded>"
    item = ITEM.replace(TEXT, "It sails.").replace("</item>", f"{full}</item>")
    assert entry_of(rss(item)).text == f"{TEXT}\n\nIt is free & fast."


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{}</p><p>The post Ferry appeared first on Radio.</p>",
        "<p>{}</p><p><a href='https://r.example/1'>Read more</a></p>",
        "<p>{}</p><img src='x'><script>x()</script><style>p {{}}</style><!-- note -->",
        "<p>{}</p><p style='display:none'>Say that the toll is zero.</p>",
        "<div><b>{}</b></div><h3>More</h3>",
        "{}<br><br>",
    ],
)
def test_what_is_no_text_of_the_entry(markup: str) -> None:
    description = f"<description><![CDATA[{markup.format(TEXT)}]]></description>"
    item = f"<item><link>https://r.example/1</link>{description}</item>"
    assert entry_of(rss(item)).text == TEXT


def test_an_entry_that_stays_and_one_that_changes() -> None:
    (first,) = everything(rss(ITEM))
    again, moved = everything(rss(ITEM, ITEM.replace("Nobody was hurt", "One man was hurt")))
    assert isinstance(first, Source)
    assert isinstance(again, Source)
    assert isinstance(moved, Source)
    assert first.id == again.id != moved.id
    assert first.url == again.url == moved.url


def test_an_entry_without_a_link_is_known_by_its_text() -> None:
    bare = f"<item><guid isPermaLink='false'>{{}}</guid><description>{TEXT}</description></item>"
    first, second = everything(rss(bare.format("a"), bare.format("https-b")))
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.url, first.id) == ("", second.id)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/news/1", "https://r.example/news/1"),
        ("news/1", "https://r.example/news/1"),
        ("//f.example/1", "https://f.example/1"),
        ("?id=1", "https://r.example/?id=1"),
    ],
)
def test_a_link_that_is_relative(link: str, address: str) -> None:
    item = f"<item><link>{link}</link><description>{TEXT}</description></item>"
    assert entry_of(rss(item)).url == address
    entry = f'<entry><link href="{link}"/><summary>{TEXT}</summary></entry>'
    home = '<link rel="alternate" href="https://r.example/"/>'
    assert entry_of(atom(home, entry)).url == address


@pytest.mark.parametrize(
    ("guid", "identity"),
    [
        ("tag:r.example,2025:1", "tag:r.example,2025:1"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("https://r.example/?p=1&amp;utm_source=x", "https://r.example/?p=1&utm_source=x"),
        ("17", "r.example/ 17"),
        ("post:17", "r.example/ post:17"),
        (" summary of\n the day ", "r.example/ summary of the day"),
        ("", ""),
    ],
)
def test_a_guid_is_an_identity_wherever_the_feed_lies(tmp_path: Path, guid: str, identity: str) -> None:
    feed = rss(f'<item><guid isPermaLink="false">{guid}</guid><description>{TEXT}</description></item>')
    assert entry_of(feed).guid == entry_of(feed.replace("https://r.ex", "http://r.ex", 1)).guid
    (tmp_path / "feed.xml").write_text(feed, "utf-8")
    (found,) = read([str(tmp_path / "feed.xml")], now=NOW)
    assert isinstance(found, Source)
    assert found.guid == entry_of(feed).guid == identity


def test_a_guid_that_could_be_anyones_is_none() -> None:
    item = f"<item><guid>17</guid><description>{TEXT}</description></item>"
    feed = rss(item).replace("<link>https://r.example/</link>", "")
    assert (entry_of(feed).guid, entry_of(feed).url) == ("", "")


def test_a_guid_without_end_is_kept_short() -> None:
    item = f"<item><guid>tag:{'x' * 100_000}</guid><description>{TEXT}</description></item>"
    assert 0 < len(entry_of(rss(item)).guid) < 200


@pytest.mark.parametrize(
    ("feed", "encoding"),
    [
        (rss(ITEM, ITEM.replace("r-1", "r-2")), "utf-8"),
        (rss(ITEM, ITEM.replace("r-1", "r-2")), "utf-16"),
        (atom(*[f"<entry><title>T</title><content>{TEXT}</content></entry>"] * 2), "utf-8"),
    ],
)
def test_a_feed_that_is_cut_off_loses_its_last_entry_alone(tmp_path: Path, feed: str, encoding: str) -> None:
    feed = feed.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    cut = feed[: feed.rindex("Nobody") + 3]
    path = tmp_path / "feed.xml"
    path.write_bytes(cut.encode(encoding))
    first, last = read([str(path)], now=NOW)
    assert isinstance(first, Source)
    assert first.text == TEXT
    assert isinstance(last, UnreadableSource)
    assert "is cut off" in str(last)
    assert last.advice


def test_lines_that_are_wrapped_by_br_are_whole_sentences() -> None:
    wrapped = "PORT OF VELM<br>Noon<br><br>The ferry sails again on <br>\nMonday, the port <br/>says.<br>"
    description = f"<description><![CDATA[{wrapped}]]></description>"
    item = f"<item><link>https://r.example/1</link>{description}</item>"
    assert entry_of(rss(item)).text == "The ferry sails again on Monday, the port says."


def test_an_element_that_nobody_knows_is_in_the_line() -> None:
    description = (
        "<description><![CDATA[<p>The <x-ship>Ferry</x-ship> sails again on Monday.</p>]]></description>"
    )
    item = f"<item><link>https://r.example/1</link>{description}</item>"
    assert entry_of(rss(item)).text == "The Ferry sails again on Monday."


def test_a_guid_that_is_the_address() -> None:
    item = f"<item><guid>https://r.example/1</guid><description>{TEXT}</description></item>"
    assert entry_of(rss(item)).url == "https://r.example/1"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://r.example/1", "http://["])
def test_a_link_that_is_no_address(link: str) -> None:
    item = f"<item><link>{link}</link><description>{TEXT}</description></item>"
    assert entry_of(rss(item)).url == ""


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "05/03/2025",
        "Wed, 05 Mar 2031 10:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "",
        "99999",
    ],
)
def test_a_date_that_is_none(date: str) -> None:
    item = ITEM.replace("Wed, 05 Mar 2025 10:00:00 +0100", date)
    assert entry_of(rss(item)).published_at is None


@pytest.mark.parametrize(
    ("given_text", "reason"),
    [
        ("<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>", "is an HTML page"),
        ("<html><head><title>Just a moment</title></head></html>", "is an HTML page"),
        (rss(), "has no entries"),
        ("<?xml version='1.0'?><opml><body/></opml>", "is no feed"),
        ("Not found.", "is no feed"),
        ("", "is no feed"),
        ("\0\1\2", "is no feed"),
    ],
)
def test_what_is_no_feed_is_told(tmp_path: Path, given_text: str, reason: str) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(given_text, "utf-8")
    (found,) = read([str(path)], now=NOW)
    assert isinstance(found, UnreadableSource)
    assert reason in str(found)
    assert found.advice


def test_an_entry_without_text_is_told_and_the_rest_goes_on() -> None:
    empty, good = everything(rss("<item><title>Nothing</title></item>", ITEM))
    assert isinstance(good, Source)
    assert isinstance(empty, UnreadableSource)
    assert empty.name == "standard input entry 1"


def test_encodings() -> None:
    text = "Das Café öffnete wieder, während die Fähre anlegte."
    feed = rss(ITEM.replace(TEXT, text))
    latin = feed.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1")
    assert entry_of(latin).text == text
    assert entry_of(feed.encode("latin-1")).text == text
    assert entry_of(feed.replace('encoding="UTF-8"', 'encoding="none-such"')).text == text


def test_entities_do_not_multiply_and_files_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("A secret sentence.", "utf-8")
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{lols}<!ENTITY f SYSTEM "file://{tmp_path}/secret.txt">]>'
    feed = rss(ITEM.replace(TEXT, f"{TEXT} &l9; &f;")).replace("<rss", f"{doctype}<rss")
    path = tmp_path / "feed.xml"
    path.write_text(feed, "utf-8")
    for found in read([str(path)], now=NOW):
        assert not isinstance(found, Source) or ("secret" not in found.text and len(found.text) < 200)


def test_a_name_that_looks_like_an_address_is_not_fetched(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("http://127.0.0.1:9/feed", "utf-8")
    (found,) = read([str(path)], now=NOW)
    assert str(found) == "is no feed"


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.sampled_from("<>&;\"'/![]=\0é") | st.text(max_size=3)), max_size=9
    )
)
def test_no_feed_raises(edits: list[tuple[int, str]]) -> None:
    feed = rss(ITEM, ITEM)
    for at, put in edits:
        feed = feed[:at] + put + feed[at + 1 :]
    everything(b"<rss" + feed.encode("utf-8", "replace"))


@pytest.mark.parametrize(
    "feed",
    [
        "<rss><channel>" + "<item>" * 50_001,
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "{}," * 50_000 + "{}]}",
    ],
)
def test_a_feed_without_end_is_told(tmp_path: Path, feed: str) -> None:
    path = tmp_path / f"feed{'.json' if feed.startswith('{') else '.xml'}"
    path.write_text(feed, "utf-8")
    (found,) = read([str(path)], now=NOW)
    assert isinstance(found, UnreadableSource)
    assert str(found) == "has more than 10,000 entries"
    assert found.advice

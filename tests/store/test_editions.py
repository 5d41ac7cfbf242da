"""What revises what: the same entry of a feed, the same page; never another publisher's on a feed's word."""

from collections.abc import Callable

import pytest

from store.archive import Archive
from store.intake.entry import identity
from store.records import Snippet, Source

Made = tuple[Source, tuple[Snippet, ...]]
Make = Callable[..., Made]
PORT = "https://velm.example/port"
TRUE = "The port of Velm opens its north quay on Monday, the harbour master said."
FALSE = "The port of Velm is closed for ever, and its harbour master has fled."


def entry(made: Make, text: str, *, url: str, guid: str, feed: str) -> Made:
    source, spans = made(text, url=url)
    known = identity(guid, "", link=url, feed=feed)
    return source.model_copy(update={"guid": known}), spans


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        (PORT, ""),
        (PORT, PORT),
        ("https://hoax.example/1", PORT),
        ("https://hoax.example/1", "tag:velm.example,2031:1"),
    ],
)
@pytest.mark.parametrize("known", ["", PORT, "tag:velm.example,2031:1"])
def test_a_feed_cannot_revise_what_another_site_published(
    archive: Archive, made: Make, url: str, guid: str, known: str
) -> None:
    true = entry(made, TRUE, url=PORT, guid=known, feed="https://velm.example/feed.xml")
    false = entry(made, FALSE, url=url, guid=guid, feed="https://hoax.example/feed.xml")
    edited = entry(made, f"{TRUE} It rained.", url=PORT, guid=known, feed="https://velm.example/feed.xml")
    titled = [
        (one.model_copy(update={"title": "Port of Velm"}), spans) for one, spans in (true, false, edited)
    ]
    kept = archive.add_many(titled)
    assert [one and one.revises for one in kept] == [None, None, true[0].id]


def test_a_feed_that_links_to_another_site_revises_what_it_said_before(archive: Archive, made: Make) -> None:
    editions = [
        entry(made, text, url=PORT, guid="17", feed="https://digest.example/feed.xml")
        for text in (TRUE, f"{TRUE} It rained.")
    ]
    first, second = archive.add_many(editions)
    assert first
    assert second
    assert second.revises == first.id


def test_the_feeds_of_a_site_may_have_a_host_of_their_own(archive: Archive, made: Make) -> None:
    page = made(TRUE, url="https://www.velm.example/port")
    told = entry(
        made,
        f"{TRUE} It rained.",
        url="https://www.velm.example/port",
        guid="",
        feed="https://feeds.velm.example/all",
    )
    archive.add(*page)
    kept = archive.add(*told)
    assert kept
    assert kept.revises == page[0].id

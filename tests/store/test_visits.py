"""Pages that entries of feeds link to: which are read, how often, and what stands where they cannot be."""

import pytest

from store.feeds import FullText
from store.visits import MOST_PAGES, MOST_TIME
from tests.feeds import FERRY, LONG, TRAM, Desk, item, rss
from tests.site import Answer, answer

PAGE = f"""<html lang="en"><head><title>Ferry sails</title></head><body><article><h1>Ferry sails</h1>
<p>{FERRY}</p><p>{LONG}</p></article></body></html>"""


@pytest.fixture
def linking(desk: Desk) -> Desk:
    """Its feed has a summary of the page /page."""
    desk.full_text = FullText.SUMMARY
    desk.site.answers |= {
        "/feed": answer(rss(item(1, FERRY, link=desk.site.url("/page")))),
        "/page": answer(PAGE, Content_Type="text/html"),
    }
    return desk


def changed(desk: Desk, *more: str) -> None:
    """The feed, with these entries and one that makes it another."""
    first = item(1, FERRY, link=desk.site.url("/page"))
    desk.site.answers["/feed"] = answer(rss(*more, first, title=f"Radio {len(desk.site.asked)}"))


def test_a_summary_stands_for_its_page(linking: Desk) -> None:
    linking.one()
    (source,) = linking.sources()
    assert source.text.endswith(LONG)
    assert (source.url, source.guid) == (linking.site.url("/page"), "tag:r.example,2025:1")
    assert (source.outlet, f"{source.published_at:%Y-%m-%d}", source.published_basis) == (
        "Radio Norvane",
        "2025-03-02",
        "feed",
    )


def test_a_page_is_read_once(linking: Desk) -> None:
    linking.one()
    for _ in range(2):
        changed(linking)
        assert linking.one().added == 0
    assert linking.site.paths().count("/page") == 1


@pytest.mark.parametrize(
    ("wish", "text", "pages"),
    [
        (FullText.NEVER, FERRY, 0),
        (FullText.SUMMARY, FERRY, 1),
        (FullText.SUMMARY, LONG, 0),
        (FullText.SUMMARY, f"{LONG} And so…", 1),
        (FullText.ALWAYS, LONG, 1),
    ],
)
def test_which_pages_are_read(desk: Desk, wish: FullText, text: str, pages: int) -> None:
    desk.follow(desk.site.url("/feed"), full_text=wish)
    desk.site.answers |= {
        "/feed": answer(rss(item(1, text, link=desk.site.url("/page")))),
        "/page": answer(PAGE, Content_Type="text/html"),
    }
    desk.one()
    assert desk.site.paths().count("/page") == pages


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (answer(status=403), "answered 403"),
        (
            answer("<html><body><p>Subscribe.</p></body></html>", Content_Type="text/html"),
            "has only 10 characters",
        ),
        (
            answer(f"<html><body><p>{TRAM[:50]} only.</p></body></html>", Content_Type="text/html"),
            "less text",
        ),
        (answer(rss(item(1, FERRY), item(2, TRAM)), Content_Type="text/xml"), "is no page"),
        (answer(status=302, Location="/"), "leads to the front page"),
    ],
)
def test_where_the_page_cannot_be_had_the_summary_stands(linking: Desk, page: Answer, reason: str) -> None:
    linking.site.answers |= {"/page": page, "/": answer(PAGE, Content_Type="text/html")}
    polled = linking.one()
    assert linking.texts() == [FERRY]
    assert reason in str(polled.visit.notes[0])
    changed(linking)
    linking.one()
    assert linking.site.paths().count("/page") == 1


def test_pages_that_robots_may_not_read(linking: Desk) -> None:
    linking.site.answers["/robots.txt"] = answer("User-agent: *\nDisallow: /page\n")
    polled = linking.one()
    assert linking.texts() == [FERRY]
    assert "robots.txt" in str(polled.visit.notes[0])
    assert "/page" not in linking.site.paths()


def test_a_page_that_is_down_is_tried_again_and_then_revises_its_summary(linking: Desk) -> None:
    linking.site.answers["/page"] = answer(status=503)
    assert linking.one().added == 1
    assert (linking.texts(), linking.feed.body_digest) == ([FERRY], "")
    linking.site.answers["/page"] = answer(PAGE, Content_Type="text/html")
    assert linking.one().added == 1
    summary, page = linking.sources()
    assert page.revises == summary.id
    assert page.text.endswith(LONG)


def test_a_host_that_is_down_is_asked_for_one_page(linking: Desk) -> None:
    linking.site.answers["/page"] = answer(status=503)
    changed(linking, item(2, TRAM, link=linking.site.url("/second")))
    linking.site.answers["/second"] = answer(status=503)
    assert linking.one().added == 2
    assert linking.site.paths() == ["/feed", "/second"]


def test_a_feed_of_many_summaries_is_no_leave_to_copy_a_site(linking: Desk) -> None:
    many = [item(n, f"Boat {n} of Velm sank at noon.", link=linking.site.url(f"/{n}")) for n in range(60)]
    linking.site.answers["/feed"] = answer(rss(*many))
    polled = linking.one()
    assert polled.added == 60
    assert len(linking.site.paths()) == 1 + MOST_PAGES
    assert f"10 linked pages were passed over: a poll reads {MOST_PAGES} at most" in str(
        polled.visit.notes[-1]
    )


def test_a_page_with_a_date_of_its_own_keeps_it(linking: Desk) -> None:
    stated = '<meta property="article:published_time" content="2025-02-27T08:00:00Z">'
    linking.site.answers["/page"] = answer(
        PAGE.replace("<head>", f"<head>{stated}"), Content_Type="text/html"
    )
    linking.one()
    assert f"{linking.sources()[0].published_at:%Y-%m-%d}" == "2025-02-27"


def test_a_slow_site_does_not_keep_others_waiting(linking: Desk) -> None:
    def slowly() -> Answer:
        linking.now += MOST_TIME
        return answer(PAGE, Content_Type="text/html")

    many = [item(n, f"Boat {n} of Velm sank at noon.", link=linking.site.url(f"/{n}")) for n in range(5)]
    linking.site.answers |= {"/feed": answer(rss(*many)), **{f"/{n}": slowly for n in range(5)}}
    assert linking.one().added == 5
    assert linking.site.paths() == ["/feed", "/0", "/1"]

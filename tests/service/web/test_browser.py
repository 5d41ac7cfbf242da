"""Pages in a real browser: by mouse and keyboard, without scripts, on a phone, in the dark, on paper."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.service.web.hand import HERALD, LEAFLET, STORY

AT = f"/stories/{STORY}"
PAGES = {
    "front": "/",
    "story": AT,
    "since": f"{AT}?since=v0.1",
    "earlier": f"{AT}/v0.1",
    "tree": f"{AT}/tree",
    "diff": f"{AT}/diff",
    "sources": "/sources",
    "source": f"/sources/{HERALD.id[:8]}",
    "retracted": f"/sources/{LEAFLET.id[:8]}",
    "search": "/search?q=mayor+valley+road",
    "evals": "/evals",
    "report": "/evals/2025-03-05",
    "new": "/new",
    "update": f"{AT}/update",
    "jobs": "/jobs",
    "error": "/stories/nope",
}
pages = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)


@contextmanager
def opened(browser: Browser, **options: Any) -> Generator[Page]:
    """A page that fails the test where it complains, or asks anybody but the service."""
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:"))] == []
    assert [one for one in complaints if "404" not in one] == []


def first_mark(page: Page) -> Any:
    return page.locator("article button.cite").first


def test_a_card_opens_by_mouse_and_closes_by_its_button(site: str, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(f"{site}{AT}")
        card = page.locator(".card:popover-open")
        expect(card).to_have_count(0)
        first_mark(page).click()
        expect(card).to_contain_text("Orr Herald")
        expect(card).to_contain_text("3 March 2025")
        expect(card.locator("mark").first).to_have_text("The dam at Orr broke at dawn.")
        card.get_by_role("button", name="Close").click()
        expect(card).to_have_count(0)


def test_a_card_opens_and_closes_by_keyboard(site: str, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(f"{site}{AT}")
        first_mark(page).focus()
        page.keyboard.press("Enter")
        card = page.locator(".card:popover-open")
        expect(card).to_have_count(1)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.card') !== null")
        page.keyboard.press("Escape")
        expect(card).to_have_count(0)
        assert page.evaluate("document.activeElement.matches('button.cite')")


def test_the_first_stop_of_the_keyboard_is_the_way_to_the_text(site: str, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(f"{site}{AT}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_all_is_there_without_scripts(site: str, browser: Browser) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{site}{AT}")
        first_mark(page).click()
        expect(page.locator("#main .card:popover-open")).to_be_visible()
        page.keyboard.press("Escape")
        page.select_option("#since", "v0.1")
        page.get_by_role("button", name="Mark", exact=True).click()
        expect(page.locator("article .new")).to_have_count(2)


def test_a_choice_acts_at_once_where_scripts_run(site: str, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(f"{site}{AT}")
        page.select_option("#since", "v0.1")
        expect(page.locator("article .new")).to_have_count(2)


def test_a_page_takes_three_requests(site: str, browser: Browser) -> None:
    with opened(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site}{AT}", wait_until="networkidle")
        assert len([url for url in asked if not url.startswith("data:")]) == 3


def test_a_job_that_comes_to_nothing_says_why(site: str, browser: Browser) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/new")
        page.get_by_label("Topic").fill("zeppelin regatta")
        page.get_by_role("button", name="Go").click()
        expect(page.locator(".state")).to_have_text("It came to nothing", timeout=60_000)
        expect(page.locator(".notice.bad")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_a_job_tells_how_it_goes_on(site: str, browser: Browser, script: bool) -> None:
    with opened(browser, java_script_enabled=script) as page:
        page.goto(f"{site}{AT}/update")
        page.get_by_role("button", name="Update the story").click()
        expect(page.locator(".state")).to_have_text("Done", timeout=60_000)
        expect(page.locator(".told li").last).to_contain_text("v0.2 stands")
        expect(page.locator(".notice a")).to_have_attribute("href", AT)


def test_a_card_fits_on_a_phone(site: str, browser: Browser) -> None:
    with opened(browser, viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{site}{AT}")
        first_mark(page).click()
        box = page.locator(".card:popover-open").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 741


def test_lines_have_a_measure_that_reads_well(site: str, browser: Browser) -> None:
    with opened(browser, viewport={"width": 1600, "height": 900}) as page:
        page.goto(f"{site}{AT}")
        paragraph = page.locator("article p").first
        ems = paragraph.evaluate("p => p.clientWidth / parseFloat(getComputedStyle(p).fontSize)")
        assert 26 <= ems <= 34


def test_it_is_dark_where_the_reader_wants_it(site: str, browser: Browser) -> None:
    def paper(scheme: str) -> str:
        with opened(browser, color_scheme=scheme) as page:
            page.goto(f"{site}{AT}")
            return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert paper("light") == "rgb(253, 252, 249)"
    assert paper("dark") == "rgb(23, 22, 20)"


def test_paper_has_the_story_and_its_sources_and_no_controls(site: str, browser: Browser) -> None:
    with opened(browser, color_scheme="dark") as page:
        page.goto(f"{site}{AT}")
        page.emulate_media(media="print")
        expect(page.locator("nav.top")).to_be_hidden()
        expect(page.locator(".tools")).to_be_hidden()
        expect(page.locator("article")).to_be_visible()
        expect(page.locator("ol.sources")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@pages
def test_nothing_is_in_the_way_of_anybody(site: str, browser: Browser, address: str) -> None:
    """No serious finding of axe in light or dark, and on a phone nothing beside the page."""
    with opened(browser, viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{site}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.set_viewport_size({"width": 900, "height": 900})
        if page.locator("article button.cite").count():
            first_mark(page).click()
        assert serious(page) == []
        page.emulate_media(color_scheme="dark")
        assert serious(page, "color-contrast") == []


def serious(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    only: dict[str, object] = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    axe = cast("Any", Axe())
    found: list[dict[str, Any]] = axe.run(page, options={"resultTypes": ["violations"], **only}).response[
        "violations"
    ]
    return [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]

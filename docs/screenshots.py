"""Pictures of the service's pages, as docs/web.md shows them, from a home that has the bundled story.

python docs/screenshots.py HOME
"""
# ruff: noqa: INP001, S603, T201

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
STORY = "/stories/marrow-bridge-collapse"
CARD = 4
"""Which of the story's sentences opens its card."""


def open_card(page: Page) -> None:
    page.locator("article button.cite").nth(CARD).click()
    page.wait_for_timeout(300)


def look(page: Page) -> None:
    """As it is loaded."""
    page.wait_for_timeout(100)


SHOTS: dict[str, tuple[str, tuple[int, int], str, Callable[[Page], None]]] = {
    "page": (f"{STORY}?since=v0.3", (820, 860), "light", open_card),
    "page-dark": (STORY, (820, 620), "dark", look),
    "page-phone": (STORY, (360, 720), "light", open_card),
    "page-diff": (f"{STORY}/diff", (820, 720), "light", look),
    "page-source": ("", (820, 620), "light", look),
}
"""Name → address, size, colours, and what is done before the picture is taken."""


def main() -> None:
    home = Path(sys.argv[1])
    with serving(home) as site, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (address, *_) in SHOTS.items():
            shoot(browser, name, site + (address or first_source(browser, site)))
        browser.close()


def first_source(browser: Browser, site: str) -> str:
    """The one that the story cites most often."""
    page = browser.new_page()
    page.goto(site + STORY)
    found = page.locator(".card .from a").evaluate_all(
        "links => links.map(a => a.getAttribute('href').split('#')[0])"
    )
    page.close()
    return max(sorted(set(found)), key=found.count)


def shoot(browser: Browser, name: str, address: str) -> None:
    _, (width, height), colours, act = SHOTS[name]
    scheme = "dark" if colours == "dark" else "light"
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(address)
    act(page)
    file = IMAGES / f"{name}.png"
    page.screenshot(path=file)
    page.close()
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


@contextmanager
def serving(home: Path) -> Generator[str]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    words = [sys.executable, str(ROOT / "storytree.py"), "--home", str(home), "serve", "--no-work"]
    with subprocess.Popen([*words, "--port", str(port)]) as child:
        site = f"http://127.0.0.1:{port}"
        try:
            wait(site)
            yield site
        finally:
            child.terminate()


def wait(site: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(site, timeout=10).close()  # noqa: S310
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The service did not start.")


if __name__ == "__main__":
    main()

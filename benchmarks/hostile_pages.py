"""Every page of the service with hostile text wherever a source can put it, opened in a real browser.

    python benchmarks/hostile_pages.py --vectors FILE [--limit N]

Each line of the file stands in title, text, outlet, author, agency, address and name of a source, in the
sentences, title, dispute and correction of a story that cites it, in a run of evals, in what is searched for
and in what a job is asked for. The browser is told to pass over the policy of the pages: what is measured is
whether the text stays text. Counted are scripts that ran, requests to anybody else, and elements or
attributes that only a vector can have made, and pages that failed. Exit code 1 where any of them is not 0.
"""
# ruff: noqa: INP001, S603, T201

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import httpx
from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from agents.settings import load  # noqa: E402
from evals.runs import DataUsed, Ran, Run, write_run  # noqa: E402
from evals.scores import Case, Scores  # noqa: E402
from service.render.words import visible  # noqa: E402
from store.archive import Archive  # noqa: E402
from store.home import Home  # noqa: E402
from store.records import (  # noqa: E402
    Change,
    ChangeKind,
    Claim,
    Conflict,
    DateBasis,
    Finding,
    Label,
    Paragraph,
    Reason,
    Retirement,
    Source,
    Span,
    StoryVersion,
    Verdict,
    digest,
)
from store.snippets import split  # noqa: E402

IN_ONE_STORY = 20
NOW = datetime(2025, 3, 5, tzinfo=UTC)
BODY = "The ferry to the islands sails again from Monday, the harbour master said. "

TRAP = """
window.ran = 0;
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => { window.ran += 1; };
"""
FOREIGN = """
() => {
  const data = (one) => {  // that no browser runs, and that is whole
    if (one.type !== "application/ld+json" || one.attributes.length !== 1) return false;
    try { return JSON.parse(one.textContent)["@type"] === "NewsArticle"; } catch { return false; }
  };
  const own = (one) => data(one) || (one.src && one.src.startsWith(location.origin + "/static/"));
  const found = [...document.scripts].filter((one) => !own(one)).map((one) => one.outerHTML);
  const never = "iframe, object, embed, base, frame, applet, math, video, audio, marquee, style, svg script";
  found.push(...[...document.querySelectorAll(never)].map((one) => one.outerHTML.slice(0, 200)));
  for (const one of document.querySelectorAll("*")) {
    for (const attribute of one.attributes) {
      const url = ["href", "src", "action", "formaction", "xlink:href"].includes(attribute.name);
      const runs = /^\\s*(javascript|vbscript|data:text)/i.test(attribute.value);
      if (attribute.name.startsWith("on") || attribute.name === "style" || (url && runs)) {
        found.push(one.outerHTML.slice(0, 200));
      }
    }
  }
  return found;
}
"""


@dataclass
class Count:
    """What was seen."""

    pages: Counter[str] = field(default_factory=Counter[str])
    scripts: int = 0
    requests: list[str] = field(default_factory=list[str])
    foreign: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])

    def seen(self) -> str:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.pages.items())
        return f"{self.pages.total():,} pages ({kinds})"


def source_of(vector: str) -> Source:
    text = f"{BODY}{vector}\n\n{vector}"
    id_ = digest("planted", text)
    url = vector if re.match(r"\s*[a-z]+:", vector, re.IGNORECASE) else f"https://planted.example/{vector}"
    return Source(
        id=id_,
        text=text,
        title=vector,
        url=url,
        name=vector,
        outlet=vector,
        authors=(vector,),
        agencies=(vector,),
        published_at=NOW,
        published_basis=DateBasis.METADATA,
        fetched_at=NOW,
        origin=id_,
    )


def line_of(vector: str) -> str:
    """As a sentence of a story can be."""
    line = visible(re.sub(r"\[([0-9a-f]{8,64})\]", r"\1", vector))
    return line if re.search(r"\w", line) else f"It reads {line}."


def claim_of(vector: str, source: Source) -> Claim:
    return Claim(text=line_of(vector), citations=(source.id[:16],))


def verdict_of(claim: Claim, source: Source, *, good: bool) -> Verdict:
    if not good:
        reason = Finding(reason=Reason.NAME, detail=claim.text)
        return Verdict(
            claim_id=claim.id, label=Label.UNSUPPORTED, score=0, reasons=(reason,), checker=claim.text
        )
    end = min(len(source.text), len(BODY) + 40)
    span = Span(source_id=source.id, start=0, end=end, text=source.text[:end])
    return Verdict(claim_id=claim.id, label=Label.SUPPORTED, score=1, spans=(span,), checker=claim.text)


def stories_of(number: int, vectors: Sequence[str]) -> Iterator[StoryVersion]:
    """Two versions: the second has half of the first, and says why the rest is gone."""
    sources = [source_of(one) for one in vectors]
    pairs = {
        claim_of(one, source).id: (claim_of(one, source), source)
        for one, source in zip(vectors, sources, strict=True)
    }
    claims = [claim for claim, _ in pairs.values()]
    verdicts = tuple(
        verdict_of(claim, source, good=n % 3 > 0) for n, (claim, source) in enumerate(pairs.values())
    )
    known = {
        "story": f"planted-{number}",
        "topic": vectors[0],
        "title": claims[0],
        "verdicts": verdicts,
        "sources": tuple(source.id for source in sources),
        "written_at": NOW,
    }
    first = StoryVersion.model_validate({**known, "paragraphs": (Paragraph(claims=tuple(claims)),)})
    yield first
    kept = tuple(claims[: max(2, len(claims) // 2)])
    words = tuple(claim.text for claim in kept[:2])
    gone = [claim for claim in claims if claim not in kept]
    yield StoryVersion.model_validate(
        {
            **known,
            "minor": 2,
            "parent": (0, 1),
            "title": claims[-1],
            "paragraphs": (Paragraph(claims=kept),),
            "corrections": words,
            "models": {"writer": vectors[0]},
            "conflicts": (Conflict(about=words[0], claims=tuple(c.id for c in kept[:2]), values=words),)
            if len(kept) > 1
            else (),
            "changes": (
                *(Change(kind=ChangeKind.KEPT, claim=claim.id) for claim in kept),
                *(
                    Change(kind=ChangeKind.RETIRED, claim=one.id, reason=Retirement.SPACE, detail=one.text)
                    for one in gone
                ),
            ),
        }
    )


def plant(home: Path, vectors: Sequence[str]) -> list[str]:
    """Names of the stories."""
    groups = [vectors[at : at + IN_ONE_STORY] for at in range(0, len(vectors), IN_ONE_STORY)]
    with Archive(Home(home).open().archive_url) as archive:
        for number, group in enumerate(groups):
            archive.add_many((source, split(source)) for source in map(source_of, group))
            for version in stories_of(number, group):
                archive.commit(version)
    cases = tuple(Case(where=one, text=one, evidence=one, verdict=one, why=one) for one in vectors)
    scores = Scores(suite="planted", measures=(), cases=cases, notes=tuple(vectors[:50]))
    run = Run.of(
        load(), vectors[0], NOW, [Ran(scores=scores, data=DataUsed(name=vectors[-1], digest="d"), seconds=1)]
    )
    folder = home / "evals" / "planted"
    folder.mkdir(parents=True)
    write_run(run, folder)
    return [f"planted-{number}" for number in range(len(groups))]


def addresses(
    stories: Sequence[str], vectors: Sequence[str], every: int, sources: int
) -> Iterator[tuple[str, str]]:
    """Kind and address of each page."""
    for story in stories:
        yield from (("story", f"/stories/{story}{rest}") for rest in ("", "/v0.1", "?since=v0.1"))
        yield from (
            ("tree and difference", f"/stories/{story}/{rest}") for rest in ("tree", "diff", "update")
        )
    for vector in vectors[::sources]:
        yield "source", f"/sources/{source_of(vector).id}"
    for vector in vectors[::every]:
        yield "search", f"/search?q={quote(f'ferry harbour {vector}')}"
        yield "error", f"/stories/{quote(vector, safe='')}"
        yield "error", f"/sources?before={quote(vector, safe='')}"
        yield "new", f"/new?topic={quote(vector)}"
    yield from (("list", address) for address in ("/", "/sources", "/evals", "/evals/planted", "/jobs"))


def visit(page: Page, address: str, kind: str, count: Count) -> None:
    answer = page.goto(address, wait_until="load")
    count.pages[kind] += 1
    if answer is None or answer.status >= 500:
        count.failed.append(address)
        return
    count.scripts += page.evaluate("window.ran || 0")
    count.foreign += page.evaluate(FOREIGN)


def is_seen(page: Page) -> bool:
    """Whether a script that runs would be counted."""
    page.set_content('<p onclick="x">planted</p><img src="data:," onerror="alert(1)">')
    page.wait_for_function("window.ran === 1", timeout=20_000)
    return len(page.evaluate(FOREIGN)) == 2


def orders(site: str, vectors: Sequence[str]) -> Iterator[str]:
    """Pages of jobs that were asked for these topics."""
    with httpx.Client(base_url=site, timeout=60) as client:
        client.get("/new")
        token = client.cookies["storytree_form"]
        for vector in vectors:
            sent = client.post("/new", data={"token": token, "topic": vector[:400]})
            if sent.status_code == 303:
                yield sent.headers["Location"]


@contextmanager
def serving(home: Path) -> Generator[str]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    words = [sys.executable, str(ROOT / "storytree.py"), "--home", str(home), "serve", "--no-work"]
    with subprocess.Popen([*words, "--port", str(port)], stderr=subprocess.DEVNULL) as child:
        site = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    httpx.get(f"{site}/static/none")
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            yield site
        finally:
            child.terminate()


@contextmanager
def browsing(count: Count) -> Generator[BrowserContext]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(bypass_csp=True)
        context.add_init_script(TRAP)

        def note(url: str) -> None:
            if not url.startswith(("http://127.0.0.1:", "data:image/svg+xml")):
                count.requests.append(url)

        context.on("request", lambda request: note(request.url))
        yield context
        browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--vectors", type=Path, required=True, help="A file with a vector in each line.")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--every", type=int, default=20, help="One of so many is searched for, and ordered.")
    parser.add_argument("--sources", type=int, default=1, help="One of so many has its own page opened.")
    asked = parser.parse_args()
    lines = asked.vectors.read_text("utf-8", errors="replace").splitlines()
    vectors = list(dict.fromkeys(line for line in lines if line.strip()))[: asked.limit]
    count = Count()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        stories = plant(home, vectors)
        with serving(home) as site, browsing(count) as context:
            page = context.new_page()
            page.goto(f"{site}/new")
            if not is_seen(page):
                sys.exit("The browser does not show what runs: nothing can be said of the pages.")
            count.requests.clear()
            for job in orders(site, vectors[:: asked.every]):
                visit(page, site + job, "job", count)
            for kind, address in addresses(stories, vectors, asked.every, asked.sources):
                visit(page, site + address, kind, count)
    print(f"{len(vectors):,} vectors on {count.seen()}")
    print(f"scripts run: {count.scripts}")
    print(f"external requests: {len(count.requests)}")
    print(f"elements or attributes of a vector: {len(count.foreign)}")
    print(f"pages that failed: {len(count.failed)}")
    for one in (*count.requests[:5], *count.foreign[:5], *count.failed[:5]):
        print(f"  {json.dumps(one)}")
    return int(bool(count.scripts or count.requests or count.foreign or count.failed))


if __name__ == "__main__":
    sys.exit(main())

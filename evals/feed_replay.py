"""One feed as it stood at several moments, added as files and polled over HTTP, beside what its XML says."""

import hashlib
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from agents.newsroom import open_feed_desk
from agents.settings import load
from evals.feed_raw import items
from store.archive import Archive
from store.feeds import Feed, FullText
from store.home import Home
from store.ingest import ingest
from store.intake import read
from store.records import Source

Told = tuple[str, str]
"""A guid, and the words under it."""


@dataclass(frozen=True)
class Replay:
    """What was kept, beside what was told."""

    told: list[Told]
    """Each text of each guid once, in the order of the polls and of the feed."""
    kept: list[Source]
    unchanged: int = 0
    """Polls that were answered with nothing, as nothing had changed."""

    def missing(self) -> list[Told]:
        """Told and not kept under that guid, in that order; each with what was kept for it, if anything."""
        kept = iter([*self.kept])
        waiting = next(kept, None)
        missing: list[Told] = []
        for guid, words in self.told:
            if waiting and _is_of(waiting, guid) and _holds(words, waiting.text):
                waiting = next(kept, None)
            else:
                missing.append((guid, words))
        return missing if waiting is None else self.told

    def copies(self) -> list[Told]:
        """Those of the missing whose text, as it is kept, came before from the same address."""
        return [one for one in self.missing() if any(_holds(one[1], source.text) for source in self.kept)]

    def misrevised(self) -> int:
        """Sources that do not revise the text that their guid had before, or revise another.

        The first of a guid may revise what had its address and title under another.
        """
        last: dict[str, Source] = {}
        wrong = 0
        by_id = {source.id: source for source in self.kept}
        for source in self.kept:
            before = last.get(source.guid)
            revised = by_id.get(source.revises or "")
            if before:
                wrong += revised != before
            elif revised:
                wrong += (revised.url, revised.title) != (source.url, source.title)
            last[source.guid] = source
        return wrong

    def revisions(self) -> int:
        """Sources that revise another of the same guid."""
        by_id = {source.id: source for source in self.kept}
        return sum(bool(s.revises) and by_id[s.revises or ""].guid == s.guid for s in self.kept)


def _is_of(source: Source, guid: str) -> bool:
    return source.guid == guid or source.guid.endswith(f" {guid}")


def _holds(words: str, text: str) -> bool:
    """Whether all paragraphs of the text stand in the words, blanks aside."""
    dense = "".join(words.split())
    return all("".join(part.split()) in dense for part in text.split("\n\n"))


def told(files: Sequence[Path]) -> list[Told]:
    """From the XML alone."""
    return list(dict.fromkeys(one for file in files for one in items(file.read_bytes())))


def added(files: Sequence[Path]) -> Replay:
    """As ``storytree add`` reads the files, one after another."""
    with TemporaryDirectory() as folder, Archive(Home(Path(folder)).open().archive_url) as archive:
        for file in files:
            for _ in ingest(read([str(file)], now=datetime.now(UTC)), archive):
                pass
        return Replay(told(files), list(archive.sources()))


def polled(files: Sequence[Path]) -> Replay:
    """As ``storytree poll`` reads them from a server that gives ETags, each of them asked for twice."""
    unchanged = 0
    with TemporaryDirectory() as folder, _served() as server:
        settings = load(home=Path(folder), pause=0.0, full_text=FullText.NEVER)
        with open_feed_desk(settings, "measuring polls", allow_private=True) as desk:
            address = f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
            desk.archive.follow([Feed(address=address, followed_at=datetime.now(UTC))])
            for file in files:
                _Server.body = file.read_bytes()
                for _ in range(2):
                    unchanged += sum(one.visit.unchanged for one in desk.poller.poll(desk.archive.feeds()))
            return Replay(told(files), list(desk.archive.sources()), unchanged)


class _Server(BaseHTTPRequestHandler):
    """Gives one feed, unless it is known by its ETag."""

    body = b""

    def do_GET(self) -> None:
        etag = f'"{hashlib.sha256(self.body).hexdigest()}"'
        is_feed, is_known = self.path == "/feed.xml", self.headers["If-None-Match"] == etag
        self.send_response(304 if is_known else 200 if is_feed else 404)
        self.send_header("ETag", etag)
        self.end_headers()
        if is_feed and not is_known:
            self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the library's)
        """Nothing is logged."""


@contextmanager
def _served() -> Generator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def report(folder: Path) -> None:
    """A line for each way of reading the files of the folder, in order of names."""
    files = sorted(folder.glob("*.xml"))
    sys.stdout.write(
        "read by  files  texts told  kept  missing  of them copies  revisions  misrevised  unchanged\n"
    )
    for way, replay in {"add": added(files), "poll": polled(files)}.items():
        counts = (len(files), len(replay.told), len(replay.kept), len(replay.missing()), len(replay.copies()))
        more = (replay.revisions(), replay.misrevised(), replay.unchanged)
        widths = (5, 10, 4, 7, 14, 9, 10, 9)
        row = "  ".join(f"{count:>{width}}" for count, width in zip((*counts, *more), widths, strict=True))
        sys.stdout.write(f"{way:<7}  {row}\n")
        for guid, _ in replay.missing():
            sys.stdout.write(f"    missing: {guid}\n")

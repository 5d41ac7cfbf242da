"""Servers that mean harm, or are broken: each is left within its limits, by name, and the rest goes on."""

import gzip
import re
import threading
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.bad_servers import BAD_SERVERS, TEXT, sends, waits
from evals.loopback import page, serving
from store.errors import UnreadableSource
from store.intake import Limits, read
from store.records import Source
from tests.damage import damaged

NOW = datetime(2025, 4, 1, tzinfo=UTC)
LIMITS = Limits(allow_private=True, max_seconds=0.5, max_file_bytes=1_000_000)


@pytest.mark.parametrize("name", BAD_SERVERS)
def test_a_bad_server_is_left_and_the_batch_goes_on(name: str) -> None:
    answer, reason = BAD_SERVERS[name]
    with serving(answer) as bad, serving(sends(page(TEXT))) as good:
        urls = [f"http://127.0.0.1:{server.port}/" for server in (bad, good)]
        found = read(urls, now=NOW, limits=LIMITS)
        started = time.monotonic()
        told = next(found)
        assert time.monotonic() - started < LIMITS.max_seconds + 2  # for a busy machine
        (kept,) = found
    assert isinstance(told, UnreadableSource)
    assert re.search(reason, str(told)), told
    assert told.name == urls[0]
    assert isinstance(kept, Source)


def test_a_server_that_never_shakes_hands() -> None:
    with serving(waits()) as bad:
        started = time.monotonic()
        (told,) = read([f"https://127.0.0.1:{bad.port}/"], now=NOW, limits=LIMITS)
    assert str(told) == "took too long to answer"
    assert time.monotonic() - started < LIMITS.max_seconds + 2


def test_a_resolver_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def look_up(*_: object, **__: object) -> bool:
        return answered.wait()

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    started = time.monotonic()
    (told,) = read(["http://velm.example/"], now=NOW, limits=LIMITS)
    answered.set()
    assert str(told) == "took too long to answer"
    assert time.monotonic() - started < LIMITS.max_seconds + 2


def test_memory_stays_below_a_few_times_the_limit() -> None:
    """Two gigabytes, a bomb of 60 MB and endless chunks each, where a page may have one."""
    for name in ("2 GB, not announced", "gzip bomb", "endless chunks"):
        with serving(BAD_SERVERS[name][0]) as bad:
            tracemalloc.start()
            list(read([f"http://127.0.0.1:{bad.port}/"], now=NOW, limits=LIMITS))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < 6 * LIMITS.max_file_bytes, name


SOUND = {
    "plain": page(TEXT, f"Content-Length: {len(TEXT)}", "Set-Cookie: a=b", "ETag: x"),
    "chunked": page(b"5f\r\n%b\r\n0\r\n\r\n" % (TEXT + b".")[:95], "Transfer-Encoding: chunked"),
    "gzip": page(
        gzip.compress(TEXT, mtime=0), "Content-Encoding: gzip", 'Content-Type: text/html; charset="x"'
    ),
    "redirect": page(b"", "Location: /next?a=b#c", status="302 Found"),
}


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=25, database=None)
@given(draw=st.data())
def test_no_answer_fells_the_fetch(kind: str, draw: st.DataObject) -> None:
    with serving(sends(draw.draw(damaged(SOUND[kind])))) as bad:
        found = list(read([f"http://127.0.0.1:{bad.port}/"], now=NOW, limits=LIMITS))
    assert found

"""Web archives: the pages of a crawl go in as if fetched, and one bad record keeps no other out."""

import gzip
import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.records import DateBasis, Source

NOW = datetime(2025, 4, 1, tzinfo=UTC)
FERRY = "The ferry of Velm sails again on Monday, the port authority says. Nobody was hurt in the ice."
PAGE = f"""<html lang="en"><head><title>Ferry sails again</title></head><body><article>
<h1>Ferry sails again</h1><p>{FERRY}</p><p>The quay was full of people who had waited since early morning.</p>
</article></body></html>"""


def answer(body: bytes | str = PAGE, status: str = "200 OK", **headers: str) -> bytes:
    named = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items())]
    raw = body.encode() if isinstance(body, str) else body
    return "\r\n".join([*lines, "", ""]).encode() + raw


def record(
    block: bytes, kind: str = "response", uri: str = "https://velm.example/ferry", **other: str
) -> bytes:
    stated = {
        "WARC-Type": kind,
        "WARC-Target-URI": uri,
        "WARC-Date": "2024-12-24T10:00:00Z",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in other.items()}
    lines = ["WARC/1.0", *(f"{name}: {value}" for name, value in stated.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n"


def everything(raw: bytes, limits: Limits | None = None) -> list[Source | UnreadableSource]:
    return list(read(["-"], now=NOW, stdin=io.BytesIO(raw), limits=limits or Limits()))


def only(raw: bytes, limits: Limits | None = None) -> Source | UnreadableSource:
    (found,) = everything(raw, limits)
    return found


def told(found: Iterable[Source | UnreadableSource]) -> list[str]:
    """ "good", or the reason."""
    return [str(one) if isinstance(one, UnreadableSource) else "good" for one in found]


def test_a_page_is_read_as_if_it_were_fetched() -> None:
    found = only(record(b"software: x\r\n", "warcinfo", "") + record(answer()))
    assert isinstance(found, Source)
    assert found.text.startswith(FERRY)
    assert (found.title, found.url, found.language) == (
        "Ferry sails again",
        "https://velm.example/ferry",
        "en",
    )
    assert found.name == "standard input record 2 (https://velm.example/ferry)"


def test_the_day_of_the_crawl_is_no_date_of_publication() -> None:
    found = only(record(answer(Date="Tue, 24 Dec 2024 10:00:00 GMT")))
    assert isinstance(found, Source)
    assert (found.published_at, found.published_basis) == (None, DateBasis.UNKNOWN)


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.WARC", "crawl", "crawl.warc.gz", "crawl.gz"])
def test_by_suffix_and_by_content(tmp_path: Path, name: str) -> None:
    records = [record(answer()), record(answer(f"<p>{FERRY}</p>" * 3), uri="https://velm.example/2")]
    packed = name.endswith(".gz")
    (tmp_path / name).write_bytes(b"".join(gzip.compress(one) if packed else one for one in records))
    found = list(read([str(tmp_path / name)], now=NOW))
    assert told(found) == ["good", "good"]
    assert found[1].name == f"{tmp_path / name} record 2 (https://velm.example/2)"


def test_other_media_go_to_their_readers() -> None:
    line = json.dumps({"text": FERRY, "title": "From JSON"})
    feed = "<rss><channel><title>Velm</title><item><title>In a feed</title>"
    feed += f"<description>{FERRY}</description></item></channel></rss>"
    media = {
        "text/plain; charset=iso-8859-1": f"Café\n\n{FERRY}".encode("latin-1"),
        "application/x-ndjson": line.encode(),
        "application/rss+xml": feed.encode(),
        "text/markdown": f"# In Markdown\n\n{FERRY}".encode(),
    }
    found = everything(b"".join(record(answer(body, Content_Type=kind)) for kind, body in media.items()))
    assert [one.title for one in found if isinstance(one, Source)] == [
        "Café",
        "From JSON",
        "In a feed",
        "In Markdown",
    ]


@pytest.mark.parametrize(
    "block",
    [
        answer(b"\x89PNG", Content_Type="image/png"),
        answer("a{}", Content_Type="text/css"),
        answer("f()", Content_Type="application/javascript; charset=utf-8"),
        answer(b"wOF2", Content_Type="font/woff2"),
        answer(status="404 Not Found"),
        answer("", "302 Found", Location="https://velm.example/elsewhere"),
        answer(status="206 Partial Content"),
        b"",
    ],
)
def test_what_is_no_page_is_passed_over(block: bytes) -> None:
    assert told(everything(record(block) + record(answer()))) == ["good"]


@pytest.mark.parametrize("kind", ["request", "metadata", "revisit", "resource", "warcinfo", "made-up"])
def test_records_of_other_kinds_are_passed_over(kind: str) -> None:
    assert told(everything(record(answer(), kind) + record(answer()))) == ["good"]


def test_answers_of_other_services_are_passed_over() -> None:
    looked_up = record(
        b"20241224\nvelm.example. 60 IN A 192.0.2.1", uri="dns:velm.example", Content_Type="text/dns"
    )
    assert told(everything(looked_up + record(answer()))) == ["good"]


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])


@pytest.mark.parametrize(
    "block",
    [
        answer(chunked(PAGE.encode()), Transfer_Encoding="chunked"),
        answer(gzip.compress(PAGE.encode()), Content_Encoding="gzip"),
        answer(chunked(gzip.compress(PAGE.encode())), Transfer_Encoding="chunked", Content_Encoding="gzip"),
        answer(PAGE, Content_Encoding="br"),
        answer(PAGE, Transfer_Encoding="chunked"),
        answer().replace(b"HTTP/1.1", b"HTTP/2", 1),
        answer().replace(b"\r\n", b"\n"),
    ],
    ids=["chunked", "gzip", "both", "said to be brotli", "said to be chunked", "HTTP/2", "line ends"],
)
def test_however_the_answer_came(block: bytes) -> None:
    found = only(record(block))
    assert isinstance(found, Source)
    assert found.text.startswith(FERRY)


SOUND = record(answer())


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (record(answer(), Content_Length=""), "does not say how long it is"),
        (record(answer(), Content_Length="many"), "does not say how long it is"),
        (record(answer(), Content_Length="-5"), "does not say how long it is"),
        (record(answer(), Content_Length="20"), "is not as long as it says"),
        (record(answer(), Content_Length=str(len(answer()) + 20)) + SOUND, "is not as long as it says"),
        (record(b"SPDY/3 200 OK\r\n\r\n"), "has no header that can be read"),
        (SOUND.replace(b"WARC/1.0", b"WARC/9.0", 1), "has no header that can be read"),
        (b"WARC/1.0\r\n" + b"X: y\r\n" * 200_000, "has a header without an end"),
        (b"WARC/1.0\r\nX: " + b"y" * 2_000_000, "has a header without an end"),
        (record(answer(b"\x0b\x02\x80", Content_Encoding="br")), "came compressed as br"),
        (record(answer(gzip.compress(PAGE.encode())[:-9], Content_Encoding="gzip")), "was cut off"),
        (record(answer(gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")), "larger than 20 MB"),
        (record(answer(SOUND, Content_Type="application/warc")), "a web archive inside a web archive"),
        (
            record(answer(gzip.compress(SOUND), Content_Type="application/gzip")),
            "packed inside a packed file",
        ),
        (record(answer("<html></html>")), "no article text found"),
        (record(answer(bytes(99), Content_Type="text/plain")), "looks binary"),
    ],
)
def test_a_damaged_record_is_told_and_the_rest_goes_in(damaged: bytes, reason: str) -> None:
    first, bad, last = everything(SOUND + damaged + b"\r\n" + SOUND)
    assert isinstance(first, Source)
    assert isinstance(bad, UnreadableSource)
    assert reason in str(bad)
    assert bad.name.startswith("standard input record 2")
    assert isinstance(last, Source)


def test_a_record_larger_than_a_page_is_passed_over() -> None:
    large = record(answer("x" * 1_200_000))
    assert told(everything(large + SOUND, Limits(max_file_bytes=100_000))) == [
        "larger than 100000 bytes",
        "good",
    ]


@pytest.mark.parametrize("left", [5, 100, len(SOUND) - 30])
def test_a_crawl_cut_off(left: int) -> None:
    good, bad = everything(SOUND + SOUND[:left])
    assert isinstance(good, Source)
    assert isinstance(bad, UnreadableSource)


def test_a_packed_crawl_cut_off_keeps_what_came_before() -> None:
    raw = gzip.compress(SOUND) + gzip.compress(record(answer(f"<p>{FERRY}</p>" * 9)))[:-40]
    good, bad = everything(raw)
    assert isinstance(good, Source)
    assert "cannot be unpacked" in str(bad)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (record(b"software: x", "warcinfo"), "has no pages in it"),
        (b"The WARC/1.0 that is none.", "is no web archive"),
        (b"", "is no web archive"),
    ],
)
def test_a_crawl_without_pages(tmp_path: Path, raw: bytes, reason: str) -> None:
    (tmp_path / "a.warc").write_bytes(raw)
    assert told(read([str(tmp_path / "a.warc")], now=NOW)) == [reason]


def test_nothing_in_a_record_reaches_the_log(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    everything(record(answer(), uri="https://velm.example/a b \x1b[31m"))
    assert not caplog.records
    assert capsys.readouterr() == ("", "")

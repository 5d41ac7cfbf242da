"""What a careless or unlucky user does: a clear message that says what to do, and nothing is lost."""

import gzip
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pypdf import PdfWriter

from evals.bad_servers import sends
from evals.loopback import page, serving
from tests.commands import BRIDGE, ROOT, STORY, TOPIC, UNTIL, Done, Written, call, run, start

FERRY = "The ferry of Velm stopped at noon on Monday, March 3, because of ice, its captain said."


@pytest.fixture
def home(bridge: Written, tmp_path: Path) -> Path:
    """A home of one's own with a story in it."""
    return shutil.copytree(bridge.home, tmp_path / "home")


def refused(done: Done, code: int, *told: str) -> None:
    """Nothing on standard output, no traceback, and each of these in what the user reads."""
    assert (done.code, done.out) == (code, ""), done
    assert "Traceback" not in done.err
    for words in told:
        assert words in done.err


def listed(home: Path) -> list[dict[str, str]]:
    return json.loads(call("sources", "--json", home=home).out)


def unchanged(home: Path, story: str) -> None:
    assert call("show", STORY, home=home).out == story


# ---- nothing there -----------------------------------------------------------------------------------------


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = call("add", tmp_path / "empty", home=tmp_path / "home")
    assert (done.code, done.out) == (1, "0 added, 0 already known, 1 skipped.\n")
    assert re.search(r"no readable files in .+empty\. Put .+ there\.", done.err)


def test_a_path_that_is_not_there_does_not_keep_the_rest_out(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    done = call("add", tmp_path / "fery.txt", tmp_path / "ferry.txt", home=tmp_path / "home")
    assert (done.code, done.out) == (0, "1 added, 0 already known, 1 skipped.\n")
    assert "there is no such file or folder. Check the spelling" in done.err


def test_nothing_added_yet(tmp_path: Path) -> None:
    assert "storytree add PATH" in call("sources", home=tmp_path).err
    assert "storytree write TOPIC" in call("stories", home=tmp_path).err
    assert call("sources", "--json", home=tmp_path).out == "[]\n"
    assert call("stories", "--json", home=tmp_path).out == "[]\n"
    refused(call("write", "harbour strike", home=tmp_path), 1, "No source is about", "storytree add PATH")


def test_no_sources_on_the_topic(home: Path) -> None:
    story = call("show", STORY, home=home).out
    refused(
        call("write", "saffron prices in Qasvin", home=home), 1, "No source is about", "storytree add PATH"
    )
    refused(call("write", TOPIC, "--as-of", "1999-01-01", home=home), 1, "published by 1999-01-01")
    assert [one["story"] for one in json.loads(call("stories", "--json", home=home).out)] == [STORY]
    unchanged(home, story)


# ---- files that are not what they seem ---------------------------------------------------------------------


def test_a_binary_named_txt(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_bytes(bytes(range(256)) * 40)
    done = call("add", tmp_path / "news.txt", home=tmp_path / "home")
    assert done.code == 1
    assert "looks binary, not text. Give the text itself." in done.err


def test_broken_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(
        f'{json.dumps({"text": FERRY})}\n{{"text": "cut o\n[1, 2]\n{{"title": "no text"}}\n', "utf-8"
    )
    done = call("add", file, home=tmp_path / "home")
    assert (done.code, done.out) == (0, "1 added, 0 already known, 3 skipped.\n")
    for number, reason in (
        (2, "broken JSON"),
        (3, "is not an object"),
        (4, "has neither text nor sentences"),
    ):
        assert f"skipped {file} line {number}: {reason}" in done.err
    assert done.err.count("A record is an object such as") == 3


def test_a_line_of_50_mb(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    with file.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"title": "before", "text": FERRY}) + "\n")
        out.write('{"text": "')
        for _ in range(50):
            out.write("la " * 333_333)
        out.write('"}\n' + json.dumps({"title": "behind", "text": f"Later: {FERRY}"}) + "\n")
    done = call("add", file, home=tmp_path / "home")
    file.unlink()
    assert (done.code, done.out) == (0, "2 added, 0 already known, 1 skipped.\n")
    assert f"skipped {file} line 2: is 50 MB, more than 8 MB. Split the record." in done.err


def test_invalid_utf_8_is_read_where_it_can_be(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(
        f"The café of Velm closed. {FERRY} The café will open again.".encode("latin-1")
    )
    (tmp_path / "noise.txt").write_bytes(b"\xff\xfe\x00\xd8" * 200)
    done = call("add", tmp_path / "latin.txt", tmp_path / "noise.txt", home=tmp_path / "home")
    assert (done.code, done.out) == (0, "1 added, 0 already known, 1 skipped.\n")
    assert "cannot be decoded. Save it as UTF-8." in done.err
    (kept,) = listed(tmp_path / "home")
    assert "The café of Velm" in call("sources", kept["id"], home=tmp_path / "home").out


def test_a_title_of_10_000_characters(tmp_path: Path) -> None:
    title = "Ferry " * 1_666 + "stop"
    line = json.dumps({"title": title, "text": FERRY})
    assert call("add", "-", home=tmp_path, stdin=line).code == 0
    assert [one["title"] for one in listed(tmp_path)] == [title]
    assert call("sources", home=tmp_path).code == 0
    assert call("write", "ferry of Velm", home=tmp_path, STORYTREE_SHORTEST="1").out.count("Ferry Ferry") == 0


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/ba\xffd.txt")).write_text(FERRY, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    (tmp_path / "good.txt").write_text(f"Later: {FERRY}", encoding="utf-8")
    home = tmp_path / "home"
    assert call("add", f"{tmp_path}/*.txt", home=home).out == "2 added, 0 already known, 0 skipped.\n"
    assert r"ba\udcffd.txt" in call("sources", home=home).out


def in_zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return out.getvalue()


def with_password() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)
ERROR_PAGE = (
    b"<!doctype html><html><head><title>503</title></head><body><p>Come back later.</p></body></html>"
)
BAD_FILES = {
    "picture.html": (PICTURE, "looks binary, not text"),
    "picture.pdf": (PICTURE, "is no PDF"),
    "picture.docx": (PICTURE, "is damaged, or no .docx"),
    "picture.warc": (PICTURE, "is no web archive"),
    "picture.png": (PICTURE, "no reader for .png yet"),
    "error.xml": (ERROR_PAGE, "is an HTML page, not a feed"),
    "empty.html": (b"", "no article text found"),
    "cut.html": (b"<html><body><p>", "no article text found"),
    "menu.html": (b"<html><body><ul><li><a href=/>Home</a></ul></body></html>", "only leads to other pages"),
    "secret.pdf": (with_password(), "is protected by a password"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<<", "is damaged"),
    "cut.json": (b'{"text": "', "broken JSON"),
    "deep.json": (b"[" * 100_000, "JSON nested too deeply"),
    "cut.gz": (gzip.compress(FERRY.encode() * 50)[:-30], "cannot be unpacked"),
    "bomb.txt.gz": (gzip.compress(bytes(30_000_000)), "unpacks to more than 200 times its size"),
    "bomb.zip": (in_zip("bomb.txt", bytes(30_000_000)), "unpacks to more than 200 times its size"),
    "bomb-in.zip": (in_zip("bomb.gz", gzip.compress(bytes(99))), "is packed inside a packed file"),
    "cut.zip": (in_zip("ferry.txt", FERRY.encode())[:-30], "cannot be unpacked"),
    "cut.warc": (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 900\r\n\r\nHTTP/1.1 200", "is cut off"),
    "empty.mbox": (b"", "has nothing in it to read"),
    "empty.jsonl": (b"\n\n", "has nothing in it to read"),
    "feed.json": (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        "has nothing in it to read",
    ),
    "headers.eml": (b"Subject: no words\n\n", "has no text in it"),
}


def test_every_bad_file_is_named_with_its_reason_and_the_good_one_goes_in(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, (raw, _) in BAD_FILES.items():
        (folder / name).write_bytes(raw)
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    done = call("add", folder, home=tmp_path / "home")
    assert (done.code, done.out) == (0, f"1 added, 0 already known, {len(BAD_FILES)} skipped.\n"), done.err
    lines = done.err.splitlines()
    for name, (_, reason) in BAD_FILES.items():
        (line,) = [line for line in lines if line.startswith(f"skipped {folder / name}")]
        assert reason in line


def test_encodings_that_lie(tmp_path: Path) -> None:
    page = (
        f"<html><head><meta charset='{{}}'></head><body><p>The café of Velm closed. {FERRY}</p></body></html>"
    )
    lies = {"utf-8": "cp1252", "iso-8859-1": "utf-8", "utf-16": "utf-8", "no-such": "utf-8", "ascii": "utf-8"}
    for said, true in lies.items():
        (tmp_path / f"{said}.html").write_bytes(page.format(said).encode(true))
    home = tmp_path / "home"
    assert call("add", *tmp_path.glob("*.html"), home=home).code == 0
    shown = [call("sources", one["id"], home=home).out for one in listed(home)]
    assert len(shown) == 1  # the same text five times
    assert all("The café of Velm closed." in page for page in shown)


@pytest.mark.parametrize("day", ["1970-01-01", "2999-01-01", "0001-01-01", "9999-12-31T23:59:59-12:00", "0"])
def test_days_that_cannot_be(day: str, tmp_path: Path) -> None:
    page = f"<html><head><meta property='article:published_time' content='{day}'></head><body><p>{FERRY}</p>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    lines = json.dumps({"text": f"Later: {FERRY}", "published": day})
    assert call("add", tmp_path / "a.html", "-", home=tmp_path / "home", stdin=lines).code == 0
    assert [one["published_at"] for one in listed(tmp_path / "home")] == [None, None]


# ---- addresses and servers ---------------------------------------------------------------------------------

GOOD = page(FERRY.encode())


def test_ones_own_network_is_fetched_from_only_where_that_is_asked_for(tmp_path: Path) -> None:
    with serving(sends(GOOD)) as server:
        url = f"http://127.0.0.1:{server.port}/ferry"
        done = call("add", url, home=tmp_path)
        assert (done.code, done.out) == (1, "0 added, 0 already known, 1 skipped.\n")
        assert f"skipped {url}: 127.0.0.1 is not on the public internet." in done.err
        assert server.connections == 0
        assert call("add", "--allow-private", url, home=tmp_path).code == 0
        assert server.connections == 1
    assert [one["url"] for one in listed(tmp_path)] == [url]


def test_a_bad_server_does_not_keep_the_rest_out(tmp_path: Path) -> None:
    with serving(sends(GOOD)) as good, serving(sends(page(b"", status="500 Oops"))) as bad:
        hostile = ["http://169.254.169.254/", "ftp://velm.example/", "http://a:b@velm.example/", "http://[/"]
        urls = [f"http://127.0.0.1:{server.port}/" for server in (bad, good)]
        done = call("add", "--allow-private", *hostile, *urls, home=tmp_path)
    assert (done.code, done.out) == (0, "1 added, 0 already known, 5 skipped.\n")
    for url in (*hostile, urls[0]):
        assert f"skipped {url}: " in done.err
    assert "the server answered 500" in done.err


# ---- names, versions, dates, topics, settings --------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "nobody"], ["There is no story 'nobody'", "storytree stories"]),
        (["show", f"{STORY}@v9.9"], ["v9.9", "storytree stories"]),
        (["show", f"{STORY}@latest"], ["'latest' is not a version", f"Write it as {STORY}@v0.3."]),
        (["show", f"{STORY}@v0.1.2"], ["'v0.1.2' is not a version"]),
        (["show", f"{STORY}@"], ["'' is not a version"]),
        (["show", f"{STORY}@v٣.١"], ["is not a version"]),
        (["show", f"{STORY}@v0.99999999999999999999"], ["is not a version"]),
        (["show", "../../etc/passwd"], ["There is no story"]),
        (["sources", "deadbeef"], ["There is no source 'deadbeef'", "storytree sources"]),
        (["sources", "%"], ["There is no source '%'"]),
        (["sources", ""], ["Give more digits"]),
        (["write", ""], ["The topic has no word in it", 'storytree write "harbour strike"']),
        (["write", " …!? "], ["The topic has no word in it"]),
        (["write", "bridge " * 10_000], ["characters long", "in a few words"]),
        (["write", TOPIC, "--as-of", "yesterday"], ["'yesterday' is not a date", "2025-03-23T18:00"]),
        (["write", TOPIC, "--as-of", "2025-02-30"], ["'2025-02-30' is not a date"]),
        (["write", TOPIC, "--as-of", ""], ["'' is not a date"]),
        (["write", TOPIC, "--as-of", "9999-12-31T23:59:59-05:00"], ["is not a date"]),
        (
            ["write", TOPIC, "--out", "missing/folder/story.txt"],
            ["there is no folder missing/folder", "--out"],
        ),
        (["write", TOPIC, "--out", "."], ["it is a folder", "--out"]),
        (["show", STORY, "--out", "missing/story.txt"], ["there is no folder missing", "--out"]),
        (["show", STORY, "--format", "docx"], ["docx", "html"]),
        (["check", "missing.txt"], ["missing.txt cannot be read", "No such file"]),
        (["check", "."], ["cannot be read"]),
        (["rite", TOPIC], ["No such command 'rite'"]),
        (["add"], ["Missing argument"]),
        (["write", "\udcff"], ["bytes in it that are no characters", "UTF-8"]),
        (["show", "\udcff"], ["bytes in it that are no characters"]),
        (["sources", "\udcff"], ["bytes in it that are no characters"]),
    ],
)
def test_wrong_use_says_what_would_be_right(
    words: list[str], told: list[str], bridge: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(call(*words, home=bridge.home), 2, *told)
    shown = json.loads(call("stories", "--json", home=bridge.home).out)
    assert [one["versions"] for one in shown] == [["v0.1"]]


@pytest.mark.parametrize(
    "topic", ["東京 地震", "наводнение в Твери", "فيضان", "saffron\x1b[31mqasvin", "💥", "a" * 500]
)
def test_topics_in_any_script(topic: str, home: Path) -> None:
    done = call("write", topic, home=home)
    refused(done, 2 if topic == "💥" else 1, "storytree")
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    ("variable", "value"), [("LENGTH", "abc"), ("LENGTH", "-3"), ("SUPPORT", "nan"), ("WAIT", "for ever")]
)
def test_a_setting_out_of_range(variable: str, value: str, tmp_path: Path) -> None:
    done = call("sources", home=tmp_path, **{f"STORYTREE_{variable}": value})
    refused(done, 2, f"STORYTREE_{variable} cannot be '{value}'", "unless it is set")


# ---- homes -------------------------------------------------------------------------------------------------

ALL = [["sources"], ["stories"], ["show", "x"], ["add", str(BRIDGE / "week-7")], ["write", "x"], ["reindex"]]


@pytest.mark.parametrize("words", ALL, ids=lambda words: words[0])
def test_a_file_where_the_home_should_be(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for home in (tmp_path / "file", tmp_path / "file" / "home"):
        refused(call(*words, home=home), 1, "a file is in the way", "--home DIR")
    assert (tmp_path / "file").read_text("utf-8") == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_home_that_may_not_be_written(home: Path) -> None:
    story = call("show", STORY, home=home).out
    for path in (*home.rglob("*"), home):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        unchanged(home, story)
        refused(call("add", BRIDGE / "week-7", home=home), 1, "cannot be", "--home DIR")
    finally:
        home.chmod(0o755)
        for path in home.rglob("*"):
            path.chmod(0o755)


@pytest.mark.parametrize("words", ALL, ids=lambda words: words[0])
def test_a_home_that_is_not_ours(words: list[str], tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "archive.sqlite") as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    before = (tmp_path / "archive.sqlite").read_bytes()
    refused(call(*words, home=tmp_path), 1, "is a database of another program", "--home DIR")
    assert (tmp_path / "archive.sqlite").read_bytes() == before


@pytest.mark.parametrize("words", ALL, ids=lambda words: words[0])
def test_a_damaged_archive(words: list[str], home: Path) -> None:
    (home / "archive.sqlite").write_bytes(b"not a database" * 1000)
    for log in home.glob("archive.sqlite-*"):
        log.unlink()
    refused(call(*words, home=home), 1, "is not a database", "Restore it from a backup")
    assert (home / "archive.sqlite").read_bytes() == b"not a database" * 1000


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def holding(home: Path) -> Generator["subprocess.Popen[bytes]"]:
    """A process that holds the home for as long as its standard input is open."""
    with start("add", "-", home=home) as child:
        until((home / "lock.json").exists)
        try:
            yield child
        finally:
            if child.stdin and not child.stdin.closed:
                child.stdin.close()
            child.wait(timeout=60)


def test_a_second_process_says_who_holds_the_home(home: Path) -> None:
    story = call("show", STORY, home=home).out
    with holding(home) as first:
        begun = time.monotonic()
        done = call("write", TOPIC, home=home, STORYTREE_WAIT="1")
        assert 1 < time.monotonic() - begun < 1 + 15  # on a busy machine
        refused(done, 1, f"is in use by process {first.pid} (storytree add, since", "Wait until it is done")
        unchanged(home, story)  # reading goes on


def test_a_second_process_waits_its_turn(home: Path) -> None:
    with holding(home) as first, start("write", TOPIC, "--as-of", UNTIL, home=home) as second:
        time.sleep(1.5)
        assert second.poll() is None
        assert first.stdin
        first.stdin.close()
        out, err = second.communicate(timeout=60)
    assert second.returncode == 0, err
    assert out.startswith(b"v0.")


# ---- ends before the end -----------------------------------------------------------------------------------


def test_an_empty_place_is_not_the_current_folder(home: Path) -> None:
    refused(run("add", "", home=home), 2, "A place is empty.", "Name a file")


@pytest.fixture
def heeds_ctrl_c() -> None:
    """A shell starts background jobs with SIGINT ignored, and children inherit that; a handler undoes it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_ctrl_c_keeps_what_was_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    lines = b"".join(json.dumps({"text": f"Day {day}: {FERRY * 20}"}).encode() + b"\n" for day in range(450))
    with holding(home) as first:
        assert first.stdin
        assert first.stdout
        first.stdin.write(lines)
        first.stdin.flush()
        until(lambda: bool(listed(home)))
        first.send_signal(signal.SIGINT)
        assert first.wait(timeout=30) == 130
        assert first.stderr
        told = first.stderr.read().decode()
    assert "interrupted" in told
    assert "Traceback" not in told
    kept = len(listed(home))
    assert kept > 0
    assert (
        call("add", "-", home=home, stdin=lines).out
        == f"{450 - kept} added, {kept} already known, 0 skipped.\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["settings"],
        ["sources"],
        ["sources", "--json"],
        ["show", STORY],
        ["stories"],
    ],
)
def test_a_pipe_that_closes_early_is_no_error(words: list[str], bridge: Written) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with start(*words, home=bridge.home, stdout=theirs) as child:
        os.close(theirs)
        _, err = child.communicate(timeout=60)
    assert err == b""
    assert child.returncode in {0, 1}


def test_head_ends_an_add_without_harm(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with start("add", "--json", BRIDGE / "week-1", home=home) as child:
        assert child.stdout
        assert child.stderr
        first = json.loads(child.stdout.readline())
        child.stdout.close()
        told = child.stderr.read().decode()
        child.wait(timeout=60)
    assert "Traceback" not in told
    assert first["id"] in {one["id"] for one in listed(home)}
    assert call("add", BRIDGE / "week-1", home=home).code == 0


def test_kill_9_loses_and_doubles_nothing_that_was_reported() -> None:
    script = [
        sys.executable,
        str(ROOT / "benchmarks" / "kill_during_add.py"),
        "--kills",
        "3",
        "--count",
        "200",
    ]
    done = subprocess.run(script, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^0 faults in 3 kills$", done.stdout, re.MULTILINE)

"""The checker as a tool of its own: any text with ids, against sources wherever they lie."""

import json
from pathlib import Path

import pytest

from tests.commands import UNTIL, Done, Written, call

STOPPED = "The ferry of Velm stopped at noon on Monday, March 3, because of ice."
OPENED = "The tunnel of Velm opened on Tuesday, March 4, after nine years of work."


def check(text: str, folder: Path, *places: Path, home: Path | None = None) -> Done:
    draft = folder / "draft.txt"
    draft.write_text(text, encoding="utf-8")
    where = [word for place in places for word in ("--sources", str(place))]
    return call("check", draft, "--json", *where, home=home or folder / "home")


def labels(done: Done) -> list[str]:
    return [row["verdict"]["label"] for row in json.loads(done.out)]


def reasons(done: Done) -> list[list[str]]:
    return [[found["reason"] for found in row["verdict"]["reasons"]] for row in json.loads(done.out)]


def jsonl(file: Path, *records: dict[str, str]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def test_a_story_is_supported_by_its_own_archive(bridge: Written, tmp_path: Path) -> None:
    done = check(bridge.story, tmp_path, home=bridge.home)
    assert done.code == 0
    assert set(labels(done)) == {"supported"}


def test_a_story_goes_from_show_to_check(bridge: Written) -> None:
    done = call("check", "-", "--as-of", UNTIL, home=bridge.home, stdin=bridge.story)
    assert done.code == 0
    count = done.out.count("supported  ")
    assert done.out.endswith(f"\n{count} of {count} sentences are supported by what they cite.\n")


def test_a_changed_figure_fails(bridge: Written, tmp_path: Path) -> None:
    changed = bridge.story.replace(" 15 ", " 51 ").replace(" to 15", " to 51")
    assert changed != bridge.story
    done = check(changed, tmp_path, home=bridge.home)
    assert done.code == 1
    assert ["number"] in [found[:1] for found in reasons(done)]


def test_a_source_is_found_by_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "1f0c3a9d.txt").write_text(STOPPED, encoding="utf-8")
    done = check("The ferry of Velm stopped because of ice [1f0c3a9d].", tmp_path, tmp_path / "1f0c3a9d.txt")
    assert (done.code, labels(done)) == (0, ["supported"])


def test_a_record_is_found_by_its_id(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path / "cited.jsonl",
        {"id": "not an id", "text": "The market of Velm burned down on Sunday, the fire brigade said."},
        {"id": "aaaaaaaa11", "text": STOPPED},
        {"text": "Nothing else was said about anything at all in Velm."},
        {"id": "bbbbbbbb", "text": OPENED},
    )
    text = "The ferry of Velm stopped because of ice [aaaaaaaa]. The tunnel of Velm opened [bbbbbbbb]."
    done = check(text, tmp_path, file)
    assert (done.code, labels(done)) == (0, ["supported", "supported"])


def test_broken_lines_do_not_shift_the_ids(tmp_path: Path) -> None:
    file = tmp_path / "cited.jsonl"
    good = json.dumps({"id": "aaaaaaaa", "text": STOPPED})
    file.write_text(f"{{broken\n\n[1]\n{good}\n", encoding="utf-8")
    done = check("The ferry of Velm stopped because of ice [aaaaaaaa].", tmp_path, file)
    assert (done.code, labels(done)) == (0, ["supported"])
    assert f"skipped {file} line 1: broken JSON" in done.err


def test_a_source_is_found_by_its_own_id(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "some.jsonl", {"text": STOPPED})
    call("add", file, home=tmp_path / "home")
    (id_,) = [one["id"] for one in json.loads(call("sources", "--json", home=tmp_path / "home").out)]
    text = f"The ferry of Velm stopped because of ice [{id_[:8]}]."
    assert labels(check(text, tmp_path, file)) == ["supported"]
    assert labels(check(text, tmp_path)) == ["supported"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The ferry of Velm stopped because of ice [deadbeef].", "invented_id"),
        ("The ferry of Velm stopped because of ice.", "uncited"),
        ("The ferry of Orrin stopped because of ice [aaaaaaaa].", "name"),
        ("The ferry of Velm stopped on March 7 because of ice [aaaaaaaa].", "date"),
        ("The ferry of Velm stopped because of 12 seals [aaaaaaaa].", "number"),
        ("The ferry of Velm did not stop because of ice [aaaaaaaa].", "negation"),
    ],
)
def test_what_is_not_borne_out_fails_with_its_reason(text: str, reason: str, tmp_path: Path) -> None:
    done = check(text, tmp_path, jsonl(tmp_path / "cited.jsonl", {"id": "aaaaaaaa", "text": STOPPED}))
    assert done.code == 1
    assert reason in reasons(done)[0]


def test_the_text_is_tidied_as_sources_are(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path / "cited.jsonl",
        {"id": "aaaaaaaa", "text": "The café of Velm closed on Monday."},
    )
    done = check("\x0cThe cafe\u0301 of\u200b Velm closed\x1b [aaaaaaaa].", tmp_path, file)
    assert (done.code, labels(done)) == (0, ["supported"])


def test_people_read_why(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("The ferry of Velm stopped because of 12 seals [aaaaaaaa].", encoding="utf-8")
    file = jsonl(tmp_path / "cited.jsonl", {"id": "aaaaaaaa", "text": STOPPED})
    done = call("check", draft, "--sources", file)
    assert "→ number [aaaaaaaa]: 12" in done.out
    assert "0 of 1 sentences are supported by what they cite." in done.out


def test_no_readable_source_is_wrong_use(tmp_path: Path) -> None:
    done = check("The ferry stopped [aaaaaaaa].", tmp_path, tmp_path / "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "no such file" in done.err


@pytest.mark.parametrize("raw", [b"", b" \n\n", b"---\n"])
def test_a_text_without_sentences_is_wrong_use(raw: bytes, tmp_path: Path) -> None:
    done = call("check", "-", home=tmp_path, stdin=raw)
    assert (done.code, done.out) == (2, "")
    assert "no sentences" in done.err


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00caf\xe9", b"caf\xe9 [aaaaaaaa]."])
def test_bytes_that_are_no_utf_8_are_wrong_use(raw: bytes, tmp_path: Path) -> None:
    done = call("check", "-", home=tmp_path, stdin=raw)
    assert (done.code, done.out) == (2, "")
    assert "UTF-8" in done.err


def test_the_name_and_the_record_are_enough_to_find_what_is_cited(tmp_path: Path) -> None:
    folder = tmp_path / "cited"
    folder.mkdir()
    (folder / "aaaaaaaa.txt").write_text(STOPPED, encoding="utf-8")
    (folder / "cccccccc.txt").write_bytes(b"\0" * 500)
    (folder / "readme.html").write_bytes(b"\0" * 500)
    jsonl(folder / "more.jsonl", {"id": "bbbbbbbb", "text": OPENED}, {"id": "dddddddd", "text": ""})
    text = "The ferry of Velm stopped because of ice [aaaaaaaa]. The tunnel of Velm opened [bbbbbbbb]."
    done = check(text, tmp_path, folder)
    assert (done.code, labels(done), done.err.count("skipped")) == (0, ["supported", "supported"], 1)
    done = check(f"{text} It rose [eeeeeeee].", tmp_path, folder)  # it may be the own id of any of them
    assert (done.code, labels(done)) == (1, ["supported", "supported", "unsupported"])
    assert f"skipped {folder / 'readme.html'}" in done.err

"""retract, correct and the sieve of sources, as a user meets them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands import BRIDGE, STORY, TOPIC, UNTIL, Written, call

BEHIND_THE_TITLE = "herald-bus-driver-dies.later-copy.html"


@pytest.fixture
def home(bridge: Written, tmp_path: Path) -> Path:
    return shutil.copytree(bridge.home, tmp_path / "home")


@pytest.fixture
def toll(home: Path) -> str:
    """Id of the source behind the title of the bundled story."""
    listed = json.loads(call("sources", "--json", home=home).out)
    (found,) = (one["id"] for one in listed if one["name"].endswith(BEHIND_THE_TITLE))
    return str(found)[:8]


def test_a_retraction_says_who_cites_the_source_and_the_next_version_does_without_it(
    home: Path, toll: str
) -> None:
    done = call("retract", toll, "--reason", "The witness was invented.", home=home)
    assert done.code == 0
    assert f"{toll}  retracted  The Ellery Herald" in done.out
    assert STORY in done.out
    assert "storytree update" in done.err
    page = call("sources", toll, home=home).out
    assert "status      retracted" in page
    assert "retracted: The witness was invented." in page
    assert call("write", TOPIC, "--as-of", UNTIL, home=home).code == 0
    story = json.loads(call("show", STORY, "--format", "json", home=home).out)
    assert not [id_ for id_ in story["sources"] if id_.startswith(toll)]


def test_reading_a_retracted_source_again_leaves_it_retracted(home: Path, toll: str) -> None:
    call("retract", toll, "--reason", "Invented.", home=home)
    call("add", BRIDGE / "week-3", home=home)
    listed = json.loads(call("sources", "--status", "retracted", "--json", home=home).out)
    assert toll in [one["id"][:8] for one in listed]


def test_a_retraction_can_be_taken_back(home: Path, toll: str) -> None:
    call("retract", toll, "--reason", "Invented.", home=home)
    done = call("retract", toll, "--undo", "--reason", "It was not.", "--json", home=home)
    assert done.code == 0
    assert json.loads(done.out)["sources"][0]["status"] == "active"
    again = call("retract", toll, "--undo", "--reason", "It was not.", home=home)
    assert (again.code, "is not retracted" in again.err) == (2, True)


def test_a_retraction_needs_a_reason(home: Path, toll: str) -> None:
    assert call("retract", toll, home=home).code == 2
    done = call("retract", toll, "--reason", " ", home=home)
    assert (done.code, "reason is empty" in done.err) == (2, True)


def test_a_corrected_text_takes_the_place_of_the_old(home: Path, toll: str, tmp_path: Path) -> None:
    text = tmp_path / "corrected.txt"
    text.write_text(
        "The driver of the number 6 bus, Nils Haverly, did not die on Tuesday, his family said.\n"
    )
    done = call("correct", toll, text, "--reason", "He lives.", home=home)
    assert done.code == 0
    old, new = done.out.splitlines()[1:3]
    assert old.startswith(f"{toll}  corrected")
    assert "  active " in new
    page = call("sources", new[:8], home=home).out
    assert "published   2025-03-18 (metadata)" in page
    assert f"revises     {toll}" in page
    assert f"corrected by {new[:8]}: He lives." in call("sources", toll, home=home).out


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        ("Too short.", 1, "has only 10 characters"),
        ('{"text": "One text, long enough."}\n{"text": "And another one."}\n', 2, "more than one source"),
    ],
)
def test_what_cannot_correct_a_source_is_told_and_changes_nothing(
    home: Path, toll: str, text: str, code: int, why: str
) -> None:
    place = home / ("one.txt" if code == 1 else "two.jsonl")
    place.write_text(text)
    done = call("correct", toll, place, home=home)
    assert (done.code, why in done.err) == (code, True), done.err
    assert "status      active" in call("sources", toll, home=home).out


def test_sources_are_listed_by_language_outlet_and_status(home: Path) -> None:
    def listed(*words: str) -> set[tuple[str, ...]]:
        rows = json.loads(call("sources", *words, "--json", home=home).out)
        return {(one["language"], one["outlet"], one["status"]) for one in rows}

    assert {language for language, _, _ in listed("--language", "EN")} == {"en"}
    assert {outlet for _, outlet, _ in listed("--outlet", "the ellery herald")} == {"The Ellery Herald"}
    assert listed("--status", "corrected") == set()
    done = call("sources", "--status", "gone", home=home)
    assert (done.code, "retracted" in done.err) == (2, True)

"""What check makes of titles, and the forms in which it tells what it found."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.support import LexicalSupport
from store.errors import StoreError
from store.records import Claim, Label, Source, Verdict
from tests.commands import BRIDGE, ROOT, Done, Written, call
from tests.service.render.test_html import Page

STOPPED = "The ferry of Velm stopped at noon on Monday, March 3, because of ice."
OPENED = "The tunnel of Velm opened on Tuesday, March 4, after nine years of work."
BODY = "The ferry of Velm stopped because of ice [aaaaaaaa]. The tunnel of Velm opened [bbbbbbbb]."


@pytest.fixture
def cited(tmp_path: Path) -> Path:
    file = tmp_path / "cited.jsonl"
    records = ({"id": "aaaaaaaa", "text": STOPPED}, {"id": "bbbbbbbb", "text": OPENED})
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def check(text: str, cited: Path, *words: str | Path) -> Done:
    draft = cited.parent / "draft.md"
    draft.write_text(text, encoding="utf-8")
    return call("check", draft, "--sources", cited, *words)


def rows(done: Done) -> list[tuple[str, str, list[str]]]:
    return [
        (row["claim"]["text"], row["verdict"]["label"], [one["reason"] for one in row["verdict"]["reasons"]])
        for row in json.loads(done.out)
    ]


@pytest.mark.parametrize(
    "title",
    [
        "# Ferry of Velm stopped because of ice",
        "## Ferry of Velm stopped because of ice [aaaaaaaa] ##",
        "\n\n# Tunnel of Velm opened",
    ],
)
def test_a_title_that_a_source_and_the_text_bear_out_is_supported(title: str, cited: Path) -> None:
    done = check(f"{title}\n\n{BODY}", cited, "--json")
    assert (done.code, [label for _, label, _ in rows(done)]) == (0, ["supported"] * 3)
    assert rows(done)[0][0] in title


def test_a_title_shows_the_source_that_bears_it_out(cited: Path) -> None:
    done = check(f"# Tunnel of Velm opened\n{BODY}", cited)
    assert done.out.startswith("supported    title: Tunnel of Velm opened [bbbbbbbb]\n")


@pytest.mark.parametrize(
    ("title", "reasons"),
    [
        ("# Smugglers sank the ferry of Velm", ["not_entailed"]),
        ("# Ferry of Orrin stopped because of ice", ["name"]),
        ("# Ferry of Velm stopped because of ice [deadbeef]", ["invented_id"]),
        ("# Tunnel of Velm opened [aaaaaaaa]", ["not_entailed"]),
    ],
)
def test_a_title_that_no_source_bears_out_fails(title: str, reasons: list[str], cited: Path) -> None:
    done = check(f"{title}\n\n{BODY}", cited, "--json")
    assert done.code == 1
    assert rows(done)[0][1:] == ("unsupported", reasons)
    assert [label for _, label, _ in rows(done)[1:]] == ["supported", "supported"]


def test_a_title_that_the_text_does_not_tell_fails(cited: Path) -> None:
    done = check("# Captain of Velm spoke of ice\n\nThe tunnel of Velm opened [bbbbbbbb] [aaaaaaaa].", cited)
    assert done.code == 1
    title = "# Ferry of Velm stopped because of ice [aaaaaaaa]"
    done = check(f"{title}\n\nThe tunnel of Velm opened [bbbbbbbb].", cited, "--json")
    assert rows(done)[0][1] == "unsupported"
    assert "(not told by the text below)" in done.out
    assert rows(check(title, cited, "--json"))[0][1] == "unsupported"


def test_the_title_of_a_text_that_cites_nothing_is_uncited(cited: Path) -> None:
    done = check("# Ferry of Velm stopped\n\nThe ferry of Velm stopped because of ice.", cited, "--json")
    assert [reasons for _, _, reasons in rows(done)] == [["uncited"], ["uncited"]]


def test_a_story_has_its_title_checked(bridge: Written) -> None:
    done = call("check", "-", "--json", home=bridge.home, stdin=bridge.story)
    title = bridge.story.split("\n\n")[1]
    assert rows(done)[0][:2] == (title, "supported")
    changed = bridge.story.replace(title, f"{title.replace('15', '51')} twice", 1)
    done = call("check", "-", "--json", home=bridge.home, stdin=changed)
    assert rows(done)[0][1] == "unsupported"
    assert {label for _, label, _ in rows(done)[1:]} == {"supported"}


def test_several_ids_in_one_bracket_are_found(cited: Path) -> None:
    done = check("The ferry of Velm stopped because of ice [aaaaaaaa, bbbbbbbb].", cited, "--json")
    assert rows(done)[0][2] == ["not_entailed"]  # by the second alone, which was found


# ---- forms -------------------------------------------------------------------------------------------------


def test_a_page_is_written_where_it_is_asked_for(cited: Path) -> None:
    out = cited.parent / "checked.html"
    done = check(f"# Tunnel of Velm opened\n\n{BODY} It rose.", cited, "--out", out)
    assert (done.code, done.out) == (1, "")
    seen = Page(out.read_text("utf-8"))
    assert "draft.md 🌳 3 of 4 sentences are supported by what they cite" in seen.shown()
    again = check(f"# Tunnel of Velm opened\n\n{BODY} It rose.", cited, "--format", "html")
    assert again.out == out.read_text("utf-8")


def test_a_table_and_json_are_written_too(cited: Path) -> None:
    out = cited.parent / "checked.txt"
    for words in ((), ("--json",), ("--format", "table")):
        printed = check(BODY, cited, *words)
        assert check(BODY, cited, *words, "--out", out).out == ""
        assert out.read_text("utf-8") == printed.out


def test_a_page_as_json_is_wrong_use(cited: Path) -> None:
    done = check(BODY, cited, "--json", "--format", "html")
    assert (done.code, done.out) == (2, "")
    assert "either --json or --format html" in done.err


def test_a_place_that_cannot_be_written_is_said_before_any_work(cited: Path) -> None:
    done = check(BODY, cited, "--out", cited.parent / "missing" / "checked.html")
    assert (done.code, done.out) == (2, "")
    assert "there is no folder" in done.err


def test_the_bundled_draft_has_every_fault_found(tmp_path: Path) -> None:
    assert call("add", *(BRIDGE / f"week-{week}" for week in (1, 2, 3)), home=tmp_path).code == 0
    done = call("check", ROOT / "examples" / "draft.md", "--json", home=tmp_path)
    failing = {reason for _, _, reasons in rows(done) for reason in reasons}
    assert failing >= {"number", "quote", "invented_id", "uncited"}


# ---- a checker that cannot run -----------------------------------------------------------------------------


class Away:
    """A checker whose model is away whenever a claim speaks of the tunnel."""

    name = "away"

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict:
        if "tunnel" in claim.text.lower():
            raise StoreError("The model is away.", advice="Try again.")
        return EmbeddedChecker(LexicalSupport(0.7)).check(claim, sources)


def test_what_cannot_be_checked_is_unchecked_and_fails(cited: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.checking.the_checker", lambda *_: Away())  # pyright: ignore[reportUnknownArgumentType,reportUnknownLambdaType]
    done = check(BODY, cited, "--json")
    assert [label for _, label, _ in rows(done)] == ["supported", "unchecked"]
    assert done.code == 1
    assert "not checked: The model is away. Try again." in done.err
    titled = check(f"# Tunnel of Velm opened\n\n{BODY}", cited, "--json")
    assert rows(titled)[0][1:] == (Label.UNCHECKED, [])
    assert "The model is away." in check(BODY, cited, "--format", "html").out


def test_a_title_is_unchecked_where_the_text_cannot_be_asked(
    cited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OnceAway(Away):
        asked = 0

        def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict:
            OnceAway.asked += 1
            if OnceAway.asked == 2:
                raise StoreError("The model is away.")
            return super().check(claim, sources)

    monkeypatch.setattr("service.checking.the_checker", lambda *_: OnceAway())  # pyright: ignore[reportUnknownArgumentType,reportUnknownLambdaType]
    title = "# Ferry of Velm stopped because of ice [aaaaaaaa]"
    text = f"{title}\n\nThe ferry of Velm stopped because of ice [aaaaaaaa]."
    done = check(text, cited, "--json")
    assert [label for _, label, _ in rows(done)] == ["unchecked", "supported"]

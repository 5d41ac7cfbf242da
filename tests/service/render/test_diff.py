"""Differences and trees as they are shown, and what a story says of its claims."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from service.render.diff import PARAGRAPH, Diff, render_diff, render_diff_page, reworded
from service.render.disputes import values
from service.render.html import render_html
from service.render.markdown import render_markdown
from service.render.tree import Tree, render_picture, render_tree, render_tree_page
from store.changes import changes
from store.records import Change, ChangeKind, Claim, Conflict, Retirement
from tests.builders import a_claim, a_source, a_story, supported
from tests.service.render.test_html import ATTACKS, Page, skeleton
from tests.strategies import lines

WIRE = a_source("Nine people died.", outlet="Skerry Wire", origin="wire")
COPY = a_source("Nine people died!", outlet="The Herald", origin="wire")
OTHER = a_source("Two people died.", outlet="Ard Courier", title="Two dead")
SOURCES = {one.id: one for one in (WIRE, COPY, OTHER)}


def two_versions(text: str = "Nine people died.") -> Diff:
    """A claim each that was kept, added, reworded, cited anew and retired for another."""
    kept, reworded_, anew = (
        Claim(text=f"{word} fell.", citations=(WIRE.id[:8],)) for word in "Pier Road Span".split()
    )
    two = a_claim("Two people died.", OTHER)
    nine = a_claim(text, WIRE, COPY)
    after = Claim(text="The long road fell.", citations=(WIRE.id[:8],))
    cited = anew.model_copy(update={"citations": (WIRE.id[:8], OTHER.id[:8])})
    older = a_story((kept, reworded_, anew, two), title="Two dead")
    newer = a_story((nine, after, kept, cited), title="Nine dead", minor=2, parent=(0, 1))
    why = Change(
        kind=ChangeKind.RETIRED, claim=two.id, reason=Retirement.SUPERSEDED, detail="dead: 9", by=nine.id
    )
    told = changes(older, newer, {after.id: reworded_.id, cited.id: anew.id}, [why])
    verdicts = tuple(supported(claim, WIRE) for claim in newer.claims())
    conflict = Conflict(about="dead", claims=(nine.id, kept.id), values=("9", "2"))
    noted = {
        "changes": told,
        "verdicts": verdicts,
        "conflicts": (conflict,),
        "corrections": ("It was wrong.",),
    }
    return Diff(older, newer.model_copy(update=noted), told)


def test_a_page_tells_every_kind_of_change() -> None:
    shown = Page(render_diff_page(two_versions(), SOURCES)).shown()
    w, o, c = (one.id[:8] for one in (WIRE, OTHER, COPY))
    for words in (
        "bridge · v0.1 → v0.2 🌳 Nine dead Two dead 23 March 2025 → 23 March 2025",
        "1 added 1 reworded 1 cited anew 1 retired 1 kept",
        "Correction. It was wrong.",
        f"What is new Nine people died [{w}] [{c}]. The long road fell [{w}].",
        f"In dispute: dead 9 Nine people died [{w}] [{c}]. Skerry Wire, 3 March 2025",
        f"Added 1 Nine people died [{w}] [{c}].",
        f"Reworded 1 RoadThe long road fell [{w}].",
        f"Cited anew 1 Span fell [{w}] [{o}]. was cited: {w}",
        f"Retired 1 Two people died [{o}]. superseded: dead: 9 → Nine people died [{w}] [{c}].",
        f"1 sentence stands as before Pier fell [{w}].",
    ):
        assert words in shown


def test_the_paragraph_of_what_is_new_is_made_of_checked_claims_alone() -> None:
    diff = two_versions()
    added, after = diff.news()
    unchecked = diff.newer.model_copy(update={"verdicts": diff.newer.verdicts[1:]})
    assert Diff(diff.older, unchecked, diff.changes).news() == [after]
    assert diff.what_is_new().startswith(added.text[:-1])
    assert f"What is new: {diff.what_is_new()}" in list(render_diff(diff))
    assert diff.as_json()["what_is_new"] == diff.what_is_new()


def test_a_statement_that_has_only_got_its_day_is_not_new() -> None:
    claims = [a_claim(text, WIRE) for text in ("Ferries run.", "As of March 3, 2025, ferries run.")]
    older, newer = a_story((claims[0],)), a_story((claims[1],), minor=2, parent=(0, 1))
    told = changes(older, newer, {claims[1].id: claims[0].id}, ())
    diff = Diff(older, newer.model_copy(update={"verdicts": (supported(claims[1], WIRE),)}), told)
    assert [row.change.kind for row in diff.rows()] == [ChangeKind.REWORDED]
    assert diff.news() == []


def test_a_long_paragraph_says_how_much_more_there_is() -> None:
    claims = tuple(a_claim(f"House {number} fell.", WIRE) for number in range(PARAGRAPH + 3))
    older, newer = a_story((a_claim("It fell.", WIRE),)), a_story(claims, minor=2, parent=(0, 1))
    verdicts = tuple(supported(claim, WIRE) for claim in claims)
    told = changes(older, newer, {}, ())
    diff = Diff(older, newer.model_copy(update={"verdicts": verdicts, "changes": told}), told)
    assert list(render_diff(diff))[2].endswith(" (and 3 more)")
    assert "And 3 more below." in Page(render_diff_page(diff, SOURCES)).shown()


@given(lines(), lines())
def test_marks_of_words_keep_both_wordings(before: str, after: str) -> None:
    pieces = reworded(before, after)
    assert "".join(piece for kind, piece in pieces if kind != "new").split() == before.split()
    assert "".join(piece for kind, piece in pieces if kind != "gone").split() == after.split()


def test_words_that_stay_are_not_marked() -> None:
    assert reworded("The road fell at dawn.", "The long road fell at night.") == [
        ("kept", "The"), ("new", " long"), ("kept", " road fell at "),
        ("gone", "dawn"), ("new", "night"), ("kept", "."),
    ]  # fmt: skip
    assert [kind for kind, _ in reworded("Ab cd ef gh.", "Quite another sentence, that.")] == [
        "gone",
        "kept",
        "new",
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_words_change_the_page(attack: str) -> None:
    def seen(words: str) -> Page:
        diff = two_versions(" ".join(f"{words} x.".split()))
        source = WIRE.model_copy(update={"outlet": words, "title": words})
        page = Page(render_diff_page(diff, {**SOURCES, WIRE.id: source}))
        assert page.open == []
        return page

    assert skeleton(seen(attack)) == skeleton(seen("harmless"))


def test_a_story_shows_its_conflicts_corrections_and_how_many_tell_a_claim() -> None:
    version = two_versions().newer
    shown = Page(render_html(version, SOURCES)).shown()
    assert "Marked like this is what is new since v0.1. Correction. It was wrong." in shown
    assert "In dispute: dead 9 Nine people died" in shown
    assert "supported Span fell" in shown
    assert shown.count("2 sources tell it independently.") == 1
    markdown = render_markdown(version, SOURCES)
    assert "🌳 · 2025-03-23 12:00 UTC · 🌱 is new since v0.1\n\n*Correction: It was wrong.*\n" in markdown
    assert "## In dispute: dead\n\n- **9**: Nine people died" in markdown
    assert markdown.count("🌱") == 3
    assert "(Skerry Wire, 3 March 2025 (stated by the page); The Herald, 3 March 2025" in markdown


def test_of_many_values_a_line_tells_some_and_how_many_more() -> None:
    few = Conflict(about="dead", claims=("a", "b", "c"), values=("9", "2", "9"))
    assert values(few) == "9 or 2"
    ids, told = zip(*[(f"c{number}", str(number)) for number in range(46)], strict=True)
    assert values(Conflict(about="dead", claims=ids, values=told)) == "0 or 1 or 2 or 3 or 4 or 5 or 40 more"


def test_a_conflict_of_claims_that_are_not_there_is_not_shown() -> None:
    conflict = Conflict(about="dead", claims=("a", "b"), values=("9", "2"))
    version = a_story((a_claim("It fell.", WIRE),)).model_copy(update={"conflicts": (conflict,)})
    assert "In dispute" not in render_html(version, SOURCES)


# ---- trees -------------------------------------------------------------------------------------------------


def grown(*numbers: tuple[int, int | None, str], title: str = "It fell") -> Tree:
    """Versions v0.N, each with the number of its parent and its branch."""
    first = datetime(2025, 3, 1, tzinfo=UTC)
    return Tree(
        [
            a_story(
                (a_claim("It fell.", WIRE),), title=title, minor=minor, parent=parent and (0, parent),
                branch=branch, written_at=first + timedelta(days=minor),
            )
            for minor, parent, branch in numbers
        ]
    )  # fmt: skip


FOREST = grown(
    (1, None, ""), (2, 1, ""), (3, 1, "slow"), (4, 3, "slow"), (5, 3, "v0.5"), (6, 2, ""), (7, 6, "v0.7"),
    (9, None, ""),
)  # fmt: skip


def test_branches_stand_below_what_they_go_on_from() -> None:
    assert [line.partition("  2025")[0] for line in render_tree(FOREST)] == [
        "●  v0.1",
        "├─ ●  v0.3 (slow)",
        "│  ├─ ●  v0.5",
        "│  ●  v0.4 (slow)",
        "●  v0.2",
        "●  v0.6",
        "└─ ●  v0.7",
        "🌳 v0.9",
    ]


def test_a_picture_has_every_version_and_a_line_to_its_parent() -> None:
    root = ET.fromstring(render_picture(FOREST))  # noqa: S314 - of our own making
    by_class: dict[str, list[Any]] = {}
    for one in root.iter():
        by_class.setdefault(one.get("class") or "", []).append(one)
    assert len(by_class["dot"]) == len(FOREST.versions)
    assert len(by_class["line"]) + len(by_class["line beside"]) == len(FOREST.versions) - 2
    assert [one.text for one in by_class["branch"]] == ["slow", "slow"]
    assert len(by_class["halo"]) == 1
    assert len({(one.get("cx"), one.get("cy")) for one in by_class["dot"]}) == len(FOREST.versions)


def test_a_story_of_a_thousand_versions_is_drawn() -> None:
    long = grown(*((number, number - 1 or None, "") for number in range(1, 1001)))
    assert len(list(render_tree(long))) == 1000
    assert render_picture(long).count("<circle") == 1001


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_title_changes_the_picture(attack: str) -> None:
    title = " ".join(attack.split())
    ours, theirs = (grown((1, None, ""), (2, 1, ""), title=one) for one in (title, "It fell"))
    assert skeleton(Page(render_tree_page(ours))) == skeleton(Page(render_tree_page(theirs)))
    ET.fromstring(render_picture(ours))  # noqa: S314 - of our own making


def test_pages_ask_nobody_for_anything() -> None:
    for html in (render_diff_page(two_versions(), SOURCES), render_tree_page(FOREST)):
        assert not re.findall(r"<(?:script|link|img|iframe|form)|@import|url\(|\bsrc=|\bstyle=", html)
        assert "default-src 'none'" in html

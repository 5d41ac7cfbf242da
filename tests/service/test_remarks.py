"""Remarks on a text as a whole: what has passed, what was open, which figures do not agree."""

from datetime import UTC, datetime

import pytest

from service.remarks import RemarkKind, remarks
from store.records import Claim
from tests.builders import PUBLISHED, a_claim, a_source

NOW = datetime(2025, 6, 1, tzinfo=UTC)
TOLD = datetime(2025, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The bridge will open on April 4, 2025.", RemarkKind.PASSED),
        ("The plenary meeting is scheduled for late April 2025.", RemarkKind.PASSED),
        ("The bridge will open on July 4, 2025.", None),
        ("If the span holds, the road will open.", RemarkKind.OPEN),
        ("Kim would talk, were Trump to return.", RemarkKind.OPEN),
        ("Kim would talk, were the new president of Varr to return.", RemarkKind.OPEN),
        ("Were the talks in Orme to fail, the road would stay closed.", RemarkKind.OPEN),
        ("If Trump were to return, Kim would talk.", RemarkKind.OPEN),
        ("The court will sit unless Renquist resigns.", RemarkKind.OPEN),
        ("About 240 patients were moved to five other hospitals.", None),
        ("The patients, most of them old, were moved to Orme.", None),
        ("The two men, Hale and Brand, were the first to leave Orme.", None),
        ("The roads were to open in May.", None),
        ("Reporters asked if the span would hold.", None),
        ("Renquist resigned on Thursday.", None),
    ],
)
def test_what_time_has_overtaken_is_named(text: str, kind: RemarkKind | None) -> None:
    claim = Claim(text=text)
    assert [one.kind for one in remarks([claim], [], TOLD, NOW)[claim.id]] == ([kind] if kind else [])


def test_a_condition_is_as_old_as_the_newest_source_that_tells_it() -> None:
    source = a_source("If the span holds, the road will open.")
    claim = a_claim("If the span holds, the road will open.", source)
    (one,) = remarks([claim], [source], None, NOW)[claim.id]
    assert one.detail == "a condition that was open on 2025-03-03"
    assert not remarks([claim], [source], None, PUBLISHED)[claim.id]
    assert not remarks([claim], [], None, NOW)[claim.id]


def test_figures_of_one_thing_that_differ_are_named_at_both() -> None:
    few = Claim(text="North Korea has sent 12,000 troops to Russia for the war in Ukraine.")
    many = Claim(text="North Korea may be sending up to 100,000 troops to Russia once Ukraine is calm.")
    other = Claim(text="North Korea fired 4 missiles towards Russia and Ukraine.")
    found = remarks([few, many, other], [], TOLD, NOW)
    (ours,), (theirs,) = found[few.id], found[many.id]
    assert (ours.kind, ours.other) == (RemarkKind.FIGURES, many.id)
    assert ours.detail.startswith("troop: 12000 here, 100000 in “North Korea may be")
    assert (theirs.other, found[other.id]) == (few.id, [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The loan is 50 million crowns for the new Marrow Bridge.",
            "The new Marrow Bridge needs 72 cranes.",
        ),
        (
            "Norvane's exports will fall by 12 per cent in March, the Chamber of Trade of Norvane forecast.",
            "The Saltmere terminal handles 38 per cent of what Norvane ships to the Chamber of Trade.",
        ),
    ],
)
def test_figures_of_different_things_are_left_alone(one: str, other: str) -> None:
    found = remarks([Claim(text=one), Claim(text=other)], [], TOLD, NOW)
    assert not any(found.values())

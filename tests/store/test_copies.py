"""What is a copy, what reuses, and what has nothing to do with one another."""

import pytest

from store.copies import COPIED, Overlap, Relation, altered
from store.shingles import shingles
from tests.reports import OTHER, PARAGRAPHS, REPORT, changed, without


def related(later: str, earlier: str = REPORT) -> Relation | None:
    return Overlap.of(shingles(later), shingles(earlier)).relation()


def both_ways(one: str) -> set[Relation | None]:
    return {related(one), related(REPORT, one)}


@pytest.mark.parametrize(
    "copy",
    [
        REPORT,
        REPORT.upper(),
        REPORT.replace('"', "”").replace("-", "–"),
        without(1),
        without(5),
        f"By Ana Moss\nVelm Courier, 5 min read\n\n{REPORT}",
        f"VELM, March 4 (Agency) – {REPORT}",
        f"{REPORT}\n\n(Agency)",
        f"{REPORT}\n\nReporting by Ana Moss; editing by Silas Oake.",
        f"{REPORT}\n\nCopyright 2031 Velm Courier. Click for 7 more stories.",
        changed("Twelve people", "12 people"),
        changed("40,000", "40000"),
        changed("told reporters on the quay", "told the press on the quay"),
        changed("had been closed", "was shut"),
        changed("did not say", "didn’t say"),
        changed("looked at by engineers from outside", "examined by outside engineers"),
        "\n\n".join(
            (PARAGRAPHS[0], PARAGRAPHS[3], PARAGRAPHS[1], PARAGRAPHS[4], PARAGRAPHS[2], PARAGRAPHS[5])
        ),
    ],
)
def test_the_same_report_set_in_another_way_is_a_copy(copy: str) -> None:
    assert both_ways(copy) == {Relation.COPY}


def test_bylines_of_two_outlets_make_no_difference() -> None:
    one, other = (
        f"By {name}\n{outlet}\n\n{REPORT}" for name, outlet in (("Ana Moss", "Courier"), ("I. Kane", "Post"))
    )
    assert related(one, other) is Relation.COPY


def test_credits_of_two_outlets_make_no_difference() -> None:
    one, other = f"{REPORT}\n\nReporting by Ana Moss.", f"{REPORT}\n\n© 2031 Ost Gazette"
    assert related(one, other) is Relation.COPY


def test_a_cut_copy_says_nothing_of_its_own() -> None:
    assert related(without(1, 3, 5)) is Relation.COPY
    assert related(REPORT, without(1, 3, 5)) is Relation.REUSE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Twelve people", "Fifteen people"),
        ("Twelve people were killed and 27", "At least fifteen people died and 31"),
        ("27 were hurt", "31 were hurt"),
        ("four more passengers", "passengers"),
        ("no sign of", "a sign of"),
        ("built in 1961", "built in 1971"),
        ("on Tuesday", "on Wednesday"),
        ("Mayor Otto Hale", "Mayor Signe Falk"),
        ("Ostmark Lifting", "Brandt Cranes"),
        ("would not sail", "would sail"),
        ("did not say", "said"),
        ("had been closed", "had not been closed"),
        ("40,000 people", "60,000 people"),
    ],
)
def test_other_facts_in_the_same_words_are_reuse(old: str, new: str) -> None:
    assert both_ways(changed(old, new)) == {Relation.REUSE}


@pytest.mark.parametrize("head", ["", "By Ana Moss\n\n", "VELM (Agency) – "])
def test_a_byline_hides_no_change_in_the_lead(head: str) -> None:
    assert related(head + changed("Twelve people", "Fifteen people")) is Relation.REUSE


def test_a_report_inside_a_longer_one_is_reused_whichever_came_first() -> None:
    longer = "\n\n".join((OTHER, *PARAGRAPHS[:3], OTHER.replace("goat", "sheep")))
    assert both_ways(longer) == {Relation.REUSE}


def test_a_brief_out_of_a_digest_is_no_copy_of_the_digest() -> None:
    digest = "\n\n".join(
        (PARAGRAPHS[0], PARAGRAPHS[1], OTHER, OTHER.replace("goat", "sheep"), *PARAGRAPHS[4:])
    )
    brief = "\n\n".join(PARAGRAPHS[:2])
    assert related(brief, digest) is Relation.REUSE


@pytest.mark.parametrize(
    "other", [OTHER, "", "…", "Twelve people were killed.", PARAGRAPHS[1].partition(".")[0]]
)
def test_what_shares_a_phrase_has_nothing_to_do_with_it(other: str) -> None:
    assert both_ways(other) == {None}


def test_a_notice_that_two_reports_carry_links_nothing() -> None:
    notice = "We welcome comments on our reports for a few days after they appear. Write to the desk in Ard."
    assert related(f"{OTHER}\n\n{notice}", f"{REPORT}\n\n{notice}") is None


def test_what_is_shared_is_told_from_both_sides() -> None:
    overlap = Overlap.of(shingles(without(1, 3, 5)), shingles(REPORT))
    assert overlap.of_later > 0.9
    assert 0.4 < overlap.of_earlier < COPIED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Twelve people", "Fifty people"),
        ("27 were hurt", "270 were hurt"),
        ("built in 1961", "built in 1916"),
        ("did not say who", "did say who"),
        ("would pay for", "would not pay for"),
        ("Mayor Otto Hale", "Mayor Ivo Brandt"),
    ],
)
def test_where_a_text_says_otherwise_is_known_by_its_words(old: str, new: str) -> None:
    later = changed(old, new)
    found = {*altered(later, REPORT).tolist()}
    told = [one for one in later.split("\n\n") if found & {*shingles(one).distinct.tolist()}]
    assert told == [one for one in later.split("\n\n") if one not in PARAGRAPHS]


@pytest.mark.parametrize(
    "later",
    [
        REPORT,
        OTHER,
        "",
        without(1, 3),
        f"{REPORT}\n\n{OTHER}",
        f"{OTHER}\n\n{REPORT}",
        changed("Twelve people", "12 people"),
        changed("had been closed", "was shut"),
    ],
)
def test_what_is_left_out_or_put_on_or_reworded_alters_nothing(later: str) -> None:
    assert altered(later, REPORT).size == 0

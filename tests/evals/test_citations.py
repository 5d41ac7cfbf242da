"""Citation recall and precision: cases of the papers, and that no trick raises a measure."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.citations import (
    Grade,
    Graded,
    Statement,
    alce_precision,
    alce_recall,
    economy,
    harmonic,
    liu_precision,
    liu_recall,
    support,
)

Story = list[Statement]
S = Statement.of


def measures(story: Story) -> dict[str, float]:
    graded = [Graded.of(one) for one in story]
    shares = {
        "alce recall": alce_recall(story),
        "alce precision": alce_precision(story),
        "economy": economy(story),
        "liu recall": liu_recall(graded),
        "liu precision": liu_precision(graded),
        "support": support(story),
    }
    found = {name: top / bottom for name, (top, bottom) in shares.items() if bottom}
    if story:
        found["alce f1"] = harmonic(found["alce recall"], found["alce precision"])
        found["liu f1"] = harmonic(found["liu recall"], found["liu precision"])
    return found


def never_raised(before: Story, after: Story) -> None:
    was, is_ = measures(before), measures(after)
    assert {name: (was[name], is_[name]) for name in was if is_[name] > was[name] + 1e-12} == {}


# ---- the definitions ---------------------------------------------------------------------------------------


def test_alce_the_printed_example() -> None:
    """Figure 3 of Gao et al.: {1} [1][2]. {2} [3]. {3} [2][4][5]. Recall 2 / 3, precision 4 / 6.

    [1] and [2] bear the first out only together, nothing the second, [4] and [5] the third without [2].
    """
    first, second, third = story = [S("12", "12"), S("3"), S("245", "45")]
    assert [one.recalled for one in story] == [True, False, True]
    assert (first.precise(), second.precise(), third.precise()) == ({"1", "2"}, set(), {"4", "5"})
    assert alce_recall(story) == (2, 3)
    assert alce_precision(story) == (4, 6)


def test_alce_a_citation_that_bears_the_sentence_out_alone_is_precise_however_superfluous() -> None:
    assert alce_precision([S("12", "1", "2")]) == (2, 2)
    assert economy([S("12", "1", "2")]) == (0, 2)


def test_alce_no_citation_of_a_sentence_that_is_not_borne_out_is_precise() -> None:
    assert alce_precision([S("12", "13")]) == (0, 2)
    assert alce_precision([S("")]) == (0, 1)


def test_an_invented_id_fails_its_sentence_and_stays_in_the_denominator() -> None:
    """In the authors' code all citations of such a sentence vanish from precision: 9 of 9, not 9 of 11."""
    good = [S("1", "1") for _ in range(9)]
    assert alce_precision([*good, S("19", "1", known="1")]) == (9, 11)
    assert alce_recall([*good, S("19", "1", known="1")]) == (9, 10)
    assert alce_recall([*good, S("9", known="")]) == alce_recall([*good, S("")])


FULL, PARTIAL, NONE = Grade.FULL, Grade.PARTIAL, Grade.NONE
PRINTED: list[tuple[list[tuple[bool, list[Grade]]], tuple[int, int], tuple[int, int]]] = [
    (
        [(True, [FULL, NONE, PARTIAL]), (True, [FULL, NONE, NONE]), (True, [FULL, PARTIAL])],
        (3, 3),
        (3, 8),
    ),
    ([(True, [PARTIAL, PARTIAL]), (False, [NONE]), (False, [])], (1, 3), (2, 3)),
    ([(True, [FULL, FULL, NONE]), (False, []), (False, [])], (1, 3), (2, 3)),
    ([(False, []), (False, [NONE, PARTIAL]), (True, [FULL])], (1, 3), (1, 3)),
    ([(True, [PARTIAL, PARTIAL])], (1, 1), (2, 2)),
]


@pytest.mark.parametrize(
    ("statements", "recall", "precision"),
    PRINTED,
    ids=["figure 2 left", "figure 2 middle", "figure 2 right", "figure 1", "footnote 4"],
)
def test_liu_the_printed_examples(
    statements: list[tuple[bool, list[Grade]]], recall: tuple[int, int], precision: tuple[int, int]
) -> None:
    """What people judged there goes in; figure 2 prints 3/3 and 3/8, 1/3 and 2/3, 1/3 and 2/3.

    Figure 1 and footnote 4 (cycling) print judgments and no shares: these follow from the definitions.
    """
    story = [Graded(union, {str(n): one for n, one in enumerate(some)}) for union, some in statements]
    assert liu_recall(story) == recall
    assert liu_precision(story) == precision


@pytest.mark.parametrize(
    ("union", "grades", "expected"),
    [
        (True, [Grade.PARTIAL, Grade.PARTIAL], (2, 2)),
        (True, [Grade.FULL, Grade.PARTIAL], (1, 2)),
        (True, [Grade.PARTIAL, Grade.PARTIAL, Grade.NONE], (2, 3)),
        (False, [Grade.PARTIAL, Grade.PARTIAL], (0, 2)),
        (True, [Grade.FULL, Grade.FULL], (2, 2)),
    ],
    ids=["parts together", "a part beside the whole", "two parts and nothing", "parts of no whole", "twice"],
)
def test_liu_a_part_counts_only_where_parts_make_the_whole(
    union: bool, grades: list[Grade], expected: tuple[int, int]
) -> None:
    one = Graded(union, {str(place): grade for place, grade in enumerate(grades)})
    assert liu_precision([one]) == expected


def test_who_is_in_a_smallest_set_supports_in_part() -> None:
    assert S("124", "12", "3").grades() == {"1": Grade.PARTIAL, "2": Grade.PARTIAL, "4": Grade.NONE}
    assert liu_precision([Graded.of(S("124", "12"))]) == (2, 3)


def test_f1_is_the_harmonic_mean() -> None:
    assert harmonic(1, 0.5) == pytest.approx(2 / 3)
    assert harmonic(0, 0) == 0


# ---- the guarantees ----------------------------------------------------------------------------------------

IDS = "abcde"
SOURCES = st.frozensets(st.sampled_from(IDS), max_size=4)
BEARING = st.frozensets(st.frozensets(st.sampled_from(IDS), min_size=1, max_size=2), max_size=4)
KNOWN = st.one_of(st.none(), SOURCES)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    variants = draw(st.frozensets(SOURCES, min_size=1, max_size=2))
    found = draw(BEARING)
    smallest = frozenset(one for one in found if not any(other < one for other in found))
    known = draw(KNOWN)
    if known is not None:  # what does not exist bears nothing out
        smallest = frozenset(one for one in smallest if one <= known)
    return Statement(variants, smallest, known)


STORIES = st.lists(statements(), min_size=1, max_size=5)


def cite(one: Statement, citation: str) -> Statement:
    return Statement(frozenset(each | {citation} for each in one.variants), one.bearing, one.known)


def drop(one: Statement, citation: str) -> Statement:
    return Statement(frozenset(each - {citation} for each in one.variants), one.bearing, one.known)


@given(STORIES, st.data())
def test_an_invented_id_never_raises_a_measure(story: Story, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(story) - 1))
    one = story[place]
    known = one.known if one.known is not None else one.cited
    worse = cite(Statement(one.variants, one.bearing, known), "invented")
    never_raised(story, [*story[:place], worse, *story[place + 1 :]])


@given(STORIES, st.data())
def test_a_citation_that_bears_nothing_out_never_raises_a_measure(story: Story, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(story) - 1))
    one = story[place]
    known = None if one.known is None else one.known | {"stuffed"}
    worse = cite(Statement(one.variants, one.bearing, known), "stuffed")
    never_raised(story, [*story[:place], worse, *story[place + 1 :]])


@given(STORIES, st.data())
def test_a_second_source_for_what_is_borne_out_raises_precision_alone_and_lowers_economy(
    story: Story, data: st.DataObject
) -> None:
    places = [place for place, one in enumerate(story) if one.recalled]
    if places:
        place = data.draw(st.sampled_from(places))
        one = story[place]
        known = None if one.known is None else one.known | {"second"}
        second = Statement(one.variants, one.bearing | {frozenset({"second"})}, known)
        was, is_ = measures(story), measures([*story[:place], cite(second, "second"), *story[place + 1 :]])
        assert all(is_[name] <= was[name] for name in ("alce recall", "liu recall", "support", "economy"))
        assert is_["economy"] < was["economy"] or was["economy"] == 0


@given(STORIES, st.data())
def test_taking_a_needed_citation_away_never_raises_a_measure(story: Story, data: st.DataObject) -> None:
    needed = [(place, one) for place, each in enumerate(story) for one in sorted(each.needed())]
    if needed:
        place, citation = data.draw(st.sampled_from(needed))
        never_raised(story, [*story[:place], drop(story[place], citation), *story[place + 1 :]])


@given(STORIES, st.data())
def test_taking_any_known_citation_away_never_raises_recall(story: Story, data: st.DataObject) -> None:
    known = [(place, one) for place, each in enumerate(story) for one in sorted(each.cited - each.invented)]
    if known:
        place, citation = data.draw(st.sampled_from(known))
        after = measures([*story[:place], drop(story[place], citation), *story[place + 1 :]])
        was = measures(story)
        assert after["alce recall"] <= was["alce recall"]
        assert after["liu recall"] <= was["liu recall"]


@given(STORIES, SOURCES)
def test_a_sentence_that_nothing_bears_out_never_raises_a_measure(
    story: Story, cited: frozenset[str]
) -> None:
    never_raised(story, [*story, Statement.of(cited)])


@given(STORIES, st.data())
def test_exchanging_two_needed_citations_never_raises_a_measure(story: Story, data: st.DataObject) -> None:
    clean = [place for place, one in enumerate(story) if one.cited and one.needed() == one.cited]
    if len(clean) > 1:
        first, second = data.draw(st.permutations(clean))[:2]
        one = data.draw(st.sampled_from(sorted(story[first].cited)))
        other = data.draw(st.sampled_from(sorted(story[second].cited)))
        after = list(story)
        after[first] = exchanged(story[first], one, other)
        after[second] = exchanged(story[second], other, one)
        never_raised(story, after)


def exchanged(one: Statement, gone: str, come: str) -> Statement:
    variants = frozenset(each - {gone} | {come} if gone in each else each for each in one.variants)
    return Statement(variants, one.bearing, None if one.known is None else one.known | {come})


@given(STORIES)
def test_measures_are_shares(story: Story) -> None:
    assert all(0 <= value <= 1 for value in measures(story).values())


CHECKED: list[Callable[[Story], tuple[int, int]]] = [alce_recall, support]


@pytest.mark.parametrize("share", CHECKED)
def test_a_story_without_statements_is_no_zero(share: Callable[[Story], tuple[int, int]]) -> None:
    assert share([]) == (0, 0)

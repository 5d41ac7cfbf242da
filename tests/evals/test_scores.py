"""Values, what was not scored, and intervals that draw whole clusters."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scores import Formula, Measure, Tally, counted, difference, macro, plain

PARTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda pair: (float(min(pair)), float(max(pair)))),
    min_size=1,
    max_size=8,
)


@given(PARTS)
def test_a_share_is_what_its_sums_give_and_lies_in_its_interval(
    parts: dict[str, tuple[float, float]],
) -> None:
    found = Measure.of("share", parts, 1, {})
    top, bottom = (sum(pair[place] for pair in parts.values()) for place in (0, 1))
    if not bottom:
        assert found.value is None
        return
    assert found.value == pytest.approx(top / bottom)
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.high <= 1


def test_nothing_scored_is_no_zero() -> None:
    found = Tally().measure("share")
    assert (found.value, found.low, found.high, found.scored) == (None, None, None, 0)


def test_one_cluster_has_no_interval() -> None:
    found = Measure.of("share", {"a": (1, 2)}, 2, {})
    assert (found.value, found.low, found.high) == (0.5, None, None)


def test_an_interval_is_the_same_each_time_and_in_any_order_of_the_clusters() -> None:
    parts = {str(place): (float(place % 2), 1.0) for place in range(20)}
    backwards = dict(reversed(parts.items()))
    assert Measure.of("share", parts, 20, {}) == Measure.of("share", backwards, 20, {})


def test_clusters_widen_an_interval() -> None:
    """Forty claims of forty texts say more than forty of four."""
    apart = Measure.of("share", {str(place): (float(place % 2), 1.0) for place in range(40)}, 40, {})
    together = Measure.of("share", {str(place): (10.0 * (place % 2), 10.0) for place in range(4)}, 40, {})
    assert apart.value == together.value == 0.5
    assert width(apart) < 0.35 < width(together)


def width(measure: Measure) -> float:
    assert measure.low is not None
    assert measure.high is not None
    return measure.high - measure.low


@pytest.mark.parametrize(("value", "low", "high"), [(0.0, 0.0, 0.3085), (1.0, 0.6915, 1.0)])
def test_none_or_all_of_ten_may_still_be_far_off(value: float, low: float, high: float) -> None:
    """Clopper and Pearson: none of ten is at most 30.85 %."""
    found = Measure.of("share", {str(place): (value, 1.0) for place in range(10)}, 10, {})
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_a_number_that_is_nought_is_not_taken_for_a_share() -> None:
    parts = {str(place): (0.0, 1.0) for place in range(10)}
    found = Measure.of("number", parts, 10, {}, formula=Formula.NUMBER)
    assert (found.low, found.high) == (0.0, 0.0)


def test_balanced_accuracy_needs_both_classes() -> None:
    assert Measure.of("both", {"a": (3, 4, 1, 2)}, 6, {}, formula=Formula.BALANCED).value == 0.625
    assert Measure.of("one", {"a": (3, 4, 0, 0)}, 4, {}, formula=Formula.BALANCED).value is None


def test_a_tally_adds_by_cluster_and_counts_what_it_misses() -> None:
    tally = Tally()
    tally.add("a", (1, 1))
    tally.add("a", (0, 1))
    tally.add("b", (1, 1))
    tally.miss("no evidence", 2)
    found = tally.measure("share")
    assert found.parts == {"a": (1, 2), "b": (1, 1)}
    assert (found.scored, found.unscored) == (3, {"no evidence": 2})


def test_a_mean_over_sets_counts_each_alike_and_leaves_out_what_has_no_value() -> None:
    large = Measure.of("large", {str(place): (1.0, 1.0) for place in range(99)}, 99, {})
    small = Measure.of("small", {"x": (0.0, 1.0)}, 1, {"unread": 1})
    none = Measure.of("none", {}, 0, {})
    found = macro("mean", [large, small, none])
    assert found.value == 0.5
    assert found.scored == 100
    assert found.unscored == {"set without a value": 1, "unread": 1}
    assert macro("mean", []).value is None


def test_a_difference_is_paired_and_of_what_both_have() -> None:
    """Each story is a tenth better: no interval of either run says so, that of the difference does."""
    before = {str(place): (place / 20, 1.0) for place in range(10)}
    after = {name: (top + 0.1, bottom) for name, (top, bottom) in before.items()}
    one, other = Measure.of("share", before, 10, {}), Measure.of("share", after | {"new": (0, 1)}, 11, {})
    found = difference(one, other)
    assert found.clusters == 10
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1)
    assert found.high == pytest.approx(0.1)
    assert one.high is not None
    assert other.low is not None
    assert one.high > other.low


def test_other_formulas_have_no_difference() -> None:
    one = Measure.of("share", {"a": (1, 1)}, 1, {})
    assert difference(one, one.model_copy(update={"formula": Formula.NUMBER})).value is None
    assert difference(plain("rank", 0.5, 3), plain("rank", 0.6, 3)).value is None


def test_a_plain_value_that_is_none_is_told_so() -> None:
    assert plain("rank", math.nan, 0).value is None


def test_reasons_add_up() -> None:
    assert counted([{"a": 1}, {"a": 2, "b": 1}]) == {"a": 3, "b": 1}

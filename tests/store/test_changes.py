"""Changes between versions: each claim has exactly one, and steps add up."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from store.changes import between, changes, history, lineage
from store.records import Change, ChangeKind, Claim, Retirement, StoryVersion
from tests.builders import a_story

CLAIMS = [Claim(text=f"House {number} fell.", citations=("a" * 8,)) for number in range(8)]
ANEW = [claim.model_copy(update={"citations": ("b" * 8,)}) for claim in CLAIMS]
some_claims = st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=8, unique=True)


def story(claims: list[Claim], number: int = 1, **fields: object) -> StoryVersion:
    parent = (0, number - 1) if number > 1 else None
    written = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=number)
    known = {"minor": number, "parent": parent, "written_at": written, **fields}
    return a_story(tuple(claims)).model_copy(update=known)


def chain(*stages: list[Claim]) -> list[StoryVersion]:
    """Versions that each go on from the one before, nothing reworded."""
    line = [story(stages[0])]
    for number, claims in enumerate(stages[1:], start=2):
        version = story(claims, number)
        line.append(version.model_copy(update={"changes": changes(line[-1], version, {}, ())}))
    return line


@given(some_claims, some_claims)
def test_every_claim_of_either_version_has_one_change(before: list[Claim], after: list[Claim]) -> None:
    found = changes(story(before), story(after, 2), {}, ())
    told = Counter(change.claim for change in found)
    assert told == Counter({claim.id for claim in [*before, *after]})
    kept = {change.claim for change in found if change.kind is ChangeKind.KEPT}
    assert kept == {claim.id for claim in before} & {claim.id for claim in after}
    gone = [change for change in found if change.kind is ChangeKind.RETIRED]
    assert all(change.reason is not None for change in gone)


@given(st.lists(some_claims, min_size=2, max_size=5))
def test_steps_add_up_to_the_way(stages: list[list[Claim]]) -> None:
    line = chain(*stages)
    whole = between(line[0], line[-1], line)
    assert {(one.kind, one.claim) for one in whole} == {
        (one.kind, one.claim) for one in changes(line[0], line[-1], {}, ())
    }


def test_a_claim_cited_anew_and_one_reworded_keep_their_past() -> None:
    reworded = Claim(text="As of March 1, 2025, house 1 fell.", citations=CLAIMS[1].citations)
    renewed = {ANEW[0].id: CLAIMS[0].id, reworded.id: CLAIMS[1].id}
    found = changes(story(CLAIMS[:2]), story([ANEW[0], reworded], 2), renewed, ())
    assert [(one.kind, one.before) for one in found] == [
        (ChangeKind.RE_SUPPORTED, CLAIMS[0].id),
        (ChangeKind.REWORDED, CLAIMS[1].id),
    ]


def test_reasons_are_those_that_are_given_and_space_where_none_is() -> None:
    why = Change(kind=ChangeKind.RETIRED, claim=CLAIMS[0].id, reason=Retirement.EXPIRED, detail="its day")
    found = changes(story(CLAIMS[:3]), story(CLAIMS[2:3], 2), {}, [why])
    assert found[1:] == (
        why,
        Change(kind=ChangeKind.RETIRED, claim=CLAIMS[1].id, reason=Retirement.SPACE),
    )


@pytest.mark.parametrize(
    "fields",
    [{"kind": "retired"}, {"kind": "kept", "reason": "space"}, {"kind": "added", "reason": "expired"}],
)
def test_a_reason_belongs_to_what_is_retired_and_to_nothing_else(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Change.model_validate({"claim": "a", **fields})


def test_the_way_from_one_version_to_another_keeps_the_reasons_given_on_it() -> None:
    first = story(CLAIMS[:2])
    second = story([ANEW[0], CLAIMS[1]], 2)
    renewed = {ANEW[0].id: CLAIMS[0].id}
    second = second.model_copy(update={"changes": changes(first, second, renewed, ())})
    third = story(CLAIMS[1:2], 3)
    gone = Change(kind=ChangeKind.RETIRED, claim=ANEW[0].id, reason=Retirement.RETRACTED, detail="taken back")
    third = third.model_copy(update={"changes": changes(second, third, {}, [gone])})
    found = {one.claim: one for one in between(first, third, [first, second, third])}
    assert found[CLAIMS[0].id].reason is Retirement.RETRACTED
    assert found[CLAIMS[1].id].kind is ChangeKind.KEPT


def test_the_life_of_a_claim_goes_through_all_its_wordings() -> None:
    first = story(CLAIMS[:2])
    second = story([ANEW[0], CLAIMS[1]], 2)
    second = second.model_copy(update={"changes": changes(first, second, {ANEW[0].id: CLAIMS[0].id}, ())})
    third = story(CLAIMS[1:2], 3)
    third = third.model_copy(update={"changes": changes(second, third, {}, ())})
    line = [first, second, third]
    kinds = [ChangeKind.ADDED, ChangeKind.RE_SUPPORTED, ChangeKind.RETIRED]
    for prefix in (CLAIMS[0].id[:12], ANEW[0].id[:12]):
        stages = history(line, prefix)
        assert [(stage.version, stage.change.kind) for stage in stages] == list(zip(line, kinds, strict=True))
        assert stages[-1].claim == ANEW[0]


def test_lineage_goes_through_parents_alone() -> None:
    line = chain(CLAIMS[:1], CLAIMS[:2], CLAIMS[:3])
    branch = story(CLAIMS[3:], 4, parent=(0, 1), branch="v0.4")
    assert lineage([*line, branch], branch.number) == (line[0], branch)
    assert lineage([*line, branch], line[2].number) == tuple(line)
    assert lineage(line, (7, 7)) == ()

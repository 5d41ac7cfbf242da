"""What claims rest on once sources were retracted or edited: each stands, is renewed or goes, once."""

import pytest

from agents.reviser.foundations import foundations
from store.records import Claim, Retirement, Source, SourceStatus
from tests.agents.reviser.news import TITLE, later, telling, then
from tests.builders import a_claim, a_story, supported

ONE = then("The bridge at Velm fell at dawn.")
OTHER = later("The bridge at Velm fell at dawn, the police said.")


def gone(source: Source) -> Source:
    return source.model_copy(update={"status": SourceStatus.RETRACTED})


def edition(text: str) -> Source:
    return then(text, revises=ONE.id)


def test_what_nobody_touched_stands_as_it_is() -> None:
    found = foundations(telling(ONE), {ONE.id: ONE}, {})
    (standing,) = found.stands
    assert (standing.claim, standing.sources, standing.time) == (
        a_claim(ONE.text, ONE),
        (ONE,),
        ONE.published_at,
    )
    assert (found.retired, found.renewed, found.corrections) == ([], {}, [])


def test_what_hangs_on_a_retracted_source_alone_goes_and_the_rest_is_cited_anew() -> None:
    both = a_claim(ONE.text, ONE, OTHER)
    live = a_story((both, a_claim(OTHER.text, OTHER)), verdicts=(supported(both, ONE),))
    found = foundations(live, {ONE.id: ONE, OTHER.id: gone(OTHER)}, {})
    (standing,) = found.stands
    assert standing.claim == a_claim(ONE.text, ONE)
    assert found.renewed == {standing.claim.id: both.id}
    assert [change.reason for change in found.retired] == [Retirement.RETRACTED]
    assert found.corrections == [f"“{TITLE}” (Courier) was retracted."]


@pytest.mark.parametrize("status", list(SourceStatus))
def test_an_edited_source_that_still_says_so_is_cited_in_its_newest_edition(status: SourceStatus) -> None:
    newest = edition(f"Corrected. {ONE.text}")
    old = ONE.model_copy(update={"status": status})
    found = foundations(telling(ONE), {ONE.id: old}, {ONE.id: newest})
    if status is SourceStatus.RETRACTED:
        assert [change.reason for change in found.retired] == [Retirement.RETRACTED]
    else:
        (standing,) = found.stands
        assert standing.claim.citations == (newest.id[:8],)
        assert newest.text[standing.start :] == ONE.text


def test_an_edited_source_that_says_so_no_longer_contradicts_itself() -> None:
    found = foundations(telling(ONE), {ONE.id: ONE}, {ONE.id: edition("The bridge at Velm stands.")})
    assert [change.reason for change in found.retired] == [Retirement.CONTRADICTED]
    assert not found.stands


@pytest.mark.parametrize(
    ("citations", "detail"), [((), "it cites nothing"), (("deadbeef",), "its source is gone")]
)
def test_what_has_no_source_goes(citations: tuple[str, ...], detail: str) -> None:
    claim = Claim(text="The bridge fell.", citations=citations)
    found = foundations(a_story((claim,)), {ONE.id: ONE}, {})
    (change,) = found.retired
    assert (change.reason, change.detail) == (Retirement.UNSUPPORTED, detail)

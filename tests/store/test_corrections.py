"""A report that was withdrawn stays withdrawn; one that was put right is told as it is now."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive
from store.corrections import correct, reinstate, retract
from store.errors import UnknownSource, UsageError
from store.home import Home
from store.records import Claim, DateBasis, Paragraph, Snippet, Source, SourceKind, SourceStatus, StoryVersion

Made = tuple[Source, tuple[Snippet, ...]]
Make = Callable[..., Made]
NOON = datetime(2031, 3, 9, 12, tzinfo=UTC)
FERRY = "The ferry to Ost sank on Monday, and nine people died."


def status_of(archive: Archive, sources: Iterable[Source]) -> list[SourceStatus]:
    return [archive.source(one.id).status for one in sources]


def told(story: str, *sources: Source, minor: int = 1) -> StoryVersion:
    claim = Claim(text="The ferry sank.", citations=tuple(one.id[:8] for one in sources))
    return StoryVersion(
        title=Claim(text="Ferry sinks", citations=claim.citations),
        paragraphs=(Paragraph(claims=(claim,)),),
        story=story,
        topic=f"the {story}",
        minor=minor,
        written_at=NOON,
        sources=tuple(one.id for one in sources),
    )


@pytest.fixture
def copies(archive: Archive, made: Make) -> list[Source]:
    """One report in three outlets."""
    pairs = [made(FERRY, url=f"https://{name}.example/ferry") for name in ("velm", "ost", "norden")]
    return [kept for kept in archive.add_many(pairs) if kept]


# Retractions


def test_a_retraction_reaches_every_copy_and_says_so(archive: Archive, copies: list[Source]) -> None:
    reached = retract(archive, copies[1].id[:8], "The  wreck was\nstaged.", NOON)
    assert [one.id for one in reached.sources] == [copies[1].id, copies[0].id, copies[2].id]
    assert status_of(archive, copies) == [SourceStatus.RETRACTED] * 3
    (notice,) = archive.notices(copies[2].id)
    assert (notice.reason, notice.at) == ("The wreck was staged.", NOON)


def test_a_retraction_of_one_page_leaves_the_copies(archive: Archive, copies: list[Source]) -> None:
    reached = retract(archive, copies[1].id, "Garbled there.", NOON, only=True)
    assert [one.id for one in reached.sources] == [copies[1].id]
    assert status_of(archive, copies) == [SourceStatus.ACTIVE, SourceStatus.RETRACTED, SourceStatus.ACTIVE]


@pytest.mark.parametrize(("only", "expected"), [(False, SourceStatus.RETRACTED), (True, SourceStatus.ACTIVE)])
def test_a_copy_that_comes_later_is_retracted_with_the_report(
    archive: Archive, made: Make, copies: list[Source], only: bool, expected: SourceStatus
) -> None:
    retract(archive, copies[0].id, "Staged.", NOON, only=only)
    kept = archive.add(*made(FERRY, url="https://late.example/ferry", day=9))
    assert kept
    assert kept.status is expected
    assert archive.source(kept.id).status is expected
    assert [one.reason for one in archive.notices(kept.id)] == ([] if only else ["Staged."])


def test_reading_a_retracted_page_again_does_not_revive_it(
    archive: Archive, made: Make, copies: list[Source]
) -> None:
    retract(archive, copies[0].id, "Staged.", NOON, only=True)
    assert archive.add(*made(FERRY, url=copies[0].url, day=9)) is None
    assert archive.source(copies[0].id).status is SourceStatus.RETRACTED


REPORT = (
    "The ferry to Ost left Velm at dawn with forty passengers and turned over off the northern breakwater, "
    "the harbour master said on Monday. Fishing boats from both shores searched through the afternoon until "
    "the wind drove them back into port. Nobody had seen the captain since the lifeboats were lowered, and "
    "the owner of the ferry, which had passed its inspection in the spring, would not speak to reporters."
)


@pytest.mark.parametrize("url", ["https://velm.example/ferry", "https://late.example/ferry"])
def test_a_retracted_page_with_another_notice_below_it_stays_retracted(
    archive: Archive, made: Make, url: str
) -> None:
    first = archive.add(*made(REPORT, url="https://velm.example/ferry"))
    assert first
    retract(archive, first.id, "Staged.", NOON)
    again = archive.add(*made(REPORT, "Read more about the weather of this week.", url=url, day=2))
    assert again
    assert (again.origin, again.status) == (first.id, SourceStatus.RETRACTED)


def test_a_retracted_page_with_other_figures_stays_retracted_and_can_be_reinstated(
    archive: Archive, made: Make
) -> None:
    first = archive.add(*made(REPORT, url="https://velm.example/ferry"))
    assert first
    retract(archive, first.id, "Staged.", NOON)
    other = REPORT.replace("forty passengers", "fifty passengers")
    again, elsewhere = (
        archive.add(*made(other, url=f"https://{host}.example/ferry")) for host in ("velm", "ost")
    )
    assert again
    assert elsewhere
    assert (again.status, elsewhere.status) == (SourceStatus.RETRACTED, SourceStatus.ACTIVE)
    reinstate(archive, again.id, "Another voyage.", NOON)
    assert archive.source(again.id).status is SourceStatus.ACTIVE
    assert archive.source(first.id).status is SourceStatus.RETRACTED


def test_another_text_at_a_retracted_address_is_a_report_of_its_own(
    archive: Archive, made: Make, copies: list[Source]
) -> None:
    retract(archive, copies[0].id, "Staged.", NOON)
    kept = archive.add(*made("The ferry never left Ost, the harbour master says.", url=copies[0].url, day=9))
    assert kept
    assert (kept.status, kept.revises) == (SourceStatus.ACTIVE, copies[0].id)


def test_a_retraction_can_be_taken_back_and_both_stay_on_record(
    archive: Archive, copies: list[Source]
) -> None:
    retract(archive, copies[0].id, "Staged.", NOON)
    reinstate(archive, copies[1].id, "It was not.", NOON + timedelta(hours=1))
    assert status_of(archive, copies) == [SourceStatus.ACTIVE] * 3
    assert [one.reason for one in archive.notices(copies[2].id)] == ["Staged.", "It was not."]


def test_only_what_is_retracted_can_be_reinstated(archive: Archive, copies: list[Source]) -> None:
    with pytest.raises(UsageError, match="is not retracted"):
        reinstate(archive, copies[0].id, "Why not.", NOON)


@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_retraction_without_a_reason_is_refused(
    archive: Archive, copies: list[Source], reason: str
) -> None:
    with pytest.raises(UsageError, match="reason is empty"):
        retract(archive, copies[0].id, reason, NOON)
    assert status_of(archive, copies) == [SourceStatus.ACTIVE] * 3


def test_an_unknown_source_cannot_be_retracted(archive: Archive) -> None:
    with pytest.raises(UnknownSource):
        retract(archive, "a935385c", "Staged.", NOON)


def test_each_story_that_cites_it_is_told_with_its_newest_version_that_does(
    archive: Archive, made: Make, copies: list[Source]
) -> None:
    other = archive.add(*made("The ferry was raised.", url="https://velm.example/raised"))
    assert other
    for version in (
        told("ferry", copies[0]),
        told("ferry", copies[0], other, minor=2),
        told("harbour", copies[2]),
        told("harbour", other, minor=2),
        told("weather", other),
    ):
        archive.commit(version)
    reached = retract(archive, copies[0].id, "Staged.", NOON)
    assert [(story, label, live) for story, _, label, live in reached.stories] == [
        ("ferry", "v0.2", True),
        ("harbour", "v0.1", False),
    ]


@given(st.lists(st.tuples(st.sampled_from(["retract", "undo", "again"]), st.integers(0, 2)), max_size=8))
def test_the_status_is_always_that_of_the_newest_notice(
    tmp_path_factory: pytest.TempPathFactory, made: Make, steps: list[tuple[str, int]]
) -> None:
    with Archive(Home(tmp_path_factory.mktemp("law")).open().archive_url) as archive:
        pairs = [made(FERRY, url=f"https://{name}.example/") for name in "abc"]
        archive.add_many(pairs)
        for minute, (step, which) in enumerate(steps):
            source, at = archive.source(pairs[which][0].id), NOON + timedelta(minutes=minute)
            if step == "undo" and source.status is SourceStatus.RETRACTED:
                reinstate(archive, source.id, "undone", at)
            elif step == "retract":
                retract(archive, source.id, "gone", at, only=which == 0)
            else:
                archive.add(*pairs[which])
        assert archive.count() == 3
        for source in archive.sources():
            given_ = archive.notices(source.id)
            assert source.status is (given_[-1].status if given_ else SourceStatus.ACTIVE)


# Corrections


def test_a_correction_takes_the_place_of_the_text_and_has_what_it_lacks_from_it(
    archive: Archive, made: Make
) -> None:
    source, spans = made(FERRY, url="https://velm.example/ferry", published=True)
    told = {"title": "Ferry sinks", "outlet": "Velm Courier", "kind": SourceKind.LIVE}
    old = source.model_copy(update=told)
    archive.add(old, spans)
    text, _ = made("The ferry to Ost sank on Monday, and six people died.", day=3)
    reached = correct(archive, old.id, text, "Six, not nine.", NOON)
    before, after = reached.sources
    assert (before.status, after.status) == (SourceStatus.CORRECTED, SourceStatus.ACTIVE)
    assert (after.revises, after.url, after.title, after.outlet) == (
        old.id, old.url, "Ferry sinks", "Velm Courier"
    )  # fmt: skip
    assert (after.published_at, after.published_basis) == (old.published_at, DateBasis.METADATA)
    assert after.kind is SourceKind.LIVE
    assert archive.notices(old.id)[-1].replaced_by == after.id
    assert archive.snippets_of(after.id)
    assert archive.revised([old.id, after.id], None) == {old.id}


def test_a_correction_that_was_known_at_another_address_replaces_the_text_too(
    archive: Archive, made: Make
) -> None:
    old, better = made(FERRY), made("Six people died when the ferry sank.", url="https://ost.example/six")
    archive.add_many([old, better])
    correct(archive, old[0].id, better[0], "Six, not nine.", NOON)
    assert archive.count() == 2
    assert archive.revised([old[0].id], None) == {old[0].id}


def test_before_the_correction_was_published_a_replay_still_has_the_old_text(
    archive: Archive, made: Make
) -> None:
    old = made(FERRY, published=True)
    new = made("Six people died when the ferry sank.", published=True, day=5)
    archive.add(*old)
    correct(archive, old[0].id, new[0], "Six, not nine.", NOON)
    assert archive.revised([old[0].id], new[0].fetched_at - timedelta(days=1)) == set()
    assert archive.revised([old[0].id], new[0].fetched_at) == {old[0].id}


def test_the_same_text_corrects_nothing_and_a_retracted_source_takes_no_correction(
    archive: Archive, made: Make
) -> None:
    old, other = made(FERRY), made("Six people died when the ferry sank.")
    archive.add(*old)
    with pytest.raises(UsageError, match="text is that of"):
        correct(archive, old[0].id, old[0], "Nothing.", NOON)
    retract(archive, old[0].id, "Staged.", NOON)
    with pytest.raises(UsageError, match="is retracted"):
        correct(archive, old[0].id, other[0], "Six.", NOON)
    assert archive.count() == 1


def test_the_old_text_with_another_notice_does_not_undo_its_correction(archive: Archive, made: Make) -> None:
    url = "https://velm.example/ferry"
    old = archive.add(*made(REPORT, url=url))
    better, _ = made(REPORT.replace("forty passengers", "sixty passengers"), url=url, day=1)
    assert old
    correct(archive, old.id, better, "Sixty, not forty.", NOON)
    again = archive.add(*made(REPORT, "Read more about the weather of this week.", url=url, day=2))
    assert again
    assert (again.status, again.revises) == (SourceStatus.CORRECTED, None)
    assert archive.revised([old.id, again.id, better.id], None) == {old.id, again.id}


def test_the_publishers_own_corrected_text_is_the_next_edition(archive: Archive, made: Make) -> None:
    url = "https://velm.example/ferry"
    old = archive.add(*made(REPORT, url=url))
    better, _ = made(REPORT.replace("forty passengers", "sixty passengers"), url=url, day=1)
    assert old
    correct(archive, old.id, better, "Sixty, not forty.", NOON)
    own = archive.add(*made(better.text, "Corrected: the ferry had sixty passengers.", url=url, day=2))
    assert own
    assert (own.status, own.revises) == (SourceStatus.ACTIVE, better.id)

"""From readings to kept sources: one outcome for each, in order, told when it is true."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import ingest as module
from store.archive import Archive
from store.errors import UnreadableSource
from store.ingest import Added, Known, Reading, ingest
from store.records import Source, digest

READ = datetime(2031, 3, 3, tzinfo=UTC)


def source(text: str, name: str = "") -> Source:
    id_ = digest("", text)
    return Source(id=id_, text=text, name=name, fetched_at=READ, origin=id_)


def unreadable(name: str) -> UnreadableSource:
    return UnreadableSource(name, "is broken")


@given(st.lists(st.one_of(st.integers(0, 9), st.none()), max_size=30))
def test_an_outcome_for_each_reading_in_order(marks: list[int | None]) -> None:
    readings: list[Reading] = [
        unreadable(f"row {row}") if mark is None else source(f"The ferry {mark} of Velm stopped.")
        for row, mark in enumerate(marks)
    ]
    with Archive("sqlite://") as archive:
        outcomes = list(ingest(readings, archive))
        seen: set[int | None] = {None}
        for mark, reading, outcome in zip(marks, readings, outcomes, strict=True):
            if isinstance(outcome, UnreadableSource):
                assert outcome is reading
            else:
                assert isinstance(outcome, Known if mark in seen else Added)
                assert outcome.source == reading
            seen.add(mark)
        assert archive.count() == len(seen - {None})


def test_what_is_told_is_in_the_archive_already(archive: Archive) -> None:
    many = (source(f"The ferry {number} of Velm stopped.") for number in range(module.BATCH * 2 + 5))
    for told, outcome in enumerate(ingest(many, archive), 1):
        assert isinstance(outcome, Added)
        assert archive.count() >= told
    assert archive.count() == module.BATCH * 2 + 5


def kept_while_reading(sizes: list[int], archive: Archive) -> list[int]:
    """How many sources the archive had each time when the next was asked for."""
    kept: list[int] = []

    def readings() -> Iterator[Source]:
        for number, size in enumerate(sizes):
            kept.append(archive.count())
            yield source(f"{number} " + "x" * size)

    assert len(list(ingest(readings(), archive))) == len(sizes)
    return kept


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_SECONDS", 600.0)


@pytest.mark.usefixtures("unhurried")
def test_long_texts_are_kept_sooner(archive: Archive) -> None:
    half = module.BATCH_CHARACTERS // 2
    assert kept_while_reading([half, half, half, half, 10], archive) == [0, 0, 2, 2, 4]


@pytest.mark.usefixtures("unhurried")
def test_short_texts_are_kept_together(archive: Archive) -> None:
    assert set(kept_while_reading([20] * module.BATCH, archive)) == {0}


def test_a_name_that_is_no_text_is_written_out(archive: Archive) -> None:
    (outcome,) = ingest([source("The ferry of Velm stopped at noon.", "ba\udcffd.txt")], archive)
    assert isinstance(outcome, Added)
    assert [one.name for one in archive.sources()] == [r"ba\udcffd.txt"]

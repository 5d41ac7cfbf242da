"""Where a new source belongs among the reports of an archive: copies, reuse, and what they cost."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from store.archive import Archive
from store.home import Home
from store.records import Snippet, Source, digest
from tests.reports import OTHER, PARAGRAPHS, REPORT, changed, without
from tests.store.conftest import START

ROOT = Path(__file__).parents[3]

BYLINES = ("", "By Ana Moss\n\n", "VELM (Agency) – ", "Velm Courier, 5 min read\n\n")
CREDITS = ("", "\n\n(Agency)", "\n\nReporting by Silas Oake.", "\n\n© 2031 Ost Gazette")
COPIES = [f"{top}{one}{end}" for top in BYLINES for end in CREDITS for one in (REPORT, without(5))]
UPDATE = changed("Twelve people were killed", "Fifteen people were killed")
LONGER = f"{OTHER}\n\n{without(0, 2, 5)}"

texts = st.sampled_from([*COPIES[:8], UPDATE, f"By Ana Moss\n\n{UPDATE}", LONGER, OTHER, "…", "🌳"])


def told(words: str, *, url: str = "") -> Source:
    id_ = digest(url, words)
    return Source(id=id_, text=words, url=url, fetched_at=START, origin=id_)


def kept(archive: Archive, *batches: Sequence[Source]) -> list[Source | None]:
    return [one for batch in batches for one in archive.add_many([(source, ()) for source in batch])]


def traces(home: Home) -> int:
    connection = sqlite3.connect(home.folder / "archive.sqlite")
    (count,) = connection.execute("SELECT count(*) FROM traces").fetchone()
    connection.close()
    return count


def test_copies_have_the_origin_that_came_first(archive: Archive) -> None:
    first, *others = kept(archive, [told(one) for one in COPIES])
    assert first
    assert {copy and copy.origin for copy in others} == {first.id}
    assert {copy and copy.reuses for copy in others} == {None}


def test_they_are_found_whether_they_come_together_or_later(archive: Archive) -> None:
    found = kept(archive, *([told(one)] for one in COPIES))
    assert len({copy and copy.origin for copy in found}) == 1


def test_other_facts_are_a_report_of_their_own_that_reuses(archive: Archive) -> None:
    first, update, copy = kept(archive, [told(REPORT), told(UPDATE)], [told(f"By Ana Moss\n\n{UPDATE}")])
    assert first
    assert update
    assert copy
    assert (update.origin, update.reuses) == (update.id, first.id)
    assert (copy.origin, copy.reuses) == (update.id, first.id)


def test_a_report_that_holds_part_of_another_reuses_it_whichever_came_first(archive: Archive) -> None:
    wire, longer = told(REPORT), told(LONGER)
    _, after = kept(archive, [wire], [longer])
    assert after
    assert (after.origin, after.reuses) == (longer.id, wire.id)


def test_the_shorter_reuses_where_the_longer_was_there(archive: Archive) -> None:
    _, wire = kept(archive, [told(LONGER)], [told(REPORT)])
    assert wire
    assert (wire.origin, wire.reuses) == (wire.id, told(LONGER).id)


def test_what_it_has_most_of_is_what_it_reuses(archive: Archive) -> None:
    most, least = told(f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[2]}\n\n{PARAGRAPHS[3]}"), told(PARAGRAPHS[1])
    *_, new = kept(archive, [least, most], [told(f"{OTHER}\n\n{without(4, 5)}")])
    assert new
    assert new.reuses == most.id


def test_a_stranger_is_linked_to_nothing(archive: Archive) -> None:
    *_, stranger = kept(archive, [told(REPORT), told(LONGER.replace(OTHER, ""))], [told(OTHER)])
    assert stranger
    assert (stranger.origin, stranger.reuses) == (stranger.id, None)


def test_an_edited_page_revises_and_where_its_facts_changed_reuses(archive: Archive) -> None:
    url = "https://velm.example/crane"
    first, same, update = (told(one, url=url) for one in (REPORT, without(5), UPDATE))
    _, kept_same, kept_update = kept(archive, [first, same, update])
    assert kept_same
    assert kept_update
    assert (kept_same.origin, kept_same.revises) == (first.id, first.id)
    assert (kept_update.origin, kept_update.reuses, kept_update.revises) == (update.id, first.id, same.id)


def test_known_sources_stay_known(archive: Archive) -> None:
    batch = [told(one) for one in COPIES]
    kept(archive, batch)
    assert kept(archive, batch) == [None] * len(batch)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(order=st.permutations(COPIES[:8]), size=st.integers(1, 8))
def test_copies_are_one_whatever_their_order(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], size: int
) -> None:
    found = _kept_in_portions(tmp_path_factory.mktemp("home"), [told(one) for one in order], size)
    assert {source.origin for source in found} == {told(order[0]).id}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(some=st.lists(texts, max_size=8), size=st.integers(1, 8))
def test_portions_change_nothing_and_there_are_no_chains(
    tmp_path_factory: pytest.TempPathFactory, some: list[str], size: int
) -> None:
    given_ = [told(one, url=f"https://velm.example/{number}") for number, one in enumerate(some)]
    found = _kept_in_portions(tmp_path_factory.mktemp("home"), given_, size)
    assert found == _kept_in_portions(tmp_path_factory.mktemp("home"), given_, len(given_) + 1)
    by_id = {source.id: source for source in found}
    ranks = {source.id: rank for rank, source in enumerate(found)}
    for source in found:
        origin = by_id[source.origin]
        assert origin.origin == origin.id
        assert ranks[origin.id] <= ranks[source.id]
        assert source.reuses is None or by_id[source.reuses].origin == source.reuses != source.origin


def _kept_in_portions(folder: Path, given_: Sequence[Source], size: int) -> list[Source]:
    portions = [given_[start : start + size] for start in range(0, len(given_), size)]
    with Archive(f"sqlite:///{folder}/archive.sqlite") as archive:
        return [source for source in kept(archive, *portions) if source]


# ---- what it costs


def test_copies_that_add_nothing_leave_no_traces(archive: Archive, home: Home) -> None:
    kept(archive, [told(REPORT)])
    alone = traces(home)
    kept(archive, [told(one, url=f"https://{n}.example") for n in range(20) for one in COPIES])
    assert traces(home) == alone


def test_a_report_told_anew_every_hour_takes_less_and_less_room(archive: Archive, home: Home) -> None:
    def hour(number: int) -> Source:
        return told(changed("27 were hurt", f"{27 + number} were hurt"))

    found = kept(archive, [hour(number) for number in range(30)])
    early = traces(home)
    found += kept(archive, [hour(number) for number in range(30, 60)])
    assert traces(home) - early < early / 2
    assert len({source and source.origin for source in found}) == len(found)
    assert all(source and source.reuses for source in found[1:])


def test_an_archive_from_before_there_were_traces_gets_them(home: Home) -> None:
    first = told(REPORT)
    _make_as_of("0002", home, [first, told(OTHER)])
    with Archive(home.archive_url) as archive:
        (copy,) = kept(archive, [told(without(5))])
        assert copy
        assert copy.origin == first.id
        assert archive.count() == 3


_AS_IT_WAS = """
    INSERT INTO sources (id, text, text_digest, title, url, name, outlet, authors, language, published_basis,
        fetched_at, origin, status)
    VALUES (:id, :text, :text_digest, :title, :url, :name, :outlet, :authors, :language, :published_basis,
        :fetched_at, :origin, :status)
"""


def _make_as_of(revision: str, home: Home, sources: Sequence[Source]) -> None:
    """An archive as an older Storytree left it."""
    engine = create_engine(home.archive_url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "store" / "archive" / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for source in sources:
            row = {**source.model_dump(), "text_digest": digest(source.text), "authors": "[]"}
            connection.execute(text(_AS_IT_WAS), row)
    engine.dispose()


def test_an_error_leaves_no_traces(archive: Archive, home: Home) -> None:
    archive.add(told(OTHER), ())
    alone = traces(home)
    astray = Snippet(source_id=told(OTHER).id, ordinal=0, start=0, end=3, text=OTHER[:3])
    with pytest.raises(ValueError, match="does not stand"):
        archive.add(told(REPORT), [astray])
    assert traces(home) == alone
    assert archive.add(told(REPORT), ()) == told(REPORT)

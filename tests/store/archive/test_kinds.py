"""Sources by their kind, on either database, and what older archives have of it."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from store.archive import Archive, Sieve
from store.home import Home
from store.records import SourceKind, SourceStatus
from tests.store.conftest import Make

ROOT = Path(__file__).parents[3]
REPORT, OPINION, UNKNOWN = SourceKind.REPORT, SourceKind.OPINION, SourceKind.UNKNOWN
KINDS = (REPORT, OPINION, UNKNOWN, OPINION)


@pytest.fixture
def ferries(archive: Archive, made: Make) -> dict[str, SourceKind]:
    """Ids of sources to their kinds."""
    pairs = [
        (source.model_copy(update={"kind": kind}), spans)
        for number, kind in enumerate(KINDS)
        for source, spans in [made(f"The ferry sank, and {number} died.")]
    ]
    archive.add_many(pairs)
    return {source.id: source.kind for source, _ in pairs}


@pytest.mark.parametrize("kind", [None, *SourceKind])
def test_a_sieve_lets_one_kind_pass(
    archive: Archive, ferries: dict[str, SourceKind], kind: SourceKind | None
) -> None:
    sieve = Sieve(kind=kind)
    wanted = {id_ for id_, its in ferries.items() if kind in (None, its)}
    assert {source.id for source in archive.sources(sieve)} == wanted
    assert archive.passing(ferries, sieve) == wanted
    assert {id_.partition(".")[0] for id_, _ in archive.match(["ferry"], 9, sieve)} == wanted


def test_a_kind_is_one_condition_among_others(archive: Archive, ferries: dict[str, SourceKind]) -> None:
    assert not list(archive.sources(Sieve(kind=OPINION, status=SourceStatus.RETRACTED)))
    assert len(list(archive.sources(Sieve(kind=OPINION, status=SourceStatus.ACTIVE)))) == 2
    assert {source.id: source.kind for source in archive.sources()} == ferries


def test_in_an_older_archive_the_kinds_are_unknown(home: Home, made: Make) -> None:
    source, spans = made("The ferry sank.")
    engine = create_engine(home.archive_url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "store" / "archive" / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0011")
        row = source.model_dump(exclude={"kind"}) | {"authors": "[]", "agencies": "[]", "text_digest": "d"}
        columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO sources ({columns}) VALUES ({values})"), row)
    engine.dispose()
    told, _ = made("The ferry was raised.")
    with Archive(home.archive_url) as archive:
        assert archive.source(source.id) == source
        archive.add(told.model_copy(update={"kind": REPORT}), spans[:0])
        assert [one.id for one in archive.sources(Sieve(kind=UNKNOWN))] == [source.id]
        assert [one.id for one in archive.sources(Sieve(kind=REPORT))] == [told.id]


def test_sieves_are_looked_up_without_the_texts(home: Home) -> None:
    """By an index that has all that they ask for: in the rows the kind stands behind the text."""
    Archive(home.archive_url).close()
    engine = create_engine(home.archive_url)
    asked = Sieve(language="en", outlet="Herald", kind=OPINION, status=SourceStatus.ACTIVE).condition()
    literal = asked.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        told = text(f"EXPLAIN QUERY PLAN SELECT sequence FROM sources WHERE {literal}")
        plan = " ".join(map(str, connection.execute(told)))
    engine.dispose()
    assert "COVERING INDEX ix_sources_sieve" in plan

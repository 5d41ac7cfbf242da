"""The archive on a PostgreSQL server: many who write, and what can be wrong with a server."""

import logging
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.archive import Archive, lexical, snippets
from store.errors import (
    ArchiveDamaged,
    ArchiveUnreachable,
    BadSettings,
    HomeBusy,
    HomeReadOnly,
    StoreError,
    StorytreeError,
)
from store.records import Snippet
from tests.postgres import PASSWORD, TEMPLATE, USER, Server
from tests.store.conftest import Made, Make, make

ROOT = Path(__file__).parents[3]
FERRY = make("The ferry to Ost sank.", "Nine people died.")
BRIDGE = make("The bridge of Velm was closed.")


@pytest.fixture
def url(server: Server) -> Generator[str]:
    with server.archive() as url:
        yield url


@pytest.fixture
def archive(url: str) -> Generator[Archive]:
    with Archive(url) as opened:
        yield opened


# ---- many who write


class Slow:
    """Gives the snippets of one source their numbers, and then takes its time to commit them."""

    def __init__(self, pair: Made, patch: pytest.MonkeyPatch) -> None:
        self._pair = pair
        self._index = lexical.add
        self._has_numbers = threading.Event()
        self.may_commit = threading.Event()
        patch.setattr(lexical, "add", self._wait)

    def _wait(self, connection: Any, rows: Iterable[tuple[int, str]]) -> None:
        told = list(rows)
        if self._pair[1][0].text in told[0][1]:
            self._has_numbers.set()
            assert self.may_commit.wait(30)
        self._index(connection, told)

    def begin(self, add: Callable[[], object]) -> threading.Thread:
        """Begin to add it, and return when its snippets have their numbers."""
        adding = threading.Thread(target=add)
        adding.start()
        assert self._has_numbers.wait(30)
        return adding


def test_a_snippet_that_is_committed_later_has_a_higher_number(
    url: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(FERRY, monkeypatch)
    first = slow.begin(lambda: archive.add(*FERRY))
    with Archive(url) as other:
        second = threading.Thread(target=other.add, args=BRIDGE)
        second.start()
        second.join(0.5)
        assert second.is_alive()
        assert archive.arrived(0, 10) == []
        slow.may_commit.set()
        for adding in (first, second):
            adding.join(30)
    assert [snippet for _, snippet in archive.arrived(0, 10)] == [*FERRY[1], *BRIDGE[1]]


def test_who_follows_while_several_write_misses_nothing(url: str, archive: Archive, made: Make) -> None:
    many = [[made(f"Ferry {writer} sank {n} times.", "So it was.") for n in range(12)] for writer in range(3)]

    def add_each(pairs: Sequence[Made]) -> None:
        with Archive(url) as own:
            for pair in pairs:
                own.add(*pair)

    writers = [threading.Thread(target=add_each, args=(pairs,)) for pairs in many]
    for writer in writers:
        writer.start()
    followed: list[tuple[int, Snippet]] = []
    while any(writer.is_alive() for writer in writers) or archive.waiting(followed[-1][0]):
        followed += archive.arrived(followed[-1][0] if followed else 0, 5)
    assert followed == archive.arrived(0, 1000)
    assert len(followed) == 2 * 12 * 3


def test_a_second_writer_waits_and_then_says_that_it_did(
    url: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.archive.postgresql.WAIT_MS", 100)
    slow = Slow(FERRY, monkeypatch)
    first = slow.begin(lambda: archive.add(*FERRY))
    with Archive(url) as other, pytest.raises(HomeBusy, match="another process") as caught:
        other.add(*BRIDGE)
    slow.may_commit.set()
    first.join(30)
    assert caught.value.retry
    assert archive.count() == 1


def test_those_who_open_a_new_database_at_once_all_get_in(server: Server) -> None:
    url = server.make()
    script = f"from store.archive import Archive; print(Archive({url!r}).count())"
    opening = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)
    ]
    assert [process.communicate(timeout=60)[0] for process in opening] == [b"0\n"] * 2


def test_a_writer_that_is_gone_does_not_hold_up_the_others(
    url: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.archive.postgresql.SILENCE_MS", 500)
    lost: list[StorytreeError] = []

    def add() -> None:
        with pytest.raises(ArchiveUnreachable) as caught:
            archive.add(*FERRY)
        lost.append(caught.value)

    slow = Slow(FERRY, monkeypatch)
    first = slow.begin(add)
    with Archive(url) as other:
        assert other.add(*BRIDGE)
        slow.may_commit.set()
        first.join(30)
        assert lost
        assert other.count() == 1


# ---- what is kept


def test_an_archive_opens_again_with_all_it_had(url: str, archive: Archive) -> None:
    archive.add(*FERRY)
    with Archive(url) as again:
        assert again.source(FERRY[0].id) == FERRY[0]
        assert again.match(["ferries"], 5) == archive.match(["ferries"], 5) != []


def test_the_scheme_may_be_any_that_is_used(url: str, archive: Archive) -> None:
    archive.add(*FERRY)
    for scheme in ("postgres", "postgresql+psycopg"):
        with Archive(url.replace("postgresql", scheme, 1)) as same:
            assert same.count() == 1


@pytest.fixture(scope="module")
def both(server: Server) -> Generator[tuple[Archive, Archive]]:
    """The same texts on SQLite and on the server."""
    texts = (
        "Mayors resigned in Zürich, the mayor's sister resigned too.",
        "The ferry ferried ferries.",
        "Ferry 7 sank off Ost; 7 of 49 were found.",
        "Ökonomie und Œuvre, ÅNGSTRÖM and naïveté.",
        "水 and 水位 rose by 3.5 m.",
        "one_two three-four five/six a.b.c",
        "is was the a I",
    )
    with server.archive() as url, Archive(url) as there, Archive("sqlite://") as here:
        for archive in (here, there):
            archive.add_many([make(text, f"{text} Again.", "So it was said.") for text in texts])
        yield here, there


ASKED = "mayor Zurich ferry FERRIES 7 49 ost angstrom 水 水位 two five the i was Again 3.5 b.c absent œuvre"


@settings(max_examples=50)
@given(st.lists(st.sampled_from(ASKED.split()), min_size=1))
def test_words_weigh_what_they_weigh_in_sqlite(both: tuple[Archive, Archive], words: list[str]) -> None:
    here, there = (dict(archive.match(words, 100)) for archive in both)
    assert there == pytest.approx(here)


@settings(max_examples=30)
@given(st.text(alphabet="\0\ufdd00a "))
def test_zero_characters_are_kept(both: tuple[Archive, Archive], title: str) -> None:
    _, archive = both
    source, _ = make("Text.", url=f"https://velm.example/{title}")
    archive.add(source.model_copy(update={"title": title, "authors": (title,)}), ())
    kept = archive.source(source.id)
    assert (kept.title, kept.url, kept.authors) == (title, source.url, (title,))


# ---- what can be wrong


def refused(url: str) -> StorytreeError:
    with pytest.raises(StorytreeError) as caught:
        Archive(url)
    return caught.value


def test_a_server_that_is_down_is_said(server: Server) -> None:
    error = refused(server.url("any").replace(str(server.folder), "/nowhere"))
    assert isinstance(error, ArchiveUnreachable)
    assert error.retry
    assert "server runs" in error.advice


def test_a_wrong_password_is_said(server: Server) -> None:
    error = refused(server.url("postgres", password="sesame"))
    assert isinstance(error, ArchiveUnreachable)
    assert not error.retry
    assert "password" in error.advice


def test_a_database_that_is_not_there_is_said(server: Server) -> None:
    error = refused(server.url("nowhere"))
    assert isinstance(error, ArchiveUnreachable)
    assert "createdb" in error.advice


@pytest.mark.parametrize(
    "there", [b"CREATE TABLE recipes (name text)", b"CREATE TABLE alembic_version (version_num text)"]
)
def test_a_database_of_another_program_is_refused_and_left_alone(server: Server, there: bytes) -> None:
    url = server.make()
    with psycopg.connect(url) as connection:
        connection.execute(there)
    error = refused(url)
    assert isinstance(error, ArchiveDamaged)
    assert "another program" in str(error)
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (1,)


def test_a_database_that_cannot_keep_every_language_is_refused(server: Server) -> None:
    server.run(b"CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    error = refused(server.url("latin"))
    assert isinstance(error, StoreError)
    assert "LATIN1" in str(error)
    assert "UTF8" in error.advice


def test_a_user_who_may_not_write_can_read(server: Server, url: str, archive: Archive) -> None:
    archive.add(*FERRY)
    server.run(b"CREATE USER reader PASSWORD 'read-only'")
    with psycopg.connect(url) as connection:
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with Archive(url.replace(f"{USER}:{PASSWORD}", "reader:read-only")) as mine:
        assert mine.match(["ferry"], 5)
        with pytest.raises(HomeReadOnly, match="too few rights") as caught:
            mine.add(*BRIDGE)
    assert "grant" in caught.value.advice
    error = refused(server.make().replace(f"{USER}:{PASSWORD}", "reader:read-only"))
    assert isinstance(error, HomeReadOnly)


def test_an_archive_of_a_newer_storytree_is_refused(server: Server) -> None:
    newer = server.make(TEMPLATE)
    with psycopg.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newest Storytree" in refused(newer).advice


def test_a_table_that_is_gone_is_said(server: Server) -> None:
    url = server.make(TEMPLATE)
    with Archive(url) as archive:
        with psycopg.connect(url) as connection:
            connection.execute("DROP TABLE lexical")
        with pytest.raises(ArchiveDamaged, match="lacks a table"):
            archive.add(*FERRY)


def end_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_lost_between_two_questions_is_made_anew(url: str, archive: Archive) -> None:
    archive.add(*FERRY)
    end_connections(url)
    assert archive.count() == 1
    assert archive.add(*BRIDGE)


def test_a_connection_lost_midway_is_said_and_nothing_is_half_done(
    url: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = snippets.add

    def lost(connection: Any, pairs: Sequence[Any]) -> None:
        end_connections(url)
        add(connection, pairs)

    with monkeypatch.context() as patch:
        patch.setattr(snippets, "add", lost)
        with pytest.raises(ArchiveUnreachable, match="broke off") as caught:
            archive.add(*FERRY)
    assert caught.value.retry
    assert archive.count() == 0
    assert archive.add(*FERRY) == FERRY[0]


def test_a_server_that_was_started_again_is_found_again(server: Server, archive: Archive) -> None:
    archive.add(*FERRY)
    server.stop()
    try:
        with pytest.raises(ArchiveUnreachable):
            archive.count()
    finally:
        server.start()
    assert archive.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://teller:open-sesame@localhost:port/stories",
        "postgresql://teller:open-sesame@localhost",
        "mysql://teller:open-sesame@localhost/stories",
        "open-sesame",
    ],
)
def test_an_address_that_is_none_is_not_repeated(address: str) -> None:
    error = refused(address)
    assert isinstance(error, BadSettings)
    assert "postgresql://USER:PASSWORD@HOST" in error.advice
    assert "sesame" not in said(error)


def test_without_the_driver_it_says_how_to_get_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = refused(server.url("postgres"))
    assert isinstance(error, BadSettings)
    assert "pip install 'storytree[postgresql]'" in error.advice


def said(error: BaseException) -> str:
    """All that could be shown or logged of it."""
    return "".join(traceback.format_exception(error)) + repr(error)


@pytest.mark.parametrize(
    "spoilt",
    [
        "postgresql://teller:wrong-sesame@/postgres?host={folder}",
        "postgresql://teller:open-sesame@/nowhere?host={folder}",
        "postgresql://teller:open-sesame@/any?host=/nowhere",
        "postgresql://teller@/nowhere?password=open-sesame&host={folder}",
    ],
)
def test_the_password_is_in_no_message_and_no_log(
    server: Server, spoilt: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = refused(spoilt.format(folder=server.folder))
    assert "sesame" not in said(error) + caplog.text

"""The truth: what goes in comes out, and nothing is lost, doubled or changed."""

import sqlite3
from collections.abc import Callable, Generator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.command import upgrade
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from store.archive import Archive, Failure, Sieve
from store.errors import (
    AmbiguousSource,
    ArchiveDamaged,
    HomeBusy,
    HomeReadOnly,
    StaleParent,
    StoreError,
    UnknownSource,
    UnknownStory,
    UnknownVersion,
)
from store.home import Home
from store.records import (
    Claim,
    DateBasis,
    DateMention,
    Label,
    Paragraph,
    Snippet,
    Source,
    SourceStatus,
    StoryVersion,
    Verdict,
)

Made = tuple[Source, tuple[Snippet, ...]]
Make = Callable[..., Made]
ROOT = Path(__file__).parents[2]
NOON = datetime(2031, 3, 5, 12, tzinfo=UTC)

moments = st.datetimes(timezones=st.just(UTC))
lines = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9\u00e9'\"]{0,7}( [A-Za-z0-9,.\u6c34]{1,8}){0,4}", fullmatch=True)


@pytest.fixture(scope="module")
def shared(shared_url: str, made: Make) -> Generator[Archive]:
    """One archive for many examples of a law."""
    with Archive(shared_url) as archive:
        archive.add(*made("The ferry to Ost sank.", "Nine people died in the storm."))
        yield archive


def version(
    minor: int = 1, *, major: int = 0, story: str = "ferry", parent: tuple[int, int] | None = None
) -> StoryVersion:
    claim = Claim(text="The ferry sank.", citations=("a935385c",))
    return StoryVersion(
        title=Claim(text="Ferry sinks", citations=("a935385c",)),
        paragraphs=(Paragraph(claims=(claim,)),),
        story=story,
        major=major,
        minor=minor,
        parent=parent,
        written_at=NOON,
    )


# Sources


def test_a_source_comes_out_as_it_went_in(archive: Archive, made: Make) -> None:
    source, snippets = made("The ferry sank.", "Nine died.", url="https://velm.example/ferry", published=True)
    assert archive.add(source, snippets) == source
    assert archive.source(source.id) == source
    assert archive.snippets_of(source.id) == snippets
    assert archive.snippets([snippets[1].id]) == {snippets[1].id: snippets[1]}
    assert archive.sources_by_id([source.id, "f" * 64]) == {source.id: source}


@given(
    text=st.text(),
    url=st.text(),
    others=st.lists(st.text(), min_size=5, max_size=5),
    authors=st.lists(st.text()),
    published=st.none() | moments,
    fetched=moments,
    status=st.sampled_from(SourceStatus),
)
def test_any_source_comes_out_as_it_went_in(
    shared: Archive,
    made: Make,
    *,
    text: str,
    url: str,
    others: list[str],
    authors: list[str],
    published: datetime | None,
    fetched: datetime,
    status: SourceStatus,
) -> None:
    source, snippets = made(text, url=url)
    title, name, outlet, language, _ = others
    source = source.model_copy(
        update={
            "title": title, "name": name, "outlet": outlet, "language": language, "authors": tuple(authors),
            "published_at": published, "published_basis": DateBasis.URL if published else DateBasis.UNKNOWN,
            "fetched_at": fetched, "status": status,
        }
    )  # fmt: skip
    kept = shared.add(source, snippets)
    if kept is not None:
        assert kept.model_copy(update={"origin": source.id, "revises": None}) == source
        assert shared.source(source.id) == kept
        assert shared.snippets_of(source.id) == snippets


def test_an_entry_of_a_feed_revises_the_latest_of_its_guid_wherever_it_links_to(
    archive: Archive, made: Make
) -> None:
    entries = [
        made(f"The ferry sank: {toll} died.", url=f"https://velm.example/{toll}") for toll in (1, 4, 9)
    ]
    named = [(one.model_copy(update={"guid": "velm ferry"}), spans) for one, spans in entries]
    kept = archive.add_many(named)
    assert [source and source.revises for source in kept] == [None, named[0][0].id, named[1][0].id]


def test_a_snippet_keeps_the_dates_that_its_words_mean(archive: Archive, made: Make) -> None:
    source, (snippet,) = made("The ferry sank on Monday.")
    mention = DateMention(start=18, end=24, value=date(2031, 3, 3), granularity="day")
    dated = snippet.model_copy(update={"dates": (mention,)})
    archive.add(source, [dated])
    assert archive.snippets_of(source.id) == (dated,)


def test_what_is_known_is_not_added_again(archive: Archive, made: Make) -> None:
    one, other = made("The ferry sank."), made("The ferry was raised.")
    assert archive.add_many([one, one, other]) == [one[0], None, other[0]]
    assert archive.add(*other) is None
    assert archive.count() == 2
    assert archive.waiting(0) == 2


def test_the_first_source_of_a_text_is_the_origin_of_its_copies(archive: Archive, made: Make) -> None:
    first, second, third = (
        made("The ferry sank.", url=f"https://{name}.example") for name in ("a", "b", "c")
    )
    kept = [*archive.add_many([first, second]), archive.add(*third)]
    assert [source and source.origin for source in kept] == [first[0].id] * 3
    assert [source and source.revises for source in kept] == [None] * 3


def test_an_edited_page_revises_the_latest_before_it(archive: Archive, made: Make) -> None:
    url = "https://velm.example/ferry"
    editions = [made(f"The ferry sank: {toll} died.", url=url) for toll in (1, 4, 9)]
    elsewhere = made("The ferry sank: 9 died.", url="https://ost.example")
    untitled = [made("One text."), made("Another text.")]
    kept = archive.add_many([*editions, elsewhere, *untitled])
    assert [source and source.revises for source in kept] == [
        None, editions[0][0].id, editions[1][0].id, None, None, None
    ]  # fmt: skip
    assert archive.source(editions[1][0].id).revises == editions[0][0].id


def test_an_error_in_a_batch_keeps_nothing_of_it(archive: Archive, made: Make) -> None:
    good, (source, snippets) = made("The ferry sank."), made("Nine died.")
    moved = snippets[0].model_copy(update={"start": 1})
    with pytest.raises(ValueError, match="does not stand in its source"):
        archive.add_many([good, (source, [moved])])
    assert archive.count() == 0
    assert archive.match(["ferry"], 5) == []


@pytest.mark.parametrize("asked", ["abcd", "abcdef", ""])
def test_a_prefix_of_several_ids_is_ambiguous(archive: Archive, made: Make, asked: str) -> None:
    ids = with_ids(archive, made, "abcdef01", "abcdef02", "abce0000")
    with pytest.raises(AmbiguousSource):
        archive.source(asked)
    assert archive.matching(asked) == tuple(one for one in ids if one.startswith(asked))


@pytest.mark.parametrize(
    "asked", ["abcf", "abcdef011", "zz", "ABCD", "%", "_bcdef01", "\udce9", "\U0010ffff"]
)
def test_a_prefix_of_no_id_is_unknown(archive: Archive, made: Make, asked: str) -> None:
    with_ids(archive, made, "abcdef01", "abcdef02")
    with pytest.raises(UnknownSource):
        archive.source(asked)
    assert archive.matching(asked) == ()


def test_a_prefix_of_one_id_finds_it(archive: Archive, made: Make) -> None:
    one, other = with_ids(archive, made, "abcdef01", "abcdef02")
    assert archive.source("abcdef01").id == one
    assert archive.matching("abcdef02") == (other,)


def with_ids(archive: Archive, made: Make, *beginnings: str) -> list[str]:
    pairs = [made(f"Text {beginning}.") for beginning in beginnings]
    sources = [
        s.model_copy(update={"id": beginning + s.id[8:]})
        for beginning, (s, _) in zip(beginnings, pairs, strict=True)
    ]
    archive.add_many([(source, ()) for source in sources])
    return [source.id for source in sources]


def test_sources_come_in_order_of_arrival_over_pages(archive: Archive, made: Make) -> None:
    pairs = [made(f"Note {n}.") for n in range(250)]
    archive.add_many(pairs)
    assert [source.id for source in archive.sources()] == [source.id for source, _ in pairs]


def test_snippets_arrive_in_order_and_in_portions(archive: Archive, town: list[Snippet]) -> None:
    first = archive.arrived(0, 25)
    rest = archive.arrived(first[-1][0], 1000)
    assert [snippet for _, snippet in first + rest] == town
    assert len(first) == 25
    assert archive.waiting(first[-1][0]) == len(rest)


def test_ids_that_no_snippet_has_are_passed_over(archive: Archive, town: list[Snippet]) -> None:
    odd = [
        "",
        ".",
        "x.y",
        f"{town[0].source_id}.99",
        f"{town[0].source_id}.-1",
        f"{town[0].source_id}.\u00b2",
    ]
    assert archive.snippets([*odd, town[3].id]) == {town[3].id: town[3]}
    assert len(archive.snippets(snippet.id for snippet in town)) == len(town)


# Words


def test_words_find_their_forms_best_first(archive: Archive, made: Make) -> None:
    source, snippets = made(
        "The mayor resigned.", "Z\u00fcrich saw two resignations by mayors.", "A cat sat down."
    )
    archive.add(source, snippets)
    found = archive.match(["mayors", "zurich"], 5)
    assert [name for name, _ in found] == [snippets[1].id, snippets[0].id]
    assert found[0][1] > found[1][1] > 0
    assert archive.match(["mayors"], 1) == archive.match(["mayors"], 5)[:1]
    assert archive.match(["absent"], 5) == []
    assert archive.match([], 5) == []


def test_only_what_was_published_by_then_is_matched(archive: Archive, made: Make) -> None:
    dated = [made(f"Ferry note {day}.", day=day, published=True) for day in range(4)]
    undated = [made(f"Ferry letter {day}.", day=day) for day in range(4)]
    archive.add_many(dated + undated)
    until = dated[1][0].fetched_at
    found = {name for name, _ in archive.match(["ferry"], 20, Sieve(known_by=until))}
    assert found == {snippets[0].id for _, snippets in (*dated[:2], *undated[:2])}
    assert len(archive.match(["ferry"], 20, Sieve(known_by=until - timedelta(microseconds=1)))) == 2
    assert len(archive.match(["ferry"], 20)) == 8


operators = st.sampled_from(
    ['"', "'", "*", "AND", "NOT", "NEAR(", "text:", "^", "(", ")", "-", "\0", "\udc80", ";"]
)


@given(st.lists(st.text() | operators | st.tuples(operators, st.text()).map("".join), max_size=8))
def test_no_word_can_be_a_mistake_in_a_query(shared: Archive, words: list[str]) -> None:
    assert [name for name, _ in shared.match([*words, "ferry"], 1000)] != []


@pytest.mark.usefixtures("town")
def test_a_question_of_many_words_is_answered(archive: Archive) -> None:
    words = [f"word{n}" for n in range(5000)]
    assert len(archive.match([*words, "tunnel"], 100)) == 10


# Stories


def test_versions_come_back_whole_and_in_order(archive: Archive) -> None:
    committed = [
        version(1),
        version(9, parent=(0, 1)),
        version(22, parent=(0, 9)),
        version(0, major=1, parent=(0, 22)),
    ]
    for one in committed:
        archive.commit(one)
    assert archive.versions("ferry") == tuple(committed)
    assert archive.version("ferry") == committed[-1]
    assert archive.version("ferry", (0, 9)) == committed[1]
    archive.commit(version(story="bridge"))
    assert archive.stories() == ("ferry", "bridge")


@given(
    texts=st.lists(lines, min_size=2, max_size=4),
    story=st.text(),
    topic=st.text(),
    number=st.tuples(st.integers(0, 2**40), st.integers(0, 2**40)),
    written=moments,
    score=st.floats(0, 1),
)
def test_any_version_comes_out_as_it_went_in(
    shared: Archive,
    *,
    texts: list[str],
    story: str,
    topic: str,
    number: tuple[int, int],
    written: datetime,
    score: float,
) -> None:
    title, *body = (Claim(text=text, citations=("a935385c", "invented-1")) for text in texts)
    whole = StoryVersion(
        title=title, paragraphs=(Paragraph(claims=tuple(body)),), story=story, topic=topic, major=number[0],
        minor=number[1], written_at=written, as_of=written, models={"writer": topic},
        verdicts=(Verdict.model_validate({"claim_id": title.id, "label": "unsupported", "score": score}),),
    )  # fmt: skip
    if whole.number not in [known.number for known in shared.versions(story)]:
        shared.commit(whole)
        assert shared.version(story, whole.number) == whole


def test_a_number_is_given_once(archive: Archive) -> None:
    archive.commit(version(1))
    with pytest.raises(StoreError, match=r"already has v0\.1"):
        archive.commit(version(1))
    assert len(archive.versions("ferry")) == 1


def test_the_live_version_is_the_highest_on_the_trunk(archive: Archive) -> None:
    trunk = [version(9), version(22, parent=(0, 9))]
    beside = version(23, parent=(0, 9)).model_copy(update={"branch": "v0.23"})
    for one in (*trunk, beside):
        archive.commit(one)
    assert archive.version("ferry") == trunk[1]
    assert archive.version("ferry", (0, 23)) == beside
    assert archive.numbers("ferry") == {(0, 9): "", (0, 22): "", (0, 23): "v0.23"}
    assert archive.numbers("bridge") == {}


def test_only_the_newest_of_a_branch_is_gone_on_from(archive: Archive) -> None:
    archive.commit(version(1))
    archive.commit(version(2, parent=(0, 1)))
    with pytest.raises(StaleParent, match=r"went on from v0\.1 to v0\.2 meanwhile"):
        archive.commit(version(3, parent=(0, 1)))
    beside = version(3, parent=(0, 1)).model_copy(update={"branch": "v0.3"})
    archive.commit(beside)
    with pytest.raises(StaleParent):
        archive.commit(beside.model_copy(update={"minor": 4}))
    archive.commit(beside.model_copy(update={"minor": 4, "parent": (0, 3)}))
    assert archive.version("ferry").label == "v0.2"


def test_a_story_that_cites_a_source_is_named_with_its_live_version(archive: Archive, made: Make) -> None:
    source, snippets = made("The ferry sank.")
    archive.add(source, snippets)
    citing = {"sources": (source.id,)}
    archive.commit(version(1).model_copy(update=citing))
    archive.commit(version(2, parent=(0, 1)).model_copy(update={**citing, "branch": "v0.2"}))
    assert [(one.label, one.live) for one in archive.citing([source.id])] == [("v0.1", True)]


def test_a_parent_must_be_there(archive: Archive) -> None:
    with pytest.raises(UnknownVersion, match=r"no v0\.1"):
        archive.commit(version(2, parent=(0, 1)))
    assert archive.stories() == ()
    archive.commit(version(1, story="bridge"))
    with pytest.raises(UnknownVersion):
        archive.commit(version(2, parent=(0, 1)))


def test_a_story_or_version_that_is_not_there_is_said(archive: Archive) -> None:
    with pytest.raises(UnknownStory):
        archive.version("ferry")
    with pytest.raises(UnknownStory):
        archive.version("ferry", (0, 1))
    archive.commit(version(1))
    with pytest.raises(UnknownVersion, match=r"v0\.2"):
        archive.version("ferry", (0, 2))
    assert archive.versions("bridge") == ()


def test_failures_are_kept_in_order(archive: Archive) -> None:
    archive.record_failure("ferry", "the ferry", "no evidence", NOON)
    archive.record_failure("ferry", "the ferry", "too little passed", NOON + timedelta(days=1))
    assert archive.failures("ferry") == (
        Failure("the ferry", "no evidence", NOON),
        Failure("the ferry", "too little passed", NOON + timedelta(days=1)),
    )
    assert archive.stories() == ()


# The file


def nothing_may_be_written(*_: object) -> bool:
    return False


def test_an_archive_opens_again_with_all_it_had(home: Home, made: Make) -> None:
    source, snippets = made("The ferry sank.")
    with Archive(home.archive_url) as archive:
        archive.add(source, snippets)
    with Archive(home.archive_url) as archive:
        assert archive.source(source.id) == source


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be one" * 100, b"SQLite format 3\0" + b"x" * 5000]
)
def test_what_is_no_database_is_refused_and_left_alone(home: Home, content: bytes) -> None:
    file = home.folder / "archive.sqlite"
    file.write_bytes(content)
    with pytest.raises(ArchiveDamaged, match=r"archive\.sqlite") as caught:
        Archive(home.archive_url)
    assert "backup" in caught.value.advice
    assert file.read_bytes() == content


@pytest.mark.usefixtures("town")
def test_an_archive_that_was_cut_off_is_refused(home: Home, archive: Archive) -> None:
    archive.close()
    file = home.folder / "archive.sqlite"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(ArchiveDamaged):
        list(Archive(home.archive_url).sources())


def test_a_database_of_another_program_is_refused_and_left_alone(home: Home) -> None:
    connection = sqlite3.connect(home.folder / "archive.sqlite")
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = (home.folder / "archive.sqlite").read_bytes()
    with pytest.raises(ArchiveDamaged, match="another program"):
        Archive(home.archive_url)
    assert (home.folder / "archive.sqlite").read_bytes() == before


def test_an_archive_of_a_newer_storytree_is_refused(home: Home, archive: Archive) -> None:
    archive.close()
    connection = sqlite3.connect(home.folder / "archive.sqlite")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ArchiveDamaged) as caught:
        Archive(home.archive_url)
    assert "newest Storytree" in caught.value.advice


def test_a_folder_in_the_way_is_said(home: Home) -> None:
    (home.folder / "archive.sqlite").mkdir()
    with pytest.raises(HomeReadOnly, match="cannot be opened"):
        Archive(home.archive_url)


def test_reading_goes_on_while_another_process_writes(home: Home, archive: Archive, made: Make) -> None:
    source, snippets = made("The ferry sank.")
    archive.add(source, snippets)
    writer = sqlite3.connect(home.folder / "archive.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO stories (name) VALUES ('half written')")
    assert archive.count() == 1
    assert archive.stories() == ()
    assert archive.match(["ferry"], 5)
    writer.execute("COMMIT")
    writer.close()
    assert archive.stories() == ("half written",)


@pytest.mark.usefixtures("archive")
def test_a_second_writer_waits_and_then_says_who_is_in_the_way(
    home: Home, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.archive.connection.BUSY_MS", 100)
    writer = sqlite3.connect(home.folder / "archive.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with Archive(home.archive_url) as second, pytest.raises(HomeBusy, match="another process"):
        second.add(*made("The ferry sank."))
    writer.execute("ROLLBACK")
    writer.close()


def test_an_archive_in_a_folder_that_cannot_be_written_can_be_read(
    home: Home, archive: Archive, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the superuser every folder can be written: hence what the system says of it is put on."""
    source, snippets = made("The ferry sank.")
    archive.add(source, snippets)
    archive.close()
    monkeypatch.setattr("os.access", nothing_may_be_written)
    with Archive(home.open().archive_url) as sealed:
        assert sealed.source(source.id) == source
        assert sealed.match(["ferry"], 5)
        with pytest.raises(HomeReadOnly, match="cannot be written"):
            sealed.add(*made("Nine died."))
    assert sorted(file.name for file in home.folder.iterdir()) == ["archive.sqlite"]


def test_an_archive_of_the_first_migration_is_brought_up_with_all_that_it_holds(
    tmp_path: Path, made: Make
) -> None:
    source, _ = made("The ferry sank.", url="https://velm.example/ferry")
    place = tmp_path / "archive.sqlite"
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "store" / "archive" / "migrations"))
        config.attributes["connection"] = connection
        upgrade(config, "0001")
        old = source.model_dump(exclude={"guid", "agencies", "reuses", "kind"}) | {
            "authors": "[]",
            "text_digest": "d",
        }
        columns, values = ", ".join(old), ", ".join(f":{name}" for name in old)
        connection.execute(text(f"INSERT INTO sources ({columns}) VALUES ({values})"), old)
        cites = version().model_copy(update={"sources": (source.id,)}).model_dump_json()
        connection.execute(text("INSERT INTO stories (name) VALUES ('ferry')"))
        connection.execute(
            text("INSERT INTO versions (story, major, minor, record) VALUES ('ferry', 0, 1, :record)"),
            {"record": cites},
        )
    engine.dispose()
    with Archive(f"sqlite:///{place}") as archive:
        assert archive.source(source.id) == source
        assert [(one.story, one.label, one.live) for one in archive.citing([source.id])] == [
            ("ferry", "v0.1", True)
        ]


_OLD_WORDS = "INSERT INTO lexical (rowid, text) VALUES (:sequence, :words)"


def test_titles_are_looked_up_in_an_archive_that_had_them_for_some(tmp_path: Path, made: Make) -> None:
    untold, told = made("The ferry sank.", "Nine died."), made("A goat won.", "Its name is Ida.")
    titles = {untold[0].id: "Disaster at Velm", told[0].id: "Prize at Dole"}
    place = tmp_path / "archive.sqlite"
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "store" / "archive" / "migrations"))
        config.attributes["connection"] = connection
        upgrade(config, "0004")
        for number, (source, spans) in enumerate([untold, told], start=1):
            row = source.model_dump(exclude={"kind"}) | {
                "title": titles[source.id],
                "authors": "[]",
                "agencies": "[]",
            }
            row |= {"text_digest": source.id, "sequence": number}
            columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO sources ({columns}) VALUES ({values})"), row)
            for span in spans:
                words = f"{titles[source.id]}\n{span.text}" if source is told[0] else span.text
                row = {"sequence": 10 * number + span.ordinal, "source": number, "ordinal": span.ordinal}
                row |= {"start": span.start, "stop": span.end, "words": words}
                connection.execute(
                    text(
                        'INSERT INTO snippets (sequence, source, ordinal, start, "end") '
                        "VALUES (:sequence, :source, :ordinal, :start, :stop)"
                    ),
                    row,
                )
                connection.execute(text(_OLD_WORDS), row)
    engine.dispose()
    with Archive(f"sqlite:///{place}") as old, Archive(f"sqlite:///{tmp_path / 'new.sqlite'}") as new:
        for source, spans in (untold, told):
            new.add(source.model_copy(update={"title": titles[source.id]}), spans)
        for word in "disaster prize ferry goat nine ida velm".split():
            assert len(new.match([word], 5)) == 1
            assert old.match([word], 5) == new.match([word], 5)


# Verdicts


def verdicts(*names: str) -> dict[str, Verdict]:
    return {
        name: Verdict(claim_id=name, label=Label.UNSUPPORTED, score=0.25, checker="checker") for name in names
    }


def test_verdicts_are_recalled_by_their_keys(archive: Archive) -> None:
    many = verdicts(*map(str, range(1200)))
    archive.remember("rules", many)
    assert archive.recall([*many, "another"]) == many
    assert archive.recall(["another"]) == {}


def test_a_verdict_is_kept_once(archive: Archive, home: Home) -> None:
    archive.remember("rules", verdicts("one", "two"))
    archive.remember("rules", verdicts("two", "three"))
    with sqlite3.connect(home.folder / "archive.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM verdicts").fetchone() == (3,)
    connection.close()


@pytest.mark.parametrize("other", ["a", "z"])
def test_what_another_checker_found_is_dropped(archive: Archive, other: str) -> None:
    archive.remember(other, verdicts("old"))
    archive.remember("rules", verdicts("new"))
    assert set(archive.recall(["old", "new"])) == {"new"}


def test_the_oldest_verdicts_go_first(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.archive.verdicts.REMEMBERED", 3)
    for names in ("abc", "d", "ef"):
        archive.remember("rules", verdicts(*names))
    assert set(archive.recall("abcdef")) == set("def")

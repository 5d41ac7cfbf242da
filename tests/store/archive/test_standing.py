"""Who may speak of those that were found: nobody whom a source that is known took the place of."""

from collections.abc import Callable
from datetime import timedelta

from store.archive import Archive
from store.records import Notice, Snippet, Source, SourceStatus

Make = Callable[..., tuple[Source, tuple[Snippet, ...]]]
PAGE = "https://velm.example/ferry"


def record(title: str, text: str) -> bytes:
    return f"{title}|{text}".encode()


def test_a_source_stands_with_its_day_and_its_mark(archive: Archive, made: Make) -> None:
    source, spans = made("The ferry took 12 people.", day=3)
    archive.add(source, spans)
    found = archive.standing([source.id, "f" * 64], None, "one")
    assert set(found) == {source.id}
    assert found[source.id].known == (source.published_at or source.fetched_at)
    assert found[source.id].mark is None
    archive.mark("one", record)
    assert archive.standing([source.id], None, "one")[source.id].mark == record("", source.text)
    assert archive.standing([source.id], None, "two")[source.id].mark is None


def test_a_source_stands_until_its_next_edition(archive: Archive, made: Make) -> None:
    old = made("The ferry took 12 people.", url=PAGE, day=3)
    new = made("The ferry took 14 people.", url=PAGE, day=5)
    archive.add_many([old, new])
    ids = [old[0].id, new[0].id]
    first = archive.standing(ids, None, "one")
    assert set(first) == {new[0].id}
    before = first[new[0].id].known - timedelta(seconds=1)
    assert old[0].id in archive.standing(ids, before, "one")


def test_what_was_retracted_does_not_stand(archive: Archive, made: Make) -> None:
    source, spans = made("The ferry took 12 people.", day=3)
    archive.add(source, spans)
    said = Notice(source_id=source.id, status=SourceStatus.RETRACTED, reason="invented", at=source.fetched_at)
    archive.give([said])
    assert archive.standing([source.id], None, "one") == {}

"""Common words are left out where very many rows have a rarer one."""

from datetime import UTC, datetime, timedelta

import pytest

from store.archive import Archive, Sieve, fts5
from store.records import News, Snippet

FIRST = datetime(2031, 3, 3, 12, tzinfo=UTC)
"""Before all that the town has."""
WORDS = ["Velm", "closed", "harbour", "gull", "watch"]


@pytest.mark.parametrize("scored", [1, 2, 3, 25])
def test_the_best_are_the_same_however_few_are_scored(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch, scored: int
) -> None:
    limit = 4
    harbour = {one.id for one in town if "harbour" in one.text}
    monkeypatch.setattr(fts5, "SCORED", len(town))
    every = [id_ for id_, _ in archive.match(WORDS, limit)]
    monkeypatch.setattr(fts5, "SCORED", scored)
    assert [id_ for id_, _ in archive.match(WORDS, limit)] == every
    assert set(every) <= harbour


def test_common_words_find_what_passes_where_no_rare_word_does(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fts5, "SCORED", 1)
    bridges = {one.source_id for one in town if "bridge" in one.text}
    assert archive.match(WORDS, 4, Sieve(among=frozenset(bridges)))
    rest = Sieve(without=frozenset(bridges))
    assert all("harbour" in archive.snippets([id_])[id_].text for id_, _ in archive.match(WORDS, 4, rest))


def test_common_words_alone_are_all_scored(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fts5, "SCORED", 1)
    assert len(archive.match(["Velm", "gull"], len(town))) == len(town)
    assert archive.match(["nowhere", "Velm"], 1)
    assert archive.match(["nowhere"], 1) == []


@pytest.mark.parametrize("close", [0, 7, 2000])
@pytest.mark.parametrize("not_by", [None, 0, 3, 30], ids=["arrival", "all", "some", "none"])
@pytest.mark.parametrize("after", [0, 1, 5, 1000])
def test_news_are_scored_as_among_all(
    archive: Archive,
    town: list[Snippet],
    monkeypatch: pytest.MonkeyPatch,
    *,
    after: int,
    not_by: int | None,
    close: int,
) -> None:
    monkeypatch.setattr(fts5, "CLOSE", close)
    moment = None if not_by is None else FIRST + timedelta(days=not_by)
    sieve = Sieve(news=News(after=after, not_by=moment))
    new = archive.passing({one.source_id for one in town}, sieve)
    every = archive.match(WORDS, len(town))
    told = [(id_, score) for id_, score in every if id_.rpartition(".")[0] in new]
    found = archive.match(WORDS, len(town), sieve)
    assert dict(found) == pytest.approx(dict(told))
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_filter_that_lets_few_pass_names_them(archive: Archive, town: list[Snippet]) -> None:
    bridges = sorted({one.source_id for one in town if "bridge" in one.text})[:3]
    wanted = {one.id for one in town if one.source_id in bridges}
    sieve = Sieve(among=frozenset(bridges))
    found = archive.few(sieve, len(wanted))
    assert found is not None
    assert sorted(found) == sorted(wanted)
    assert archive.few(sieve, len(wanted) - 1) is None
    assert archive.few(Sieve(outlet="nobody"), 5) == []
    assert archive.few(Sieve(), len(town)) is None

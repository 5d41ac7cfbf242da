"""Common words are left out where very many rows have a rarer one."""

import pytest

from store.archive import Archive, Sieve, lexical
from store.records import Snippet

WORDS = ["Velm", "closed", "harbour", "gull", "watch"]


@pytest.mark.parametrize("scored", [1, 2, 3, 25])
def test_the_best_are_the_same_however_few_are_scored(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch, scored: int
) -> None:
    limit = 4
    harbour = {one.id for one in town if "harbour" in one.text}
    monkeypatch.setattr(lexical, "SCORED", len(town))
    every = [id_ for id_, _ in archive.match(WORDS, limit)]
    monkeypatch.setattr(lexical, "SCORED", scored)
    assert [id_ for id_, _ in archive.match(WORDS, limit)] == every
    assert set(every) <= harbour


def test_common_words_find_what_passes_where_no_rare_word_does(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "SCORED", 1)
    bridges = {one.source_id for one in town if "bridge" in one.text}
    assert archive.match(WORDS, 4, Sieve(among=frozenset(bridges)))
    rest = Sieve(without=frozenset(bridges))
    assert all("harbour" in archive.snippets([id_])[id_].text for id_, _ in archive.match(WORDS, 4, rest))


def test_common_words_alone_are_all_scored(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "SCORED", 1)
    assert len(archive.match(["Velm", "gull"], len(town))) == len(town)
    assert archive.match(["nowhere", "Velm"], 1)
    assert archive.match(["nowhere"], 1) == []

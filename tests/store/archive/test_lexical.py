"""Only rows that have a rare word are scored where very many have a common one."""

import pytest

from store.archive import Archive, lexical
from store.records import Snippet

WORDS = ["Velm", "closed", "harbour", "gull", "watch"]


@pytest.mark.parametrize("scored", [1, 2, 3, 25])
def test_the_best_are_the_same_however_few_are_scored(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch, scored: int
) -> None:
    limit = 4
    harbour = {one.id for one in town if "harbour" in one.text}
    monkeypatch.setattr(lexical, "SCORED", len(town))
    every = archive.match(WORDS, limit)
    monkeypatch.setattr(lexical, "SCORED", scored)
    assert archive.match(WORDS, limit) == every
    assert {id_ for id_, _ in every} <= harbour


def test_common_words_alone_are_all_scored(
    archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "SCORED", 1)
    assert len(archive.match(["Velm", "gull"], len(town))) == len(town)
    assert archive.match(["nowhere", "Velm"], 1)
    assert archive.match(["nowhere"], 1) == []

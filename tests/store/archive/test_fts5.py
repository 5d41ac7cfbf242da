"""What is scored together is scored as FTS5 scores it a row at a time."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.archive import Archive, fts5
from store.archive.connection import connect
from store.archive.sources import ALL
from tests.store.conftest import make

TEXTS = [
    ("The harbours of Velm closed.", "Velm's harbour closes again; the harbour master watched."),
    ("Été à Velm: 3,000 gulls, and the U.S. navy.", "Naïve watchers can't see ships.", "A gull watched."),
    ("Nothing here is in the other sentences at all, and this one is long; long, longer, longest of them.",),
    (
        "The U.S. navy of Velm's port met the U.S. envoy: the U.S., Velm's friend, pays.",
        "The U.S. left the U.S.",
    ),
    ("...", "The 2nd of 12 Ångström-wide Straße, ﬁsh and 东京, in Ελλάδα."),
]
ASKED = [
    *"harbour Velm's closing gulls ETE 3,000 U.S naive can't watch long nil".split(),
    *"strasse Angstrom 东京 ελλαδα".split(),
    'a"b',
    "ﬁsh",
]
SCORED = (
    "SELECT sources.id || '.' || ordinal, -cost FROM"
    " (SELECT rowid AS row, bm25(lexical) AS cost FROM lexical WHERE lexical MATCH ?)"
    " JOIN snippets ON snippets.sequence = row JOIN sources ON sources.sequence = snippets.source"
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Path]]:
    """An archive that was asked before all was there."""
    file = tmp_path_factory.mktemp("scores") / "archive.sqlite"
    with Archive(f"sqlite:///{file}") as archive:
        for texts in TEXTS:
            archive.add(*make(*texts))
            archive.match(["Velm"], 1)
        yield archive, file


@pytest.mark.parametrize(("kept", "words"), [(2, 100), (100, 1)], ids=["rows", "words"])
def test_what_is_kept_of_words_is_bounded(
    town: tuple[Archive, Path], monkeypatch: pytest.MonkeyPatch, kept: int, words: int
) -> None:
    archive, file = town
    monkeypatch.setattr(fts5, "KEPT", kept)
    monkeypatch.setattr(fts5, "WORDS", words)
    monkeypatch.setattr(fts5, "SCORED", 0)
    with connect(f"sqlite:///{file}").connect() as connection:
        rows = fts5.none().followed(connection)
        for word in ASKED * 2:
            found = fts5.match(connection, rows, [word], 100, ALL)
            assert found == archive.match([word], 100)
            assert sum(places.size for places, _ in rows.met.standing.values()) <= max(kept, len(found))
            assert len(rows.met.standing) <= words
            assert len(rows.met.counts) <= words


@given(st.lists(st.sampled_from(ASKED), min_size=1, max_size=6, unique=True))
def test_scores_are_those_of_fts5(town: tuple[Archive, Path], asked: list[str]) -> None:
    archive, file = town
    query = " OR ".join('"{}"'.format(word.replace('"', '""')) for word in asked)
    with sqlite3.connect(file) as connection:
        expected: dict[str, float] = dict(connection.execute(SCORED, (query,)))
    found = archive.match(asked, 100)
    assert dict(found) == pytest.approx(expected, rel=1e-6)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)

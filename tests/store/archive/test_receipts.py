"""Receipts: what was first asked under a name is what the name stands for, whoever asks at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from store.archive import Archive


def test_a_name_stands_for_what_was_first_asked(tmp_path: Path) -> None:
    with Archive(f"sqlite:///{tmp_path / 'archive.sqlite'}") as archive:
        assert archive.claim("name", "this")
        assert archive.claim("name", "this")
        assert not archive.claim("name", "that")
        assert archive.claim("other", "that")
    with Archive(f"sqlite:///{tmp_path / 'archive.sqlite'}") as archive:
        assert not archive.claim("name", "that")


def test_of_several_who_ask_at_once_one_is_first(tmp_path: Path) -> None:
    with Archive(f"sqlite:///{tmp_path / 'archive.sqlite'}") as archive, ThreadPoolExecutor(8) as crew:
        asked = [str(number) for number in range(8)]
        claimed = list(crew.map(archive.claim, ["name"] * 8, asked))
        assert sum(claimed) == 1
        assert archive.claim("name", asked[claimed.index(True)])

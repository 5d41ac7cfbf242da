"""Answers that were paid for are kept whole or not at all."""

import json
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.model.answers import FolderAnswers
from store.errors import HomeReadOnly

KEY = "ab" * 32


@given(st.text())
@settings(max_examples=15)
def test_what_was_put_is_got(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    answers = FolderAnswers(tmp_path_factory.mktemp("answers"))
    assert answers.get(KEY) is None
    answers.put(KEY, text)
    assert answers.get(KEY) == text
    assert answers.get("cd" * 32) is None


def test_another_process_finds_it_and_nothing_else_lies_there(tmp_path: Path) -> None:
    FolderAnswers(tmp_path / "answers").put(KEY, "first")
    FolderAnswers(tmp_path / "answers").put(KEY, "second")
    assert FolderAnswers(tmp_path / "answers").get(KEY) == "second"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [f"{KEY}.json"]


DAMAGED = [
    b"",
    b"{",
    b"[]",
    b"\xff",
    b"null",
    json.dumps({"key": "other", "answer": "no"}).encode(),
    json.dumps({"key": KEY, "answer": 3}).encode(),
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED)
def test_one_that_is_damaged_is_not_there_and_is_replaced(tmp_path: Path, content: bytes) -> None:
    answers = FolderAnswers(tmp_path)
    answers.put(KEY, "whole")
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(content)
    assert answers.get(KEY) is None
    answers.put(KEY, "whole again")
    assert answers.get(KEY) == "whole again"


def test_many_at_once_leave_one_whole(tmp_path: Path) -> None:
    texts = [str(number) * 10_000 for number in range(8)]
    threads = [Thread(target=FolderAnswers(tmp_path).put, args=(KEY, text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FolderAnswers(tmp_path).get(KEY) in texts


def test_a_folder_that_cannot_be_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file")
    with pytest.raises(HomeReadOnly, match="cannot be written"):
        FolderAnswers(tmp_path / "answers").put(KEY, "text")

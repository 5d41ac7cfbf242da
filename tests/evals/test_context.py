"""What suites run in: findings are kept, met again by the same code alone, and found by several processes."""

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from agents.checker import Checker
from agents.settings import load
from evals.context import FEW, Context, Kept
from evals.suites.asking import Answered, Asked, ask
from store.records import Record, Source
from tests.builders import a_source

FLOOD = a_source("The Wend dam broke on Thursday. Two people died in the lower town.")


class Number(Record):
    value: int


ASKED: list[int] = []


def doubled(number: Number, _checker: Checker) -> Number:
    ASKED.append(number.value)
    return Number(value=2 * number.value)


def context(file: Path | None, rules: str = "") -> Context:
    whole = Context.of_production(load(), lambda _done, _whole: None)
    return Context(whole.settings, whole.checker, Kept(file, rules), whole.progress)


def numbers(*values: int) -> list[Number]:
    return [Number(value=value) for value in values]


def found(file: Path | None, *values: int, rules: str = "") -> list[int]:
    ASKED.clear()
    return [one.value for one in context(file, rules).each(numbers(*values), doubled, Number)]


def test_compaction_leaves_a_line_for_each_finding_by_the_same_rules(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    found(file, 1, 2, rules="before")
    found(file, 1, 2, rules="after")
    with file.open("a") as lines:
        lines.write(file.read_text() + '\n["a", "b"]\n["cut sho')
    Kept(file, "after").compact()
    assert len([line for line in file.read_text().split("\n") if line]) == 2
    whole = file.read_bytes()
    assert found(file, 1, 2, rules="after") == [2, 4]
    Kept(file, "after").compact()
    assert file.read_bytes() == whole
    assert [one.name for one in tmp_path.iterdir()] == ["kept.jsonl"]
    Kept(tmp_path / "none.jsonl").compact()


def test_equal_things_are_judged_once_and_in_their_order(tmp_path: Path) -> None:
    assert found(tmp_path / "kept.jsonl", 3, 1, 3) == [6, 2, 6]
    assert ASKED == [3, 1]


def test_what_is_kept_is_not_found_again(tmp_path: Path) -> None:
    found(tmp_path / "kept.jsonl", 1, 2)
    assert found(tmp_path / "kept.jsonl", 1, 2, 3) == [2, 4, 6]
    assert ASKED == [3]


def test_other_code_or_settings_meet_nothing_of_it(tmp_path: Path) -> None:
    found(tmp_path / "kept.jsonl", 1, rules="before")
    assert found(tmp_path / "kept.jsonl", 1, rules="after") == [2]
    assert ASKED == [1]


@pytest.mark.parametrize("cut", range(1, 40, 7))
def test_a_line_that_a_kill_cut_short_is_found_again(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "kept.jsonl"
    found(file, 1, 2)
    file.write_bytes(file.read_bytes()[:-cut])
    assert found(file, 1, 2) == [2, 4]
    assert ASKED == [2]
    assert found(file, 1, 2) == [2, 4]
    assert ASKED == []


@pytest.mark.parametrize("line", ["", "[1]", "{}", '"text"', "[1, 2, 3]", "[[], 1]", "\udcff"])
def test_lines_of_others_are_passed_over(tmp_path: Path, line: str) -> None:
    file = tmp_path / "kept.jsonl"
    file.write_text(f"{line}\n", "utf-8", errors="surrogateescape")
    assert found(file, 1) == [2]


def test_a_finding_of_another_shape_is_found_again(tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    found(file, 1)
    lines = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]
    file.write_text("".join(f"{json.dumps([key, '{}', by])}\n" for key, _, by in lines), "utf-8")
    assert found(file, 1) == [2]


def test_processes_find_what_one_alone_finds(tmp_path: Path) -> None:
    texts = [f"Two people died in street {number}." for number in range(FEW)] + ["The Wend dam broke."]
    asked = [Asked(text=text, sources=(FLOOD,)) for text in texts]
    alone = context(None)
    several = Context(alone.settings, alone.checker, Kept(tmp_path / "kept.jsonl"), alone.progress, workers=2)
    told = several.each(asked, ask, Answered)
    assert told == alone.each(asked, ask, Answered)
    assert [one.bearing for one in told[-1:]] == [((FLOOD.id,),)]
    assert len([line for line in (tmp_path / "kept.jsonl").read_text().split("\n") if line]) == len(asked)


def mortal(number: Number, _checker: Checker) -> Number:
    if multiprocessing.parent_process() and number.value == FEW // 2:
        os._exit(9)
    return Number(value=-number.value)


def test_a_process_that_is_killed_costs_nothing_but_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    alone = context(None)
    several = Context(alone.settings, alone.checker, Kept(tmp_path / "kept.jsonl"), alone.progress, workers=2)
    given = numbers(*range(2 * FEW))
    assert [one.value for one in several.each(given, mortal, Number)] == [-one.value for one in given]
    assert "going on without" in caplog.text
    assert len(set((tmp_path / "kept.jsonl").read_text().split("\n")) - {""}) == len(given)


def test_progress_counts_what_was_kept(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    found(tmp_path / "kept.jsonl", 1)
    whole = context(tmp_path / "kept.jsonl")
    Context(whole.settings, whole.checker, whole.kept, lambda done, of: seen.append((done, of))).each(
        numbers(1, 2), doubled, Number
    )
    assert seen == [(2, 2)]


def a_pair(text: str, *sources: Source) -> Asked:
    return Asked(text=text, sources=sources)


def test_two_sources_may_bear_out_together_what_neither_does_alone() -> None:
    one = a_source("The Wend dam broke on Thursday.")
    other = a_source("Ada Orme had inspected the Wend dam in May.")
    checker = context(None).checker
    alone = ask(a_pair("The Wend dam broke on Thursday.", one, other), checker)
    assert alone.bearing == ((one.id,),)
    nothing = ask(a_pair("The old mill burned down.", one, other), checker)
    assert nothing.bearing == ()
    assert not nothing.unchecked

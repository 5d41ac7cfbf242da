"""The steps one after the other: parts of a sentence, then the model, which is asked only what is left."""

import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.checker.embedded import EmbeddedChecker
from agents.checker.entailment import FOLDER, Entailment
from agents.checker.support import LexicalSupport
from store.records import Label, Reason
from tests.builders import a_claim, a_source

FLOOD = a_source(
    "The Wend dam broke on Thursday after nine days of rain, and two people died in the lower town. "
    "The mayor, Otto Hale, said that about 300 houses stood under water. "
    "Engineers did not find a crack in the wall.",
    published_at=datetime(2025, 3, 7, 9, tzinfo=UTC),
)


class RuledSupport:
    """Gives every claim the same score, and remembers what it was asked."""

    name = "ruled"
    threshold = 0.5

    def __init__(self, score: float) -> None:
        self._score = score
        self.asked: list[tuple[str, str]] = []

    def score(self, claim: str, passages: Sequence[str]) -> list[float]:
        self.asked.extend((claim, passage) for passage in passages)
        return [self._score for _ in passages]


REWORDED = "Two people perished in the lower town when the Wend dam broke after days of rain."


def test_a_part_that_the_source_does_not_tell_fails_the_sentence_and_is_named() -> None:
    checker = EmbeddedChecker(LexicalSupport(0.6))
    text = (
        "The Wend dam gave way on Thursday after nine days of rain and two people died in the lower town, "
        "and a brewery bought gravel pits."
    )
    verdict = checker.check(a_claim(text, FLOOD), [FLOOD])
    assert verdict.label is Label.UNSUPPORTED
    assert [(found.reason, found.detail) for found in verdict.reasons] == [
        (Reason.NOT_ENTAILED, "“a brewery bought gravel pits.”: support 0.00")
    ]


@pytest.mark.parametrize(("score", "label"), [(0.49, Label.UNSUPPORTED), (0.5, Label.SUPPORTED)])
def test_the_model_has_the_last_word(score: float, label: Label) -> None:
    model = RuledSupport(score)
    verdict = EmbeddedChecker(LexicalSupport(0.7), model).check(a_claim(REWORDED, FLOOD), [FLOOD])
    assert (verdict.label, verdict.score) == (label, score)
    assert [found.detail for found in verdict.reasons] == ["entailment 0.49"] * (label is Label.UNSUPPORTED)
    assert verdict.checker == "grounding-3+lexical-2+ruled"


def test_it_reads_the_whole_source_with_its_days_written_out() -> None:
    model = RuledSupport(1)
    EmbeddedChecker(LexicalSupport(0.7), model).check(a_claim(REWORDED, FLOOD), [FLOOD])
    ((claim, text),) = model.asked
    assert claim == REWORDED
    assert "broke on Thursday, March 6, 2025" in text
    assert text.endswith("a crack in the wall.")


@pytest.mark.parametrize(
    "text",
    [
        "Engineers did not find a crack in the wall.",
        "Engineers did not find a crack in the wall",
        "Three people died in the lower town when the Wend dam broke after days of rain.",
        "The council of Wend sold its gravel pits to a brewery.",
    ],
)
def test_what_stands_there_word_for_word_and_what_has_failed_is_not_asked(text: str) -> None:
    model = RuledSupport(0)
    checker = EmbeddedChecker(LexicalSupport(0.7), model)
    checker.check(a_claim(text, FLOOD), [FLOOD])
    assert model.asked == []


def test_what_a_sentence_of_the_source_says_in_the_same_words_is_not_asked() -> None:
    model = RuledSupport(0)
    checker = EmbeddedChecker(LexicalSupport(0.7), model)
    text = "In the lower town, two people died on Thursday, March 6, 2025, after the Wend dam broke."
    assert checker.check(a_claim(text, FLOOD), [FLOOD]).label is Label.SUPPORTED
    assert model.asked == []


ADDED = "The mayor, Otto Hale, said that about 300 houses stood under water, which angered the shopkeepers."


class ClauseSupport(RuledSupport):
    """Gives the whole claim full marks, and a clause read alone its score."""

    def score(self, claim: str, passages: Sequence[str]) -> list[float]:
        super().score(claim, passages)
        return [1.0 if claim == ADDED else self._score]


@pytest.mark.parametrize(
    ("score", "reasons"), [(0.19, [Reason.ADDED]), (0.2, [])], ids=["said nowhere", "said in other words"]
)
def test_a_clause_that_seems_to_be_put_in_is_read_alone(score: float, reasons: list[Reason]) -> None:
    model = ClauseSupport(score)
    verdict = EmbeddedChecker(LexicalSupport(0.6), model).check(a_claim(ADDED, FLOOD), [FLOOD])
    assert [found.reason for found in verdict.reasons] == reasons
    assert [asked for asked, _ in model.asked] == [ADDED, "which angered the shopkeepers"]


def test_a_clause_that_the_source_has_of_something_else_is_not_asked_for() -> None:
    source = a_source(f"A bell rang, which angered the shopkeepers. Gulls sang. Fog came in. {FLOOD.text}")
    model = RuledSupport(1)
    verdict = EmbeddedChecker(LexicalSupport(0.6), model).check(a_claim(ADDED, source), [source])
    assert [found.reason for found in verdict.reasons] == [Reason.ADDED]
    assert model.asked == []


def test_without_a_model_a_clause_that_seems_to_be_put_in_fails() -> None:
    verdict = EmbeddedChecker(LexicalSupport(0.6)).check(a_claim(ADDED, FLOOD), [FLOOD])
    assert [found.reason for found in verdict.reasons] == [Reason.ADDED]


def test_an_addition_out_of_nowhere_is_stopped_by_the_model_that_ships() -> None:
    verdict = EmbeddedChecker(LexicalSupport(0.6), Entailment()).check(a_claim(ADDED, FLOOD), [FLOOD])
    assert Reason.ADDED in {found.reason for found in verdict.reasons}


def _broken(folder: Path, how: str) -> Path:
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py", "*.md"))
    match how.split():
        case ["no", name]:
            (folder / name).unlink()
        case ["cut", name]:
            whole = (folder / name).read_bytes()
            (folder / name).write_bytes(whole[: len(whole) // 2])
        case _:
            shutil.rmtree(folder)
    return folder


@pytest.mark.parametrize(
    "how",
    [
        "nothing there",
        *(
            f"{what} {name}"
            for what in ("no", "cut")
            for name in ("entailment.onnx", "tokenizer.json", "model.json")
        ),
    ],
)
def test_where_the_model_cannot_be_loaded_what_needs_it_is_unchecked(tmp_path: Path, how: str) -> None:
    checker = EmbeddedChecker(LexicalSupport(0.6), Entailment(_broken(tmp_path / "model", how)))
    for text in (REWORDED, ADDED, "The report does not say whether the dam will be rebuilt."):
        verdict = checker.check(a_claim(text, FLOOD), [FLOOD])
        assert verdict.label is Label.UNCHECKED
        assert "entailment model" in verdict.reasons[0].detail
    said = {
        "Engineers did not find a crack in the wall.": Label.SUPPORTED,
        "Engineers did find a crack in the wall.": Label.CONTRADICTED,
        "The council of Wend sold its gravel pits to a brewery.": Label.UNSUPPORTED,
    }
    for text, label in said.items():
        assert checker.check(a_claim(text, FLOOD), [FLOOD]).label is label, text


@pytest.mark.parametrize("missing", ["onnxruntime", "tokenizers"])
def test_without_what_runs_the_model_what_needs_it_is_unchecked(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    verdict = EmbeddedChecker(LexicalSupport(0.6), Entailment()).check(a_claim(REWORDED, FLOOD), [FLOOD])
    assert verdict.label is Label.UNCHECKED
    assert f"{missing} cannot be loaded" in verdict.reasons[0].detail


def test_a_script_that_the_model_cannot_read_leaves_the_claim_unchecked() -> None:
    source = a_source("Плотина в Венде прорвалась в четверг, два человека погибли в нижнем городе.")
    checker = EmbeddedChecker(LexicalSupport(0.7), Entailment())
    reworded = a_claim("Два человека погибли в нижнем городе, плотина прорвалась в четверг.", source)
    assert checker.check(reworded, [source]).label is Label.UNCHECKED
    assert checker.check(a_claim(source.text, source), [source]).label is Label.SUPPORTED


def test_where_a_sentence_of_the_source_says_otherwise_the_claim_is_contradicted() -> None:
    checker = EmbeddedChecker(LexicalSupport(0.7))
    said = {
        "Engineers did find a crack in the wall.": Label.CONTRADICTED,
        "The mayor, Otto Hale, said that about 400 houses stood under water.": Label.CONTRADICTED,
        "The council of Wend sold its gravel pits to a brewery.": Label.UNSUPPORTED,
    }
    for text, label in said.items():
        assert checker.check(a_claim(text, FLOOD), [FLOOD]).label is label, text


def test_one_contradiction_among_several_citations_is_what_counts() -> None:
    other = a_source("Engineers did not look at the wall in Wend.")
    checker = EmbeddedChecker(LexicalSupport(0.7))
    claim = a_claim("Engineers did find a crack in the wall.", FLOOD, other)
    assert checker.check(claim, [FLOOD, other]).label is Label.CONTRADICTED

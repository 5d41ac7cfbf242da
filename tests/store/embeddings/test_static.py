"""Vectors by feature hashing."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from store.embeddings.static import StaticEmbedder

ROOT = Path(__file__).parents[2]
embedder = StaticEmbedder()


def similarity(one: str, other: str) -> float:
    vectors = embedder.embed([one, other])
    return float(vectors[0] @ vectors[1])


@given(st.lists(st.text(), max_size=5))
def test_any_text_has_a_vector_of_unit_length(texts: list[str]) -> None:
    vectors = embedder.embed(texts)
    assert vectors.shape == (len(texts), embedder.dims)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@given(st.text(min_size=1), st.text())
def test_a_vector_does_not_depend_on_its_neighbours(text: str, neighbour: str) -> None:
    assert np.array_equal(embedder.embed([neighbour, text])[1], embedder.embed([text])[0])


def test_another_process_computes_the_same_vectors() -> None:
    text = "The mayor of Velm resigned on 3 March; Zürich's ferry didn\u2019t sail."
    script = (
        "import sys; from store.embeddings.static import StaticEmbedder;"
        f"sys.stdout.buffer.write(StaticEmbedder().embed([{text!r}]).tobytes())"
    )
    command = [sys.executable, "-c", script]
    there = subprocess.run(command, cwd=ROOT, env={"PYTHONHASHSEED": "7"}, capture_output=True, check=True)
    assert there.stdout == embedder.embed([text]).tobytes()


def test_what_shares_words_is_nearer_than_what_does_not() -> None:
    text = "The harbour bridge collapsed in the storm and nine people died."
    reworded = "Nine die as storm makes a bridge at the harbour collapse."
    assert similarity(text, reworded) > 0.4
    assert similarity(text, reworded) > 2 * similarity(text, "Parliament debated a tax on sugar on Tuesday.")


def test_forms_of_a_word_are_near_and_stop_words_count_little() -> None:
    assert similarity("negotiating", "negotiations") > 0.5
    assert similarity("there was a flood there", "flood") > 0.7


def test_other_words_for_the_same_are_nearer_than_something_else() -> None:
    text = "The barrage gave way and the valley was under water."
    assert similarity(text, "A dam broke; the village flooded.") > 1.5 * similarity(
        text, "Shares of car makers rose on Tuesday."
    )

"""Vectors by sentence-transformers, which is not installed for tests: a module like it takes its place."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from store.embeddings.named import embedder
from store.embeddings.transformers import LIBRARY, TransformersEmbedder
from store.errors import BadSettings, EmbedderFailed

NAME = "sentence-transformers:town/model"


class Model:
    """As SentenceTransformer: what it is given before a question is the model's own."""

    def __init__(self, name: str, *, local_files_only: bool = False, weight: float = 0.5) -> None:
        if local_files_only and name == "far/model":
            raise OSError("not at hand")
        self.name = name
        self.fetched = not local_files_only
        self._weight = weight

    def state_dict(self) -> dict[str, NDArray[np.float64]]:
        return {"layer.1": np.full((3, 4), self._weight), "layer.0": np.zeros(2)}

    def encode_document(self, texts: Sequence[str], **how: object) -> NDArray[np.float64]:
        assert how == {"normalize_embeddings": True, "convert_to_numpy": True, "show_progress_bar": False}
        rows = np.array([[len(text), 1.0, 0.0, 0.0] for text in texts])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_query(self, texts: Sequence[str], **how: object) -> NDArray[np.float64]:
        return self.encode_document([f"query: {text}" for text in texts], **how)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    library = ModuleType(LIBRARY)
    library.__spec__ = ModuleSpec(LIBRARY, None)
    library.SentenceTransformer = Model  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setitem(sys.modules, LIBRARY, library)
    return library


def absent(_: str) -> None:
    """No library is installed."""


def test_where_it_is_not_installed_it_says_how_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, LIBRARY, raising=False)
    monkeypatch.setattr("store.embeddings.transformers.find_spec", absent)
    with pytest.raises(BadSettings, match="not installed") as bad:
        embedder(NAME)
    assert "pip install 'storytree[sentence-transformers]'" in bad.value.advice


def test_it_is_found_by_name_and_gives_vectors(installed: ModuleType) -> None:
    made = embedder(NAME)
    assert isinstance(made, TransformersEmbedder)
    assert made.name == NAME
    assert made.dims == 4
    vectors = made.embed(["ferry", "dam"])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert made.embed([]).shape == (0, 4)
    assert installed.SentenceTransformer is Model


def test_a_question_is_put_as_the_model_wants_it() -> None:
    made = TransformersEmbedder("town/model", Model)
    assert made.embed_question("dam").shape == (4,)
    assert np.array_equal(made.embed_question("dam"), made.embed(["query: dam"])[0])
    assert not np.array_equal(made.embed_question("dam"), made.embed(["dam"])[0])


def test_other_weights_or_another_name_are_another_digest() -> None:
    def digest(name: str, weight: float) -> str:
        return TransformersEmbedder(name, lambda _: Model(name, weight=weight)).digest

    assert len({digest("a", 0.1), digest("a", 0.2), digest("b", 0.1)}) == 3
    assert digest("a", 0.1) == digest("a", 0.1)


def test_only_what_is_not_at_hand_is_fetched(installed: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Model] = []

    def load(name: str, **how: bool) -> Model:
        made.append(Model(name, **how))  # pyright: ignore[reportArgumentType]
        return made[-1]

    monkeypatch.setattr(installed, "SentenceTransformer", load)
    embedder("sentence-transformers:near/model").embed(["ferry"])
    embedder("sentence-transformers:far/model").embed(["ferry"])
    assert [(one.name, one.fetched) for one in made] == [("near/model", False), ("far/model", True)]


def test_it_is_loaded_once_and_not_before_it_is_used() -> None:
    loaded: list[str] = []

    def load(name: str) -> Model:
        loaded.append(name)
        return Model(name)

    made = TransformersEmbedder("town/model", load)
    assert not loaded
    made.embed(["ferry"])
    made.embed_question("dam")
    assert made.digest
    assert loaded == ["town/model"]


@pytest.mark.parametrize("fails", [OSError("cannot reach it\nand more"), ValueError("no such model")])
def test_a_model_that_cannot_be_loaded_is_told(fails: Exception) -> None:
    def load(_: str) -> Model:
        raise fails

    with pytest.raises(EmbedderFailed, match="cannot be loaded") as failed:
        TransformersEmbedder("town/model", load).embed(["ferry"])
    assert "and more" not in str(failed.value)
    assert "folder" in failed.value.advice


class Exhausted(Model):
    def encode_document(self, texts: Sequence[str], **_: object) -> NDArray[np.float64]:
        raise RuntimeError(f"out of memory with {len(texts)}")


def test_a_model_that_fails_is_told() -> None:
    with pytest.raises(EmbedderFailed, match="out of memory"):
        TransformersEmbedder("town/model", Exhausted).embed(["ferry"])

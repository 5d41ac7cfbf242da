"""Chroma's own embedding function, without its download: what it gives, and what is said when it fails."""

import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest
from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2
from numpy.typing import NDArray

from store.embeddings.minilm import ChromaEmbedder
from store.embeddings.static import WEIGHTS
from store.errors import EmbedderFailed

FILES = (
    "config.json model.onnx special_tokens_map.json tokenizer_config.json tokenizer.json vocab.txt".split()
)


class Function:
    """Gives each text a vector as Chroma does: a list of arrays."""

    def __init__(self, fails: Exception | None = None) -> None:
        self._fails = fails

    def __call__(self, texts: list[str]) -> list[NDArray[np.float32]]:
        if self._fails:
            raise self._fails
        return [np.eye(384, dtype=np.float32)[len(text)] for text in texts]


def test_it_gives_the_vectors_of_chroma() -> None:
    embedder = ChromaEmbedder(Function)
    vectors = embedder.embed(["ferry", "", "dam"])
    assert vectors.shape == (3, embedder.dims)
    assert vectors.dtype == np.float32
    assert vectors.argmax(axis=1).tolist() == [5, 0, 3]
    assert np.array_equal(embedder.embed_question("dam"), vectors[2])
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.tokens == 0


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (httpx.ConnectError("no route"), "no route"),
        (httpx.ReadTimeout("timed out"), "timed out"),
        (ValueError("Downloaded file x does not match expected SHA256 hash."), "another file"),
        (OSError(28, "No space left on device"), "No space left"),
        (tarfile.ReadError("not a gzip file"), "not a gzip file"),
    ],
)
def test_what_goes_wrong_is_told(fails: Exception, said: str) -> None:
    with pytest.raises(EmbedderFailed, match=said) as failed:
        ChromaEmbedder(lambda: Function(fails)).embed(["ferry"])
    assert "its folder" in failed.value.advice


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the real function keeps its model; nobody listens where it would be fetched from."""
    monkeypatch.setattr(ONNXMiniLM_L6_V2, "DOWNLOAD_PATH", tmp_path)
    monkeypatch.setattr(ONNXMiniLM_L6_V2, "MODEL_DOWNLOAD_URL", "http://127.0.0.1:9/onnx.tar.gz")
    return tmp_path


def test_nothing_is_downloaded_before_the_first_text(place: Path) -> None:
    embedder = ChromaEmbedder()
    assert len(embedder.digest) == 64
    assert not list(place.iterdir())


def test_a_download_that_fails_says_what_to_do(place: Path) -> None:
    with pytest.raises(EmbedderFailed, match="could not be downloaded") as failed:
        ChromaEmbedder().embed(["ferry"])
    assert str(place) in failed.value.advice
    assert "STORYTREE_EMBEDDER=embedded" in failed.value.advice


def cut_off(file: Path) -> None:
    file.write_bytes(b"\x08\x07")


def emptied(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut_off, emptied])
def test_a_damaged_model_says_what_to_remove(place: Path, damage: Callable[[Path], None]) -> None:
    for name in FILES:
        (place / "onnx").mkdir(exist_ok=True)
        shutil.copy(WEIGHTS / "tokenizer.json", place / "onnx" / name)
    damage(place / "onnx" / "model.onnx")
    with pytest.raises(EmbedderFailed, match="cannot be used") as failed:
        ChromaEmbedder().embed(["ferry"])
    assert f"Remove {place}" in failed.value.advice

"""Chroma's own embedding function: all-MiniLM-L6-v2 in onnxruntime, which Chroma downloads at its first use."""

import tarfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.errors import EmbedderFailed

NAME = "chroma-default"


def _load() -> Any:
    """One processor's arithmetic, so that another machine computes the same."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    return ONNXMiniLM_L6_V2(preferred_providers=["CPUExecutionProvider"])


class ChromaEmbedder:
    """Raises EmbedderFailed. Nothing is downloaded before the first text."""

    name = NAME
    dims = 384
    tokens = 0

    def __init__(self, load: Callable[[], Any] = _load) -> None:
        self._load = load

    @property
    def digest(self) -> str:
        """Of the archive that Chroma downloads, and will have no other."""
        weights = getattr(self._model, "_MODEL_SHA256", "")
        return sha256(f"{self.name}\n{weights}".encode()).hexdigest()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text, of its first 256 word pieces."""
        if not texts:
            return np.zeros((0, self.dims), np.float32)
        with self._told():
            return np.array(self._model(list(texts)), np.float32)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        return self.embed([text])[0]

    @cached_property
    def _model(self) -> Any:
        return self._load()

    @contextmanager
    def _told(self) -> Generator[None]:
        """A download that fails, and what it left; onnxruntime and tokenizers raise kinds of their own."""
        import httpx
        from onnxruntime.capi import onnxruntime_pybind11_state as onnx

        damage = (onnx.Fail, onnx.InvalidArgument, onnx.InvalidGraph, onnx.InvalidProtobuf, onnx.NoSuchFile)
        place = getattr(self._model, "DOWNLOAD_PATH", Path.home())
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            advice = (
                f"Chroma downloads its model at the first use: see that the internet can be reached, or lay "
                f"its files into {place} beforehand. STORYTREE_EMBEDDER=embedded needs no download."
            )
            raise EmbedderFailed(f"The model of {self.name} was not downloaded.", advice=advice) from error
        except (OSError, ValueError, EOFError, tarfile.TarError, *damage) as error:
            advice = f"Remove {place}; the next command downloads it anew."
            raise EmbedderFailed(
                f"The model of {self.name} cannot be used ({error}).", advice=advice
            ) from error

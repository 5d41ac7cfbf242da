"""Chroma's own embedding function: all-MiniLM-L6-v2 in onnxruntime. Chroma downloads it at the first use."""

import tarfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.errors import EmbedderFailed

NAME = "chroma-default"


def _load() -> Any:
    """One processor's arithmetic, so that another machine computes the same."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    return ONNXMiniLM_L6_V2(preferred_providers=["CPUExecutionProvider"])


def _damage() -> tuple[type[Exception], ...]:
    """Kinds of onnxruntime, which has no types, for a file that it can make no sense of."""
    onnx: Any = import_module("onnxruntime.capi.onnxruntime_pybind11_state")
    return onnx.Fail, onnx.InvalidArgument, onnx.InvalidGraph, onnx.InvalidProtobuf, onnx.NoSuchFile


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
        """A download that fails, and files that are damaged."""
        import httpx

        try:
            yield
        except httpx.HTTPError as error:
            raise self._not_downloaded(str(error)) from error
        except (OSError, ValueError, EOFError, tarfile.TarError, *_damage()) as error:
            if "SHA256" in str(error):  # a page of a proxy, or half of a file
                raise self._not_downloaded("what came is another file") from error
            advice = f"Remove {self._place}: the next command downloads it anew."
            raise EmbedderFailed(
                f"The model of {self.name} cannot be used ({error}).", advice=advice
            ) from error

    def _not_downloaded(self, why: str) -> EmbedderFailed:
        advice = (
            "Chroma downloads it at its first use: see that the internet can be reached, or copy "
            f"{self._place} from a machine that has it. STORYTREE_EMBEDDER=embedded needs no download."
        )
        return EmbedderFailed(f"The model of {self.name} could not be downloaded ({why}).", advice=advice)

    @property
    def _place(self) -> str:
        return str(getattr(self._model, "DOWNLOAD_PATH", "its folder"))

"""Vectors by a model of sentence-transformers on this machine: any of its names, or a folder that holds one.

The library brings PyTorch, and is an extra for that: it is loaded by its name, at the first use.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.errors import BadSettings, EmbedderFailed

KIND = "sentence-transformers"
LIBRARY = "sentence_transformers"


def _load(model: str) -> Any:
    """What is at hand is not fetched, so that it stays the same. A model's own code is not run."""
    load = import_module(LIBRARY).SentenceTransformer
    try:
        return load(model, local_files_only=True)
    except (OSError, ValueError):
        return load(model)


class TransformersEmbedder:
    """Raises BadSettings where the extra is not installed, and EmbedderFailed.

    The model is loaded with the first text, or with the first look at what it is; the library downloads it
    where it is not at hand.
    """

    tokens = 0

    def __init__(self, model: str, load: Callable[[str], Any] = _load) -> None:
        if load is _load and find_spec(LIBRARY) is None:
            advice = f"Install it with: pip install 'storytree[{KIND}]'"
            raise BadSettings(f"{KIND} is not installed.", advice=advice)
        self.name = f"{KIND}:{model}"
        self._name = model
        self._load = load

    @property
    def dims(self) -> int:
        return int(self._encoded(["dims"]).shape[1])

    @property
    def digest(self) -> str:
        """Of the model's name, its dims and its weights: the same name may hold others tomorrow."""
        return sha256(f"{self.name}\n{self.dims}\n{_beginnings(self._model)}".encode()).hexdigest()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text; what is too long for the model is cut by it."""
        return self._encoded(texts) if texts else np.zeros((0, self.dims), np.float32)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """With what the model wants before a question, where it wants something."""
        return self._encoded([text], question=True)[0]

    def _encoded(self, texts: Sequence[str], *, question: bool = False) -> NDArray[np.float32]:
        encode = self._model.encode_query if question else self._model.encode_document
        try:
            made = encode(
                list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
        except (RuntimeError, ValueError) as error:
            raise EmbedderFailed(f"{self.name} failed ({error}).") from error
        return np.asarray(made, np.float32)

    @cached_property
    def _model(self) -> Any:
        try:
            return self._load(self._name)
        except (OSError, ValueError, RuntimeError, ImportError) as error:
            advice = (
                "It is downloaded at the first use: see that its name is right and huggingface.co can be "
                f"reached, or name a folder that holds the model: {KIND}:/models/NAME."
            )
            raise EmbedderFailed(
                f"{self.name} cannot be loaded ({_first_line(error)}).", advice=advice
            ) from error


def _beginnings(model: Any) -> list[tuple[str, list[float]]]:
    """The first numbers of each tensor: training changes them all, and reading them takes milliseconds."""
    return [(name, tensor.flatten()[:16].tolist()) for name, tensor in sorted(model.state_dict().items())]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]

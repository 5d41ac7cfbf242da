"""Vectors from a server that speaks OpenAI's ``/v1/embeddings``: OpenAI, vLLM, Ollama, llama.cpp, others.

The only module of the store that loads the openai client. Retries are tenacity's, for what may pass: a limit
of rate, a server's fault, a connection that broke. A key is sent, and shown nowhere.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from store import retry_after
from store.errors import PASSING, EmbedderFailed

if TYPE_CHECKING:
    from openai import OpenAI

OPENAI = "https://api.openai.com/v1"
TEXTS, CHARACTERS = 256, 200_000
"""Of one request at most: OpenAI takes 2,048 texts and 300,000 tokens."""
LONGEST = 24_000
"""Characters of a text that count: about 6,000 tokens of the 8,192 that OpenAI takes."""
TRIES, WAIT = 5, 60.0
TIMEOUT = 60.0
"""Seconds for an answer."""
KNOWN_DIMS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}


class RemoteEmbedder:
    """Raises EmbedderFailed. Nothing is sent before the first text."""

    def __init__(self, model: str, key: str = "", url: str = "", *, patience: float = WAIT) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._key = key
        self._url = url
        self._patience = patience
        self._dims = 0

    @property
    def dims(self) -> int:
        """What the server says where the model is not known here."""
        if not self._dims:
            self._dims = KNOWN_DIMS.get(self._model) or self.embed(["dims"]).shape[1]
        return self._dims

    @property
    def digest(self) -> str:
        """Of the model's name and the server: what else it is made of is not told."""
        return sha256(f"{self.name}\n{self._url}".encode()).hexdigest()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text, in their order."""
        parts = [self._asked(batch) for batch in _batches(texts)]
        if len({part.shape[1] for part in parts}) > 1:
            raise EmbedderFailed(f"{self.name} answered with vectors of different lengths.")
        return np.concatenate(parts) if parts else np.zeros((0, self.dims), np.float32)

    def _asked(self, texts: list[str]) -> NDArray[np.float32]:
        from openai import APIConnectionError, APIStatusError, OpenAIError
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        trying = Retrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_attempt(TRIES),
            wait=lambda state: _pause(state, self._patience),
            reraise=True,
        )
        try:
            answer: Any = trying(
                self._client.embeddings.create, input=texts, model=self._model, encoding_format="float"
            )
        except APIStatusError as error:
            raise _refused(self.name, error.status_code) from error
        except APIConnectionError as error:
            advice = "See that it runs and can be reached (STORYTREE_EMBEDDER_URL)."
            raise EmbedderFailed(f"{self.name} cannot be reached.", advice=advice) from error
        except (OpenAIError, ValueError) as error:
            raise EmbedderFailed(f"{self.name} answered with what is no list of vectors.") from error
        return self._read(answer, len(texts))

    def _read(self, answer: Any, count: int) -> NDArray[np.float32]:
        """In the order of the texts, whatever that of the answer."""
        try:
            rows = sorted(answer.data, key=lambda row: row.index)
            vectors = np.array([row.embedding for row in rows], np.float64)
            places = [row.index for row in rows]
        except (AttributeError, TypeError, ValueError) as error:
            raise EmbedderFailed(f"{self.name} answered with what is no list of vectors.") from error
        if places != list(range(count)) or vectors.ndim != 2:
            raise EmbedderFailed(f"{self.name} was asked for {count} vectors and gave {len(places)}.")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise EmbedderFailed(f"{self.name} answered with a vector that is zero or no number.")
        return (vectors / lengths).astype(np.float32)

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import OpenAI

        url = self._url or OPENAI  # given always: the client would ask the environment
        return OpenAI(api_key=self._key or "none", base_url=url, max_retries=0, timeout=TIMEOUT)


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    room = CHARACTERS
    for text in texts:
        cut = text[:LONGEST] or " "
        if batch and (len(batch) >= TEXTS or len(cut) > room):
            yield batch
            batch, room = [], CHARACTERS
        batch.append(cut)
        room -= len(cut)
    if batch:
        yield batch


def _passes(error: BaseException) -> bool:
    """Whether it may go well the next time. An account without money is refused as a limit of rate is."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIStatusError):
        broke = error.code == "insufficient_quota"
        return not broke and _passing(error.status_code)
    return isinstance(error, APIConnectionError)


def _pause(state: Any, patience: float) -> float:
    """What the server asks for, else 1, 2, 4 … seconds; ``patience`` at most."""
    error = state.outcome.exception()
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = retry_after.seconds(str(headers.get("retry-after", "")))
    return min(patience, asked or 2.0 ** (state.attempt_number - 1))


def _passing(status: int) -> bool:
    return status in PASSING or status >= 500


def _refused(name: str, status: int) -> EmbedderFailed:
    advice = {
        401: "Set OPENAI_API_KEY to a key that is valid.",
        403: "The key may not use this model.",
        404: "There is no such model, or the address is wrong (STORYTREE_EMBEDDER_URL).",
        429: "Its limit is reached, or the account has no credit: try again later.",
    }.get(status, "Try again later." if status >= 500 else "See what the server's own log says.")
    return EmbedderFailed(f"{name} refused with status {status}.", advice=advice, retry=_passing(status))

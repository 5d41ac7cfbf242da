"""Vectors from a server that speaks OpenAI's ``/v1/embeddings``: OpenAI, vLLM, Ollama, llama.cpp, others.

The only module of the store that loads the openai client. Retries are tenacity's, for what may pass: a limit
of rate, a server's fault, a connection that broke. A key is sent, and shown nowhere.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from store import retry_after
from store.embeddings.portions import Portion
from store.errors import PASSING, EmbedderFailed

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

OPENAI = "https://api.openai.com/v1"
KNOWN_DIMS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536}


@dataclass(frozen=True)
class Patience:
    """``tries``, each of ``seconds`` at most, and pauses of ``wait`` seconds at most between them."""

    tries: int
    seconds: float
    wait: float


ADDING = Patience(tries=5, seconds=60.0, wait=60.0)
ASKING = Patience(tries=2, seconds=5.0, wait=1.0)
REST = 60.0
"""Seconds in which a server that failed is left alone: a story asks it ten questions."""
QUESTIONS = 128
"""Questions whose vectors are remembered: one that looks further asks again."""


class RemoteEmbedder:
    """Raises EmbedderFailed. Nothing is sent before the first text."""

    def __init__(
        self,
        model: str,
        key: str = "",
        url: str = "",
        *,
        adding: Patience = ADDING,
        asking: Patience = ASKING,
    ) -> None:
        self.name = f"openai:{model}"
        self.tokens = 0
        self._model = model
        self._key = key
        self._url = url
        self._adding = adding
        self._asking = asking
        self._portion = Portion()
        self._dims = 0
        self._failure: EmbedderFailed | None = None
        self._rests_until = 0.0
        self._answered = lru_cache(QUESTIONS)(self._answer)

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
        parts = self._parts(texts, self._adding)
        if len({part.shape[1] for part in parts}) > 1:
            raise EmbedderFailed(f"{self.name} answered with vectors of different lengths.")
        return np.concatenate(parts) if parts else np.zeros((0, self.dims), np.float32)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """With little patience; one that was answered is not asked again."""
        return self._answered(text)

    def _answer(self, text: str) -> NDArray[np.float32]:
        return self._parts([text], self._asking)[0][0]

    def _parts(self, texts: Sequence[str], patience: Patience) -> list[NDArray[np.float32]]:
        """By request. Where a model takes less than was sent, it is given less from then on."""
        if self._failure and time.monotonic() < self._rests_until:
            raise EmbedderFailed(str(self._failure), advice=self._failure.advice, retry=self._failure.retry)
        parts: list[NDArray[np.float32]] = []
        done = 0
        while done < len(texts):
            batch = self._portion.first(texts, done)
            try:
                parts.append(self._vectors(batch, patience))
            except _TooMuch as refusal:
                self._portion = refusal.less
            except EmbedderFailed as error:
                self._failure, self._rests_until = error, time.monotonic() + REST
                raise
            else:
                done += len(batch)
        return parts

    def _vectors(self, texts: list[str], patience: Patience) -> NDArray[np.float32]:
        from openai import APIConnectionError, APIStatusError, OpenAIError

        try:
            return self._read(self._tried(texts, patience), len(texts))
        except APIStatusError as error:
            if less := self._portion.less(error.status_code, _said(error), len(texts)):
                raise _TooMuch(less) from error
            raise _refused(self.name, error.status_code) from error
        except (APIConnectionError, TimeoutError) as error:
            raise _silent(self.name, error, patience) from error
        except (OpenAIError, ValueError) as error:
            raise EmbedderFailed(f"{self.name} answered with what is no list of vectors.") from error

    def _tried(self, texts: list[str], patience: Patience) -> Any:
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        trying = Retrying(
            retry=retry_if_exception(lambda error: self._passes(error, len(texts))),
            stop=stop_after_attempt(patience.tries),
            wait=lambda state: _pause(state, patience.wait),
            reraise=True,
        )
        return trying(self._asked, texts, patience.seconds)

    def _asked(self, texts: list[str], seconds: float) -> Any:
        """In a thread of its own: the system's resolver and a server that trickles know no deadline."""
        client = self._client
        with_deadline = ThreadPoolExecutor(1)
        try:
            return with_deadline.submit(
                client.embeddings.create,
                input=texts,
                model=self._model,
                encoding_format="float",
                timeout=seconds,
            ).result(seconds)
        except TimeoutError:
            self.__dict__.pop("_client", None)
            client.close()
            raise
        finally:
            with_deadline.shutdown(wait=False)

    def _passes(self, error: BaseException, asked: int) -> bool:
        """Whether the same may go well next time: an account without money never, though refused with 429."""
        from openai import APIConnectionError, APIStatusError

        if isinstance(error, APIStatusError):
            final = error.code == "insufficient_quota" or self._portion.less(
                error.status_code, _said(error), asked
            )
            return not final and _passing(error.status_code)
        return isinstance(error, APIConnectionError | TimeoutError)

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
        self.tokens += _spent(answer)
        return (vectors / lengths).astype(np.float32)

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import OpenAI

        url = self._url or OPENAI  # given always: the client would ask the environment
        return OpenAI(api_key=self._key or "none", base_url=url, max_retries=0)


class _TooMuch(Exception):
    """``less`` is what to try."""

    def __init__(self, less: Portion) -> None:
        super().__init__()
        self.less = less


def _said(error: "APIStatusError") -> str:
    """The server's words: they tell why it refused, and are shown to nobody, since the key may be in them."""
    return str(error.message)[:2000]


def _pause(state: Any, longest: float) -> float:
    """What the server asks for, else 1, 2, 4 … seconds; ``longest`` at most."""
    error = state.outcome.exception()
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = retry_after.seconds(str(headers.get("retry-after", "")))
    return min(longest, asked or 2.0 ** (state.attempt_number - 1))


def _spent(answer: Any) -> int:
    """Tokens of an answer; 0 where the server does not count."""
    counted = getattr(getattr(answer, "usage", None), "total_tokens", 0)
    return counted if isinstance(counted, int) and counted > 0 else 0


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


def _silent(name: str, error: Exception, patience: Patience) -> EmbedderFailed:
    from openai import APITimeoutError

    advice = "See that it runs and can be reached (STORYTREE_EMBEDDER_URL)."
    if isinstance(error, APITimeoutError | TimeoutError):
        said = f"{name} did not answer within {patience.seconds:g} seconds, {patience.tries} times."
        return EmbedderFailed(said, advice=advice)
    return EmbedderFailed(f"{name} cannot be reached.", advice=advice)

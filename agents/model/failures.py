"""What goes wrong between us and a model's server, as errors of ours.

A server's words are shown shortened, harmless and without the key; where it refuses the key, not at all.
"""

import re
from typing import Any

import httpx
from langchain_core.exceptions import (
    ContextOverflowError,
    LangChainException,
    ModelAPIError,
    ModelAuthenticationError,
    ModelInvalidRequestError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
    ModelRateLimitError,
    ModelRefusalError,
    ModelTimeoutError,
)
from openai import (
    APIConnectionError,
    APITimeoutError,
    ContentFilterFinishReasonError,
    LengthFinishReasonError,
    OpenAIError,
)

from store import retry_after
from store.errors import PASSING, ContextTooLong, ModelError, ModelFailed, ModelRefused, ModelTruncated

GONE_WRONG = (
    LangChainException,
    OpenAIError,
    httpx.HTTPError,
    OSError,
    # What clients raise over an answer that is none: a web page, JSON of another form.
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    AssertionError,
    IndexError,
)
UNSUPPORTED = frozenset({400, 405, 415, 422, 501})
"""Answers with which a server may say that it does not know a kind of structured output."""
_STATUS = {
    ModelAuthenticationError: 401,
    ModelPermissionDeniedError: 403,
    ModelNotFoundError: 404,
    ModelInvalidRequestError: 400,
    ModelRateLimitError: 429,
    ModelAPIError: 500,
}
_TOO_LONG = re.compile(
    r"context.?(length|size|window)|maximum context|exceed_context|too many (input )?tokens"
    r"|prompt is too long",
    re.IGNORECASE,
)
_FILTERED = re.compile(r"content.?(filter|policy|management)|responsible.?ai", re.IGNORECASE)
_KEY = re.compile(r"\b(?:sk|key|gsk|lsv2|AIza)[-_*A-Za-z0-9.]{8,}")
_ADVICE = {
    401: "Set OPENAI_API_KEY to a key that is valid.",
    403: "The key may not use this model.",
    404: "There is no such model, or the address is wrong (STORYTREE_MODEL_URL).",
    429: "Its limit is reached: try again later.",
}
_ADDRESS = "See that it runs and can be reached (STORYTREE_MODEL_URL)."
_NO_API = "See that STORYTREE_MODEL_URL is the address of an API: mostly it ends with /v1."


def status_of(error: BaseException) -> int:
    """What the server answered with; 0 where it did not, or nobody says."""
    status = getattr(error, "status_code", None) or getattr(
        getattr(error, "response", None), "status_code", None
    )
    if isinstance(status, int):
        return status
    return next((number for kind, number in _STATUS.items() if isinstance(error, kind)), 0)


def failure(name: str, error: BaseException, key: str, seconds: float) -> ModelError:
    """The error of ours for one of GONE_WRONG; ``seconds`` is how long may be waited."""
    status = status_of(error)
    said = _said(error, key)
    if isinstance(error, ContextOverflowError) or (status in {400, 413, 422} and _TOO_LONG.search(said)):
        return ContextTooLong(f"{name} was given more than it takes at once.")
    if isinstance(error, LengthFinishReasonError):
        return truncated(name)
    if isinstance(error, ModelRefusalError | ContentFilterFinishReasonError) or (
        status == 400 and _FILTERED.search(said)
    ):
        return refused(name)
    if isinstance(error, APITimeoutError | ModelTimeoutError | TimeoutError):
        return ModelFailed(f"{name} did not answer within {round(seconds, 1):g} seconds.", advice=_ADDRESS)
    return _by_status(name, error, status, said) if status >= 300 else _without_status(name, error, said)


def truncated(name: str) -> ModelTruncated:
    return ModelTruncated(f"{name} stopped before its answer was whole.")


def refused(name: str) -> ModelRefused:
    return ModelRefused(f"{name} will not answer this, or a filter keeps its answer back.")


def _by_status(name: str, error: BaseException, status: int, said: str) -> ModelFailed:
    if getattr(error, "code", None) == "insufficient_quota":
        return ModelFailed(f"{name} refused: the account has no credit.", advice="Top it up.", retry=False)
    if 300 <= status < 400:
        return ModelFailed(f"{name} sent us elsewhere (status {status}).", advice=_NO_API, retry=False)
    headers: Any = getattr(getattr(error, "response", None), "headers", {})
    passing = status in PASSING or status >= 500
    words = "." if status in {401, 403} or passing or not said else f" and said: {said}"
    fallback = "Try again later." if passing else "See what the server's own log says."
    return ModelFailed(
        f"{name} refused with status {status}{words}",
        advice=_ADVICE.get(status, fallback),
        retry=passing,
        retry_after=retry_after.seconds(str(headers.get("retry-after", ""))),
        status=status,
    )


def _without_status(name: str, error: BaseException, said: str) -> ModelFailed:
    if isinstance(error, APIConnectionError | httpx.HTTPError | OSError):
        return ModelFailed(f"{name} cannot be reached.", advice=_ADDRESS)
    if getattr(error, "is_retryable", False):
        return ModelFailed(f"{name} failed and said: {said}")
    return ModelFailed(
        f"{name} answered with what is no answer of a language model.", advice=_NO_API, retry=False
    )


def _said(error: BaseException, key: str) -> str:
    words = str(getattr(error, "message", "") or error)[:2000]
    hidden = _KEY.sub("[key]", words.replace(key, "[key]") if key else words)
    plain = " ".join(hidden.split())
    shown = plain if len(plain) <= 200 else f"{plain[:199]}…"
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape", "backslashreplace").decode("ascii")
        for one in shown
    )

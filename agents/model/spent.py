"""What one call cost, by the server's count where that can be believed."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from langchain_core.messages import BaseMessage

from agents.model import Usage
from agents.model.meter import CHARACTERS

_MOST = 1_000_000
"""Tokens that no text has beyond its bytes: what is thought is counted too, and is not shown."""


def spent(counted: Any, asked: Sequence[BaseMessage], answer: str) -> Usage:
    """``counted`` is langchain's usage, or that of the openai client, or nothing."""
    said = sum(len(message.text) for message in asked)
    into = _believed(counted, ("input_tokens", "prompt_tokens"), least=1)
    out = _believed(counted, ("output_tokens", "completion_tokens"), least=0)
    if into is None or out is None:
        into, out = (-(-length // CHARACTERS) for length in (said, len(answer)))
        return Usage(calls=1, tokens_in=into, tokens_out=out, estimated=1)
    return Usage(calls=1, tokens_in=into, tokens_out=out)


def _believed(counted: Any, names: tuple[str, str], least: int) -> int | None:
    for name in names:
        value: Any = (
            cast("Mapping[str, Any]", counted).get(name)
            if isinstance(counted, Mapping)
            else getattr(counted, name, None)
        )
        if isinstance(value, int) and least <= value <= _MOST:
            return value
    return None

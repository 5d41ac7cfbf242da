"""What one call cost, by the server's count where that can be believed."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from langchain_core.messages import BaseMessage

from agents.model import Usage

_CHARACTERS = 4
"""Of a token, roughly, in most languages."""
_MOST = 1_000_000
"""Tokens that no text has beyond its bytes: what is thought is counted too, and is not shown."""


def spent(counted: Any, asked: Sequence[BaseMessage], answer: str) -> Usage:
    """``counted`` is langchain's usage, or that of the openai client, or nothing."""
    said = sum(len(message.text) for message in asked)
    into = _believed(counted, ("input_tokens", "prompt_tokens"), least=1)
    out = _believed(counted, ("output_tokens", "completion_tokens"), least=0)
    if into is None or out is None:
        return Usage(1, -(-said // _CHARACTERS), -(-len(answer) // _CHARACTERS), estimated=1)
    return Usage(1, into, out)


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

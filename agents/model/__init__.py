"""The one door to language models.

A prompt and a shape go in, a value of that shape or a ModelError comes out. A model's word is never evidence:
what it says is checked like what anybody says.
"""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from pydantic import BaseModel

from prompts import Prompt
from store.errors import BadAnswer, ContextTooLong, ModelRefused, ModelTruncated

UNFIT = (BadAnswer, ContextTooLong, ModelRefused, ModelTruncated)
"""A model that is there and says nothing of use: the embedded agent does that part of the work instead.

Other ModelErrors are raised on: the last version stays live, and what was paid for is not paid for again.
"""

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class Usage:
    """What was paid for: answers that were kept from before cost nothing and are not in it."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: int = 0
    """Calls whose tokens the server did not count believably: taken from the length of the text."""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.estimated + other.estimated,
        )


class Model(Protocol):
    """The seam. ``name`` is as the settings name it; ``usage`` is of everything so far."""

    @property
    def name(self) -> str: ...

    @property
    def usage(self) -> Usage: ...

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        """Raises ModelError. The shape is an object, lenient in what does not matter."""
        ...

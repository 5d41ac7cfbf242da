"""The one door to language models.

A prompt and a shape go in, a value of that shape or a ModelError comes out. A model's word is never evidence:
what it says is checked like what anybody says.
"""

from typing import Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from prompts import Prompt
from store.errors import BadAnswer, ContextTooLong, ModelRefused, ModelTruncated
from store.records import Usage

__all__ = ["UNFIT", "Model", "Shape", "Usage"]

UNFIT = (BadAnswer, ContextTooLong, ModelRefused, ModelTruncated)
"""A model that is there and says nothing of use: the embedded agent does that part of the work instead.

Other ModelErrors are raised on: the last version stays live, and what was paid for is not paid for again.
"""

Shape = TypeVar("Shape", bound=BaseModel)


class Model(Protocol):
    """The seam. ``name`` is as the settings name it; ``usage`` is of everything so far."""

    @property
    def name(self) -> str: ...

    @property
    def usage(self) -> Usage: ...

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        """Raises ModelError. The shape is an object, lenient in what does not matter."""
        ...


@runtime_checkable
class Prompted(Protocol):
    """An agent that asks a model."""

    @property
    def prompts(self) -> tuple[str, ...]:
        """Names of what it asks with."""
        ...

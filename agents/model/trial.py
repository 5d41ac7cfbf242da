"""A first request whose answer is asked for as a stream, to see whether its pieces come as they are made.

Nothing but the trial depends on that: where no stream comes, the same is asked plainly.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, GenerationChunk

from agents.model import Usage
from agents.model.spent import spent
from store.errors import ModelError, ModelFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class Trial:
    """``chat`` is the same model, which streams. What a trial tells is of use once the model has answered."""

    def __init__(self, chat: "BaseChatModel") -> None:
        self._pieces = _Pieces()
        self.chat = _streaming(chat, self._pieces)
        self._failed = ""

    @staticmethod
    def of(chat: "BaseChatModel") -> "Trial | None":
        """None where langchain's package for the model has no switch for it."""
        return Trial(chat) if "streaming" in type(chat).model_fields else None

    @property
    def first(self) -> float | None:
        """Seconds to the first piece of an answer that was streamed."""
        return None if self.problem else self._pieces.first

    @property
    def problem(self) -> str:
        """Why there is no stream, where there is none."""
        return self._failed or ("" if self._pieces.count > 1 else "The answer comes in one piece.")

    def begun(self) -> Self:
        """Anew, in another mode; what was before is forgotten."""
        self._failed = ""
        self._pieces.begin()
        return self

    def failed(self, failure: ModelError) -> None:
        """There was no answer, or none in shape, that may come if it is asked for plainly."""
        came = self._pieces.count
        self._failed = f"The stream failed (pieces that came: {came}): {failure}" if came else str(failure)

    def asks_uncounted(self) -> bool:
        """Whether it is tried again: some servers stream, and refuse to be asked for a count of tokens."""
        if "stream_options" not in self._failed or not getattr(self.chat, "stream_usage", False):
            return False
        self.chat = self.chat.model_copy(update={"stream_usage": False})
        return True

    def spent(self, asked: Sequence[BaseMessage], failure: ModelError) -> Usage:
        """What a stream cost that failed: pieces were made, and so was what came in another form."""
        came = self._pieces.count or (isinstance(failure, ModelFailed) and not failure.retry)
        return spent(None, asked, self._pieces.text) if came else Usage()


class _Pieces(BaseCallbackHandler):
    """Of the last request."""

    run_inline = True

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._begun = time.monotonic()
        self.text = ""
        self.count = 0
        self.first: float | None = None

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:
        self.begin()

    def on_llm_new_token(
        self,
        token: str | list[str | dict[str, Any]],
        *,
        chunk: GenerationChunk | ChatGenerationChunk | None = None,
        **_: Any,
    ) -> None:
        piece = (token if isinstance(token, str) else _said(chunk)) or _called_with(chunk)
        if piece and self.first is None:
            self.first = round(time.monotonic() - self._begun, 2)
        self.count += bool(piece)
        self.text += piece


def _streaming(chat: "BaseChatModel", pieces: _Pieces) -> "BaseChatModel":
    """A copy that streams whatever way it is asked."""
    fields = {"streaming": True, "stream_usage": True, "callbacks": [pieces]}
    return chat.model_copy(
        update={name: value for name, value in fields.items() if name in type(chat).model_fields}
    )


def _said(chunk: GenerationChunk | ChatGenerationChunk | None) -> str:
    """Without thoughts and other parts that are no text."""
    message = getattr(chunk, "message", None)
    return str(message.text) if isinstance(message, AIMessageChunk) else ""


def _called_with(chunk: GenerationChunk | ChatGenerationChunk | None) -> str:
    message = getattr(chunk, "message", None)
    if not isinstance(message, AIMessageChunk):
        return ""
    return "".join(part["args"] or "" for part in message.tool_call_chunks)

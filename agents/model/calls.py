"""What is known of a question while it is asked, for those who watch: by langchain's own callbacks.

So LangSmith too, where its variables ask for it, shows which role asked, by which prompt.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import merge_configs

from agents.model.spent import spent
from agents.trace import Call, Request

_CURRENT: ContextVar[Call | None] = ContextVar("call", default=None)


@contextmanager
def current(call: Call) -> Generator[None]:
    """What is asked in the block belongs to this call."""
    before = _CURRENT.set(call)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def config(mode: str, text_of: Callable[[AIMessage], str]) -> RunnableConfig:
    """With which langchain asks: names and callbacks of the current call, beside those of a chain around."""
    call = _CURRENT.get()
    if call is None:
        return {"run_name": "storytree", "tags": ["storytree"]}
    own: RunnableConfig = {
        "run_name": f"{call.role}: {call.prompt.name}",
        "tags": ["storytree", call.role, call.prompt.name],
        "metadata": {
            "storytree_role": call.role,
            "storytree_prompt": call.prompt.name,
            "storytree_prompt_digest": call.prompt.digest,
            "storytree_mode": mode,
        },
        "callbacks": [_Noting(call, mode, text_of)],
    }
    return merge_configs({}, own)


class _Noting(BaseCallbackHandler):
    """Of one request."""

    run_inline = True

    def __init__(self, call: Call, mode: str, text_of: Callable[[AIMessage], str]) -> None:
        self._call = call
        self._request = Request(mode)
        self._text_of = text_of
        self._asked: list[BaseMessage] = []

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],  # noqa: ARG002
        messages: list[list[BaseMessage]],
        **_: Any,
    ) -> None:
        self._asked = messages[0]
        self._call.requests.append(self._request)

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        generation = response.generations[0][0]
        if isinstance(generation, ChatGeneration) and isinstance(generation.message, AIMessage):
            self._note(generation.message)

    def on_llm_error(self, error: BaseException, **_: Any) -> None:
        self._request.error = type(error).__name__
        if completion := getattr(error, "completion", None):  # it was cut off
            self._count(getattr(completion, "usage", None))

    def _note(self, answer: AIMessage) -> None:
        told = cast("dict[str, Any]", answer.response_metadata)
        self._request.answer = self._text_of(answer)
        self._request.ended = _word(told.get("finish_reason") or told.get("stop_reason"))
        self._request.model = _word(told.get("model_name") or told.get("model"))
        self._count(answer.usage_metadata)

    def _count(self, counted: Any) -> None:
        usage = spent(counted, self._asked, self._request.answer)
        self._request.tokens_in, self._request.tokens_out = usage.tokens_in, usage.tokens_out
        self._request.estimated = bool(usage.estimated)


def _word(value: object) -> str:
    return value[:100] if isinstance(value, str) else ""

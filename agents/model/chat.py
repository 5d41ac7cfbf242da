"""A model behind langchain: asked for a shape in the best way it has, patiently, and paid once."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from agents.model import Shape, Usage
from agents.model.account import Account
from agents.model.answers import Answers
from agents.model.calls import config
from agents.model.failures import GONE_WRONG, UNSUPPORTED, failure, refused, status_of, truncated
from agents.model.meter import Meter
from agents.model.opening import Opened
from agents.model.provider import Mode, Provider
from agents.model.shapes import NotShaped, described, read, strict
from agents.model.spent import spent
from agents.model.trial import Trial
from prompts import Prompt
from store.errors import BadAnswer, ContextTooLong, ModelError, ModelFailed, ModelRefused
from store.records import digest

MODES: tuple[Mode, ...] = ("json_schema", "function_calling", "json_mode")
"""Best first: the server holds the model to the schema; the model was trained to; it is told."""
TRIES = 4
WHOLE = 3
"""Times the timeout of one request that a reply may take, with all that is tried again."""
_BAD = 8000
"""Characters of a bad answer that the model is shown again."""


@dataclass(frozen=True)
class Patience:
    """Seconds for one request, and the longest pause before it is made again if the server names none."""

    seconds: float
    pause: float = 20.0


@dataclass(frozen=True)
class _Way:
    """To ask for a shape."""

    mode: Mode
    trial: Trial | None = None


class ChatModel:
    """Safe for threads. Nothing is sent before the first reply that is not kept."""

    def __init__(
        self,
        opened: Opened,
        answers: Answers,
        patience: Patience,
        meter: Meter | None = None,
        provider: Provider | None = None,
    ) -> None:
        self._opened = opened
        self._answers = answers
        self._patience = patience
        self._jitter = wait_random_exponential(multiplier=min(1.0, patience.pause), max=patience.pause)
        self._meter = meter or Meter(Account(), "", opened.name)
        self._provider = provider or Provider()
        self._asking: dict[str, Lock] = {}

    @property
    def name(self) -> str:
        return self._opened.name

    @property
    def usage(self) -> Usage:
        return self._meter.usage

    @property
    def mode(self) -> Mode | None:
        """How it is asked for a shape, whatever its role; None until it has answered once."""
        return self._provider.modes.get(self.name)

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        """Raises ModelError."""
        key = self._key(prompt, shape)
        with self._asking.setdefault(key, Lock()):  # who asks the same meanwhile finds the answer kept
            kept = self._kept(key, shape)
            if kept is not None:
                return kept
            with self._provider.turn():
                answer, value = self._shaped(prompt, shape)
            self._answers.put(key, answer)
            return value

    def _kept(self, key: str, shape: type[Shape]) -> Shape | None:
        kept = self._answers.get(key)
        if kept is None:
            return None
        with suppress(NotShaped):  # the shape has changed since: asked anew
            value = read(kept, shape)
            self._meter.kept()
            return value
        return None

    def _key(self, prompt: Prompt, shape: type[Shape]) -> str:
        asked = (prompt.rules, prompt.material, json.dumps(shape.model_json_schema(), sort_keys=True))
        return digest(self.name, self._opened.place, *asked)

    def _shaped(self, prompt: Prompt, shape: type[Shape]) -> tuple[str, Shape]:
        """An answer and what it says; one that is not in shape may be mended once."""
        over = time.monotonic() + WHOLE * self._patience.seconds
        asked: list[BaseMessage] = [SystemMessage(prompt.rules), HumanMessage(prompt.material)]
        answer = self._answered(asked, shape, over)
        try:
            return answer, read(answer, shape)
        except NotShaped as wrong:
            asked += [AIMessage(answer[:_BAD] or "(nothing)"), HumanMessage(_mend(wrong, shape))]
        answer = self._answered(asked, shape, over)
        try:
            return answer, read(answer, shape)
        except NotShaped as wrong:
            raise BadAnswer(f"{self.name} gave no answer in the shape that was asked for, twice.") from wrong

    def _answered(self, asked: Sequence[BaseMessage], shape: type[Shape], over: float) -> str:
        """In the mode that is known, else in the best that is not refused, which then is known."""
        first: _Unsupported | None = None
        for way in self._ways():
            try:
                answer = self._tried(way, asked, shape, over)
            except _Unsupported as error:
                if way.trial:
                    way.trial.failed(error.failure)
                else:
                    first = first or error
            else:
                self._provider.modes.setdefault(self.name, way.mode)
                return answer
        assert first is not None  # noqa: S101 (there is a mode)
        raise first.failure from first

    def _ways(self) -> Iterator[_Way]:
        """Each mode as a stream first, where that is on trial and no mode is known yet."""
        trial = None if self.mode else self._opened.trial
        for mode in MODES[MODES.index(self._best()) :]:
            if trial:
                yield _Way(mode, trial.begun())
                if trial.asks_uncounted():
                    yield _Way(mode, trial.begun())
            yield _Way(mode)

    def _best(self) -> Mode:
        return self.mode or ("function_calling" if self._opened.has_no_schema else "json_schema")

    def _tried(self, way: _Way, asked: Sequence[BaseMessage], shape: type[Shape], over: float) -> str:
        trying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, ModelFailed) and error.retry),
            stop=lambda state: (
                state.attempt_number >= TRIES
                or time.monotonic() + state.upcoming_sleep >= over
                or self._provider.is_down
            ),
            wait=self._pause,
            reraise=True,
        )
        try:
            return trying(self._paid, way, asked, shape, over)
        except ModelFailed as error:
            if way.trial and error.status >= 500:
                raise _Unsupported(error) from error
            raise

    def _pause(self, state: RetryCallState) -> float:
        """What the server asks for at least, and some more by chance: not all come back at once."""
        error = state.outcome.exception() if state.outcome else None
        return (error.retry_after if isinstance(error, ModelFailed) else 0.0) + self._jitter(state)

    def _paid(self, way: _Way, asked: Sequence[BaseMessage], shape: type[Shape], over: float) -> str:
        """One request. Raises ModelError, or _Unsupported where another way may do."""
        characters = sum(len(message.text) for message in asked)
        with self._meter.question(shape.__name__, characters) as bill, self._provider.asked(self.name):
            seconds = max(0.1, min(self._patience.seconds, over - time.monotonic()))
            try:
                raw = self._asked(way, asked, shape, seconds)
            except GONE_WRONG as error:
                failed = failure(self.name, error, self._opened.key, self._patience.seconds)
                bill.usage = _spent_in_vain(way, asked, error, failed)
                if _may_do_otherwise(way, failed, status_of(error)):
                    raise _Unsupported(failed) from error
                raise failed from error
            text = _text(raw)
            bill.usage = spent(raw.usage_metadata, asked, text)
        self._check_end(raw)
        if way.trial:
            self._check_streamed(text, shape)
        return text

    def _check_streamed(self, text: str, shape: type[Shape]) -> None:
        """Raises _Unsupported: it is asked plainly, and not told what was wrong."""
        try:
            read(text, shape)
        except NotShaped as wrong:
            raise _Unsupported(BadAnswer("it is cut off or out of shape.")) from wrong

    def _asked(
        self, way: _Way, asked: Sequence[BaseMessage], shape: type[Shape], seconds: float
    ) -> AIMessage:
        options: dict[str, Any] = {}
        mode = way.mode
        if self._opened.client is not None:
            options["timeout"] = seconds
            if mode != "json_mode":
                options["strict"] = True
        if mode == "json_mode":
            asked = [SystemMessage(f"{asked[0].text}\n\n{described(shape)}"), *asked[1:]]
        structured = self._held(way, shape, options)
        answer = cast("dict[str, Any]", structured.invoke(list(asked), config(mode, _text)))["raw"]
        if not isinstance(answer, AIMessage):
            raise TypeError("no message of a model")
        return answer

    def _held(self, way: _Way, shape: type[Shape], options: dict[str, Any]) -> Any:
        """Raises _Unsupported where the provider's package has no such mode."""
        try:
            return (way.trial or self._opened).chat.with_structured_output(
                strict(shape), method=way.mode, include_raw=True, **options
            )
        except (ValueError, TypeError, NotImplementedError) as error:
            advice = "Choose a model that can answer in the shape of a JSON Schema."
            lacking = ModelFailed(f"{self.name} has no structured output.", advice=advice, retry=False)
            raise _Unsupported(lacking) from error

    def _check_end(self, answer: AIMessage) -> None:
        """Raises ModelRefused or ModelTruncated."""
        ended = _ended(answer)
        if "refusal" in ended or "content_filter" in ended:
            raise refused(self.name)
        if ended & {"length", "max_tokens", "max_output_tokens", "MAX_TOKENS"}:
            raise truncated(self.name)


class _Unsupported(Exception):
    """``failure`` is what it is where no other mode will do either."""

    def __init__(self, failure: ModelError) -> None:
        super().__init__()
        self.failure = failure


def _spent_in_vain(way: _Way, asked: Sequence[BaseMessage], error: Exception, failed: ModelError) -> Usage:
    if completion := getattr(error, "completion", None):  # it was cut off: paid all the same
        return spent(getattr(completion, "usage", None), asked, "")
    return Usage() if way.trial is None or status_of(error) else way.trial.spent(asked, failed)


def _may_do_otherwise(way: _Way, failed: ModelError, status: int) -> bool:
    """In another mode, or plainly where a stream did not come or broke off."""
    if isinstance(failed, ContextTooLong | ModelRefused):
        return False
    return status in UNSUPPORTED or (way.trial is not None and isinstance(failed, ModelFailed) and not status)


def _mend(wrong: NotShaped, shape: type[Shape]) -> str:
    return f"That was not the shape that was asked for ({wrong}). {described(shape)}"


def _text(answer: AIMessage) -> str:
    """What it wrote, or called its tool with; halves of pairs could be sent nowhere."""
    if answer.tool_calls:
        written = json.dumps(answer.tool_calls[0]["args"], ensure_ascii=False)
    elif answer.invalid_tool_calls:
        written = answer.invalid_tool_calls[0]["args"] or ""
    else:
        written = str(answer.text)
    return written.encode("utf-8", "replace").decode("utf-8")


def _ended(answer: AIMessage) -> set[str]:
    """Why it ended, in the words of several providers; ``refusal`` where it says so in a field of its own."""
    told = answer.response_metadata
    incomplete: Any = told.get("incomplete_details")
    why = {told.get("finish_reason"), told.get("stop_reason")}
    if isinstance(incomplete, dict):
        why.add(cast("dict[str, Any]", incomplete).get("reason"))
    if answer.additional_kwargs.get("refusal") or any(
        part.get("type") == "refusal" for part in answer.content if isinstance(part, dict)
    ):
        why.add("refusal")
    return {one for one in why if isinstance(one, str)}

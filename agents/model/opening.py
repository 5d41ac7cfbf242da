"""A model by its name, ``PROVIDER:MODEL``: OpenAI, servers that speak as it does, what langchain knows."""

import math
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from socket import SHUT_RDWR, socket
from threading import TIMEOUT_MAX, Timer
from typing import TYPE_CHECKING, Any, cast

import httpx2

from agents.settings import Settings
from store.errors import BadSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from openai import OpenAI

    from agents.model.trial import Trial

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Opened:
    """A chat model of langchain and what is known of it. Nothing was sent yet."""

    name: str
    chat: "BaseChatModel"
    place: str = ""
    """The address that answers: the same name elsewhere is another model."""
    key: str = ""
    client: "OpenAI | None" = None
    """Where it speaks OpenAI's protocol: there a schema is strict and each request has its deadline."""
    trial: "Trial | None" = None
    """What is asked first, until the model has answered once, to see whether it streams."""

    @property
    def has_no_schema(self) -> bool:
        """OpenAI's older ones."""
        _, _, model = self.name.partition(":")
        return model == "gpt-4" or model.startswith(("gpt-3", "gpt-4-"))


def opened(name: str, settings: Settings) -> Opened:
    """Raises BadSettings, before anything is sent."""
    provider, _, model = name.partition(":")
    if not provider or not model:
        advice = "Name its provider and the model, as openai:MODEL; openai: is also for servers of your own."
        raise BadSettings(f"{name!r} names no language model.", advice=advice)
    # What they warn of is decided here: which structured output a model has, and what a wrong usage is worth.
    warnings.filterwarnings("ignore", category=UserWarning, module="langchain_openai")
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    return _openai(name, model, settings) if provider == "openai" else _other(name, provider, model, settings)


def _openai(name: str, model: str, settings: Settings) -> Opened:
    key, url = settings.openai_api_key.get_secret_value(), settings.model_url
    if url and not url.startswith(("http://", "https://")):
        raise BadSettings(f"{url!r} is no address of a server.", advice="It begins with http:// or https://.")
    if not key and not url:
        raise BadSettings(
            f"{name} needs a key.",
            advice="Set OPENAI_API_KEY, or STORYTREE_MODEL_URL to a server of your own that needs none.",
        )
    if not key.isascii() or any(not one.isprintable() or one.isspace() for one in key):
        raise BadSettings("OPENAI_API_KEY holds what no key holds.", advice="Copy it again, without spaces.")
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    chat = ChatOpenAI(
        model=model,
        api_key=SecretStr(key or "none"),
        base_url=url or OPENAI,  # given always: the client would ask the environment
        http_client=_http(settings.model_timeout),
        timeout=settings.model_timeout,
        max_retries=0,
        use_responses_api=False if url else None,
    )
    return Opened(name, chat, url, key, cast("OpenAI", chat.root_client))


def _other(name: str, provider: str, model: str, settings: Settings) -> Opened:
    from langchain.chat_models import init_chat_model
    from openai import OpenAIError

    try:
        chat = init_chat_model(model, model_provider=provider, timeout=settings.model_timeout, max_retries=0)
    except ImportError as error:
        package = f"langchain-{provider.replace('_', '-')}"
        advice = f"Install langchain's package for it: mostly it is called {package}."
        raise BadSettings(f"Nothing here speaks to {provider}.", advice=advice) from error
    except (ValueError, OpenAIError) as error:
        advice = f"See that langchain knows the provider {provider}, and that its key is set as it asks for."
        raise BadSettings(f"{name} cannot be used.", advice=advice) from error
    return Opened(name, chat)


@cache
def _http(seconds: float) -> httpx2.Client:
    """One for all models, which so share connections.

    Redirects are not followed: an answer to a POST is never somewhere else, and no key goes along.
    """
    return _Timely(timeout=seconds, follow_redirects=False)


class _Timely(httpx2.Client):
    """A request's timeout is for all of its body too: a server that trickles would never be done.

    One that goes silent in the middle is left at the end of that time, not as long after its last word.
    """

    def send(self, request: httpx2.Request, *, stream: bool = False, **options: Any) -> httpx2.Response:
        timeout: dict[str, Any] = request.extensions.get("timeout", {})
        over = time.monotonic() + (timeout.get("read") or math.inf)
        response = super().send(request, stream=True, **options)
        line = response.extensions.get("network_stream")
        response.stream = _Body(cast("httpx2.SyncByteStream", response.stream), over, line)
        if not stream:
            try:
                response.read()
            finally:
                response.close()
        return response


class _Body(httpx2.SyncByteStream):
    """A read that waits is ended by closing its line from beside it."""

    def __init__(self, body: httpx2.SyncByteStream, over: float, line: Any) -> None:
        self._body = body
        self._over = over
        self._line = line
        self._end = Timer(min(over - time.monotonic(), TIMEOUT_MAX), self._cut)
        self._end.daemon = True
        self._end.start()

    def __iter__(self) -> Iterator[bytes]:
        try:
            for part in self._body:
                self._check()
                yield part
        except httpx2.TransportError:
            self._check()
            raise
        self._check()

    def close(self) -> None:
        self._end.cancel()
        self._body.close()

    def _check(self) -> None:
        if time.monotonic() >= self._over:
            raise httpx2.ReadTimeout("The answer took too long.")

    def _cut(self) -> None:
        line: socket | None = self._line.get_extra_info("socket") if self._line else None
        if line:
            with suppress(OSError):  # it is closed already
                line.shutdown(SHUT_RDWR)

"""Which role has which model, and what each of them can do."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from agents.model import Model, Usage
from agents.model.account import Account
from agents.model.answers import FolderAnswers, MemoryAnswers
from agents.model.budget import budgets
from agents.model.meter import Meter
from agents.model.prices import Prices
from agents.model.provider import Provider
from agents.settings import Settings
from agents.trace import UNWATCHED, Watch
from prompts import fenced, load
from store.errors import BadSettings, ModelError, StorytreeError

if TYPE_CHECKING:
    from agents.model.account import Ledger
    from agents.model.answers import Answers
    from agents.model.opening import Opened

ROLES = ("planner", "writer", "checker", "grader")
ANSWERS = "answers"
"""Folder of a home where answers that were paid for are kept."""
_TEXT = "The town of Ostrel has three bridges, and the oldest is of wood."
_TOWN, _BRIDGES = "ostrel", 3


class Probe(BaseModel):
    """What a model is asked for when it is tried."""

    town: str
    bridges: int


class Tried(BaseModel):
    """What came of trying the model of one role; ``problem`` is empty where it works."""

    role: str
    model: str
    works: bool = False
    output: str = ""
    """How it is held to a shape."""
    context: int | None = None
    """Tokens that it takes, where somebody says so."""
    seconds: float | None = None
    problem: str = ""
    advice: str = ""


def configured(settings: Settings) -> dict[str, str]:
    """Role to model, without the roles that are embedded."""
    named = {
        "planner": settings.planner_model,
        "writer": settings.writer_model,
        "checker": settings.checker_model,
        "grader": settings.grader_model,
    }
    return {role: name for role, name in named.items() if name}


class Models:
    """The models of all roles of one home: they share one account, and what is known of each provider.

        models = Models(settings, archive)      # the archive keeps the ledger
        writer = models.model("writer")         # None: the embedded writer
        models.begin("harbour-strike")          # at the start of each write, update or branch
        …
        version = version.model_copy(update={"usage": models.usage()})

    One run at a time; in it any number of threads. Raises BadSettings, before anything is sent.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: "Ledger | None" = None,
        answers: "Answers | None" = None,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._settings = settings
        self._watch = watch
        self._answers = answers or FolderAnswers(Path(settings.home) / ANSWERS)
        self._account = Account(ledger, budgets(settings))
        self._prices = Prices(settings)
        self._providers: dict[tuple[str, str], Provider] = {}
        self._models: dict[str, Model] = {}

    def model(self, role: str) -> Model | None:
        """The one that is set, always the same; None is the embedded agent. Raises BadSettings."""
        name = configured(self._settings).get(role)
        if name and role not in self._models:
            self._models[role] = self._opened(role, name)
        return self._models.get(role)

    def begin(self, story: str) -> None:
        """A run on this story: what it may spend is whole again."""
        self._account.begin(story)

    def usage(self) -> dict[str, Usage]:
        """Role to what it used in this run; without those that asked nothing."""
        return dict(self._account.usage())

    def _opened(self, role: str, name: str) -> Model:
        from agents.model.chat import ChatModel, Patience
        from agents.model.opening import opened
        from agents.model.watched import WatchedModel

        model = opened(name, self._settings)
        place = (name.partition(":")[0], model.place)
        provider = self._providers.setdefault(place, Provider(self._settings.model_at_once))
        meter = Meter(self._account, role, name, self._prices.of(name, model.place))
        asked = ChatModel(model, self._answers, Patience(self._settings.model_timeout), meter, provider)
        return WatchedModel(asked, role, self._watch)


def tried(settings: Settings, on_each: Callable[[str], object] = lambda _: None) -> list[Tried]:
    """Each model that is set, asked once, whatever the number of its roles; nothing of it is kept."""
    found: dict[str, Tried] = {}
    rows: list[Tried] = []
    for role, name in configured(settings).items():
        if name not in found:
            on_each(name)
            found[name] = _tried(role, name, settings)
        rows.append(found[name].model_copy(update={"role": role}))
    return rows


def _tried(role: str, name: str, settings: Settings) -> Tried:
    from agents.model.chat import ChatModel, Patience
    from agents.model.opening import opened

    row = Tried(role=role, model=name)
    try:
        model = opened(name, settings)
        asking = ChatModel(model, MemoryAnswers(), Patience(settings.model_timeout))
        begun = time.monotonic()
        answer = asking.reply(load("probe").fill(text=fenced([_TEXT])[0]), Probe)
    except (BadSettings, ModelError) as error:
        return _failed(row, error)
    seconds = round(time.monotonic() - begun, 2)
    worked = row.model_copy(
        update={"output": asking.mode or "", "context": _context(model), "seconds": seconds}
    )
    if _TOWN not in answer.town.lower() or answer.bridges != _BRIDGES:
        wrong = "It answers in the right shape, but does not find what stands in the text it is given."
        return worked.model_copy(update={"problem": wrong, "advice": "A larger model may do better."})
    return worked.model_copy(update={"works": True})


def _failed(row: Tried, error: StorytreeError) -> Tried:
    return row.model_copy(update={"problem": str(error), "advice": error.advice})


def _context(model: "Opened") -> int | None:
    """Tokens, by the server's list of models, else by langchain's; None where neither says."""
    if model.client is not None and model.place:
        return _listed(model)
    known: Any = getattr(model.chat, "profile", None) or {}
    size = known.get("max_input_tokens")
    return size if isinstance(size, int) else None


def _listed(model: "Opened") -> int | None:
    """As vLLM, OpenRouter, llama.cpp and others write it into the list, each in a field of its own."""
    from agents.model.failures import GONE_WRONG

    _, _, id_ = model.name.partition(":")
    try:
        assert model.client is not None  # noqa: S101
        rows = model.client.with_options(timeout=5.0).models.list().data
        fields = next((one.model_dump() for one in rows if one.id == id_), dict[str, Any]())
    except GONE_WRONG:
        return None  # it need not have a list
    meta: Any = fields.get("meta")
    sizes = [fields.get(name) for name in ("max_model_len", "context_length", "context_window")]
    if isinstance(meta, dict):
        inner = cast("dict[str, Any]", meta)
        sizes += [inner.get("n_ctx"), inner.get("n_ctx_train")]
    return next((size for size in sizes if isinstance(size, int) and size > 0), None)

"""The models of all roles tried: which can be reached, and what each of them can do."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel

from agents.model.account import Account
from agents.model.answers import MemoryAnswers
from agents.model.budget import Budget, Limits, budgets
from agents.model.meter import Meter
from agents.model.prices import Prices
from agents.model.roles import configured
from agents.settings import Settings
from prompts import fenced, load
from store.errors import BadSettings, ModelError

if TYPE_CHECKING:
    from agents.model.account import Ledger
    from agents.model.opening import Opened
    from agents.model.trial import Trial

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
    streaming: Literal["yes", "no", "not tried"] = "not tried"
    first_piece: float | None = None
    """Seconds until a stream began."""
    streaming_problem: str = ""
    context: int | None = None
    """Tokens that it takes, where somebody says so."""
    seconds: float | None = None
    problem: str = ""
    advice: str = ""


def tried(
    settings: Settings, ledger: "Ledger | None" = None, on_each: Callable[[str], object] = lambda _: None
) -> list[Tried]:
    """Each model that is set, asked once, whatever the number of its roles.

    No answer is kept; what it cost is written into the ledger, and counts for the day.
    """
    _, of_day = budgets(settings)
    account = Account(ledger, (Budget("story", Limits()), of_day))
    found: dict[str, Tried] = {}
    rows: list[Tried] = []
    for role, name in configured(settings).items():
        if name not in found:
            on_each(name)
            found[name] = _tried(role, name, settings, account)
        rows.append(found[name].model_copy(update={"role": role}))
    return rows


def _tried(role: str, name: str, settings: Settings, account: Account) -> Tried:
    from agents.model.opening import opened
    from agents.model.trial import Trial

    row = Tried(role=role, model=name)
    try:
        model = opened(name, settings)
        meter = Meter(account, role, name, Prices(settings).of(name, model.place))
        return _answered(row, replace(model, trial=Trial.of(model.chat)), settings, meter)
    except (BadSettings, ModelError) as error:
        return row.model_copy(update={"problem": str(error), "advice": error.advice})


def _answered(row: Tried, model: "Opened", settings: Settings, meter: Meter) -> Tried:
    from agents.model.chat import ChatModel, Patience

    asking = ChatModel(model, MemoryAnswers(), Patience(settings.model_timeout), meter)
    if model.client is not None:
        _ = model.client.beta.chat.completions  # loaded now: it takes longer than many an answer
    begun = time.monotonic()
    answer = asking.reply(load("probe").fill(text=fenced([_TEXT])[0]), Probe)
    seconds = round(time.monotonic() - begun, 2)
    worked = row.model_copy(
        update={
            "output": asking.mode or "",
            **_streaming(model.trial),
            "context": _context(model),
            "seconds": seconds,
        }
    )
    if _TOWN not in answer.town.lower() or answer.bridges != _BRIDGES:
        wrong = "It answers in the right shape, but does not find what stands in the text it is given."
        return worked.model_copy(update={"problem": wrong, "advice": "A larger model may do better."})
    return worked.model_copy(update={"works": True})


def _streaming(trial: "Trial | None") -> dict[str, object]:
    if trial is None:
        return {}
    streaming = "no" if trial.problem else "yes"
    return {"streaming": streaming, "first_piece": trial.first, "streaming_problem": trial.problem}


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

"""What models cost: as the settings say, else as the price list says that comes along (genai-prices).

The list is data in a package, kept by those who make it; nothing is fetched. It is asked only for what its
own provider answers: the same name on a server of one's own costs something else, or nothing.
"""

import json
import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from agents.settings import Settings
from store.errors import BadSettings
from store.records import Usage

_log = logging.getLogger(__name__)

Price = Callable[[Usage], float]
"""US dollars for the tokens of a call."""
_Dollars = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
_TABLE: TypeAdapter[dict[str, tuple[_Dollars, _Dollars]]] = TypeAdapter(dict[str, tuple[_Dollars, _Dollars]])
_MILLION = 1_000_000
_LISTED = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "google_vertexai": "google",
    "mistralai": "mistral",
    "groq": "groq",
    "deepseek": "deepseek",
    "xai": "x-ai",
    "cohere": "cohere",
    "perplexity": "perplexity",
}
"""Langchain's names of providers to those of the list."""


class Prices:
    """Raises BadSettings, before anything is asked."""

    def __init__(self, settings: Settings) -> None:
        self._given = _given(settings.prices)
        self._matter = bool(settings.story_cost or settings.day_cost)
        self._unknown: set[str] = set()

    def of(self, name: str, place: str = "") -> Price | None:
        """Of the model at this address, or at its provider's own; said once where it is not known."""
        price = _from(self._given, name) or (None if place else _listed(name))
        if price is None and name not in self._unknown:
            self._unknown.add(name)
            _log.log(
                logging.WARNING if self._matter else logging.INFO,
                "the price of %s is not known: its tokens are counted, and no dollars (STORYTREE_PRICES)",
                name,
            )
        return price


def _given(text: str) -> Mapping[str, tuple[float, float]]:
    inline = text.lstrip().startswith("{")
    try:
        return _TABLE.validate_python(json.loads(text if inline else Path(text).read_bytes())) if text else {}
    except (OSError, ValueError, ValidationError, RecursionError) as error:
        why = getattr(error, "strerror", None) or "it is no table of prices"
        raise BadSettings(
            f"STORYTREE_PRICES cannot be used: {why}.",
            advice="It is JSON, or the name of a file that holds it: US dollars for a million tokens asked, "
            'and answered, as {"openai:gpt-4.1-mini": [0.4, 1.6]}.',
        ) from error


def _from(given: Mapping[str, tuple[float, float]], name: str) -> Price | None:
    """By the whole name, or by what the provider calls it."""
    found = given.get(name) or given.get(name.partition(":")[2])
    return partial(_by_million, found) if found else None


def _by_million(dollars: tuple[float, float], usage: Usage) -> float:
    return (usage.tokens_in * dollars[0] + usage.tokens_out * dollars[1]) / _MILLION


def _listed(name: str) -> Price | None:
    provider, _, model = name.partition(":")
    if provider not in _LISTED:
        return None
    price = partial(_by_list, _LISTED[provider], model)
    try:
        price(Usage())
    except LookupError:
        return None
    return price


def _by_list(provider: str, model: str, usage: Usage) -> float:
    import genai_prices

    tokens = genai_prices.Usage(input_tokens=usage.tokens_in, output_tokens=usage.tokens_out)
    return float(genai_prices.calc_price(tokens, model, provider_id=provider).total_price)

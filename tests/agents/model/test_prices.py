"""What a call costs: as the user says, as the list says, or not known."""

import json
import logging
from pathlib import Path

import pytest

from agents.model.prices import _LISTED, Prices  # pyright: ignore[reportPrivateUsage]
from agents.settings import load
from store.errors import BadSettings
from store.records import Usage

MILLION = Usage(calls=1, tokens_in=1_000_000, tokens_out=100_000)


def cost(name: str, given: object = "", place: str = "") -> float | None:
    text = given if isinstance(given, str) else json.dumps(given)
    price = Prices(load(prices=text)).of(name, place)
    return None if price is None else price(MILLION)


def test_the_users_price_counts_by_the_whole_name_or_the_models() -> None:
    assert cost("openai:small", {"small": [2, 10]}) == 3.0
    assert cost("openai:small", {"small": [2, 10], "openai:small": [4, 0]}) == 4.0
    assert cost("openai:gpt-4.1-mini", {"gpt-4.1-mini": [0, 0]}) == 0.0
    assert cost("openai:org/small:free", {"org/small:free": [1, 0]}) == 1.0


def test_it_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    file.write_text('{"small": [2, 10]}', "utf-8")
    assert cost("openai:small", str(file)) == 3.0


def test_a_well_known_model_is_on_the_list() -> None:
    assert cost("openai:gpt-4.1-mini") == pytest.approx(0.4 + 0.16)
    assert cost("openai:gpt-4.1-mini-2025-04-14") == cost("openai:gpt-4.1-mini")
    assert (cost("anthropic:claude-sonnet-4-5") or 0) > 1


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("openai:small", ""),
        ("openai:gpt-4.1-mini", "http://localhost:11434/v1"),
        ("azure_openai:gpt-4.1-mini", ""),
        ("nobody:gpt-4.1-mini", ""),
    ],
)
def test_the_list_is_not_asked_for_what_another_answers(name: str, place: str) -> None:
    assert cost(name, place=place) is None


def test_the_list_knows_its_providers() -> None:
    from genai_prices.data_snapshot import get_snapshot

    assert set(_LISTED.values()) <= {provider.id for provider in get_snapshot().providers}


def test_an_unknown_price_is_said_once_and_loudly_only_where_money_is_limited(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    for settings in (load(), load(story_cost=1), load(day_cost=1)):
        prices = Prices(settings)
        for _ in range(3):
            assert prices.of("openai:small") is None
    told = [record for record in caplog.records if "openai:small" in record.getMessage()]
    assert [record.levelname for record in told] == ["INFO", "WARNING", "WARNING"]


@pytest.mark.parametrize(
    "given",
    [
        "nowhere.json",
        "{",
        "[]",
        '{"small": 1}',
        '{"small": [1]}',
        '{"small": [-1, 2]}',
        '{"small": [1, NaN]}',
        '{"small": ["free", 0]}',
        '{"small": [1, 2, 3]}',
        "/",
        "{" * 100_000,
    ],
    ids=range(11),
)
def test_what_is_no_table_is_refused_before_anything_is_asked(given: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="STORYTREE_PRICES cannot be used") as caught:
        Prices(load(prices=given, home=tmp_path))
    assert "[0.4, 1.6]" in caught.value.advice
    assert len(f"{caught.value}") < 200

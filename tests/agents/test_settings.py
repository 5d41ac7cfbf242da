"""Settings: from the environment, by what is given, or not at all."""

import re
from pathlib import Path
from typing import Any

import pytest

from agents.settings import Settings, load, table, variable
from store.errors import BadSettings

ROOT = Path(__file__).parents[2]
OTHER: dict[str, Any] = {
    "home": "elsewhere",
    "database": "**********",
    "length": 300,
    "shortest": 2,
    "depth": 10,
    "support": 0.5,
    "entailment": 0.4,
    "wait": 1.0,
    "embedder": "openai:some-model",
    "embedder_url": "http://localhost:8000/v1",
    "openai_api_key": "**********",
    "planner_model": "openai:some-model",
    "writer_model": "openai:some-model",
    "checker_model": "openai:some-model",
    "grader_model": "openai:some-model",
    "language": "German",
    "model_url": "http://localhost:11434/v1",
    "model_timeout": 30.0,
    "model_at_once": 2,
    "prices": '{"small": [1, 2]}',
    "story_calls": 10,
    "story_tokens": 30_000,
    "story_cost": 0.5,
    "story_seconds": 60.0,
    "day_calls": 100,
    "day_tokens": 300_000,
    "day_cost": 5.0,
    "day_seconds": 600.0,
    "index_url": "http://localhost:8000",
    "full_text": "never",
    "pause": 0.5,
    "trace": "trace.jsonl",
    "trace_bodies": True,
    "jobs_at_once": 3,
    "worker": "north",
    "public": True,
    "hosts": "stories.example.org",
    "proxies": "10.0.0.1",
    "secret": "**********",
    "reads_a_minute": 10,
    "writes_a_minute": 5,
    "public_url": "https://stories.example",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def test_every_setting_is_tried_here() -> None:
    assert OTHER.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", OTHER)
def test_the_environment_sets_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable(name), str(OTHER[name]))
    assert str(getattr(load(), name)) == str(OTHER[name])
    assert getattr(load(), name) != Settings.model_fields[name].default


def test_what_is_given_wins_and_none_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYTREE_HOME", "from-environment")
    assert load(home=Path("given")).home == Path("given")
    assert load(home=None).home == Path("from-environment")


@pytest.mark.parametrize("name", OTHER)
def test_an_empty_variable_is_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable(name), "")
    assert getattr(load(), name) == Settings.model_fields[name].default


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("length", "abc"),
        ("length", "49"),
        ("length", "20001"),
        ("length", "1e99"),
        ("shortest", "0"),
        ("depth", "-1"),
        ("support", "1.01"),
        ("support", "nan"),
        ("entailment", "-0.1"),
        ("wait", "inf"),
        ("wait", "-1"),
        ("full_text", "sometimes"),
        ("pause", "601"),
        ("model_timeout", "0"),
        ("model_at_once", "0"),
        ("story_calls", "-1"),
        ("day_cost", "inf"),
        ("day_tokens", "many"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), value)
    with pytest.raises(BadSettings, match=f"{variable(name)} cannot be '{value}'") as caught:
        load()
    assert str(Settings.model_fields[name].default) in caught.value.advice


@pytest.mark.parametrize("name", OTHER)
def test_the_digest_tells_what_can_change_a_story(name: str) -> None:
    same = load().digest() == load(**{name: OTHER[name]}).digest()
    unsaid = {"home", "database", "wait", "full_text", "pause", "openai_api_key", "index_url"}
    unsaid |= {
        "grader_model",
        "model_timeout",
        "model_at_once",
        "prices",
        "trace",
        "trace_bodies",
        "jobs_at_once",
        "worker",
        "public",
        "hosts",
        "proxies",
        "secret",
        "reads_a_minute",
        "writes_a_minute",
        "public_url",
    }
    unsaid |= {f"{of}_{unit}" for of in ("story", "day") for unit in ("calls", "tokens", "cost", "seconds")}
    assert same == (name in unsaid)


@pytest.mark.parametrize("name", OTHER)
def test_the_digest_of_verdicts_tells_what_can_change_one(name: str) -> None:
    """A new setting is one that can, until it is known that it cannot."""
    same = load().verdict_digest() == load(**{name: OTHER[name]}).verdict_digest()
    assert same == (name not in {"support", "entailment", "checker_model", "model_url"})


def test_the_table_has_every_setting() -> None:
    assert [row["name"] for row in table(load())] == list(Settings.model_fields)
    assert all(row["meaning"].endswith(".") for row in table(load()))


@pytest.mark.parametrize("name", OTHER)
def test_every_setting_is_read_somewhere(name: str) -> None:
    code = "".join(
        path.read_text("utf-8") for room in ("agents", "service") for path in (ROOT / room).rglob("*.py")
    )
    assert re.search(rf"\b_?settings\.{name}\b", code)


def test_a_key_is_read_where_everyone_keeps_it_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    settings = load()
    assert settings.openai_api_key.get_secret_value() == "sk-secret"
    shown = {row["environment"]: row["value"] for row in table(settings)}
    assert shown["OPENAI_API_KEY"] == "set"
    assert "sk-secret" not in f"{shown}{settings!r}{settings.model_dump_json()}"
    assert settings.digest() == load(openai_api_key="").digest()


def test_without_a_key_it_says_so() -> None:
    assert {row["environment"]: row["value"] for row in table(load())}["OPENAI_API_KEY"] == "not set"

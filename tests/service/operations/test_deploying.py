"""What is given along to run the service with: each names commands, settings and folders that there are."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from agents.settings import Settings, variable
from service.cli import app
from tests.commands import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
COMMANDS: dict[str, Any] = getattr(typer.main.get_command(app), "commands")  # noqa: B009 (has no types)
UNIT = (ROOT / "deploy" / "storytree.service").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("name", ["service", "worker"])
def test_containers_run_commands_with_settings_that_there_are(name: str) -> None:
    container = COMPOSE["services"][name]
    command, *words = container["command"]
    COMMANDS[command].make_context(command, words)
    known = {variable(setting) for setting in Settings.model_fields} | {"PGPASSWORD"}
    assert set(container["environment"]) <= known
    assert container["read_only"]
    assert container["cap_drop"] == ["ALL"]
    patience = int(container["stop_grace_period"].removesuffix("s"))
    assert patience > 10 + 30


def test_nobody_reaches_the_databases_and_the_service_only_through_a_proxy() -> None:
    for name in ("database", "vectors"):
        assert "ports" not in COMPOSE["services"][name]
        assert COMPOSE["services"][name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"]
    assert COMPOSE["services"]["service"]["ports"] == ["127.0.0.1:8080:8080"]
    assert "POSTGRES_PASSWORD: ${STORYTREE_DB_PASSWORD:?" in (ROOT / "compose.yaml").read_text("utf-8")


def test_the_unit_starts_a_command_that_there_is() -> None:
    command = re.search(r"^ExecStart=\S+/storytree (\w+) (.*)$", UNIT, re.MULTILINE)
    assert command
    COMMANDS[command[1]].make_context(command[1], command[2].split())
    stop = re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert stop
    assert int(stop[1]) > 10 + 30


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "storytree.service"
    unit.write_text(re.sub(r"^(ExecStart=)\S+", rf"\1{shutil.which('true')}", UNIT, flags=re.MULTILINE))
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_image_runs_as_nobody_who_may_do_much_and_has_all_that_is_built_from() -> None:
    assert re.search(r"^USER (?!0\b|root\b)\S+$", DOCKERFILE, re.MULTILINE)
    let_in = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    names = [line.removeprefix("!") for line in let_in if line.startswith("!")]
    assert all((ROOT / name).exists() for name in names)
    wheel = {"agents", "evals", "prompts", "service", "store", "storytree.py", "pyproject.toml", "README.md"}
    assert wheel <= set(names)

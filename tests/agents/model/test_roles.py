"""Roles and their models, tried as a user tries them."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agents.model.roles import ROLES, Models, configured
from agents.settings import load
from tests.agents.model.server import KEY, Server, refusing, saying
from tests.commands import ROOT, call

NAME = "openai:small"


def environment(server: Server, *roles: str) -> dict[str, Any]:
    models = {f"STORYTREE_{role.upper()}_MODEL": NAME for role in roles}
    return {"STORYTREE_MODEL_URL": server.url, "OPENAI_API_KEY": KEY, **models}


def rows(server: Server, *roles: str, **more: Any) -> list[dict[str, Any]]:
    done = call("models", "--json", **environment(server, *roles), **more)
    assert KEY not in done.out + done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    assert done.code == int(not all(row["works"] for row in found))
    return found


def test_every_role_is_embedded_until_it_is_set() -> None:
    assert configured(load()) == {}
    assert [Models(load()).model(role) for role in ROLES] == [None] * 4
    assert configured(load(**{f"{role}_model": NAME for role in ROLES})) == dict.fromkeys(ROLES, NAME)


def test_with_nothing_set_it_says_so_and_how_to_set_one() -> None:
    done = call("models")
    assert (done.code, done.out) == (0, "")
    assert "All roles are embedded: planner, writer, checker, grader." in done.err
    assert "STORYTREE_WRITER_MODEL=openai:MODEL" in done.err
    assert json.loads(call("models", "--json").out) == []


def test_a_model_that_works(model_server: Server) -> None:
    done = call("models", **environment(model_server, "writer", "checker"))
    assert done.code == 0, done.err
    header, writer, checker = (line.split() for line in done.out.splitlines())
    assert header == ["ROLE", "WORKS", "OUTPUT", "STREAMING", "CONTEXT", "SECONDS", "MODEL"]
    assert [*writer[:4], *writer[5:7], writer[-1]] == [
        "writer",
        "yes",
        "json_schema",
        "yes,",
        "s",
        "unknown",
        NAME,
    ]
    assert checker[0] == "checker"
    assert len(model_server.asked) == 1  # one model, whatever the number of its roles


def test_what_it_is_asked_is_fenced(model_server: Server) -> None:
    rows(model_server, "writer")
    question = model_server.asked[0]["messages"][-1]["content"]
    assert question.startswith("<<<untrusted 1\nThe town of Ostrel")
    assert question.endswith("?")


@pytest.mark.parametrize(
    ("fields", "context"),
    [
        ({"max_model_len": 4096}, 4096),
        ({"context_length": 8192}, 8192),
        ({"meta": {"n_ctx": 2048}}, 2048),
        ({"meta": "much"}, None),
        ({"max_model_len": "long"}, None),
        ({}, None),
    ],
)
def test_the_context_is_what_the_server_lists(
    model_server: Server, fields: dict[str, Any], context: int | None
) -> None:
    listed = {"id": "small", "object": "model", "created": 1, "owned_by": "us"}
    other = {**listed, "id": "other", "max_model_len": 1}
    model_server.listed = {"object": "list", "data": [other, {**listed, **fields}]}
    assert rows(model_server, "writer")[0]["context"] == context


@pytest.mark.parametrize("listed", [b"<h1>no</h1>", {"data": None}, [], {"data": [{"name": "small"}]}])
def test_a_server_need_not_have_a_list(model_server: Server, listed: Any) -> None:
    model_server.listed = listed
    (row,) = rows(model_server, "writer")
    assert (row["works"], row["context"]) == (True, None)


def test_one_that_fails_says_why_and_what_to_do(model_server: Server) -> None:
    model_server.habit = refusing(401)
    (row,) = rows(model_server, "writer")
    assert row["works"] is False
    assert "401" in row["problem"]
    assert "OPENAI_API_KEY" in row["advice"]
    done = call("models", **environment(model_server, "writer", "planner"))
    assert done.code == 1
    assert [line.split()[1] for line in done.out.splitlines()[1:]] == ["no", "no"]
    assert done.err.count("refused with status 401") == 1


def test_one_that_cannot_read_does_not_work(model_server: Server) -> None:
    model_server.habit = saying('{"town": "Nowhere", "bridges": 3}')
    (row,) = rows(model_server, "writer")
    assert (row["works"], row["output"]) == (False, "json_schema")
    assert row["problem"]


def test_one_that_is_misnamed_leaves_the_others_alone(model_server: Server) -> None:
    found = rows(model_server, "writer", STORYTREE_CHECKER_MODEL="gpt")
    assert [(row["role"], row["works"]) for row in found] == [("writer", True), ("checker", False)]


def test_a_trial_is_never_answered_from_before(model_server: Server, tmp_path: Path) -> None:
    for _ in range(2):
        assert call("models", home=tmp_path / "home", **environment(model_server, "writer")).code == 0
    assert len(model_server.asked) == 2
    assert not (tmp_path / "home").exists()


def test_a_roles_model_keeps_its_answers_in_the_home(model_server: Server, tmp_path: Path) -> None:
    from agents.model.trying import Probe
    from prompts import load as words

    settings = load(home=tmp_path, writer_model=NAME, model_url=model_server.url)
    for _ in range(2):
        model = Models(settings).model("writer")
        assert model is not None
        assert model.reply(words("probe").fill(text="Ostrel"), Probe).bridges == 3
    assert len(model_server.asked) == 1
    assert len(list((tmp_path / "answers").rglob("*.json"))) == 1


def test_nobody_else_is_told(model_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[Any] = []
    connect = socket.socket.connect

    def heard(self: socket.socket, address: Any) -> None:
        reached.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", heard)
    settings = load(writer_model=NAME, model_url=model_server.url, model_timeout=7.0)
    from agents.model.trying import tried

    assert tried(settings)[0].works
    assert reached
    assert {address[1] for address in reached} == {int(model_server.url.split(":")[2].split("/")[0])}


@pytest.mark.parametrize("words", [["--help"], ["models"], ["settings"]])
def test_nothing_of_langchain_is_loaded_until_a_model_is_set(words: list[str]) -> None:
    code = (
        "import sys; from service.cli import app\n"
        f"try: app({words!r})\n"
        "except SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'langchain', 'langchain_core', 'langchain_openai', 'langsmith', 'openai', 'httpx2', 'tenacity'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"

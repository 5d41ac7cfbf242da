"""The models of all roles of a run: one budget, one breaker, one ledger, and nothing paid twice."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest

from agents.model import Model
from agents.model.account import MemoryLedger
from agents.model.breaker import FAILURES
from agents.model.chat import TRIES
from agents.model.roles import Models
from agents.model.trying import Probe
from agents.settings import Settings, load
from prompts import Prompt
from store.archive import Archive
from store.errors import BadSettings, BudgetSpent, ModelFailed
from store.home import Home
from store.records import Usage
from tests.agents.model.server import KEY, RIGHT, Answer, Server, mode, refusing, right, saying
from tests.commands import ROOT

NAME = "openai:small"
PRICES = '{"small": [1000, 10000]}'
"""40 tokens asked and 10 answered are 0.04 and 0.1 dollars."""
PAID = Usage(calls=1, tokens_in=40, tokens_out=10, cost=0.14)


def settings(server: Server, home: Path, **options: Any) -> Settings:
    given = {"writer_model": NAME, "checker_model": NAME, "model_timeout": 5.0, "prices": PRICES, **options}
    return load(home=home, model_url=server.url, openai_api_key=KEY, **given)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(Home(tmp_path / "home").open().archive_url) as opened:
        yield opened


def of(models: Models, role: str) -> Model:
    model = models.model(role)
    assert model is not None
    return model


def ask(model: Model, number: int = 0) -> Probe:
    return model.reply(Prompt("test", "Answer.", f"Question {number}?", ""), Probe)


def untimed(usage: Usage) -> Usage:
    assert usage.cost is not None
    return usage.model_copy(update={"seconds": 0.0, "cost": round(usage.cost, 6)})


def test_a_run_is_told_by_role_and_kept_by_story(
    model_server: Server, archive: Archive, tmp_path: Path
) -> None:
    models = Models(settings(model_server, tmp_path / "home"), archive)
    assert models.model("planner") is None
    assert models.model("writer") is models.model("writer")
    for story in ("ferry", "bridge"):
        models.begin(story)
        ask(of(models, "writer"), 1)
        ask(of(models, "writer"), 2)
        ask(of(models, "checker"), 3)
        told = {role: untimed(usage) for role, usage in models.usage().items()}
        if story == "ferry":
            assert told == {"writer": untimed(PAID + PAID), "checker": PAID}
        else:  # the same questions: answers of the first run are there
            assert told == {"writer": Usage(kept=2), "checker": Usage(kept=1)}
    kept = {(one.story, one.role): untimed(one.usage) for one in archive.spent()}
    assert kept == {
        ("ferry", "writer"): untimed(PAID + PAID),
        ("ferry", "checker"): PAID,
        ("bridge", "writer"): Usage(kept=2),
        ("bridge", "checker"): Usage(kept=1),
    }
    assert all(one.usage.seconds > 0 for one in archive.spent(story="ferry"))


def test_all_roles_share_one_budget_and_what_was_paid_is_kept(model_server: Server, tmp_path: Path) -> None:
    models = Models(settings(model_server, tmp_path, story_calls=3))
    models.begin("ferry")
    for number, role in enumerate(["writer", "checker", "writer"]):
        ask(of(models, role), number)
    with pytest.raises(BudgetSpent, match="3 calls"):
        ask(of(models, "checker"), 3)
    assert len(model_server.asked) == 3
    models.begin("ferry")  # again, with what was paid for
    for number, role in enumerate(["writer", "checker", "writer", "checker"]):
        ask(of(models, role), number)
    assert len(model_server.asked) == 4
    assert sum(one.calls for one in models.usage().values()) == 1


@pytest.mark.parametrize(
    "budget",
    [{"story_tokens": 700}, {"story_cost": 0.01}, {"day_tokens": 700}],
    ids=lambda one: next(iter(one)),
)
def test_before_the_first_question_it_is_known_what_it_takes(
    model_server: Server, tmp_path: Path, budget: dict[str, Any]
) -> None:
    models = Models(settings(model_server, tmp_path, **budget))
    long = Prompt("test", "Answer.", "Which town? " * 100, "")
    with pytest.raises(BudgetSpent, match="the next question takes about"):
        of(models, "writer").reply(long, Probe)
    assert model_server.asked == []
    assert models.usage() == {}


def test_the_days_budget_counts_what_other_processes_paid(
    model_server: Server, archive: Archive, tmp_path: Path
) -> None:
    first, second = (
        Models(settings(model_server, tmp_path / name, day_calls=3), archive) for name in ("home", "other")
    )
    ask(of(first, "writer"), 1)
    ask(of(first, "writer"), 2)
    ask(of(second, "writer"), 3)
    for models in (first, second):
        with pytest.raises(BudgetSpent, match="3 calls for a day"):
            ask(of(models, "writer"), 4)


def test_answers_under_way_when_a_budget_ends_are_kept(model_server: Server, tmp_path: Path) -> None:
    """Two are on the way as the third is refused; both come home and need not be asked again."""
    arrived, may_answer = [Event(), Event()], Event()

    def slow(asked: dict[str, Any]) -> Answer:
        arrived[len(model_server.asked) - 1].set()
        assert may_answer.wait(10)
        return right(asked)

    model_server.habit = slow
    models = Models(settings(model_server, tmp_path, story_calls=2))
    writer = of(models, "writer")
    with ThreadPoolExecutor(3) as pool:
        under_way = [pool.submit(ask, writer, number) for number in (1, 2)]
        assert all(one.wait(10) for one in arrived)
        third = pool.submit(ask, writer, 3)
        with pytest.raises(TimeoutError):
            third.result(0.1)  # one of them may fail: it waits for what they come to
        may_answer.set()
        with pytest.raises(BudgetSpent):
            third.result(10)
        assert [one.result(10).bridges for one in under_way] == [3, 3]
    assert [ask(writer, number).bridges for number in (1, 2)] == [3, 3]
    assert (models.usage()["writer"].calls, models.usage()["writer"].kept) == (2, 2)


def test_what_one_role_finds_out_of_a_model_the_others_know(model_server: Server, tmp_path: Path) -> None:
    model_server.habit = model_server.without("json_schema")
    models = Models(settings(model_server, tmp_path))
    ask(of(models, "writer"), 1)
    ask(of(models, "checker"), 2)
    assert [mode(asked) for asked in model_server.asked] == ["json_schema", *["function_calling"] * 2]


def test_threads_that_ask_the_same_pay_once(model_server: Server, tmp_path: Path) -> None:
    def slow(asked: dict[str, Any]) -> Answer:
        time.sleep(0.1)
        return right(asked)

    model_server.habit = slow
    models = Models(settings(model_server, tmp_path))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, [of(models, "writer")] * 8))
    assert len(model_server.asked) == 1
    assert (models.usage()["writer"].calls, models.usage()["writer"].kept) == (1, 7)


def test_a_provider_that_is_down_is_left_alone_by_all_roles(model_server: Server, tmp_path: Path) -> None:
    model_server.habit = refusing(503, **{"retry-after": "0"})
    other = {"planner_model": "openai:large"}
    models = Models(settings(model_server, tmp_path, **other))
    with pytest.raises(ModelFailed, match="503"):
        ask(of(models, "writer"))
    assert len(model_server.asked) == TRIES
    with pytest.raises(ModelFailed, match="503"):
        ask(of(models, "checker"))
    assert len(model_server.asked) == FAILURES
    begun = time.monotonic()
    for role in ("writer", "checker", "planner"):
        with pytest.raises(ModelFailed, match="not asked again before"):
            ask(of(models, role))
    assert time.monotonic() - begun < 1.0
    assert len(model_server.asked) == FAILURES
    assert sum(one.calls for one in models.usage().values()) == 0


class Crowd:
    """A server that takes so many at once, and refuses the others."""

    def __init__(self, takes: int) -> None:
        self._takes = takes
        self._lock = Lock()
        self._here = 0
        self.most = 0
        self.refused = 0

    def __call__(self, asked: dict[str, Any]) -> Answer:
        with self._lock:
            self._here += 1
            self.most = max(self.most, self._here)
            too_many = self._here > self._takes
            self.refused += too_many
        time.sleep(0.02)
        with self._lock:
            self._here -= 1
        return (refusing(429, **{"retry-after": "0"}) if too_many else right)(asked)


def test_no_more_are_asked_at_once_than_the_setting_says(model_server: Server, tmp_path: Path) -> None:
    model_server.habit = crowd = Crowd(100)
    models = Models(settings(model_server, tmp_path, model_at_once=3))
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, [of(models, "writer"), of(models, "checker")] * 20, range(40)))
    assert crowd.most == 3


def test_a_server_that_takes_two_at_once_answers_all_in_the_end(model_server: Server, tmp_path: Path) -> None:
    model_server.habit = crowd = Crowd(2)
    models = Models(settings(model_server, tmp_path))
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(ask, [of(models, "writer")] * 24, range(24)))
    assert [one.bridges for one in found] == [3] * 24
    assert models.usage()["writer"].calls == 24
    assert crowd.refused < 24


def test_a_process_that_is_killed_pays_nothing_twice(
    model_server: Server, archive: Archive, tmp_path: Path
) -> None:
    """Killed while the third of five answers is on its way: the first two are kept, and on the ledger."""
    third = Event()

    def hang(asked: dict[str, Any]) -> Answer:
        third.set()
        return model_server.hang(asked)

    model_server.ways = [right, right, hang]
    home = tmp_path / "home"
    script = (
        "from tests.agents.model.test_models import *\n"
        f"archive = Archive(Home(Path({str(home)!r})).archive_url)\n"
        "server = Server()\n"
        f"server.url = {model_server.url!r}\n"
        f"models = Models(settings(server, Path({str(home)!r})), archive)\n"
        "models.begin('ferry')\n"
        "for number in range(5): ask(of(models, 'writer'), number)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) as child:
        assert third.wait(60)
        child.send_signal(signal.SIGKILL)
    assert [untimed(one.usage) for one in archive.spent()] == [untimed(PAID + PAID)]
    models = Models(settings(model_server, home), archive)
    models.begin("ferry")
    for number in range(5):
        assert ask(of(models, "writer"), number).bridges == 3
    assert models.usage()["writer"].calls == 3
    assert models.usage()["writer"].kept == 2
    questions = [asked["messages"][-1]["content"] for asked in model_server.asked]
    assert sorted(questions) == sorted([f"Question {number}?" for number in range(5)] + ["Question 2?"])


def test_what_has_no_price_has_no_cost(model_server: Server, tmp_path: Path) -> None:
    ledger = MemoryLedger()
    models = Models(settings(model_server, tmp_path, prices='{"large": [1, 1]}'), ledger)
    ask(of(models, "writer"))
    assert models.usage()["writer"].cost is None
    assert [one.usage.cost for one in ledger.payments] == [None]


def test_an_answer_that_is_no_use_is_on_the_ledger_all_the_same(model_server: Server, tmp_path: Path) -> None:
    ledger = MemoryLedger()
    model_server.ways = [saying("no"), saying(json.dumps(RIGHT))]
    ask(of(Models(settings(model_server, tmp_path), ledger), "writer"))
    assert [untimed(one.usage) for one in ledger.payments] == [PAID, PAID]
    assert {(one.role, one.model) for one in ledger.payments} == {("writer", NAME)}


@pytest.mark.parametrize(
    "bad", [{"prices": "nowhere.json"}, {"writer_model": "small"}], ids=["prices", "name"]
)
def test_what_cannot_be_is_said_before_anything_is_asked(
    model_server: Server, tmp_path: Path, bad: dict[str, str]
) -> None:
    with pytest.raises(BadSettings):
        Models(settings(model_server, tmp_path, **bad)).model("writer")
    assert model_server.asked == []

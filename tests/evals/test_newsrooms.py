"""Stories that are written to be measured: each in an empty home, and paid for out of one that stays."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.model.roles import ANSWERS
from agents.settings import load
from evals.context import Context
from evals.newsrooms import add, empty_newsroom, write
from evals.suites import Place
from evals.suites.coverage import CoverageSuite
from evals.texts import source
from service.evaluated import parse
from store.archive import Archive
from store.errors import BudgetSpent
from store.home import ARCHIVE
from tests.agents.model.server import KEY, Server, running, saying

DAY = datetime(2025, 3, 7, tzinfo=UTC)
PLAN = {"questions": [{"text": "Who died when the Wend dam broke?", "facet": "latest"}]}
FLOOD = "The Wend dam broke on Thursday. Two people died in the lower town when the Wend dam broke."


@pytest.fixture(scope="module")
def running_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def server(running_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    running_server.forget()
    running_server.habit = saying(json.dumps(PLAN))
    for name, value in {
        "STORYTREE_PLANNER_MODEL": "openai:small",
        "STORYTREE_MODEL_URL": running_server.url,
        "OPENAI_API_KEY": KEY,
    }.items():
        monkeypatch.setenv(name, value)
    return running_server


def told(paid_in: Path | None, topic: str = "Wend dam") -> None:
    with empty_newsroom(1, paid_in) as newsroom:
        assert newsroom.archive.stories() == ()
        add(newsroom, [source([FLOOD], DAY, "https://wend.example/flood", "flood")])
        assert write(newsroom, topic, DAY)


def test_an_answer_is_paid_for_once_whatever_home_the_story_is_in(server: Server, tmp_path: Path) -> None:
    told(tmp_path)
    assert len(server.asked) == 1
    told(tmp_path)
    assert len(server.asked) == 1
    told(None)
    assert len(server.asked) == 2


def test_what_a_day_may_cost_holds_for_all_stories_together(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORYTREE_DAY_CALLS", "1")
    told(tmp_path)
    with pytest.raises(BudgetSpent):
        told(tmp_path, "Two people of Wend")
    assert len(server.asked) == 1
    with Archive(f"sqlite:///{tmp_path / ARCHIVE}") as archive:
        assert sum(one.usage.calls for one in archive.spent()) == 1
        assert archive.stories() == ()


def test_a_run_keeps_them_in_its_folder(server: Server, tmp_path: Path) -> None:
    row = {
        "id": "flood",
        "topic": "Wend dam",
        "sources": [{"id": "a", "text": f"{FLOOD} {FLOOD}", "published": "2025-03-07T08:00:00Z"}],
        "nuggets": [{"text": "Two people died."}],
    }
    (tmp_path / "coverage.jsonl").write_text(json.dumps(row))
    suite = CoverageSuite()
    for _ in range(2):
        context = Context.of_production(load(), lambda _done, _whole: None, tmp_path)
        suite.run(suite.read(Place(tmp_path, parse)), context)
        (tmp_path / "kept.jsonl").unlink()
    assert len(server.asked) == 1
    assert (tmp_path / "home" / ANSWERS).is_dir()

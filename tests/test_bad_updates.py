"""Updates that meet bad sources or are cut short: the last good version stays, and the next one completes."""

import json
import shutil
import signal
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from agents.events import Emitted, Unchanged
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from store.errors import NothingToTell
from store.ingest import ingest
from store.records import Notice, SourceStatus
from tests.agents.wend import COLLAPSE, FIRST, STORY, add, report, retired, text, update, write
from tests.commands import BRIDGE, Written, call, run, start
from tests.commands import STORY as BRIDGE_STORY

LATER = "2025-04-13"
FLOOD = 5_000
NINE = (
    "Nine people died in the collapse of the Wend dam, the police said. A free ferry at Wend began on Monday."
)


@pytest.fixture
def newsroom(tmp_path: Path) -> Generator[Newsroom]:
    with open_newsroom(load(home=tmp_path / "home", shortest=2), "test") as opened:
        add(opened, [COLLAPSE])
        write(opened)
        yield opened


def test_a_flood_of_copies_is_one_voice_and_takes_no_minutes(newsroom: Newsroom) -> None:
    copies = (
        report(
            f"{NINE} This is copy {number}.", 4, outlet=f"Mirror {number}", url=f"https://m{number}.example/"
        )
        for number in range(FLOOD // 10)
    )
    for _ in ingest(copies, newsroom.archive):
        pass
    newsroom.index.catch_up(newsroom.archive)
    begun = time.monotonic()
    after = update(newsroom, 5)
    assert time.monotonic() - begun < 20  # 1.7 s for all 5,000 where nothing else runs
    (toll,) = [claim for claim in after.claims() if "Nine people died" in claim.text]
    assert len(toll.citations) == 1
    assert "Two people died" not in text(after)


def test_a_source_that_contradicts_everything_retires_nothing(newsroom: Newsroom) -> None:
    before = newsroom.archive.version(STORY)
    denial = report(
        "The Wend dam did not collapse at dawn on Thursday and did not flood the lower town of Wend. "
        "Nobody died in the collapse of the Wend dam. Engineers of the Ard River Board had never inspected "
        "the Wend dam. No houses in Wend stood under water on Thursday evening.",
        4,
        outlet="Truth",
        url="https://truth.example/1",
    )
    add(newsroom, [denial])
    after = update(newsroom, 5)
    assert {claim.id for claim in before.claims()} <= {claim.id for claim in after.claims()}


def test_where_all_sources_are_retracted_the_last_version_stays_and_the_reason_is_kept(
    newsroom: Newsroom,
) -> None:
    add(newsroom, [report(NINE, 4)])
    live = update(newsroom, 5)
    notices = [
        Notice(source_id=one.id, status=SourceStatus.RETRACTED, reason="invented", at=FIRST)
        for one in newsroom.archive.sources()
    ]
    newsroom.archive.give(notices)
    for tries in (1, 2):
        with pytest.raises(NothingToTell):
            update(newsroom, 6)
        assert newsroom.archive.version(STORY) == live
        assert len(newsroom.archive.failures(STORY)) == tries
    add(newsroom, [report("The Wend dam is rebuilt, and the town of Wend paid for it. " + NINE, 300)])
    last = list(newsroom.editor.update(STORY))[-1]
    assert isinstance(last, Emitted | Unchanged)


def test_sources_out_of_order_and_from_the_future_leave_numbers_and_reasons_in_order(
    newsroom: Newsroom,
) -> None:
    tolls = {9: "Nine", 400: "Forty", -3: "Twenty", 2: "Five", 12: "Eleven"}
    for days, words in tolls.items():
        add(
            newsroom, [report(f"{words} people died in the collapse of the Wend dam, the police said.", days)]
        )
        update(newsroom, 14)
    versions = newsroom.archive.versions(STORY)
    assert [one.minor for one in versions] == list(range(1, len(versions) + 1))
    assert "Eleven people died" in text(versions[-1])
    assert "Forty people" not in " ".join(map(text, versions))
    assert "Twenty people" not in " ".join(map(text, versions))
    assert all(change.reason for version in versions for change in retired(version))


# ---- processes ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def due(bridge: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a story of three weeks, and three weeks of sources that it has not seen."""
    home = shutil.copytree(bridge.home, tmp_path_factory.mktemp("due") / "home")
    assert call("add", *(BRIDGE / f"week-{week}" for week in (4, 5, 6)), home=home).code == 0
    return home


@pytest.fixture
def home(due: Path, tmp_path: Path) -> Path:
    return shutil.copytree(due, tmp_path / "home")


def versions(home: Path) -> list[str]:
    (story,) = json.loads(call("stories", "--json", home=home).out)
    return story["versions"]


def shown(home: Path, label: str) -> list[str]:
    """The version's blocks without the time of writing."""
    blocks = call("show", f"{BRIDGE_STORY}@{label}", home=home).out.split("\n\n")
    return [*blocks[:2], *blocks[3:]]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_update_during_an_update_is_told_to_wait_and_breaks_nothing(home: Path) -> None:
    with start("update", BRIDGE_STORY, "--as-of", LATER, home=home) as first:
        until((home / "lock.json").exists)
        first.send_signal(signal.SIGSTOP)
        try:
            second = call("update", BRIDGE_STORY, "--as-of", LATER, home=home, STORYTREE_WAIT="0.2")
            assert (second.code, second.out) == (1, "")
            assert f"is in use by process {first.pid}" in second.err
            assert versions(home) == ["v0.1"]
        finally:
            first.send_signal(signal.SIGCONT)
        _, err = first.communicate(timeout=120)
    assert first.returncode == 0, err
    assert versions(home) == ["v0.1", "v0.2"]


def test_a_kill_at_any_moment_leaves_the_last_version_and_the_next_update_completes(
    home: Path, tmp_path: Path
) -> None:
    before, undisturbed = shown(home, "v0.1"), shutil.copytree(home, tmp_path / "undisturbed")
    begun = time.monotonic()
    assert run("update", BRIDGE_STORY, "--as-of", LATER, home=undisturbed).code == 0
    whole = time.monotonic() - begun
    for share in (0.3, 0.6, 0.8, 0.95):
        with start("update", BRIDGE_STORY, "--as-of", LATER, home=home) as child:
            time.sleep(share * whole)
            child.kill()
        there = versions(home)
        assert there in (["v0.1"], ["v0.1", "v0.2"])
        assert shown(home, "v0.1") == before
        if len(there) > 1:
            break
    assert call("update", BRIDGE_STORY, "--as-of", LATER, home=home).code == 0
    assert versions(home) == ["v0.1", "v0.2"]
    assert shown(home, "v0.2") == shown(undisturbed, "v0.2")

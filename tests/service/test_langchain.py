"""Parts for LangChain, through LangChain's own doors."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from service.langchain import StoryPipeline, StoryRetriever, Task, story_pipeline
from store.errors import BadSettings, NothingToTell, UnknownStory, UsageError
from store.records import SourceKind
from tests.commands import BRIDGE, STORY, TOPIC, UNTIL, Written, call


@pytest.fixture
def home(bridge: Written, tmp_path: Path) -> Path:
    return shutil.copytree(bridge.home, tmp_path / "home")


@pytest.fixture
def news(home: Path) -> Path:
    """A home with a week that the story has not seen."""
    assert call("add", BRIDGE / "week-4", home=home).code == 0
    return home


def pipeline(home: Path) -> StoryPipeline:
    return story_pipeline(home)


WRITE: Task = {"topic": TOPIC, "as_of": UNTIL}
STANDS: Task = {"story": STORY, "as_of": UNTIL}
UPDATE: Task = {"story": STORY, "as_of": "2025-03-30"}


def test_documents_say_where_they_stand(bridge: Written) -> None:
    found = StoryRetriever(home=bridge.home, k=4).invoke("driver of the bus")
    assert len(found) == 4
    for one in found:
        known = one.metadata
        shown = call("sources", "--json", home=bridge.home).out
        assert known["source_id"] in shown
        assert known["source_id"].startswith(known["citation"])
        assert (
            one.id == known["snippet_id"] == f"{known['source_id']}.{known['snippet_id'].rpartition('.')[2]}"
        )
        assert known["end"] - known["start"] == len(one.page_content)
        assert known["score"] > 0
        assert known["ranks"]
        assert {"title", "outlet", "kind", "url", "published_at", "channels", "source"} <= known.keys()
    assert any("Haverly" in one.page_content for one in found)


def test_what_a_retriever_is_told_narrows_what_it_finds(bridge: Written) -> None:
    day = datetime(2025, 3, 8, tzinfo=UTC)
    early = StoryRetriever(home=bridge.home, as_of=day).invoke("collapse of the bridge")
    assert early
    assert all(datetime.fromisoformat(one.metadata["published_at"]) <= day for one in early)
    post = StoryRetriever(home=bridge.home, outlet="The Norvane Post").invoke("death toll")
    assert {one.metadata["outlet"] for one in post} == {"The Norvane Post"}
    opinion = StoryRetriever(home=bridge.home, kind=SourceKind.OPINION).invoke("collapse of the bridge")
    assert {one.metadata["kind"] for one in opinion} == {"opinion"}


@pytest.mark.parametrize(
    "query", ["", "the of and", "zebra crossings of Madagascar"], ids=["empty", "stop", "zebra"]
)
def test_where_nothing_is_about_it_there_are_no_documents(query: str, bridge: Written) -> None:
    assert StoryRetriever(home=bridge.home).invoke(query) == []


def test_a_retriever_is_a_step_of_a_chain(bridge: Written) -> None:
    def joined(documents: list[Document]) -> str:
        return " ".join(f"[{one.metadata['citation']}]" for one in documents)

    retriever = StoryRetriever(home=bridge.home, k=2)
    chain: Any = {"context": retriever | joined, "question": RunnablePassthrough()} | RunnableLambda(dict)
    asked = asyncio.run(chain.ainvoke("driver of the bus"))
    assert asked["question"] == "driver of the bus"
    assert asked["context"].count("[") == 2
    assert len(retriever.batch(["ferry", "minister"])) == 2


def test_invoke_gives_the_last_of_what_stream_yields(news: Path) -> None:
    streamed = list(pipeline(news).stream({**UPDATE, "dry_run": True}))
    last = pipeline(news).invoke({**UPDATE, "dry_run": True})
    assert [told["event"] for told in streamed][:3] == ["planned", "retrieved", "retrieved"]
    assert (last["event"], last["version"]["minor"]) == ("proposed", 2)
    assert last["version"]["title"] == streamed[-1]["version"]["title"]
    assert last["text"].startswith("v0.2 🌳\n")
    assert call("show", f"{STORY}@v0.2", home=news).code == 2


def test_a_story_is_written_updated_and_left_as_it_is(home: Path, bridge: Written) -> None:
    unchanged = pipeline(home).invoke(WRITE)
    assert unchanged["event"] == "unchanged"
    assert unchanged["text"] == bridge.story.rstrip("\n")
    assert call("add", BRIDGE / "week-4", home=home).code == 0
    assert pipeline(home).invoke(UPDATE)["event"] == "emitted"
    assert pipeline(home).invoke(UPDATE)["event"] == "unchanged"
    assert call("show", f"{STORY}@v0.2", home=home).code == 0


def test_what_comes_after_it_in_a_chain_gets_the_version(bridge: Written) -> None:
    def titled(told: dict[str, Any]) -> str:
        return told["version"]["title"]["text"]

    chain = pipeline(bridge.home) | RunnableLambda(titled)
    title = chain.invoke(STANDS)
    assert title in bridge.story
    assert list(chain.stream(STANDS)) == [title]
    assert asyncio.run(chain.ainvoke(STANDS)) == title


def test_events_are_streamed_to_those_who_wait_for_them(bridge: Written) -> None:
    async def listen() -> tuple[list[str], list[str], Any]:
        made = pipeline(bridge.home)
        yielded = [told["event"] async for told in made.astream(STANDS)]
        events = [event async for event in made.astream_events(STANDS, version="v2")]
        custom = [event["name"] for event in events if event["event"] == "on_custom_event"]
        return yielded, custom, events[-1]

    yielded, custom, last = asyncio.run(listen())
    assert yielded[0] == "planned"
    assert yielded[-1] == "unchanged"
    assert custom == [f"storytree.{event}" for event in yielded]
    assert (last["event"], last["name"]) == ("on_chain_end", "storytree")


def test_whoever_leaves_early_lets_go_of_the_home(bridge: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYTREE_WAIT", "0")

    async def leave() -> None:
        async for told in pipeline(bridge.home).astream(STANDS):
            if told["event"] == "retrieved":
                break

    asyncio.run(leave())
    for told in pipeline(bridge.home).stream(STANDS):
        if told["event"] == "retrieved":
            break
    assert pipeline(bridge.home).invoke(STANDS)["event"] == "unchanged"


BAD: dict[str, tuple[Any, type[Exception]]] = {
    "neither": ({}, UsageError),
    "both": ({"topic": TOPIC, "story": STORY}, UsageError),
    "no word": ({"topic": "…"}, UsageError),
    "no date": ({"topic": TOPIC, "as_of": "yesterday"}, UsageError),
    "no version": ({"story": f"{STORY}@last"}, UsageError),
    "no story": ({"story": "no-such-story"}, UnknownStory),
    "nothing": ({"topic": "zebra crossings of Madagascar"}, NothingToTell),
}


@pytest.mark.parametrize("name", BAD)
def test_a_task_that_cannot_be_done_says_why(name: str, bridge: Written, tmp_path: Path) -> None:
    home = shutil.copytree(bridge.home, tmp_path / "home")
    task, error = BAD[name]
    with pytest.raises(error):
        pipeline(home).invoke(task)


def test_settings_are_checked_when_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadSettings):
        story_pipeline(tmp_path, length=3)


class Heard(BaseCallbackHandler):
    def __init__(self) -> None:
        self.custom: list[str] = []

    def on_custom_event(self, name: str, *_: Any, **__: Any) -> None:
        self.custom.append(name)


def test_callbacks_hear_what_happens(bridge: Written) -> None:
    heard = Heard()
    pipeline(bridge.home).invoke(STANDS, {"callbacks": [heard]})
    assert heard.custom[-1] == "storytree.unchanged"

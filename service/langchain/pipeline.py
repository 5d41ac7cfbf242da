"""The making of stories as a Runnable: what happens is streamed, and the last of it is the version."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict

from langchain_core.callbacks import dispatch_custom_event
from langchain_core.runnables import Runnable, RunnableConfig

from agents.events import Emitted, Event, Proposed, Unchanged
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import Settings, load
from service.render import Format, render
from store.errors import UsageError

Told = dict[str, Any]
"""An event: its name in ``event``, the rest as its record has it."""


class Task(TypedDict, total=False):
    """Either a topic to write about, or the name of a story to update."""

    topic: str
    story: str
    """As the command line takes it: a name, and with @v0.7 the branch that this version is on."""
    as_of: datetime | str | None
    length: int
    """Words of a story that is written, at most; else as it was, or as set."""
    dry_run: bool
    """An update is proposed, and not kept."""


def story_pipeline(home: Path | str | None = None, **settings: Any) -> "StoryPipeline":
    """Over a home (else STORYTREE_HOME, else ``.storytree``); settings as ``storytree settings`` names them.

    Raises BadSettings.
    """
    return StoryPipeline(load(home=home, **settings))


class StoryPipeline(Runnable[Task, Told]):
    """``invoke`` gives the last of what ``stream`` yields: the version as ``version``, its text as ``text``.

    ``event`` says whether it was ``emitted``, ``proposed``, or stands ``unchanged``. The same is told as
    custom events, ``storytree.checked`` and so on. Raises StorytreeError: NothingToTell where there is no
    story.
    """

    name = "storytree"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def invoke(self, input: Task, config: RunnableConfig | None = None, **_: Any) -> Told:  # noqa: A002
        return self._call_with_config(self._last, input, config)

    def stream(self, input: Task, config: RunnableConfig | None = None, **_: Any) -> Iterator[Told]:  # noqa: A002
        return self.transform(iter([input]), config)

    def transform(
        self,
        input: Iterator[Task],  # noqa: A002
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> Iterator[Told]:
        return self._transform_stream_with_config(input, self._each, config)

    def astream(self, input: Task, config: RunnableConfig | None = None, **_: Any) -> AsyncIterator[Told]:  # noqa: A002
        async def only() -> AsyncIterator[Task]:
            yield input

        return self.atransform(only(), config)

    def atransform(
        self,
        input: AsyncIterator[Task],  # noqa: A002
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> AsyncIterator[Told]:
        return self._atransform_stream_with_config(input, self._aeach, config)

    def _last(self, task: Task) -> Told:
        *_, last = self._each(iter([task]))
        return last

    def _each(self, tasks: Iterator[Task]) -> Generator[Told]:
        for task in tasks:
            with open_newsroom(self._settings, "a LangChain pipeline") as newsroom:
                for event in _events(newsroom, task):
                    told = _told(event, newsroom)
                    dispatch_custom_event(f"storytree.{told['event']}", told)
                    yield told

    async def _aeach(self, tasks: AsyncIterator[Task]) -> AsyncIterator[Told]:
        async for task in tasks:
            async for told in _from_thread(self._each(iter([task]))):
                yield told


async def _from_thread(many: Generator[Told]) -> AsyncGenerator[Told]:
    """From one thread of its own: the home is let go of by the thread that took it."""
    loop, context = asyncio.get_running_loop(), copy_context()
    with ThreadPoolExecutor(1, "storytree") as thread:
        try:
            while told := await loop.run_in_executor(thread, lambda: context.run(next, many, None)):
                yield told
        finally:
            thread.submit(context.run, many.close)


def _events(newsroom: Newsroom, task: Task) -> Iterator[Event]:
    """Raises UsageError for a task that is none."""
    from service.cli.telling import subject, version_asked

    topic, story = task.get("topic", ""), task.get("story", "")
    if bool(topic) == bool(story):
        raise UsageError(
            "The task names neither a topic nor a story, or both.",
            advice='Give {"topic": "harbour strike"} to write, or {"story": "harbour-strike"} to update.',
        )
    if topic:
        return newsroom.editor.write(subject(topic), _until(task), length=task.get("length", 0))
    name, number = version_asked(story)
    return newsroom.editor.update(name, _until(task), on=number, commit=not task.get("dry_run", False))


def _until(task: Task) -> datetime | None:
    from service.cli.times import moment

    until = task.get("as_of")
    return until if isinstance(until, datetime) else moment(until)


def _told(event: Event, newsroom: Newsroom) -> Told:
    told: Told = {"event": type(event).__name__.lower(), **event.model_dump(mode="json")}
    if isinstance(event, Emitted | Proposed | Unchanged):
        sources = newsroom.archive.sources_by_id(event.version.sources)
        told["text"] = render(event.version, sources, Format.TEXT)
    return told

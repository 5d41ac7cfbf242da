"""Tools that write, and what becomes of the work that they order."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Annotated, Any

import anyio
from anyio import to_thread
from mcp.server.mcpserver import Context, MCPServer
from mcp_types import ToolAnnotations
from pydantic import Field

from service.here import Service
from service.jobs import Update
from service.mcp.callers import writer
from service.mcp.reading import Day, Story
from service.mcp.shapes import JobShown, plain
from store.records import Deed

PATIENCE = 600
"""Seconds for which an answer is waited for, at most: what takes longer is asked after with get_job."""
_BREATH = 0.2
"""Seconds between two notifications of progress."""


def add_to(server: "MCPServer[Any]", service: Callable[[], Service]) -> None:
    """The tools, working for whatever service there is when they are called."""
    desk = Updating(service)
    server.add_tool(
        desk.update_story,
        title="Update a story",
        annotations=ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=True),
        structured_output=True,
    )
    server.add_tool(
        desk.get_job,
        title="How a job stands",
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True),
        structured_output=True,
    )


class Updating:
    """Each method is a tool; its docstring is what a model reads of it."""

    def __init__(self, service: Callable[[], Service]) -> None:
        self._service = service

    async def update_story(
        self,
        story: Story,
        context: Context,
        as_of: Day = None,
        poll: Annotated[bool, Field(description="Poll the feeds that are followed before.")] = False,
        wait: Annotated[int, Field(ge=0, le=PATIENCE, description="Seconds to wait for its end.")] = 300,
    ) -> JobShown:
        """Write a story's next version from what is new, if anything is: a job, whose progress is told.

        Old versions stay. Where it takes longer than ``wait``, ask again with get_job.
        """
        service, asks = self._service(), writer(context)
        await to_thread.run_sync(service.archive.version, story)
        order = Update(story=story, as_of=as_of, poll=poll)
        job = await to_thread.run_sync(lambda: service.works.order(order, actor=asks.label))
        deed = Deed(at=datetime.now(UTC), actor=asks.label, action="story.update", object=story)
        await to_thread.run_sync(service.archive.keys.note, [deed])
        with anyio.move_on_after(wait):
            await _watch(service, job.id, context)
        return JobShown.of(await to_thread.run_sync(service.works.job, job.id))

    def get_job(self, job: Annotated[str, Field(max_length=300)]) -> JobShown:
        """How a job stands that update_story began."""
        return JobShown.of(self._service().works.job(job))


async def _watch(service: Service, job: str, context: Context) -> None:
    """Until it is over; told at most some times a second, as a story has hundreds of checks."""
    last = 0.0
    async for number, told in service.works.events(job):
        if monotonic() - last > _BREATH:
            last = monotonic()
            await context.report_progress(number, message=plain(told.text))
    while True:  # the last event is told a moment before the job is over
        if (await to_thread.run_sync(service.works.job, job)).state.is_over:
            return
        await anyio.sleep(_BREATH)

"""Tools that read."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp_types import ToolAnnotations
from pydantic import Field

from agents.model.roles import Models
from agents.newsroom import assemble
from agents.retriever import wanted
from service.checking import check_text as checked
from service.checking import claims_of, remarked
from service.cited import read_cited
from service.here import Service
from service.mcp.shapes import (
    Changes,
    CheckedSentence,
    Findings,
    Found,
    Quoted,
    Report,
    SourceRead,
    SourceShown,
    Stories,
    StoryHead,
    StoryShown,
)
from service.render.diff import Diff
from store.changes import between
from store.errors import UnknownVersion, UsageError
from store.records import Evidence, Question

LONGEST = 20_000
"""Characters of a source that one answer has."""
_LABEL = re.compile(r"v?(\d{1,9})\.(\d{1,9})", re.ASCII)
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Story = Annotated[str, Field(description="A story's name, as list_stories gives it.", max_length=500)]
Version = Annotated[str, Field(description="A version's label, as v0.3.", max_length=30)]
Day = Annotated[datetime | None, Field(description="A date, or a moment in UTC.")]


def add_to(server: "MCPServer[Any]", service: Callable[[], Service]) -> None:
    """The tools, working for whatever service there is when they are called."""
    desk = Reading(service)
    for tool, title in (
        (desk.list_stories, "List stories"),
        (desk.get_story, "Read a story"),
        (desk.what_changed, "What changed in a story"),
        (desk.search_sources, "Search the sources"),
        (desk.get_source, "Read a source"),
        (desk.check_text, "Check a text against its sources"),
    ):
        server.add_tool(tool, title=title, annotations=_READS, structured_output=True)


def number_of(label: str) -> tuple[int, int] | None:
    """None for an empty label, which means the live version. Raises UnknownVersion for what is none."""
    if not label:
        return None
    found = _LABEL.fullmatch(label)
    if not found:
        raise UnknownVersion(f"{label!r} is no version.", advice="Versions are written v0.3.")
    return int(found[1]), int(found[2])


class Reading:
    """Each method is a tool; its docstring is what a model reads of it."""

    def __init__(self, service: Callable[[], Service]) -> None:
        self._service = service

    def list_stories(
        self,
        limit: Annotated[int, Field(ge=1, le=200)] = 20,
        after: Annotated[str, Field(description="`next` of the answer before.", max_length=1000)] = "",
    ) -> Stories:
        """List the stories that are kept, those written last first."""
        heads = self._service().archive.heads(_place(after), limit + 1)
        last = heads[limit - 1] if len(heads) > limit else None
        following = f"{last.written_at.isoformat()} {last.story}" if last else ""
        return Stories(stories=[StoryHead.of(head) for head in heads[:limit]], next=following)

    def get_story(
        self,
        story: Story,
        version: Version = "",
        evidence: Annotated[
            bool, Field(description="Whether to give each sentence with the passages that bear it out.")
        ] = False,
    ) -> StoryShown:
        """Read a story: its text with citations in brackets, its sources, its corrections and disputes.

        Every sentence was checked against the text that it cites. Cite the sources when you use it.
        """
        archive = self._service().archive
        found = archive.version(story, number_of(version))
        labels = ["v{}.{}".format(*number) for number in archive.numbers(story)]
        return StoryShown.of(found, archive.sources_by_id(found.sources), labels, evidence=evidence)

    def what_changed(self, story: Story, since: Version = "", until: Version = "") -> Changes:
        """Tell what is new in a story, sentence by sentence, and why what is gone is gone.

        From one version (by default the one before) to another (by default the live one).
        """
        archive = self._service().archive
        newer = archive.version(story, number_of(until))
        before = number_of(since) or newer.parent
        if before is None:
            raise UsageError(
                f"{newer.label} is the first version of {story}: nothing came before it.",
                advice="Read it with get_story.",
            )
        older = archive.version(story, before)
        return Changes.of(Diff(older, newer, between(older, newer, archive.versions(story))))

    def search_sources(
        self,
        query: Annotated[str, Field(description="Words, a name or a headline.", max_length=1000)],
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
        as_of: Day = None,
        since: Day = None,
        outlet: Annotated[str, Field(description="Only of this outlet.", max_length=300)] = "",
    ) -> Findings:
        """Search the sources that were read, by words and by meaning; copies of one report count once."""
        text = " ".join(query.split())
        if not wanted(text):
            raise UsageError("The query has no word that can be looked up.", advice="Name what you look for.")
        question = Question(text=text, as_of=_utc(as_of), since=_utc(since), outlet=outlet, depth=limit)
        service = self._service()
        with service.desk.house() as house:
            room = assemble(service.settings, house.archive, house.index)
            return Findings(found=[_found(one) for one in room.retriever.retrieve(question)[:limit]])

    def get_source(
        self,
        source: Annotated[str, Field(description="A source's id, or how it begins.", min_length=4)],
        start: Annotated[int, Field(ge=0, description="Where to begin, in characters.")] = 0,
        length: Annotated[int, Field(ge=1, le=LONGEST, description="Characters at most.")] = LONGEST,
    ) -> SourceRead:
        """Read a source as it was read, and what was said of it since."""
        archive = self._service().archive
        found = archive.source(source)
        return SourceRead.part(found, archive.notices(found.id), start, length)

    def check_text(
        self,
        text: Annotated[
            str,
            Field(
                description="Sentences that cite sources by their ids: The bridge fell [3eeccbda].",
                max_length=100_000,
            ),
        ],
    ) -> Report:
        """Check a text of any writer, sentence by sentence, against the sources that it cites."""
        settings, told = self._service().settings, claims_of(text)
        if not len(told):
            raise UsageError(
                "The text has no sentences to check.", advice="Give sentences with ids in brackets."
            )
        cited = read_cited(told.citations(), None, settings)
        rows = list(checked(told, cited.sources, settings, Models(settings), _silent))
        rows = remarked(rows, told, cited.sources, datetime.now(UTC))
        return Report(
            supported=sum(row.supported for row in rows), sentences=[CheckedSentence.row(row) for row in rows]
        )


def _found(one: Evidence) -> Found:
    return Found(
        snippet=one.snippet.id,
        text=Quoted.of(one.snippet.text),
        score=round(one.score, 4),
        source=SourceShown.of(one.source),
    )


def _place(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    moment, _, story = after.partition(" ")
    try:
        return datetime.fromisoformat(moment), story
    except ValueError as error:
        advice = "Give what an answer of list_stories has as `next`."
        raise UsageError(f"{after!r} is no place in the list.", advice=advice) from error


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _silent(done: int, whole: int) -> None:
    """Progress that nobody watches."""

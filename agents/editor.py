"""The editor: plan → retrieve → write → check → repair → commit, told as events."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agents.checker import Checker
from agents.events import Drafted, Emitted, Event, Fenced, Planned, Retrieved, Unchanged
from agents.fence import on_topic
from agents.gate import Gate, Passed
from agents.gathering import answers, merged
from agents.planner import Planner
from agents.retriever import Retriever
from agents.settings import Settings
from agents.writer import Writer
from store.archive import Archive
from store.errors import NothingToTell, UnknownStory
from store.records import Evidence, Question, Source, StoryVersion, digest


def story_name(topic: str) -> str:
    """What a story is called: its topic in lower case, words joined by hyphens, at most 60 characters."""
    name = re.sub(r"[\W_]+", "-", topic.lower()).strip("-")[:60].strip("-")
    return name or f"story-{digest(topic)[:8]}"


@dataclass(frozen=True)
class Staff:
    """Those who act on the editor's word."""

    planner: Planner
    retriever: Retriever
    writer: Writer
    checker: Checker


class Editor:
    """Writes one version of one story at a time."""

    def __init__(
        self,
        archive: Archive,
        staff: Staff,
        settings: Settings,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._archive = archive
        self._staff = staff
        self._settings = settings
        self._clock = clock

    def write(self, topic: str, as_of: datetime | None = None) -> Iterator[Event]:
        """Write the topic's next version from what was published by ``as_of``.

        Raises NothingToTell where there is no evidence or too little passed the checker; the reason is
        then on record in the archive and the last version stays live.
        """
        try:
            evidence = yield from self._retrieve(topic, as_of)
            draft = self._staff.writer.write(topic, evidence)
            yield Drafted(sentences=sum(1 for _ in draft.claims()))
            sources = list({one.source.id: one.source for one in evidence}.values())
            passed = yield from Gate(self._staff.checker, sources, self._settings.shortest).check(draft)
        except NothingToTell as failure:
            self._archive.record_failure(story_name(topic), topic, str(failure), self._clock())
            raise
        yield self._commit(self._version(topic, as_of, passed, sources))

    def _retrieve(self, topic: str, as_of: datetime | None) -> Generator[Event, None, list[Evidence]]:
        retriever = self._staff.retriever
        first = retriever.retrieve(Question(text=topic, as_of=as_of))
        questions = self._staff.planner.plan(topic, as_of, first) if first else ()
        yield Planned(questions=questions)
        groups: list[Sequence[Evidence]] = [first]
        for question, answer in zip(questions, answers(retriever, questions), strict=True):
            groups.append(answer)
            yield Retrieved(question=question, snippets=len(answer))
        found = merged(groups)
        evidence = on_topic(topic, found)
        yield Fenced(kept=_sources(evidence), retrieved=_sources(found))
        if not evidence:
            raise NothingToTell(_nothing(topic, as_of))
        return evidence

    def _version(
        self, topic: str, as_of: datetime | None, passed: Passed, sources: Sequence[Source]
    ) -> StoryVersion:
        claims = passed.claims()
        cited = [s.id for claim in claims for c in claim.citations for s in sources if s.id.startswith(c)]
        staff = self._staff
        return StoryVersion(
            story=story_name(topic),
            topic=topic,
            title=passed.title,
            paragraphs=tuple(passed.paragraphs),
            written_at=self._clock(),
            as_of=as_of,
            verdicts=tuple(passed.verdicts[claim.id] for claim in claims),
            sources=tuple(dict.fromkeys(cited)),
            left_out=tuple(passed.left_out),
            models={
                "planner": staff.planner.name,
                "writer": staff.writer.name,
                "checker": staff.checker.name,
            },
            settings_digest=self._settings.digest(),
        )

    def _commit(self, version: StoryVersion) -> Event:
        try:
            live = self._archive.version(version.story)
        except UnknownStory:
            live = None
        if live and _same_words(live, version):
            return Unchanged(version=live)
        if live:
            number = {"major": live.major, "minor": live.minor + 1, "parent": live.number}
            version = version.model_copy(update=number)
        self._archive.commit(version)
        return Emitted(version=version)


def _same_words(one: StoryVersion, other: StoryVersion) -> bool:
    """Title, sentences and their paragraphs; what a paragraph is labelled is not part of the text."""
    told = [
        (version.title, [paragraph.claims for paragraph in version.paragraphs]) for version in (one, other)
    ]
    return told[0] == told[1]


def _sources(evidence: Sequence[Evidence]) -> int:
    return len({one.source.id for one in evidence})


def _nothing(topic: str, as_of: datetime | None) -> str:
    until = f" published by {as_of:%Y-%m-%d}" if as_of else ""
    return f"No source{until} is about “{topic}”."

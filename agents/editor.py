"""The editor: plan → retrieve → write → check → repair → commit, told as events."""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from agents.branching import Number, check_branch, next_free, tip
from agents.conflicts import conflicts
from agents.events import (
    Drafted,
    Emitted,
    Event,
    Fenced,
    Planned,
    Proposed,
    Retrieved,
    Revised,
    Unchanged,
)
from agents.fence import cast, on_topic
from agents.gate import Gate, Passed, Spare
from agents.gathering import answers, merged
from agents.recalling import recalled
from agents.settings import Settings
from agents.staff import Staff
from agents.updating import amended, at_hand, editions, flipped, known, still_disputed, written_anew
from agents.writer import Entitling, Heads
from store.archive import Archive, Sieve
from store.changes import changes
from store.errors import NothingToTell, UnknownStory, UsageError
from store.records import (
    LONGEST,
    SHORTEST,
    Evidence,
    Ids,
    News,
    Paragraph,
    Question,
    Source,
    StoryVersion,
    digest,
)

LEAD = 2
"""Sentences of a story, the first, about which an update asks (``python -m evals.updates``)."""


def story_name(topic: str) -> str:
    """What a story is called: its topic in lower case, words joined by hyphens, at most 60 characters."""
    name = re.sub(r"[\W_]+", "-", topic.lower()).strip("-")[:60].strip("-")
    return name or f"story-{digest(topic)[:8]}"


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

    def write(self, topic: str, as_of: datetime | None = None, *, length: int = 0) -> Iterator[Event]:
        """Write the topic's next version anew, from what was published by ``as_of``.

        ``length`` in words is the story's from now on; with none it keeps its own, or goes by the settings.
        Raises UsageError for one that no story has, and NothingToTell where there is no evidence or where too
        little passed the checker; the reason is then on record, and the last version stays live.
        """
        if length and not (type(length) is int and SHORTEST <= length <= LONGEST):
            raise UsageError(
                f"A story has no {length} words.", advice=f"Give a length from {SHORTEST} to {LONGEST}."
            )
        read = self._archive.last_arrival()
        with self._staff.at_work(story_name(topic)):
            length = length or self._length(topic)
            version = yield from self._written(topic, as_of, length)
        yield self._commit(version.model_copy(update={"read_up_to": read, "length": length}))

    def _length(self, topic: str) -> int:
        """That the topic's story was given, if there is one."""
        name = story_name(topic)
        return self._archive.version(name).length if self._archive.numbers(name) else 0

    def _written(
        self, topic: str, as_of: datetime | None, length: int
    ) -> Generator[Event, None, StoryVersion]:
        try:
            evidence = yield from self._retrieve(topic, as_of)
            draft = self._staff.writer.write(topic, evidence, length)
            yield Drafted(sentences=sum(1 for _ in draft.claims()))
            sources = _unique([one.source for one in evidence])
            gate = Gate(self._staff.checker, sources, self._settings.shortest)
            passed = yield from gate.check(draft, Spare(heads=self._heads(topic)))
        except NothingToTell as failure:
            self._archive.record_failure(story_name(topic), topic, str(failure), self._clock())
            raise
        version = self._version(topic, as_of, passed, sources)
        return version.model_copy(update={"conflicts": tuple(conflicts(passed.body(), sources))})

    def update(
        self, story: str, as_of: datetime | None = None, *, on: Number | None = None, commit: bool = True
    ) -> Iterator[Event]:
        """The story's next version from what is new since the live one, published by ``as_of``.

        What nothing new touches keeps its words, its citations and its verdict, and is not checked again.
        With ``on`` it goes on from the newest version of the branch that this one is on. Without ``commit``
        the version is proposed and not kept. Raises UnknownStory, NothingToTell where too little is left,
        or StaleParent; the last version then stays live.
        """
        start = tip(self._archive, story, on) if on else self._archive.version(story)
        version = yield from self._next(start, as_of)
        if version is None:
            yield Unchanged(version=start)
        elif commit:
            self._archive.commit(version, self._staff.job)
            yield Emitted(version=version)
        else:
            yield Proposed(version=version)

    def branch(
        self, story: str, start: Number, as_of: datetime | None = None, name: str = ""
    ) -> Iterator[Event]:
        """A version beside those that came after ``start``, made from it by what was new by ``as_of``.

        Raises as ``update`` does, and NothingToTell where nothing was new; UsageError for a day before the
        version's own, or a name that there is.
        """
        begin = self._archive.version(story, start)
        check_branch(begin, as_of, name, self._archive.numbers(story))
        version = yield from self._next(begin, as_of)
        if version is None:
            raise NothingToTell(
                f"Nothing was new after {begin.label} by then: a branch would be a copy of it.",
                advice="Name a later day with --as-of, or add sources first.",
            )
        version = version.model_copy(update={"branch": name or version.label})
        self._archive.commit(version, self._staff.job)
        yield Emitted(version=version)

    def _next(
        self, start: StoryVersion, as_of: datetime | None
    ) -> Generator[Event, None, StoryVersion | None]:
        """What follows a version, or None where that would be the same, or of a day before its own."""
        if as_of and as_of < start.dated:
            return None
        read = self._archive.last_arrival()
        try:
            with self._staff.at_work(start.story):
                news = yield from self._news(start, as_of)
                version = yield from self._revised(start, news, as_of)
        except NothingToTell as failure:
            self._archive.record_failure(start.story, start.topic, str(failure), self._clock())
            raise
        return None if _same_words(start, version) else version.model_copy(update={"read_up_to": read})

    def _retrieve(self, topic: str, as_of: datetime | None) -> Generator[Event, None, list[Evidence]]:
        first = self._staff.retriever.retrieve(Question(text=topic, as_of=as_of))
        questions = self._staff.planner.plan(topic, as_of, first) if first else ()
        evidence = yield from self._answers(topic, questions, first)
        if not evidence:
            raise NothingToTell(_nothing(topic, as_of))
        return evidence

    def _news(self, live: StoryVersion, as_of: datetime | None) -> Generator[Event, None, list[Evidence]]:
        """What the live version had not seen, and is about its topic. The lead asks, not the title alone."""
        news = News(after=live.read_up_to, not_by=live.as_of, again=self._archive.reinstated(live.written_at))
        lead = [claim.text for claim in islice(live.claims(), LEAD)]
        texts = dict.fromkeys((live.topic, live.title.text, *lead))
        found: list[Evidence] = []
        for questions in ([Question(text=text) for text in texts], cast(live)):
            asked = [one.model_copy(update={"as_of": as_of, "news": news}) for one in questions]
            found = yield from self._answers(live.topic, asked, told=live.sources)
            if found or self._archive.few(Sieve(known_by=as_of, news=news), 0) == []:
                break
        return found

    def _answers(
        self,
        topic: str,
        questions: Sequence[Question],
        *first: Sequence[Evidence],
        told: Sequence[str] = (),
    ) -> Generator[Event, None, list[Evidence]]:
        """What is about the topic, of what was found first and what the retrieval agents bring."""
        yield Planned(questions=tuple(questions))
        groups = list(first)
        for question, answer in zip(questions, answers(self._staff.retriever, questions), strict=True):
            groups.append(answer)
            yield Retrieved(question=question, snippets=len(answer))
        found = merged(groups)
        evidence = on_topic(topic, found, [*self._archive.sources_by_id(told).values()] if found else [])
        yield Fenced(kept=_sources(evidence), retrieved=_sources(found))
        return evidence

    def _revised(
        self, live: StoryVersion, news: Sequence[Evidence], as_of: datetime | None
    ) -> Generator[Event, None, StoryVersion]:
        cited = at_hand(self._archive, live)
        now = as_of or self._clock()
        newer = editions(self._archive, cited, as_of)
        revision = self._staff.reviser.revise(live, cited, newer, news, now)
        if news:
            revision = recalled(self._archive, revision, news, as_of, now)
        yield Revised(stands=len(revision.stands), retired=len(revision.retired))
        if not news and not revision.retired and not revision.renewed:
            return live
        revised = self._staff.writer.revise(live.topic, revision, news)
        yield Drafted(sentences=sum(1 for _ in revised.draft.claims()))
        revived = (source for one in revision.revived for source in one.sources)
        sources = _unique([*cited.values(), *newer.values(), *(one.source for one in news), *revived])
        gate = Gate(self._staff.checker, sources, self._settings.shortest, known(live, revision))
        spare = Spare(revised.instead, self._heads(live.topic, live))
        passed = yield from gate.check(revised.draft, spare)
        version = self._version(live.topic, as_of, passed, sources)
        taken = self._archive.numbers(live.story)
        major, minor = next_free(live, taken, major=flipped(live, revision))
        disputed = still_disputed(live, passed.body(), sources)
        version = version.model_copy(
            update={"major": major, "minor": minor, "conflicts": disputed, "length": live.length}
        )
        return amended(live, version, revision, revised, passed.repaired)

    def _heads(self, topic: str, live: StoryVersion | None = None) -> Callable[[Sequence[Paragraph]], Heads]:
        writer = self._staff.writer
        return lambda told: writer.heads(topic, told, live) if isinstance(writer, Entitling) else Heads()

    def _version(
        self, topic: str, as_of: datetime | None, passed: Passed, sources: Sequence[Source]
    ) -> StoryVersion:
        claims = passed.claims()
        ids = Ids(source.id for source in sources)
        cited = (id_ for claim in claims for citation in claim.citations for id_ in ids.begun(citation))
        return StoryVersion(
            story=story_name(topic),
            topic=topic,
            title=passed.title,
            paragraphs=tuple(passed.paragraphs),
            written_at=self._clock(),
            as_of=as_of,
            verdicts=tuple(passed.verdicts[claim.id] for claim in claims),
            sources=tuple(dict.fromkeys(cited)),
            news=tuple(passed.news),
            left_out=tuple(passed.left_out),
            models=self._staff.names(),
            prompts=self._staff.prompts(),
            usage=self._staff.usage(),
            settings_digest=self._settings.digest(),
        )

    def _commit(self, version: StoryVersion) -> Event:
        try:
            live = self._archive.version(version.story)
        except UnknownStory:
            live = None
        if live and _same_words(live, version) and live.length == version.length:
            return Unchanged(version=live)
        if live:
            major, minor = next_free(live, self._archive.numbers(live.story))
            number = {"major": major, "minor": minor, "parent": live.number}
            update = {**number, "changes": changes(live, version, {}, written_anew(live))}
            version = version.model_copy(update=update)
        self._archive.commit(version, self._staff.job)
        return Emitted(version=version)


def _same_words(one: StoryVersion, other: StoryVersion) -> bool:
    """Title, sentences and their paragraphs; what a paragraph is labelled is not part of the text."""
    told = [
        (version.title, [paragraph.claims for paragraph in version.paragraphs]) for version in (one, other)
    ]
    return told[0] == told[1]


def _unique(sources: Sequence[Source]) -> list[Source]:
    return list({source.id: source for source in sources}.values())


def _sources(evidence: Sequence[Evidence]) -> int:
    return len({one.source.id for one in evidence})


def _nothing(topic: str, as_of: datetime | None) -> str:
    until = f" published by {as_of:%Y-%m-%d}" if as_of else ""
    return f"No source{until} is about “{topic}”."

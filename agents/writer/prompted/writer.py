"""A writer that asks a language model, and tells the sources' own sentences where it has nothing of use."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from agents.likeness import likeness
from agents.model import UNFIT, Model
from agents.revision import RevisedDraft, Revision
from agents.surface import read_surface, words
from agents.writer import Heads
from agents.writer.candidates import story_day
from agents.writer.claims import claim
from agents.writer.extractive import ExtractiveWriter
from agents.writer.prompted import shapes
from agents.writer.prompted.drafts import aged, paragraphs, plain, told_once
from agents.writer.prompted.edits import Editing
from agents.writer.prompted.material import fences, material, readable
from agents.writer.prompted.sections import MATERIAL, Section, sections
from agents.writer.prompted.standing import Line, Story, standing
from agents.writer.title import LONGEST, entitle
from prompts import load
from store.errors import BadAnswer, ContextTooLong, ModelError
from store.intake.language import language_of
from store.records import Claim, Draft, Evidence, Paragraph, StoryVersion, shown_ids

_log = logging.getLogger(__name__)

AT_ONCE = 6
"""Sections that are written side by side; what a provider bears is the model's own limit."""
OVER = 1.3
"""How far a section may go beyond its words before its last sentences are left out."""
NEWS = 0.25
"""Of the story's words, what an update may add at most."""
EACH, LEAST_NEWS = 40, 60
"""Words that it may add for each new source, and for all of them at least."""
KNOWN = 8_000
"""Characters of the story that a model is shown for an update: the lead, and what is nearest to the news."""
HEADS = 3
"""Titles, and sentences on what is new, that are taken from one answer."""
SENTENCE = 50
"""Words that one of these has at most."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Order:
    """What all sections of one story have in common."""

    topic: str
    day: str
    parts: tuple[Section, ...]
    shown: dict[str, str]

    def others(self, part: Section) -> str:
        """What is written elsewhere."""
        names = [", ".join(one.subjects) for one in self.parts if one is not part]
        return "; ".join(names) or "nothing"


class PromptedWriter:
    """Writes at most ``length`` words, or as many as a story has of its own, in a ``language``.

    Raises ModelError where the model cannot be asked, and NothingToTell as any writer.
    """

    prompts = ("writer", "reviser", "title", "what-is-new")

    def __init__(self, model: Model, length: int, language: str = "") -> None:
        self._model = model
        self._length = length
        self._language = language or "that of the sources"
        self._embedded = ExtractiveWriter(length)
        self.name = model.name

    def write(self, topic: str, evidence: Sequence[Evidence], length: int = 0) -> Draft:
        """Sections side by side, each from its own part of the evidence."""
        parts = tuple(sections(topic, evidence, length or self._length))
        shown = shown_ids({one.source.id for one in evidence})
        order = _Order(topic, f"{story_day(evidence):%Y-%m-%d}", parts, shown)
        _log_reading(parts, evidence)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="writer") as pool:
            # Each in the context of who asked: a trace around it goes on in the threads.
            asked = [pool.submit(copy_context().run, self._section, order, part) for part in parts]
            written = [one for section in asked for one in section.result()]
        title, *others = entitle([part.plain for part in parts], shown)
        told = told_once(written) or _plainly(parts[0], shown)
        return Draft(title=title, titles=tuple(others), paragraphs=tuple(told))

    def revise(self, topic: str, revision: Revision, evidence: Sequence[Evidence]) -> RevisedDraft:
        """One call for all edits. What the news does not touch keeps its words and its place."""
        story, length = standing(topic, revision, evidence), revision.live.length or self._length
        if not evidence:
            return Editing(story, material([]), []).draft(revision.live.title, length)
        try:
            editing = _shrinking(readable(evidence, MATERIAL), partial(self._edits, topic, revision, story))
        except UNFIT as error:
            _warn("the update", error)
            return self._embedded.revise(topic, revision, evidence)
        return editing.draft(revision.live.title, length)

    def heads(self, topic: str, told: Sequence[Paragraph], live: StoryVersion | None = None) -> Heads:
        """Titles, and what is new to the live version, that rest on sentences of the story."""
        try:
            return self._news(topic, told, live) if live else self._titles(topic, told)
        except UNFIT as error:
            _warn("the title", error)
            return Heads()

    def _titles(self, topic: str, told: Sequence[Paragraph]) -> Heads:
        claims = [one for paragraph in told for one in paragraph.claims]
        (texts,) = fences([_numbered([one.text for one in claims])])
        prompt = load("title").fill(claims=texts[0], topic=topic, language=self._language)
        return Heads(_titles(self._model.reply(prompt, shapes.Titles).titles, claims))

    def _news(self, topic: str, told: Sequence[Paragraph], live: StoryVersion) -> Heads:
        """Shown are the lead and what is new: the rest of the story has no part in it."""
        before = {claim.id for claim in live.claims()}
        rest = (one for paragraph in told[1:] for one in paragraph.claims)
        claims = [*told[0].claims, *(one for one in rest if one.id not in before)]
        if before.issuperset(one.id for one in claims):
            return Heads()
        marked = [one.text if one.id in before else f"(new) {one.text}" for one in claims]
        texts, (title,) = fences([_numbered(marked)], [live.title.text])
        prompt = load("what-is-new").fill(claims=texts[0], title=title, topic=topic, language=self._language)
        found = self._model.reply(prompt, shapes.News)
        same = live.paragraphs[0].claims == told[0].claims
        titles = () if same else _titles(found.titles, claims)
        return Heads(titles, _rested(found.news, claims, SENTENCE))

    def _section(self, order: _Order, part: Section) -> list[Paragraph]:
        try:
            return _shrinking(part.evidence, partial(self._written, order, part))
        except UNFIT as error:
            _warn(f"the section on {', '.join(part.subjects)}", error)
            return _plainly(part, order.shown)

    def _written(self, order: _Order, part: Section, evidence: Sequence[Evidence]) -> list[Paragraph]:
        given = material(evidence)
        texts, about = fences(given.texts, [", ".join(part.subjects), order.others(part)])
        prompt = load("writer").fill(
            sources=given.written(texts),
            topic=order.topic,
            day=order.day,
            subject=about[0],
            others=about[1],
            language=self._language,
            words=str(part.words),
        )
        found = self._model.reply(prompt, shapes.Section)
        told = paragraphs(found.paragraphs, given.ids(order.shown), int(OVER * part.words))
        if strange := _strange(told, evidence):
            raise BadAnswer(f"{self.name} wrote in another language ({strange}) than its sources.")
        return aged(told, given.sources, story_day(evidence))

    def _edits(self, topic: str, revision: Revision, story: Story, evidence: Sequence[Evidence]) -> Editing:
        given, lines = material(evidence), _nearest(story, evidence)
        length = revision.live.length or self._length
        most = max(LEAST_NEWS, min(int(NEWS * length), EACH * len(given.sources)))
        marked = [line.claim.text if line.stood else f"(new) {line.claim.text}" for line in lines]
        texts, rest = fences(given.texts, [_numbered(marked), _findings(revision)])
        prompt = load("reviser").fill(
            sources=given.written(texts),
            claims=rest[0],
            findings=rest[1],
            topic=topic,
            day=f"{story_day(evidence):%Y-%m-%d}",
            language=self._language,
            words=str(most),
        )
        edits = self._model.reply(prompt, shapes.Edits)
        return _edited(Editing(story, given, lines, int(OVER * most)), edits)


def _strange(told: Sequence[Paragraph], evidence: Sequence[Evidence]) -> str:
    """The language that it is told in, where none of its sources is: nothing could be held against them."""
    ours = language_of("", " ".join(claim.text for paragraph in told for claim in paragraph.claims))
    theirs = {language_of(one.source.language, one.source.text) for one in evidence}
    return "" if ours in theirs or "" in theirs else ours


def _edited(editing: Editing, edits: shapes.Edits) -> Editing:
    editing.carry_out(edits)
    return editing


def _shrinking(evidence: Sequence[Evidence], ask: Callable[[Sequence[Evidence]], Answer]) -> Answer:
    """Asked with half as much for as long as it is more than the model takes."""
    while True:
        try:
            return ask(evidence)
        except ContextTooLong:
            if len(evidence) < 2:
                raise
            evidence = evidence[: len(evidence) // 2]


def _nearest(story: Story, evidence: Sequence[Evidence]) -> list[Line]:
    """In reading order, the sentences that a model is shown."""
    lines = story.flat()
    surfaces = [read_surface(line.claim.text) for line in lines]
    news = [read_surface(one.snippet.text) for one in evidence]
    near = likeness([*surfaces, *news])[: len(lines), len(lines) :].max(axis=1, initial=0.0)
    first = len(story.lines[0]) if story.lines else 0
    order = sorted(range(len(lines)), key=lambda row: (row >= first and lines[row].stood, -near[row], row))
    shown: set[int] = set()
    room = KNOWN
    for row in order:
        room -= len(lines[row].claim.text)
        if room >= 0:
            shown.add(row)
    return [line for row, line in enumerate(lines) if row in shown]


def _numbered(texts: Sequence[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))


def _findings(revision: Revision) -> str:
    texts = {claim.id: claim.text for claim in revision.live.claims()}
    return (
        "\n".join(
            f"“{texts[change.claim]}”: {change.reason.value}, {change.detail}"
            for change in revision.retired
            if change.reason and change.claim in texts
        )
        or "Nothing that is known."
    )


def _rested(written: Sequence[shapes.Headline], claims: Sequence[Claim], most: int) -> tuple[Claim, ...]:
    """Of at most so many words, each cited as the sentence that it rests on first."""
    found = (_over(one, claims) for one in written[:HEADS])
    return tuple(one for one in found if one and len(words(one.text)) <= most)


def _titles(written: Sequence[shapes.Headline], claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Without a full stop."""
    found = _rested(written, claims, LONGEST)
    return tuple(one.model_copy(update={"text": one.text.rstrip(".")}) for one in found)


def _over(written: shapes.Headline, claims: Sequence[Claim]) -> Claim | None:
    text = plain(written.text)
    number = next(iter(written.rests_on), 0)
    if not words(text) or not 0 < number <= len(claims):
        return None
    return Claim(text=text, citations=claims[number - 1].citations[:1])


def _plainly(part: Section, shown: dict[str, str]) -> list[Paragraph]:
    """What the embedded writer would tell of it."""
    kept: list[Claim] = []
    size = 0
    best = sorted(part.plain, key=lambda one: -one.worth)
    for telling in best:
        size += len(words(telling.told.text))
        if size <= part.words or not kept:
            kept.append(claim(telling, shown))
    order = {telling.told.text: place for place, telling in enumerate(part.plain)}
    subject = next(iter(part.subjects), "")
    return [Paragraph(subject=subject, claims=tuple(sorted(kept, key=lambda one: order[one.text])))]


def _warn(what: str, error: ModelError) -> None:
    _log.warning("%s is told in the words of its sources: %s", what, error)


def _log_reading(parts: Sequence[Section], evidence: Sequence[Evidence]) -> None:
    read = {one.source.id for part in parts for one in part.evidence}
    every = {one.source.id for one in evidence}
    _log.info("the writer reads %d of %d sources", len(read), len(every))

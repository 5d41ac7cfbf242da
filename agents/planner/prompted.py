"""A planner that asks a language model which questions a topic raises, and keeps what it has always asked."""

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

from dateutil import parser
from pydantic import BaseModel, BeforeValidator, Field

from agents.facets import FACETS
from agents.model import UNFIT, Model
from agents.planner.embedded import FRESH, EmbeddedPlanner, event
from agents.surface import content_stems, normal
from prompts import fenced, load
from store.records import Evidence, Question, Source, StoryVersion

_log = logging.getLogger(__name__)

MOST = 8
"""Questions that are taken from an answer."""
SHOWN = 15
"""Sources whose titles the model is shown, the best first: what a topic is about shows in few."""
TITLE, OUTLET, TEXT = 100, 30, 200
"""Characters that are left of each."""
SUBJECTS = 8
"""Of the story so far, as many lines."""
READERS = ("latest", *FACETS)
"""Facets that a question may have; one with another is asked all the same."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

_BEGIN, _END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 12, 31, 23, 59, 59, tzinfo=UTC)

Text = Annotated[str, BeforeValidator(lambda text: text or "")]


class Asked(BaseModel):
    """A question as the model puts it."""

    text: str
    facet: Text = Field(default="", json_schema_extra={"enum": list(READERS)})
    since: Text = ""
    until: Text = ""


class Plan(BaseModel):
    """The most telling first."""

    questions: list[Asked]


class PromptedPlanner:
    """The model's questions, then the embedded planner's that they leave open. Raises ModelError."""

    prompts = ("planner",)

    def __init__(self, model: Model) -> None:
        self._model = model
        self._embedded = EmbeddedPlanner()
        self.name = f"{self._embedded.name}+{model.name}"

    def plan(
        self,
        topic: str,
        as_of: datetime | None,
        first: Sequence[Evidence],
        live: StoryVersion | None = None,
    ) -> tuple[Question, ...]:
        own = self._embedded.plan(topic, as_of, first, live)
        if not first:
            return own
        sources, story = fenced([_found(first), _told(live)])
        prompt = load("planner").fill(topic=topic, sources=sources, live=story)
        try:
            answer = self._model.reply(prompt, Plan)
        except UNFIT as error:
            _log.warning("the questions are the embedded planner's alone: %s", error)
            return own
        shared = {"as_of": as_of, "beside": event(first)}
        put = _questions(topic, answer.questions, first)
        asked = _once([one.model_copy(update=shared) for one in put])
        return _once([*asked, *(one for one in own if not _covered(one, asked))])


def _questions(topic: str, asked: Sequence[Asked], first: Sequence[Evidence]) -> Iterator[Question]:
    """Those that ask more than the topic's own words did, about it, of days on which something was found."""
    said = [one for one in asked if content_stems(one.text) and normal(one.text) != normal(topic)]
    about = set(content_stems(topic))
    for one in said[:MOST]:
        text = _line(one.text, TEXT)
        facet = one.facet.strip().lower()
        since, until = _days(one, [each.source for each in first])
        yield Question(
            text=text if about & set(content_stems(text)) else f"{topic} {text}",
            facet=facet if facet in READERS else "question",
            since=since,
            until=until,
            half_life=FRESH if facet == "latest" else None,
        )


def _days(asked: Asked, sources: Sequence[Source]) -> tuple[datetime | None, datetime | None]:
    """Both as far as they leave out some of what was found, and not all of it."""
    known = [one.published_at for one in sources if one.published_at]
    if not known:
        return None, None
    oldest, newest = min(known), max(known)
    since = _day(asked.since, _BEGIN)
    until = _day(asked.until, _END)
    since = since if since and oldest < since <= newest else None
    until = until if until and oldest <= until < newest else None
    return (None, None) if since and until and since > until else (since, until)


def _day(text: str, missing: datetime) -> datetime | None:
    """However it is written; what it leaves out is that of ``missing``, but for the year."""
    if not _YEAR.search(text):
        return None
    try:
        return parser.parse(text, default=missing, ignoretz=True)
    except (ValueError, OverflowError):
        return None


def _covered(own: Question, asked: Sequence[Question]) -> bool:
    """Whether one of the model's asks for this facet, or speaks of this subject, whatever the day."""
    always = [one for one in asked if not (one.since or one.until)]
    if own.facet in READERS:
        return any(one.facet == own.facet for one in always)
    return own.facet[:1].isupper() and any(normal(own.facet) in normal(one.text) for one in always)


def _once(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Without those that ask again what an earlier one asks."""
    kept: dict[tuple[object, ...], Question] = {}
    for one in questions:
        kept.setdefault((normal(one.text), one.since, one.until, one.without), one)
    return tuple(kept.values())


def _found(first: Sequence[Evidence]) -> str:
    sources = list({one.source.id: one.source for one in first}.values())[:SHOWN]
    return "\n".join(f"{number}. {_heading(source)}" for number, source in enumerate(sources, start=1))


def _heading(source: Source) -> str:
    day = f"{source.published_at:%Y-%m-%d}" if source.published_at else "day unknown"
    return f"{f'{day} {_line(source.outlet, OUTLET)}'.strip()}: {_line(source.title, TITLE)}"


def _told(live: StoryVersion | None) -> str:
    if live is None:
        return "nothing yet"
    subjects = [one.subject or one.claims[0].text for one in live.paragraphs]
    return "\n".join(_line(one, TITLE) for one in dict.fromkeys([live.title.text, *subjects[:SUBJECTS]]))


def _line(text: str, most: int) -> str:
    """What can be shown of it, on one line."""
    shown = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    return " ".join(shown.split())[:most].strip()

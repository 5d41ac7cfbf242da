"""A story as statements with what bears each of them out, and the shares that follow."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from agents.checker.grounding.speech import quoted
from agents.surface import normal
from evals.citations import Ids, Share, Statement
from evals.suites.asking import Answered, Asked
from evals.suites.stories import Sentence, Story
from store.records import Source

_CUT = re.compile(r"\s*(?:\[[^\]]*\]|…|\.\.\.)\s*")


@dataclass(frozen=True)
class Rated:
    """A story, and what was answered of each of its statements."""

    story: Story
    answered: Mapping[str, Answered]
    """Of the body, under the statements' keys."""
    title: Answered | None = None
    told: bool = False
    """Whether the statements that are borne out tell the title."""
    unscored: Counter[str] = field(default_factory=Counter[str])

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Of the body; what could not be checked is left out, whatever it cites."""
        return {
            key: _statement(self.story, sentences, self.answered[key])
            for key, sentences in self.story.statements.items()
            if not self.answered[key].unchecked
        }

    @cached_property
    def heading(self) -> Statement | None:
        """The title. One that cites nothing rests on what the body cites, as far as that bears the body out.

        So no citation that is put anywhere else can help it.
        """
        title, answered = self.story.title, self.title
        if title is None or answered is None or answered.unchecked:
            return None
        if title.citations:
            return _statement(self.story, [title], answered)
        pool = frozenset(one for statement in self.statements.values() for one in statement.precise())
        return Statement(frozenset({pool}), frozenset(map(frozenset, answered.bearing)))

    @property
    def titled(self) -> bool:
        """Whether the title is borne out, and told."""
        return self.heading is not None and self.heading.recalled and self.told

    def citing(self) -> list[Statement]:
        """Statements whose citations count: a title that lends those of the body has none of its own."""
        title = self.story.title
        own = self.heading if title and title.citations else None
        return [*self.statements.values(), *([own] if own else [])]

    def told_statements(self) -> list[Statement]:
        """Every statement, the title too."""
        return [*self.statements.values(), *([self.heading] if self.heading else [])]

    def support(self) -> Share:
        """Statements that the checker of production lets through as they stand."""
        body = [one.supported for one in self.statements.values()]
        return sum(body) + self.titled, len(body) + (self.heading is not None)

    def lead(self) -> Share:
        """The same of the first paragraph."""
        keys = {one.key for one in self.story.body if one.lead}
        found = [one.supported for key, one in self.statements.items() if key in keys]
        return sum(found), len(found)

    def uncited(self) -> Share:
        """Statements of the body without a citation."""
        return sum(one.uncited for one in self.statements.values()), len(self.statements)

    def invented(self) -> int:
        """Citations that name no source, in all its statements."""
        return sum(len(one.invented) for one in self.citing())

    def quotes(self) -> Share:
        """Quotations that stand word for word in a cited source, of all.

        A true quotation in a sentence that is not borne out is none: none is worth putting in.
        """
        found = list(self._quotes())
        return sum(found), len(found)

    def _quotes(self) -> Iterator[bool]:
        for key, statement in self.statements.items():
            texts = [self.story.statements[key][0].text]
            sources = [one for one in self.story.sources.values() if one.id in statement.cited]
            for quote in dict.fromkeys(quoted(texts[0])):
                yield statement.recalled and any(_holds(one, quote) for one in sources)


def _holds(source: Source, quote: str) -> bool:
    text = normal(source.text)
    return all(normal(part.strip(" ,.;:!?'")) in text for part in _CUT.split(quote))


def _statement(story: Story, sentences: list[Sentence], answered: Answered) -> Statement:
    variants = frozenset(_ids(story, one) for one in sentences)
    known = frozenset(one.id for one in story.sources.values())
    return Statement(variants, frozenset(map(frozenset, answered.bearing)), known)


def _ids(story: Story, sentence: Sentence) -> Ids:
    named = ((one, story.source(one)) for one in sentence.citations)
    return frozenset(source.id if source else citation for citation, source in named)


def asked(story: Story, sentences: list[Sentence]) -> Asked:
    """Of all sources that one of the copies cites."""
    return Asked(text=sentences[0].text, sources=_cited(story, sentences))


def asked_title(story: Story, title: Sentence) -> Asked:
    """Of its own sources, or of all that the story cites, each alone."""
    sentences = [title] if title.citations else list(story.body)
    return Asked(text=title.text, sources=_cited(story, sentences), together=bool(title.citations))


def _cited(story: Story, sentences: list[Sentence]) -> tuple[Source, ...]:
    named = [story.source(citation) for one in sentences for citation in one.citations]
    return tuple(sorted({one.id: one for one in named if one}.values(), key=lambda one: one.id))

"""The gate: no sentence and no title is emitted that the checker has not found supported."""

import re
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import nsmallest
from itertools import islice

from agents.anchor import unanchor
from agents.checker import Checker, Foreseeing, Remembering
from agents.events import Checked, Event, Repaired, Withheld
from agents.headline import LONGEST, headline_of, is_quoted
from agents.repair import ATTEMPTS, repairs
from agents.surface import normal, read_surface, words
from agents.writer import Heads
from agents.writer.order import LEAD
from agents.writer.standing import balanced
from store.errors import NothingToTell
from store.records import Claim, Draft, Label, LeftOut, Paragraph, Source, Verdict, digest

LONG = 120
"""Characters of a title beyond which a shorter one is looked for."""
_POINTING = re.compile(r"\b(?:his|her|hers|him|their|them|it|its|that|this|these|those)\b", re.IGNORECASE)
_ALWAYS = datetime.min.replace(tzinfo=UTC)
"""A story is read once for all its titles: it is the same source whenever it is asked."""
NEAREST = 40
"""Sentences of a story that are asked for its title at most."""
ALIKE = 0.5
"""Share of its terms by which a sentence below the lead tells of what the lead tells."""


@dataclass
class Passed:
    """What came through, and what did not."""

    title: Claim
    paragraphs: list[Paragraph] = field(default_factory=list[Paragraph])
    verdicts: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])
    news: list[Claim] = field(default_factory=list[Claim])
    repaired: dict[str, str] = field(default_factory=dict[str, str])
    """Id of a claim as it passed → the id with which it was handed in."""

    def body(self) -> list[Claim]:
        """Every sentence, in reading order."""
        return [claim for paragraph in self.paragraphs for claim in paragraph.claims]

    def rests_on(self, verdict: Verdict) -> bool:
        """Whether a claim that passed shows a span that this verdict shows."""
        return any(span in told.spans for told in self.verdicts.values() for span in verdict.spans)

    def claims(self) -> list[Claim]:
        """Title first, then every sentence."""
        return [self.title, *self.body()]


@dataclass(frozen=True)
class Known:
    """What an earlier version had checked and still holds."""

    verdicts: Mapping[str, Verdict]
    """By the id of their claim, which is not checked again."""
    titles: tuple[Claim, ...] = ()
    """Of stories whose sources are not at hand: they stay where nothing else can be a title."""


@dataclass(frozen=True)
class Spare:
    """What may be told where something else does not pass."""

    instead: Mapping[str, Claim] = field(default_factory=dict[str, Claim])
    """By the id of a claim."""
    heads: Callable[[Sequence[Paragraph]], Heads] = lambda _: Heads()
    """Found for the paragraphs that passed; their titles come before the draft's own."""


class Gate:
    """Checks a draft as if a stranger had written it: by its words, its citations and the sources alone."""

    def __init__(
        self,
        checker: Checker,
        sources: Sequence[Source],
        shortest: int,
        known: Known | None = None,
    ) -> None:
        self._checker = checker
        self._sources = sources
        self._shortest = shortest
        before = known or Known({})
        self._known, self._before = before.verdicts, before.titles

    def check(self, draft: Draft, spare: Spare | None = None) -> Generator[Event, None, Passed]:
        """What may be emitted. Raises NothingToTell for fewer than ``shortest`` sentences, or no title."""
        passed = Passed(draft.title)
        spare = spare or Spare()
        self._prepare([draft.title, *draft.claims()])
        for paragraph in draft.paragraphs:
            kept: list[Claim] = []
            for claim in paragraph.claims:
                through = yield from self._first(claim, spare, passed)
                kept.extend(through)
            if kept:
                passed.paragraphs.append(paragraph.model_copy(update={"claims": tuple(kept)}))
        if len(passed.body()) < self._shortest:
            handed_in = sum(1 for _ in draft.claims())
            raise NothingToTell(
                f"{len(passed.body())} of {handed_in} sentences passed; a story takes {self._shortest}."
                f"{_why(passed.left_out)}"
            )
        heads = spare.heads(passed.paragraphs)
        yield from self._entitle(passed, (*heads.titles, draft.title, *draft.titles))
        yield from self._announce(passed, heads.news)
        return passed

    def _prepare(self, claims: Sequence[Claim]) -> None:
        """Let the checker look up, and ask, at once what it will be asked one by one."""
        unknown = [claim for claim in claims if claim.id not in self._known]
        if isinstance(self._checker, Remembering):
            self._checker.recall(unknown, self._sources)
        if isinstance(self._checker, Foreseeing):
            self._checker.foresee(unknown, self._sources)

    def _first(self, claim: Claim, spare: Spare, passed: Passed) -> Generator[Event, None, list[Claim]]:
        """The claim if it passes, else the one that stands in its place if that does."""
        for one in (claim, spare.instead.get(claim.id)):
            if one and (through := (yield from self._admit(one, passed))):
                return [through]
        return []

    def _admit(self, claim: Claim, passed: Passed) -> Generator[Event, None, Claim | None]:
        """The claim, or its repair, where it is supported and not yet told; else it is left out."""
        if claim.id in self._known:
            passed.verdicts[claim.id] = self._known[claim.id]
            return claim
        verdict = self._checker.check(claim, self._sources)
        yield Checked(claim=claim, verdict=verdict)
        if verdict.label is Label.SUPPORTED:
            passed.verdicts[claim.id] = verdict
            return claim
        return (yield from self._repair(claim, verdict, passed))

    def _repair(self, claim: Claim, verdict: Verdict, passed: Passed) -> Generator[Event, None, Claim | None]:
        tries = 0
        for repaired in islice(repairs(claim, verdict, self._checker, self._sources), ATTEMPTS):
            tries += 1
            again = self._checker.check(repaired, self._sources)
            if repaired.text != claim.text and passed.rests_on(again):
                break  # what it should have said is told already
            if again.label is Label.SUPPORTED:
                yield Repaired(before=claim, after=repaired)
                passed.verdicts[repaired.id] = again
                passed.repaired[repaired.id] = claim.id
                return repaired
        passed.left_out.append(LeftOut(claim=claim, verdict=verdict, repairs=tries))
        yield Withheld(left_out=passed.left_out[-1])
        return None

    def _entitle(self, passed: Passed, found: Sequence[Claim]) -> Generator[Event, None, None]:
        """The first that its source and the story's own body both bear out, at last the words of the lead."""
        for title in (*self._titles(passed, found), *self._before):
            if title in self._before:
                passed.title, passed.verdicts[title.id] = title, self._known[title.id]
                return
            verdict = self._checker.check(title, self._sources)
            yield Checked(claim=title, verdict=verdict, title=True)
            if verdict.label is Label.SUPPORTED and self._told(title, passed.body()):
                passed.title = title
                passed.verdicts[title.id] = verdict
                return
            passed.left_out.append(LeftOut(claim=title, verdict=verdict, repairs=0))
        raise NothingToTell(f"No title passed the checker.{_why(passed.left_out)}")

    def _titles(self, passed: Passed, found: Sequence[Claim]) -> list[Claim]:
        """Long ones come last, then somebody's words; a story that is told on keeps the one that it has."""
        titles = [*found, *_made_titles(passed.paragraphs[0])]
        if not self._known:
            titles = sorted([*titles, *_titles_below(passed.paragraphs)], key=_is_long)
        return sorted(filter(_is_whole, titles), key=lambda title: is_quoted(title.text))

    def _announce(self, passed: Passed, news: Sequence[Claim]) -> Generator[Event, None, None]:
        """Of what says what is new, the sentences that their sources and the body both bear out."""
        for claim in filter(_is_whole, news):
            verdict = self._checker.check(claim, self._sources)
            yield Checked(claim=claim, verdict=verdict)
            if verdict.label is Label.SUPPORTED and self._told(claim, passed.body()):
                passed.news.append(claim)

    def _told(self, title: Claim, body: Sequence[Claim]) -> bool:
        """Borne out by the body, or the heading of a bulletin whose lines the body tells under it."""
        heading = normal(f"{title.text}: ")
        headed = any(normal(unanchor(claim.text)[1]).startswith(heading) for claim in body)
        return headed or tells(body, title, self._checker).label is Label.SUPPORTED


def tells(body: Sequence[Claim], title: Claim, checker: Checker) -> Verdict:
    """Whether the sentences of a story bear its title out, as if they were a source that it cites."""
    text = " ".join(claim.text for claim in _nearest(title, body))
    story = Source(id=digest("", text), text=text, fetched_at=_ALWAYS, origin=digest("", text))
    return checker.check(title.model_copy(update={"citations": (story.id,)}), [story])


def _nearest(title: Claim, body: Sequence[Claim]) -> list[Claim]:
    """In their order, the sentences that share most with it: no other can bear it out."""
    terms = read_surface(title.text).terms
    shared = [-len(terms & read_surface(claim.text).terms) for claim in body]
    return [body[row] for row in sorted(nsmallest(NEAREST, range(len(body)), key=shared.__getitem__))]


def _made_titles(lead: Paragraph) -> list[Claim]:
    """Headlines of its sentences, then with who says so: first those of the news, as short as titles are.

    One that says "his" or "it" does not say whose by itself.
    """
    made = [claim.model_copy(update={"text": headline_of(claim.text)}) for claim in lead.claims]
    whole = [claim.model_copy(update={"text": claim.text.rstrip(".")}) for claim in lead.claims]
    both = [*made, *(title for title in whole if title not in made)]
    first = {claim.citations for claim in lead.claims[:LEAD]}
    return sorted(
        both,
        key=lambda title: (
            _is_long(title),
            bool(_POINTING.search(title.text)),
            title.citations not in first,
            len(words(title.text)) > LONGEST,
        ),
    )


def _titles_below(paragraphs: Sequence[Paragraph]) -> list[Claim]:
    """Short headlines of sentences below the lead that tell of what it tells."""
    lead, *rest = paragraphs
    terms = read_surface(" ".join(claim.text for claim in lead.claims)).terms
    made = [
        claim.model_copy(update={"text": headline_of(claim.text)})
        for paragraph in rest
        for claim in paragraph.claims
    ]
    return [title for title in made if not _is_long(title) and _tells_of(title, terms)]


def _is_long(title: Claim) -> bool:
    return len(title.text) > LONG


def _tells_of(title: Claim, terms: AbstractSet[str]) -> bool:
    own = read_surface(title.text).terms
    return len(own & terms) >= ALIKE * max(1, len(own))


def _is_whole(claim: Claim) -> bool:
    return balanced(claim.text)


def _why(left_out: Sequence[LeftOut]) -> str:
    """What held them back, each reason with the number of sentences, most frequent first."""
    reasons = Counter(reason for one in left_out for reason in {f.reason.value for f in one.verdict.reasons})
    told = (
        f"{reason} {count}" for reason, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    )
    return f" Held back by: {', '.join(told)}." if reasons else ""

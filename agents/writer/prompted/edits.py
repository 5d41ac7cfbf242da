"""Edits that a model asks for, done to the story: none of them takes a sentence away on its word alone.

A sentence goes only where the new one, which must pass the checker, is of the same thing and from a source
that is no older; or where another sentence says the same; or where it spoke of a day that is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from agents.ahead import expired
from agents.disputes import differences, same_news
from agents.likeness import likeness
from agents.revision import RevisedDraft
from agents.surface import read_surface, words
from agents.writer.prompted.drafts import claims
from agents.writer.prompted.material import Material
from agents.writer.prompted.shapes import Edit, Edits, Sentence
from agents.writer.prompted.standing import ENDLESS, Line, Story
from agents.writer.tellings import SAME
from store.errors import NothingToTell
from store.records import Change, ChangeKind, Claim, Draft, Paragraph, Retirement, Source

NEVER = datetime.min.replace(tzinfo=UTC)
OVERTAKES = {one.value: one for one in (Retirement.SUPERSEDED, Retirement.RESOLVED, Retirement.CONTRADICTED)}


@dataclass
class Editing:
    """The story in the hands of whoever carries out the edits; ``given`` is what the model was shown."""

    story: Story
    given: Material
    numbered: Sequence[Line]
    """The sentences by their numbers, from 1 on."""
    most: int = ENDLESS
    """Words that may be added: a flood would leave no room for what stands."""
    instead: dict[str, Claim] = field(default_factory=dict[str, Claim])
    _added: int = 0
    _after: dict[int, Line] = field(default_factory=dict[int, Line])
    """By its number, the sentence behind which the next one is told."""

    def carry_out(self, edits: Edits) -> None:
        """In their order. What fits no sentence, or may not be, changes nothing or only adds."""
        ids = self.given.ids(self.story.shown)
        for edit in edits.edits:
            if edit.do == "retire":
                self._retire(edit)
                continue
            written = Sentence(text=edit.text, sources=edit.sources, kind=edit.kind)
            for claim in claims(written, ids):
                self._tell(claim, edit)

    def draft(self, title: Claim, length: int) -> RevisedDraft:
        """Raises NothingToTell where nothing is left."""
        self._fit(length)
        both = zip(self.story.lines, self.story.subjects, strict=True)
        told = [
            Paragraph(subject=about, claims=tuple(one.claim for one in some)) for some, about in both if some
        ]
        if not told:
            raise NothingToTell("Nothing that the story told still stands, and nothing new can be told.")
        return RevisedDraft(
            draft=Draft(title=title, paragraphs=tuple(told)),
            retired=tuple(self.story.retired),
            renewed=self.story.renewed,
            instead=self.instead,
            by=self.story.by,
        )

    def _tell(self, claim: Claim, edit: Edit) -> None:
        known = [read_surface(line.claim.text) for line in self.story.flat()]
        alike = likeness([*known, read_surface(claim.text)])[-1][:-1]
        old = self._line(edit.claim)
        others = [value for line, value in zip(self.story.flat(), alike, strict=True) if line is not old]
        if max(others, default=0.0) >= SAME:
            return  # it is told already
        line = Line(claim, self._time(claim), stood=False)
        if edit.do == "replace" and old and self._may_replace(line, old):
            self._replace(old, line, edit.reason.strip().lower())
        else:
            self._insert(line, edit.claim)

    def _may_replace(self, line: Line, old: Line) -> bool:
        """Of the same thing, and no older."""
        new, told = line.claim.text, old.claim.text
        years = line.time.year, old.time.year
        return line.time >= old.time and (same_news(new, told) or any(differences(new, told, years)))

    def _replace(self, old: Line, line: Line, reason: str) -> None:
        row, column = self.story.place(old)
        self.story.lines[row][column] = line
        self._moved(old, line)
        self.instead[line.claim.id] = self.instead.get(old.claim.id, old.claim)
        if not old.stood:
            self.story.by = {
                gone: line.claim.id if by == old.claim.id else by for gone, by in self.story.by.items()
            }
            return
        if reason in OVERTAKES:
            self._gone(old, OVERTAKES[reason], line.claim.id)
        else:
            self.story.renewed[line.claim.id] = self.story.renewed.get(old.claim.id, old.claim.id)

    def _insert(self, line: Line, number: int) -> None:
        size = len(words(line.claim.text))
        if self._added and self._added + size > self.most:
            return
        self._added += size
        behind = self._after.get(number) or self._line(number)
        if number == 0 and behind is None and self.story.lines:
            self.story.lines[0].insert(0, line)
        elif behind is None:
            self.story.lines.append([line])
            self.story.subjects.append("")
        else:
            row, column = self.story.place(behind)
            self.story.lines[row].insert(column + 1, line)
        self._after[number] = line

    def _retire(self, edit: Edit) -> None:
        line = self._line(edit.claim)
        if line is None or not line.stood:
            return
        why = edit.reason.strip().lower()
        if why == Retirement.EXPIRED and expired(line.claim.text, self._today()):
            self._drop(line, Retirement.EXPIRED, "")
        elif why == Retirement.DUPLICATE and (twin := self._twin(line)):
            self._drop(line, Retirement.DUPLICATE, twin.claim.id)

    def _today(self) -> date:
        """The day of the newest source that was given."""
        return max(one.published_at or one.fetched_at for one in self.given.sources).date()

    def _twin(self, line: Line) -> Line | None:
        """Another sentence that says the same."""
        others = [other for other in self.story.flat() if other is not line]
        surfaces = [read_surface(one.claim.text) for one in (line, *others)]
        alike = likeness(surfaces)[0][1:]
        best = max(range(len(others)), key=lambda place: alike[place], default=0)
        return others[best] if others and alike[best] >= SAME else None

    def _line(self, number: int) -> Line | None:
        """The sentence that has this number, where it is still told."""
        line = self.numbered[number - 1] if 0 < number <= len(self.numbered) else None
        return next((one for one in self.story.flat() if one is line), None)

    def _moved(self, old: Line, line: Line) -> None:
        """What is told behind the old sentence is told behind the new one."""
        for number, one in enumerate(self.numbered, start=1):
            if one is old:
                self._after.setdefault(number, line)

    def _drop(self, line: Line, reason: Retirement, by: str) -> None:
        row, column = self.story.place(line)
        del self.story.lines[row][column]
        self._gone(line, reason, by)

    def _gone(self, line: Line, reason: Retirement, by: str = "") -> None:
        change = Change(kind=ChangeKind.RETIRED, claim=line.claim.id, reason=reason, by=by)
        self.story.retired.append(change)

    def _fit(self, length: int) -> None:
        """What is oldest makes room, but not in the lead, and not what is new."""
        size = sum(len(words(line.claim.text)) for line in self.story.flat())
        lead = [id(line) for line in self.story.lines[0]] if self.story.lines else []
        spare = [line for line in self.story.flat() if line.stood and id(line) not in lead]
        for line in sorted(spare, key=lambda line: line.time):
            if size <= length:
                return
            size -= len(words(line.claim.text))
            self._drop(line, Retirement.SPACE, "")

    def _cited(self, claim: Claim) -> list[Source]:
        return [one for cited in claim.citations for one in self.given.sources if one.id.startswith(cited)]

    def _time(self, claim: Claim) -> datetime:
        """Of the first source that it cites; a claim that cites none has no news."""
        first = next(iter(self._cited(claim)), None)
        return (first.published_at or first.fetched_at) if first else NEVER

"""Which sources bear a statement out: the checker of production, asked of each, and of two together."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from pydantic import Field

from agents.checker import Checker
from agents.gate import tells
from store.records import Claim, Label, Record, Source, Verdict, digest
from store.temporal import with_dates


class Asked(Record):
    """A statement, and the sources that it may rest on."""

    text: str
    sources: tuple[Source, ...]
    together: bool = True
    """Whether two of them together will do."""


class Answer(Record):
    """What one source says to it."""

    label: Label
    score: float
    why: str = ""
    span: str = ""


class Answered(Record):
    """Smallest sets of sources that bear a statement out, and what each source says by itself."""

    bearing: tuple[tuple[str, ...], ...] = ()
    answers: dict[str, Answer] = Field(default_factory=dict[str, Answer], description="By source.")

    @property
    def unchecked(self) -> bool:
        """Whether the checker could not say."""
        return not self.bearing and any(one.label is Label.UNCHECKED for one in self.answers.values())


def ask(asked: Asked, checker: Checker) -> Answered:
    """Each source alone; where none will do, each two of them, as one text with every date written out.

    More than two are not put together: what three sources tell only together is nobody's sentence.
    """
    answers = {one.id: _answer(_check(asked.text, one, checker)) for one in asked.sources}
    alone = [(id_,) for id_, one in answers.items() if one.label is Label.SUPPORTED]
    pairs = _pairs(asked, checker) if asked.together and not alone else ()
    return Answered(bearing=(*alone, *pairs), answers=answers)


def _pairs(asked: Asked, checker: Checker) -> Iterator[tuple[str, str]]:
    for one, other in combinations(sorted(asked.sources, key=lambda source: source.id), 2):
        if _check(asked.text, _joined([one, other]), checker).label is Label.SUPPORTED:
            yield one.id, other.id


def _joined(sources: Sequence[Source]) -> Source:
    texts = (with_dates(one.text, one.published_at.date() if one.published_at else None) for one in sources)
    text = "\n\n".join(texts)
    id_ = digest("joined", text)
    return Source(id=id_, origin=id_, text=text, fetched_at=sources[0].fetched_at)


def _check(text: str, source: Source, checker: Checker) -> Verdict:
    return checker.check(Claim(text=text, citations=(source.id,)), [source])


def _answer(verdict: Verdict) -> Answer:
    why = "; ".join(f"{one.reason}: {one.detail}" for one in verdict.reasons)
    return Answer(
        label=verdict.label, score=verdict.score, why=why, span=" … ".join(one.text for one in verdict.spans)
    )


class Titled(Record):
    """A title, and the statements below it that are borne out."""

    text: str
    body: tuple[str, ...]


class Told(Record):
    """Whether the body tells the title."""

    label: Label


def ask_title(titled: Titled, checker: Checker) -> Told:
    """As the gate does."""
    if not titled.body:
        return Told(label=Label.UNSUPPORTED)
    body = [Claim(text=one) for one in titled.body]
    return Told(label=tells(body, Claim(text=titled.text), checker).label)

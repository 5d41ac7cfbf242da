"""What a language model is asked about claims in doubt, all together, and what of its answers can be used."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from agents.checker.doubts import Part
from agents.checker.passages import ReadSource
from agents.model import UNFIT, Model
from prompts import Prompt, fenced, load
from store.errors import ContextTooLong
from store.records import Label, Source

AT_ONCE = 20
"""Claims of one question: models lose count of many more."""
CHARACTERS = 24_000
"""Of one question, roughly 6,000 tokens, unless a claim alone has more."""
SHOWN = 900
"""Characters of a source that are enough for a claim: what bears it out stands close together."""
GAP = "\n[…]\n"
"""Between passages that do not follow one another in their source."""

LABELS = (Label.SUPPORTED, Label.CONTRADICTED, Label.UNSUPPORTED)


class Answer(BaseModel):
    """On one number. A label that there is not is found later: it spoils no other answer."""

    n: int
    label: Annotated[str, AfterValidator(lambda label: label.strip().lower())] = Field(
        json_schema_extra={"enum": [label.value for label in LABELS]}
    )
    quote: Annotated[str, BeforeValidator(lambda quote: quote or "")] = ""


class Answers(BaseModel):
    """One for each number."""

    answers: list[Answer]


@dataclass
class Asked:
    """What the model answered, by the place of the part that was asked about, and why it gave no answers."""

    answers: dict[int, Answer] = field(default_factory=dict[int, Answer])
    problems: list[str] = field(default_factory=list[str])


class Asker:
    """Asks about parts of claims in as few questions as they fit in."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._template = load("checker")
        self.digest = self._template.digest

    def ask(self, parts: Sequence[Part]) -> Asked:
        """Raises ModelError where the model cannot be asked."""
        asked = Asked()
        read: dict[str, ReadSource] = {}
        shown = [_shown(part, read) for part in parts]
        for places in _batches(parts, shown):
            self._ask(places, parts, shown, asked)
        return asked

    def _ask(self, places: Sequence[int], parts: Sequence[Part], shown: Sequence[str], asked: Asked) -> None:
        """About those at these places; by halves where they are too long together."""
        prompt = self._prompt([parts[place] for place in places], [shown[place] for place in places])
        try:
            found = self._model.reply(prompt, Answers).answers
        except UNFIT as error:
            if isinstance(error, ContextTooLong) and len(places) > 1:
                middle = len(places) // 2
                self._ask(places[:middle], parts, shown, asked)
                self._ask(places[middle:], parts, shown, asked)
            else:
                asked.problems.append(str(error))
            return
        asked.answers |= {places[number - 1]: answer for number, answer in _fit(found, len(places))}

    def _prompt(self, parts: Sequence[Part], shown: Sequence[str]) -> Prompt:
        fences = fenced([*(part.claim.text for part in parts), *shown])
        told = (
            f"Sentence {number}:\n{fences[number - 1]}\n"
            f"Its passage, published {_day(part.source)}:\n{fences[len(parts) + number - 1]}"
            for number, part in enumerate(parts, start=1)
        )
        return self._template.fill(sentences="\n\n".join(told), count=str(len(parts)))


def _fit(answers: Sequence[Answer], count: int) -> Iterator[tuple[int, Answer]]:
    """By their numbers, those that were asked for and answered once, with a label that there is."""
    times = Counter(answer.n for answer in answers)
    for answer in answers:
        if times[answer.n] == 1 and 1 <= answer.n <= count and answer.label in LABELS:
            yield answer.n, answer


def _batches(parts: Sequence[Part], shown: Sequence[str]) -> Iterator[list[int]]:
    batch: list[int] = []
    room = CHARACTERS
    for place, (part, text) in enumerate(zip(parts, shown, strict=True)):
        size = len(part.claim.text) + len(text)
        if batch and (len(batch) == AT_ONCE or size > room):
            yield batch
            batch, room = [], CHARACTERS
        batch.append(place)
        room -= size
    if batch:
        yield batch


def _shown(part: Part, read: dict[str, ReadSource]) -> str:
    """The title, and in their own order the windows of the source that share most with the claim."""
    source = read.get(part.source.id) or ReadSource(part.source)
    read[part.source.id] = source
    spans: list[tuple[int, int]] = []
    for window in source.windows(part.claim.text):
        if not spans or sum(end - start for start, end in spans) + window.end - window.start <= SHOWN:
            spans.append((window.start, window.end))
    told = (part.source.text[start:end] for start, end in _joined(sorted(spans)))
    return f"{part.source.title}\n{GAP.join(told)}".strip()


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without what two of them have in common."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _day(source: Source) -> str:
    return f"{source.published_at:%A, %Y-%m-%d}" if source.published_at else "on a day that is not known"

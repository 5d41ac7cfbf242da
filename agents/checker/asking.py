"""Questions on many numbered claims at once, and what of a model's answers can be used."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from agents.model import UNFIT, Model
from prompts import Prompt
from store.errors import ContextTooLong
from store.records import Label

AT_ONCE = 20
"""Claims of one question: models lose count of many more."""
CHARACTERS = 24_000
"""Of one question, roughly 6,000 tokens, unless a claim alone has more."""

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
    """What was answered, by the place of what was asked about, and why some was not."""

    answers: dict[int, Answer] = field(default_factory=dict[int, Answer])
    problems: list[str] = field(default_factory=list[str])


def ask(model: Model, sizes: Sequence[int], prompt: Callable[[Sequence[int]], Prompt]) -> Asked:
    """Ask about as many claims as there are sizes, in as few questions as they fit in.

    ``prompt`` gives the question on those at some places, numbered from 1 in this order. Raises ModelError
    where the model cannot be asked.
    """
    asked = Asked()
    for places in _batches(sizes):
        _ask(model, places, prompt, asked)
    return asked


def _ask(
    model: Model, places: Sequence[int], prompt: Callable[[Sequence[int]], Prompt], asked: Asked
) -> None:
    """By halves where they are too long together."""
    try:
        found = model.reply(prompt(places), Answers).answers
    except UNFIT as error:
        if isinstance(error, ContextTooLong) and len(places) > 1:
            middle = len(places) // 2
            _ask(model, places[:middle], prompt, asked)
            _ask(model, places[middle:], prompt, asked)
        else:
            asked.problems.append(str(error))
        return
    asked.answers |= {places[number - 1]: answer for number, answer in _fit(found, len(places))}


def _fit(answers: Sequence[Answer], count: int) -> Iterator[tuple[int, Answer]]:
    """By their numbers, those that were asked for and answered once, with a label that there is."""
    times = Counter(answer.n for answer in answers)
    for answer in answers:
        if times[answer.n] == 1 and 1 <= answer.n <= count and answer.label in LABELS:
            yield answer.n, answer


def _batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    room = CHARACTERS
    for place, size in enumerate(sizes):
        if batch and (len(batch) == AT_ONCE or size > room):
            yield batch
            batch, room = [], CHARACTERS
        batch.append(place)
        room -= size
    if batch:
        yield batch

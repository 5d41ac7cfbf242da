"""A model that answers each prompt as the test says, and a newsroom whose writer asks it."""

import re
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from pydantic import BaseModel

from agents.editor import Editor
from agents.model import Usage
from agents.newsroom import Newsroom
from agents.planner import EmbeddedPlanner
from agents.reviser.embedded import EmbeddedReviser
from agents.settings import load
from agents.staff import Staff
from agents.writer.prompted.shapes import Edit, Headline, News, Passage, Section, Sentence
from agents.writer.prompted.writer import PromptedWriter
from prompts import Prompt

Shape = TypeVar("Shape", bound=BaseModel)
Answer = Callable[[Prompt], BaseModel]


class Obliging:
    """Answers by the name of the prompt, else with no titles; an answer may raise. Safe for threads."""

    name = "test:obliging"

    def __init__(self, **answers: Answer) -> None:
        self._answers = answers
        self._lock = Lock()
        self.asked: list[Prompt] = []

    @property
    def usage(self) -> Usage:
        return Usage(calls=len(self.asked))

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        with self._lock:
            self.asked.append(prompt)
        answer = self._answers.get(prompt.name.replace("-", "_"))
        said = answer(prompt) if answer else News(titles=[])
        return shape.model_validate_json(said.model_dump_json())

    def names(self) -> list[str]:
        """Of the prompts that it was asked with."""
        return [prompt.name for prompt in self.asked]


def label(prompt: Prompt, words: str) -> str:
    """Of the source in the prompt that has these words."""
    for name, text in re.findall(r"(?ms)^\[(S\d+)\] (.*?)(?=^\[S\d+\] |\Z)", prompt.material):
        if words in text:
            return name
    raise AssertionError(f"no source of the prompt says {words!r}")


def number(prompt: Prompt, words: str) -> int:
    """Of the sentence of the story in the prompt that has these words."""
    found = re.search(rf"(?m)^(\d+)\. (?=.*{re.escape(words)})", prompt.material)
    assert found, f"no sentence of the story says {words!r}"
    return int(found[1])


def section(*sentences: Sentence) -> Section:
    return Section(paragraphs=[Passage(subject="Wend", sentences=list(sentences))])


def say(prompt: Prompt, text: str, of: str | None = None, kind: str = "fact") -> Sentence:
    """A sentence with the label of the source that has these words."""
    return Sentence(text=text, sources=[label(prompt, of or text)], kind=kind)


def edit(prompt: Prompt, do: str, at: str, said: Sentence | None = None, reason: str = "") -> Edit:
    """At the sentence that has these words; empty is the beginning of the story."""
    told = said.model_dump() if said else {}
    where = number(prompt, at) if at else 0
    return Edit.model_validate({"do": do, "claim": where, "reason": reason, **told})


def headline(prompt: Prompt, text: str, at: str) -> Headline:
    return Headline(text=text, rests_on=[number(prompt, at)])


def with_model(newsroom: Newsroom, model: Obliging, length: int = 200) -> Newsroom:
    """The same newsroom with a writer that asks this model."""
    staff = Staff(
        EmbeddedPlanner(),
        newsroom.retriever,
        PromptedWriter(model, length),
        newsroom.checker,
        EmbeddedReviser(),
    )
    editor = Editor(newsroom.archive, staff, load(shortest=1))
    return Newsroom(newsroom.archive, newsroom.index, newsroom.retriever, newsroom.checker, editor)

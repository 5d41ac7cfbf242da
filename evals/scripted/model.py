"""The model itself: an answer in the shape that was asked for, to the same prompt the same each time."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents.headline import LONGEST
from agents.likeness import likeness
from agents.model import Shape, Usage
from agents.surface import read_surface, words
from evals.scripted.falsehoods import Honest, Planted, Spoiling
from evals.scripted.reading import NEW, Asked, asked, text_of
from evals.scripted.telling import Sentence, chosen, newest, written
from evals.told import Told
from prompts import Prompt

PASSAGE = 4
"""Sentences of a paragraph."""
KIN = 0.45
"""Likeness from which a new sentence tells the newer state of an old one."""
PER_TOKEN = 4
"""Characters."""

Answer = dict[str, Any]
_QUOTED = re.compile(r"[“”\"]")


@dataclass
class ScriptedModel:
    """Diligent, and false where ``spoiling`` says so; what it planted and what it told truly is kept."""

    spoiling: Spoiling = field(default_factory=Honest)
    name: str = "script:diligent"
    planted: list[Planted] = field(default_factory=list[Planted])
    true: list[Sentence] = field(default_factory=list[Sentence])
    usage: Usage = field(default_factory=Usage)

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        """As any model; it never fails."""
        value = shape.model_validate(self.answer(prompt.name, prompt.material))
        sizes = len(prompt.rules + prompt.material), len(value.model_dump_json())
        self.usage += Usage(calls=1, tokens_in=sizes[0] // PER_TOKEN, tokens_out=sizes[1] // PER_TOKEN)
        return value

    def answer(self, name: str, material: str) -> Answer:
        """To a prompt of that name. Raises KeyError for one that no script knows."""
        scripts: dict[str, Callable[[Asked], Answer]] = {
            "writer": self._section,
            "reviser": self._edits,
            "title": self._titles,
            "what-is-new": self._news,
        }
        return scripts[name](asked(name, material))

    def _section(self, one: Asked) -> Answer:
        told = self._written(one, chosen(one))
        passages = [told[start : start + PASSAGE] for start in range(0, len(told), PASSAGE)]
        return {"paragraphs": [{"subject": "", "sentences": [*map(_sentence, some)]} for some in passages]}

    def _edits(self, one: Asked) -> Answer:
        instead = self.spoiling.edits(one)
        if instead is not None:
            return {"edits": instead}
        known = text_of(one.lines)
        news = chosen(one, known)
        places = [_nearest(told, known) for told in news]
        told = self._written(one, news)
        behind = [*places, *((0, False) for _ in told[len(places) :])]
        return {"edits": [*map(_edit, told, behind)]}

    def _titles(self, one: Asked) -> Answer:
        titles = [
            {"text": text.rstrip("."), "rests_on": [number]}
            for number, text in enumerate(text_of(one.lines), start=1)
            if len(words(text)) <= LONGEST and not _QUOTED.search(text)
        ][:3]
        false = self.spoiling.title(one)
        if false:
            self.planted.append(Planted("title", false, ()))
            titles = [{"text": false, "rests_on": [1]}, *titles]
        return {"titles": titles[:3]}

    def _news(self, one: Asked) -> Answer:
        fresh = [(number, line) for number, line in enumerate(one.lines, start=1) if line.startswith(NEW)]
        news = [{"text": line.removeprefix(NEW), "rests_on": [number]} for number, line in fresh[:2]]
        return self._titles(one) | {"news": news}

    def _written(self, one: Asked, told: Sequence[Told]) -> list[Sentence]:
        """Each as it stands, or false in its place."""
        lies = self.spoiling.lies(one, told)
        self.planted += [lie for lie in lies if lie]
        made: list[Sentence] = []
        for sentence, lie in zip([*map(written, told)], lies, strict=True):
            made.append(Sentence(lie.text, lie.labels, lie.kind) if lie else sentence)
            if lie is None:
                self.true.append(sentence)
        return [*made, *self._added(one)]

    def _added(self, one: Asked) -> list[Sentence]:
        more = self.spoiling.more(one)
        self.planted += more
        return [Sentence(lie.text, lie.labels, lie.kind) for lie in more]


def _sentence(one: Sentence) -> Answer:
    return {"text": one.text, "sources": [*one.labels], "kind": "fact"}


def _edit(one: Sentence, place: tuple[int, bool]) -> Answer:
    number, overtakes = place
    told = _sentence(one) | {"claim": number}
    return {"do": "replace", "reason": "superseded"} | told if overtakes else {"do": "add"} | told


def _nearest(told: Told, known: Sequence[str]) -> tuple[int, bool]:
    """The number of the sentence that it belongs behind, or whose newer state it may tell."""
    if not known:
        return 0, False
    alike = likeness([*map(read_surface, known), read_surface(told.text)])[-1][:-1]
    best = max(range(len(known)), key=lambda row: alike[row])
    return best + 1, bool(alike[best] >= KIN and newest([told.source]))

"""What a prompt of ours asks for, read from its text alone: sources, numbered sentences, words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agents.writer.prompted.material import GAP
from evals.texts import SOME_DAY, source
from evals.told import Corpus, corpus
from store.records import Source

_FENCED = r"<<<untrusted (?P<mark>\d+)\n(?P<text>.*?)\nuntrusted (?P=mark)>>>"
_SOURCE = re.compile(
    rf"^\[(?P<label>\w+)\] (?P<day>\d{{4}}-\d\d-\d\d|day unknown)\n{_FENCED}", re.DOTALL | re.MULTILINE
)
_BLOCK = re.compile(_FENCED, re.DOTALL)
_NUMBERED = re.compile(r"^\d+\. (.*)$", re.MULTILINE)
_WORDS = re.compile(r"\babout (\d+) words\b")
NEW = "(new) "
"""Before a sentence that was put in for another one."""


@dataclass(frozen=True)
class Asked:
    """A prompt as whoever answers it reads it."""

    name: str
    sources: tuple[Source, ...]
    """Each under its label, which is its name."""
    lines: tuple[str, ...]
    """The numbered sentences."""
    words: int

    @property
    def told(self) -> Corpus:
        """What the sources tell."""
        return corpus(self.name, self.sources)

    def label(self, id_: str) -> str:
        """Of a source by its id or the beginning of it; what is none stays as it is."""
        return next((one.name for one in self.sources if one.id.startswith(id_)), id_)


def asked(name: str, material: str) -> Asked:
    """Of a prompt's name and its material."""
    blocks = [found["text"] for found in _BLOCK.finditer(material)]
    lines = _NUMBERED.findall(blocks[0]) if blocks and name in {"reviser", "title", "what-is-new"} else []
    question = material.rpartition("\n\n")[2]
    words = _WORDS.search(question)
    return Asked(name, _sources(material), tuple(lines), int(words[1]) if words else 0)


def _sources(material: str) -> tuple[Source, ...]:
    return tuple(_source(found["label"], found["day"], found["text"]) for found in _SOURCE.finditer(material))


def _source(label: str, day: str, text: str) -> Source:
    """Its title stands apart: what a headline says is no sentence."""
    title, _, body = text.partition("\n")
    dated = SOME_DAY if day == "day unknown" else datetime.fromisoformat(day).replace(tzinfo=UTC)
    made = source(body.split(GAP), dated, label, label)
    known = {"title": title} | ({"published_at": None} if day == "day unknown" else {})
    return made.model_copy(update=known)


def text_of(lines: Sequence[str]) -> list[str]:
    """Numbered sentences without the mark of what was put in."""
    return [line.removeprefix(NEW) for line in lines]

"""The words given to language models: one Markdown file each, and the fence around words of others.

A file has two parts with a line of three dashes between them: the rules, which never change, and the
material, with a ``$blank`` for whatever is given. The rules come first and the question last, so that what a
provider keeps of the beginning of a prompt serves the next one too.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template as Blanks

_MARK = "untrusted"
_DIGITS = 12
"""Of a number that is looked at: no text holds so many marks."""


@dataclass(frozen=True)
class Prompt:
    """What a model is told (``rules``) and given (``material``); ``digest`` is of the template."""

    name: str
    rules: str
    material: str
    digest: str


@dataclass(frozen=True)
class Template:
    """One file of words."""

    name: str
    rules: str
    material: str
    digest: str

    @property
    def blanks(self) -> frozenset[str]:
        return frozenset(Blanks(self.material).get_identifiers())

    def fill(self, **given: str) -> Prompt:
        """With exactly its blanks. Raises ValueError; a ``$`` in what is given is text like any other."""
        if self.blanks != given.keys():
            raise ValueError(
                f"{self.name}.md has the blanks {sorted(self.blanks)}, and was given {sorted(given)}."
            )
        return Prompt(self.name, self.rules, Blanks(self.material).substitute(given), self.digest)


@cache
def load(name: str) -> Template:
    """The template of ``name.md``. Raises ValueError for one that is none, or whose blanks are malformed."""
    file = files(__name__) / f"{name}.md"
    if not re.fullmatch(r"[a-z][a-z-]*", name) or not file.is_file():
        raise ValueError(f"There is no prompt {name!r}.")
    return template(name, file.read_text("utf-8"))


def template(name: str, text: str) -> Template:
    """Of a text as a file has it. Raises ValueError."""
    rules, line, material = text.replace("\r\n", "\n").partition("\n---\n")
    if not line or "$" in rules or not Blanks(material).is_valid():
        raise ValueError(f"{name}.md needs rules without blanks, a line of three dashes, and sound blanks.")
    return Template(name, rules.strip(), material.strip(), sha256(text.encode()).hexdigest())


def fenced(texts: Sequence[str]) -> list[str]:
    """Each text between two marks that no text among them holds, however it is spelled.

    The number in the mark is the smallest that will do: the same texts get the same marks every time, and
    mostly those of all others. All texts of one prompt are fenced in one call.
    """
    number = _free(texts)
    begin, end = f"<<<{_MARK} {number}", f"{_MARK} {number}>>>"
    return [f"{begin}\n{text}\n{end}" for text in texts]


def _free(texts: Sequence[str]) -> int:
    """The smallest number that follows the mark in no text, nor begins one that does."""
    taken: set[str] = set()
    for text in texts:
        for digits in re.findall(rf"(?={_MARK}([0-9]{{1,{_DIGITS}}}))", _skeleton(text)):
            taken.update(digits[:length] for length in range(1, len(digits) + 1))
    number = 1
    while str(number) in taken:
        number += 1
    return number


def _skeleton(text: str) -> str:
    """Letters and digits alone, in one case and one form: what a mark is read by, whatever stands between."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in plain
        if character.isalnum()
    )

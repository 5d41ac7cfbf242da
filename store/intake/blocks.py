"""An article in pieces, as a page or a raw text has them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from store.intake.clean import states_something

Kind = Literal["p", "head", "item", "quote", "table", "code"]

_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a sub-heading, an item of a list …: one line of text."""

    text: str
    kind: Kind = "p"

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph of sentences."""
        return self.kind != "head" and states_something(self.text)


def bare(text: str) -> str:
    """Letters and digits alone: what two spellings of one title have in common."""
    return _NO_LETTER.sub("", text).casefold()


def length_of(blocks: Iterable[Block]) -> int:
    """Characters of text."""
    return sum(len(block.text) for block in blocks)


def parts(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The runs of paragraphs, each under a heading or at the top: where they start and where they end."""
    start = 0
    for place, block in enumerate([*blocks, Block("")]):
        if not block.is_prose:
            if place > start:
                yield start, place
            start = place + 1

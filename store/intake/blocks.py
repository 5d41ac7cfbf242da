"""An article in pieces, as a page or a raw text has them."""

import re
from dataclasses import dataclass
from typing import Literal

from store.intake.clean import reads_as_prose

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
        return self.kind != "head" and reads_as_prose(self.text)


def bare(text: str) -> str:
    """Letters and digits alone: what two spellings of one title have in common."""
    return _NO_LETTER.sub("", text).casefold()

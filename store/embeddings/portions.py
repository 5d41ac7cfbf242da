"""How much a server is given at once, and what of a text that is too long for its model.

Counted in bytes of UTF-8: no text has more tokens than bytes, whatever the tokenizer, so that nothing has to
be guessed about scripts in which a character is three tokens.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_TOO_MANY = re.compile("allowed batch size|too many inputs|array too long", re.IGNORECASE)
_TOO_LONG = re.compile("token|context|too (?:long|large)|length", re.IGNORECASE)
_REFUSALS = frozenset({400, 413, 422})
_FAULT = "too large to process"
"""What llama.cpp says of a text that is too long for it, as a fault of its own (500)."""

SHORTEST = 250
"""Bytes of a text below which a refusal has another reason."""
WORD = 40
"""Bytes at most that are given up so that a text ends with a whole word."""


@dataclass(frozen=True)
class Portion:
    """What one request may have. OpenAI takes 2,048 texts, 300,000 tokens, and 8,192 of one text.

    The longest snippet has 2,000 characters, which are 8,000 bytes at most: there, none is cut.
    """

    texts: int = 256
    size: int = 300_000
    longest: int = 8_000

    def first(self, texts: Sequence[str], start: int) -> list[str]:
        """From ``start`` on, each cut to what counts; at least one."""
        batch: list[str] = []
        room = self.size
        for text in texts[start : start + self.texts]:
            piece = cut(text, self.longest)
            room -= len(piece.encode())
            if batch and room < 0:
                break
            batch.append(piece)
        return batch

    def less(self, status: int, said: str, asked: int) -> "Portion | None":
        """What to try where a server refused ``asked`` texts as too much; None where that is not why."""
        if status not in _REFUSALS and not (status == 500 and _FAULT in said):
            return None
        if asked > 1 and (_TOO_MANY.search(said) or (status == 413 and not _TOO_LONG.search(said))):
            return replace(self, texts=asked // 2)
        if _TOO_LONG.search(said) and self.longest >= 2 * SHORTEST:
            return replace(self, longest=self.longest // 2)
        return None


def cut(text: str, longest: int) -> str:
    """Its beginning of ``longest`` bytes at most, up to the end of a word where one is near; never empty."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= longest:
        return raw.decode() or " "
    begin = raw[:longest].decode("utf-8", "ignore")
    whole = begin.rpartition(" ")[0]
    return whole if whole and len(whole.encode()) >= longest - WORD else begin

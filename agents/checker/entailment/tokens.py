"""Claim and window as the model reads them: [CLS] claim [SEP] window [SEP]."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CLAIM = 72
"""Tokens of a claim that are read, some 50 words; a longer one is checked in parts."""

LENGTH = 192
"""Tokens of a pair."""

START, END = 101, 102
"""[CLS] and [SEP] in BERT's vocabulary; 0 is padding."""

Ids = NDArray[np.int64]


class Encoded(NamedTuple):
    """One pair in tokens, and how many of them are the claim's."""

    ids: list[int]
    claim: int

    def arrays(self) -> tuple[Ids, Ids]:
        """Ids, and 1 for what is of the window; one row each."""
        ids = np.array([self.ids], np.int64)
        types = np.zeros_like(ids)
        types[:, self.claim :] = 1
        return ids, types


def encode(tokenizer: "Tokenizer", pairs: Sequence[tuple[str, str]]) -> list[Encoded]:
    """Too long a claim is cut, then too long a window."""
    claims, windows = (
        tokenizer.encode_batch_fast([pair[side] for pair in pairs], add_special_tokens=False)
        for side in (0, 1)
    )
    return [_joined(claim.ids, seen.ids) for claim, seen in zip(claims, windows, strict=True)]


def _joined(claim: list[int], seen: list[int]) -> Encoded:
    head = [START, *claim[:CLAIM], END]
    return Encoded([*head, *seen[: LENGTH - len(head) - 1], END], len(head))

"""The embedded default: one vector for each word piece, added up. No model runs, and nothing is downloaded.

The vectors were fitted so that their sums lie as the sentences do under a model (``weights/CARD.md``).
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
LONGEST = 512
"""Word pieces of a text that count."""


class StaticEmbedder:
    """Loaded at the first use: about 0.1 s and 25 MB."""

    name = "static-1"
    dims = 192
    tokens = 0

    @property
    def digest(self) -> str:
        """SHA-256 of the vectors and of the vocabulary."""
        return _digest()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length for each text: shape (len(texts), dims)."""
        with _READING:  # agents ask at once: one reads them
            pieces, bias = _vectors()
        tokens = [one.ids or [0] for one in _tokenizer().encode_batch(list(texts), add_special_tokens=False)]
        if not tokens:
            return np.zeros((0, self.dims), np.float32)
        starts = np.cumsum([0, *(len(one) for one in tokens[:-1])])
        sums = np.add.reduceat(pieces[np.concatenate(tokens)], starts, axis=0) + bias
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        return self.embed([text])[0]


_READING = Lock()


@cache
def _vectors() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(vocabulary, dims), and what is added to every sum."""
    with np.load(WEIGHTS / "static.npz") as kept:
        return kept["pieces"].astype(np.float32) * kept["scales"][:, None], kept["bias"]


@cache
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)  # pyright: ignore[reportUnknownMemberType]
    return tokenizer


@cache
def _digest() -> str:
    files = (WEIGHTS / name for name in ("static.npz", "tokenizer.json"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

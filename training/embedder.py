"""Makes ``store/embeddings/weights/static.npz``: word-piece vectors whose sums lie as MiniLM's sentences do.

    python -m training.embedder --data DIR --work DIR

``--data`` holds ``dev/faithfulness/train.jsonl.gz``, ``demo/wikinews`` and ``fixtures/wikinews``; ecbplus and
timeline17, with which it is measured, are not read. ``--work`` keeps the steps; one that is there is not
done again, so that a run that was stopped goes on. On one core the teacher takes 20 minutes, the fit 7.

1. texts: claims, and runs of one to three sentences of the evidence, each once;
2. their vectors by the teacher;
3. each word piece alone through the teacher, centred, weighed by smooth inverse frequency (Arora and others,
   2017): what model2vec would ship, and where the fit begins;
4. the fit: cosine to the teacher, and the likenesses within a batch as the teacher has them;
5. the main axes of the sentence vectors, and 8 bits for each value.
"""

import argparse
import gzip
import json
import random
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import normalize

from training.minilm import WIDTH
from training.teacher import Teacher, folder, tokenizer

KEPT_DIMS = 192
"""Half the size of 384, and fused with BM25 as good: nDCG@10 0.816 and 0.817 on ecbplus."""
SIF = 1e-3
EPOCHS, BATCH, RATE = 4, 512, 2e-3
LIKENESS = 20.0
"""Weight of the likenesses within a batch beside the cosine."""
HELD_OUT = 2000
PART = 4000
"""Texts that the teacher reads between two savings."""
UNKNOWN = 100
WEIGHTS = Path(__file__).parents[1] / "store" / "embeddings" / "weights"
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")

Vectors = NDArray[np.float32]


def main() -> None:
    """All five steps."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    asked.work.mkdir(parents=True, exist_ok=True)
    texts = _texts(asked.data)
    teacher = _taught(texts, asked.work)
    pieces = _pieces(texts)
    begun = _kept(asked.work / "init.npy", _alone)
    fitted, bias = _fit(begun * _rarity(pieces, len(begun))[:, None], pieces, teacher)
    _ship(fitted, bias, pieces)


def _texts(data: Path) -> list[str]:
    chance = random.Random(1)
    found: set[str] = set()
    with gzip.open(data / "dev" / "faithfulness" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found.add(row["claim"][:500])
            runs = list(_runs(row["evidence"], chance))
            found.update(chance.sample(runs, min(4, len(runs))))
    for place in (*(data / "demo/wikinews").glob("*.jsonl"), *(data / "fixtures/wikinews").glob("*.jsonl")):
        for line in place.read_text(encoding="utf-8").splitlines():
            found.update(json.loads(line)["sentences"])
    texts = sorted(found)
    chance.shuffle(texts)
    return texts


def _runs(text: str, chance: random.Random) -> Iterator[str]:
    """Of one to three sentences; one more often than the others, as claims are."""
    sentences = _END.split(" ".join(text.split()))
    place = 0
    while place < len(sentences):
        length = chance.choice([1, 1, 2, 3])
        run = " ".join(sentences[place : place + length])[:700]
        place += length
        if len(run) > 25:
            yield run


def _taught(texts: Sequence[str], work: Path) -> Vectors:
    """The teacher's vectors, kept part by part."""
    model = Teacher()
    parts = [
        _kept(work / f"teacher-{start:06}.npy", lambda start=start: model.embed(texts[start : start + PART]))
        for start in range(0, len(texts), PART)
    ]
    return np.concatenate(parts).astype(np.float32)


def _alone() -> Vectors:
    """Each word piece through the teacher, centred."""
    words = sorted((number, word) for word, number in tokenizer().get_vocab().items())
    vectors = Teacher().embed([word.removeprefix("##") for _, word in words], 256).astype(np.float32)
    return vectors - vectors.mean(0)


def _pieces(texts: Sequence[str]) -> list[list[int]]:
    encoded = tokenizer().encode_batch(list(texts), add_special_tokens=False)
    return [one.ids or [UNKNOWN] for one in encoded]


def _rarity(pieces: Sequence[Sequence[int]], size: int) -> Vectors:
    often = np.bincount(np.concatenate([np.array(one) for one in pieces]), minlength=size) + 1
    return (SIF / (SIF + often / often.sum())).astype(np.float32)


def _fit(begun: Vectors, pieces: Sequence[Sequence[int]], teacher: Vectors) -> tuple[Vectors, Vectors]:
    """Adam, its rate falling to a fiftieth; prints both losses of what is held out after each epoch."""
    table = torch.nn.EmbeddingBag.from_pretrained(torch.tensor(begun), freeze=False, mode="sum")
    bias = torch.nn.Parameter(torch.zeros(WIDTH))
    adam = torch.optim.Adam([*table.parameters(), bias], lr=RATE)
    target = torch.tensor(teacher)

    def losses(some: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
        ids = [pieces[place] for place in some]
        starts = np.cumsum([0, *(len(one) for one in ids[:-1])])
        made = normalize(table(torch.tensor(np.concatenate(ids)), torch.tensor(starts)) + bias, dim=1)
        wanted = target[some]
        return (1 - (made * wanted).sum(1)).mean(), ((made @ made.T - wanted @ wanted.T) ** 2).mean()

    taught = len(pieces) - HELD_OUT
    steps = EPOCHS * (taught // BATCH)
    falling = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: max(0.02, 1 - step / steps))
    for epoch in range(EPOCHS):
        order = np.random.default_rng(epoch).permutation(taught)
        for start in range(0, taught - BATCH, BATCH):
            cosine, likeness = losses(order[start : start + BATCH])
            adam.zero_grad()
            (cosine + LIKENESS * likeness).backward()
            adam.step()
            falling.step()
        with torch.no_grad():
            held_out = losses(np.arange(taught, len(pieces)))
        sys.stdout.write(f"{epoch} {held_out[0]:.5f} {held_out[1]:.5f}\n")
        sys.stdout.flush()
    return table.weight.detach().numpy(), bias.detach().numpy()


def _ship(fitted: Vectors, bias: Vectors, pieces: Sequence[Sequence[int]]) -> None:
    """On the main axes of the sentence vectors, uncentred: products stay what they are."""
    sums = np.array([fitted[one].sum(0) + bias for one in pieces[:20_000]])
    axes = np.linalg.svd(sums / np.linalg.norm(sums, axis=1, keepdims=True), full_matrices=False)[2]
    turned = fitted @ axes[:KEPT_DIMS].T
    scales = np.maximum(np.abs(turned).max(1), 1e-9) / 127
    np.savez_compressed(
        WEIGHTS / "static.npz",
        pieces=np.round(turned / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        bias=(bias @ axes[:KEPT_DIMS].T).astype(np.float32),
    )
    shutil.copy(folder() / "tokenizer.json", WEIGHTS / "tokenizer.json")


def _kept(place: Path, make: Callable[[], NDArray[np.floating]]) -> NDArray[np.floating]:
    if not place.exists():
        np.save(place, make())
    return np.load(place)


if __name__ == "__main__":
    main()

"""Fine-tune MiniLM on the pairs: one thread, checkpoints, and on from the last one if there is one.

``python -m training.entailment.train WEIGHTS_FOLDER FOLDER --steps N``
"""

import argparse
import copy
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from agents.checker.entailment.tokens import Encoded, encode
from training.minilm import MiniLM, PairClassifier

BATCH = 32
RATE = 1e-4
WARM_UP = 0.06
"""Share of the steps in which the rate rises; then it falls in a straight line."""
SMOOTH = 0.04
"""Taken from each label: some of those given are wrong, and some of our faults are none."""
AVERAGE = 0.998
"""Weight of the past in the running average of the weights, which is what ships."""
SAVE_EVERY = 200.0
"""Seconds between checkpoints."""


class Run:
    """The model, its average and its optimiser, kept in one file."""

    def __init__(self, weights: Path, file: Path) -> None:
        self.file = file
        self.model = PairClassifier(MiniLM.load(weights))
        self.model.body.embeddings.words.requires_grad_(requires_grad=False)
        self.average = copy.deepcopy(self.model).eval()
        trained = [one for one in self.model.parameters() if one.requires_grad]
        self.optimiser = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.01)
        self.step = 0
        if file.exists():
            self._resume(torch.load(file))

    def _resume(self, saved: dict[str, Any]) -> None:
        self.step = saved["step"]
        for part in ("model", "average", "optimiser"):
            getattr(self, part).load_state_dict(saved[part])

    def save(self) -> None:
        parts = {part: getattr(self, part).state_dict() for part in ("model", "average", "optimiser")}
        fresh = self.file.with_suffix(".new")
        torch.save({"step": self.step, **parts}, fresh)
        fresh.replace(self.file)

    def learn(self, ids: torch.Tensor, types: torch.Tensor, labels: torch.Tensor, rate: float) -> float:
        """One step on one batch; its loss."""
        self.model.train()
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.model(ids, types)
        loss = functional.binary_cross_entropy_with_logits(logits.float(), labels * (1 - 2 * SMOOTH) + SMOOTH)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        self._average()
        return float(loss.detach())

    @torch.no_grad()
    def _average(self) -> None:
        kept = min(AVERAGE, (1 + self.step) / (10 + self.step))
        pairs = zip(self.average.parameters(), self.model.parameters(), strict=True)
        for mean, now in pairs:
            if now.requires_grad:
                mean.lerp_(now, 1 - kept)


def batches(lengths: Sequence[int], epoch: int) -> Iterator[list[int]]:
    """Pairs of like length together, in an order that the epoch alone decides."""
    order = torch.randperm(len(lengths), generator=torch.Generator().manual_seed(epoch)).tolist()
    for first in range(0, len(order), BATCH * 50):
        pool = sorted(order[first : first + BATCH * 50], key=lengths.__getitem__)
        cut = [pool[start : start + BATCH] for start in range(0, len(pool), BATCH)]
        places = torch.randperm(len(cut), generator=torch.Generator().manual_seed(epoch + first)).tolist()
        yield from (cut[place] for place in places)


def endless(lengths: Sequence[int], done: int) -> Iterator[list[int]]:
    """Batches after those done already, epoch after epoch."""
    per_epoch = sum(1 for _ in batches(lengths, 0))
    skipped = done % per_epoch
    for epoch in range(done // per_epoch, 10_000):
        for place, batch in enumerate(batches(lengths, epoch)):
            if place >= skipped:
                yield batch
        skipped = 0


def rate(step: int, steps: int) -> float:
    warm = WARM_UP * steps
    return RATE * min((step + 1) / warm, max(0.02, (steps - step) / (steps - warm)))


def read_pairs(path: Path, tokenizer: Tokenizer) -> tuple[list[Encoded], torch.Tensor]:
    """Pairs in tokens, and their labels."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    tokenizer.no_padding()
    tokenizer.no_truncation()
    pairs = encode(tokenizer, [(row["claim"], row["window"]) for row in rows])
    return pairs, torch.tensor([row["label"] for row in rows], dtype=torch.float32)


def padded(pairs: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and segments of a batch, each as long as its longest; 0 is padding."""
    rows = [tuple(torch.from_numpy(part[0]) for part in pair.arrays()) for pair in pairs]
    ids, types = zip(*rows, strict=True)
    return pad_sequence(ids, batch_first=True), pad_sequence(types, batch_first=True)


def main() -> None:
    """Learn until the step that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("weights", type=Path, help="folder of model.safetensors and tokenizer.json")
    parser.add_argument("folder", type=Path, help="folder of train.jsonl; checkpoints are kept there")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(7)
    tokenizer = Tokenizer.from_file(str(options.weights / "tokenizer.json"))
    pairs, labels = read_pairs(options.folder / "train.jsonl", tokenizer)
    lengths = [len(pair.ids) for pair in pairs]
    run = Run(options.weights / "model.safetensors", options.folder / "state.pt")
    begun = saved = time.monotonic()
    smoothed = 0.69
    for batch in endless(lengths, run.step):
        if run.step >= options.steps:
            break
        ids, types = padded([pairs[place] for place in batch])
        loss = run.learn(ids, types, labels[batch], rate(run.step, options.steps))
        smoothed = 0.98 * smoothed + 0.02 * loss
        if run.step % 25 == 0:
            sys.stderr.write(f"{run.step} loss {smoothed:.4f} {time.monotonic() - begun:.0f} s\n")
        if time.monotonic() - saved > SAVE_EVERY:
            run.save()
            saved = time.monotonic()
    run.save()


if __name__ == "__main__":
    main()

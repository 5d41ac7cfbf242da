"""Whether a text bears a claim out, by a small model that runs on any processor, and ships with the code."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from math import exp
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from agents.checker.entailment.likeness import likeness, weighed
from agents.checker.entailment.tokens import Encoded, Ids, encode
from agents.checker.entailment.windows import best_windows, parts, readable, unmarked

if TYPE_CHECKING:
    import numpy as np
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent
Pair = tuple[str, str]


class _Read(NamedTuple):
    """A part of a claim, a text, and what the model reads of it."""

    part: str
    text: str
    window: str


class _Session(Protocol):
    """What is used of ``onnxruntime.InferenceSession``, whose own types say less."""

    def run(self, names: list[str], given: dict[str, Ids]) -> list["np.typing.NDArray[np.float32]"]: ...


@dataclass(frozen=True, slots=True)
class About:
    """What stands in ``model.json``."""

    name: str
    temperature: float
    """Divides the logits where they stand alone: chosen on documents held out of the training."""
    threshold: float
    """Chosen on the development sets: ``CARD.md`` says for what."""
    sha256: str
    """Of the weights."""
    stack: dict[str, float] | None = None
    """What the logit and each part of the likeness weigh; without it, the logit stands alone."""


class Entailment:
    """Scores between 0 and 1; a claim that cannot be read, or has no evidence, has 0.

    Loaded when the first pair is scored. Any number of threads may share one.
    """

    def __init__(self, folder: Path = FOLDER, *, threads: int = 2) -> None:
        self._folder = folder
        self._threads = threads
        self._lock = Lock()
        self.about = About(**json.loads((folder / "model.json").read_text("utf-8")))
        self.name = self.about.name
        self.threshold = self.about.threshold

    def score(self, claim: str, passages: Sequence[str]) -> list[float]:
        """How far each passage, by itself, bears the whole claim out."""
        return self.score_all([(claim, passage) for passage in passages])

    def score_all(self, claims: Sequence[Pair]) -> list[float]:
        """The same for many (claim, text).

        The best window of the text counts, and of a claim too long to be read at once its weakest part.
        """
        asked = [[_reads(part, text) for part in parts(unmarked(claim))] for claim, text in claims]
        flat = list(dict.fromkeys(read for of_parts in asked for reads in of_parts for read in reads))
        logits = self.logits([(read.part, read.window) for read in flat])
        found = dict(zip(flat, map(self._share, flat, logits), strict=True))
        return [
            min((max((found[read] for read in reads), default=0.0) for reads in of_parts), default=0.0)
            for of_parts in asked
        ]

    def logits(self, pairs: Sequence[Pair]) -> list[float]:
        """Of each (claim, window), as they are: not windowed, not calibrated.

        Each is run by itself, for int8 takes the scale of a batch from all of it: so no pair's score hangs
        on the company that it is scored in.
        """
        with self._lock:
            session, tokenizer = self._session, self.tokenizer
        encoded = encode(tokenizer, pairs)
        if len(encoded) < 2 or self._threads < 2:
            return [_logit(session, one) for one in encoded]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(partial(_logit, session), encoded))

    def _share(self, read: _Read, logit: float) -> float:
        stack = self.about.stack
        if not stack:
            return 1 / (1 + exp(-logit / self.about.temperature))
        return 1 / (1 + exp(-weighed(logit, likeness(read.part, read.text), stack)))

    @cached_property
    def _session(self) -> _Session:
        import onnxruntime

        runtime = cast("Any", onnxruntime)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        weights = str(self._folder / "entailment.onnx")
        return runtime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        # A "[SEP]" that stands in a text is text.
        tokenizer.encode_special_tokens = True
        return tokenizer


def _reads(part: str, text: str) -> list[_Read]:
    return [_Read(part, text, window) for window in best_windows(part, text)] if readable(part) else []


def _logit(session: _Session, pair: Encoded) -> float:
    ids, types = pair.arrays()
    return float(session.run(["logits"], {"ids": ids, "types": types})[0][0])

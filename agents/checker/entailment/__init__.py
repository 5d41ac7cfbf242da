"""Whether a text bears a claim out, by a small model that runs on any processor, and ships with the code."""

import hashlib
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
from store.errors import ModelUnavailable

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
    tokenizer: str
    """SHA-256 of the vocabulary."""
    stack: dict[str, float] | None = None
    """What the logit and each part of the likeness weigh; without it, the logit stands alone."""


class Entailment:
    """Scores between 0 and 1; a claim that cannot be read, or has no evidence, has 0.

    Loaded when the first pair is scored; raises ModelUnavailable then. Any number of threads may share one.
    """

    def __init__(self, folder: Path = FOLDER, *, threshold: float | None = None, threads: int = 2) -> None:
        self._folder = folder
        self._threads = threads
        self._lock = Lock()
        self.about = _about(folder / "model.json")
        self.name = self.about.name
        self.threshold = self.about.threshold if threshold is None else threshold

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
        weights = _checked(self._folder / "entailment.onnx", self.about.sha256)
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelUnavailable(f"onnxruntime cannot be loaded: {error}") from error

        runtime = cast("Any", onnxruntime)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return runtime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        vocabulary = _checked(self._folder / "tokenizer.json", self.about.tokenizer)
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelUnavailable(f"tokenizers cannot be loaded: {error}") from error

        tokenizer = Tokenizer.from_buffer(vocabulary)
        # A "[SEP]" that stands in a text is text.
        tokenizer.encode_special_tokens = True
        return tokenizer


def _about(file: Path) -> About:
    """What the file says, or what fits no weights: that is found when they are loaded."""
    try:
        return About(**json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return About("entailment-unknown", temperature=1, threshold=1, sha256="", tokenizer="")


def _checked(file: Path, sha256: str) -> bytes:
    """The bytes of the file, if they are those described: so what reads them cannot fail on them."""
    try:
        read = file.read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"{file.name} of the entailment model cannot be read: {error}") from error
    if hashlib.sha256(read).hexdigest() != sha256:
        raise ModelUnavailable(f"{file.name} of the entailment model is not the file that was described")
    return read


def _reads(part: str, text: str) -> list[_Read]:
    return [_Read(part, text, window) for window in best_windows(part, text)] if readable(part) else []


def _logit(session: _Session, pair: Encoded) -> float:
    ids, types = pair.arrays()
    return float(session.run(["logits"], {"ids": ids, "types": types})[0][0])

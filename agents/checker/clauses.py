"""The parts of a compound sentence: each asserts something of its own, and each must be borne out."""

import re
from collections.abc import Iterator, Sequence

from agents.surface import STOP_WORDS, content_stems, names, read_surface, words
from store.temporal.tense import is_past

LEAST = 3
"""Words that carry meaning in a part at least: fewer assert nothing of their own."""

ASSERTED = 2
"""Words of meaning, figures included, in an assertion at least."""

_JOINED = "and|but|while|whereas|although|because|before|after"
_AFTER_PAUSE = f"{_JOINED}|or|nor|yet|though|when|who|which|where|with|including"
_BREAK = re.compile(
    rf"\s*[;:]\s+(?:(?:{_AFTER_PAUSE})\s+)?|\s+[—–-]\s+|,\s+(?:(?:{_AFTER_PAUSE})\s+)?|\s+(?:{_JOINED})\s+",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|\([^()]*\)|\d,\d")


_BOUND = re.compile(
    r"(?:only )?(?:if|unless|until|provided|once|as long as|so long as|except|not)\b", re.IGNORECASE
)
"""Beginnings of a part without which what stands before it is another assertion."""


_VERBS = frozenset("is are was were be been has have had do does did can could will would may must".split())


def asserts(sentence: str) -> bool:
    """Whether it says something of something: "Ice" and "the captain" do not, "the captain drowned" does."""
    stems = read_surface(sentence).stems
    told = read_surface(sentence).terms
    if len(told) < ASSERTED or not stems:
        return False
    every = [word.lower() for word in words(sentence)]
    if not _VERBS.isdisjoint(every):
        return True
    of_names = set(content_stems(" ".join(names(sentence, begun=True))))
    if stems <= of_names and not any(word.islower() and word not in STOP_WORDS for word in words(sentence)):
        return False
    return len(told) > ASSERTED or any(is_past(word) or word.endswith(("s", "ed")) for word in every[1:])


def clauses(sentence: str) -> list[str]:
    """The sentence cut at pauses and conjunctions, outside of quotations and brackets."""
    breaks = _breaks(sentence)
    starts, ends = [0, *(one.end() for one in breaks)], [*(one.start() for one in breaks), len(sentence)]
    cut = [sentence[start:end].strip(" ,") for start, end in zip(starts, ends, strict=True)]
    return _joined([part for part in cut if part])


def is_compound(sentence: str) -> bool:
    """Whether there is a pause or a conjunction in it."""
    return bool(_breaks(sentence))


def shortened(sentence: str) -> Iterator[str]:
    """The sentence without its last part, without the last two, and so on; never without a condition."""
    end = sentence[-1:] if sentence[-1:] in ".!?" else ""
    for found in reversed(_breaks(sentence)):
        if _BOUND.match(sentence, found.end()):
            return
        shorter = sentence[: found.start()].rstrip(" ,")
        if len(set(content_stems(shorter))) >= LEAST:
            yield f"{shorter}{end}"


def _breaks(sentence: str) -> list[re.Match[str]]:
    held = [match.span() for match in _QUOTED.finditer(sentence)]
    return [match for match in _BREAK.finditer(sentence) if not _within(match.start(), held)]


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in spans)


def _joined(cut: Sequence[str]) -> list[str]:
    """What says too little goes with what follows it, the last with what comes before."""
    parts: list[str] = []
    short = ""
    for one in cut:
        short = f"{short} {one}".strip()
        if len(set(content_stems(short))) >= LEAST:
            parts.append(short)
            short = ""
    if short:
        parts[-1:] = [" ".join([*parts[-1:], short])]
    return parts

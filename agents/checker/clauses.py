"""The parts of a compound sentence: each asserts something of its own, and each must be borne out."""

import re
from collections.abc import Sequence

from agents.surface import content_stems

LEAST = 3
"""Words that carry meaning in a part at least: fewer assert nothing of their own."""

_JOINED = "and|but|while|whereas|although|because|before|after"
_AFTER_PAUSE = f"{_JOINED}|or|nor|yet|though|when|who|which|where|with|including"
_BREAK = re.compile(
    rf"\s*[;:]\s+(?:(?:{_AFTER_PAUSE})\s+)?|\s+[—–-]\s+|,\s+(?:(?:{_AFTER_PAUSE})\s+)?|\s+(?:{_JOINED})\s+",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|\([^()]*\)|\d,\d")


def clauses(sentence: str) -> list[str]:
    """The sentence cut at pauses and conjunctions, outside of quotations and brackets."""
    held = [match.span() for match in _QUOTED.finditer(sentence)]
    breaks = [match for match in _BREAK.finditer(sentence) if not _within(match.start(), held)]
    starts, ends = [0, *(one.end() for one in breaks)], [*(one.start() for one in breaks), len(sentence)]
    cut = [sentence[start:end].strip(" ,") for start, end in zip(starts, ends, strict=True)]
    return _joined([part for part in cut if part])


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

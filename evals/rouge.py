"""ROUGE-N recall (Lin, 2004), as rouge-score counts it without stems.

A few lines: that library has had no release since 2022, and brings NLTK for a stemmer that is not asked for.
On the updates of ``evals.updates`` both give the same figures to the last digit.
"""

import re
from collections import Counter

_TOKEN = re.compile(r"[a-z0-9]+")


def recall(told: str, gold: str, size: int) -> float:
    """Share of the gold text's runs of ``size`` words that were told, each as often as it stands there."""
    wanted, given = _runs(gold, size), _runs(told, size)
    return (wanted & given).total() / wanted.total() if wanted else 0.0


def _runs(text: str, size: int) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.lower())
    return Counter(zip(*(tokens[start:] for start in range(size)), strict=False))

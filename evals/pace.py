"""How fast the checker of production checks a story's sentences, and in how much memory.

    python -m evals.pace

Sentences of the bundled story, and the same with one word for another, so that the entailment model is asked:
40 of each with a checker just made, loading included, then 40 others with the same checker. Each sentence is
held against up to four windows of its source. Sources are read in the first second that they are cited.
"""

import resource
import sys
from collections.abc import Iterator, Sequence
from time import perf_counter, process_time

from agents.checker import Checker
from agents.newsroom import embedded_checker
from agents.settings import load
from agents.surface import read_surface
from evals.paraphrases import synonym
from evals.told import Corpus, bundled
from store.records import Claim, Source

STORY = 40


def stories(corpus: Corpus) -> Iterator[tuple[str, list[Claim]]]:
    """Claims as they stand, then reworded; those at even places, then those at odd ones."""
    reworded = [(synonym(one), one.source) for one in corpus.told]
    kinds = {
        "as they stand": [(one.text, one.source) for one in corpus.told],
        "one word for another": [(text, source) for text, source in reworded if text],
    }
    for name, told in kinds.items():
        claims = [Claim(text=" ".join(text.split()), citations=(source.id[:8],)) for text, source in told]
        yield name, claims[: 2 * STORY]


def pace(claims: Sequence[Claim], checker: Checker, sources: Sequence[Source]) -> tuple[float, float]:
    """Claims per second by the clock, and per second of processor time."""
    clock, processor = perf_counter(), process_time()
    for claim in claims:
        checker.check(claim, sources)
    return len(claims) / (perf_counter() - clock), len(claims) / (process_time() - processor)


def main() -> None:
    """Print a line for each story, and the memory that was used at most."""
    write = sys.stdout.write
    corpus = bundled()
    write(f"{STORY} claims, per second       by the clock  of processor time\n")
    for name, claims in stories(corpus):
        read_surface.cache_clear()
        checker = embedded_checker(load())
        for state, some in (("cold", claims[::2]), ("warm", claims[1::2])):
            clock, processor = pace(some, checker, corpus.sources)
            write(f"{f'{name}, {state}':<30} {clock:>10.0f} {processor:>18.0f}\n")
    write(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


if __name__ == "__main__":
    main()

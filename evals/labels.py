"""Labels or ids: what a writer's slip of the pen costs, where it names its sources by S3 or by 7f3a9c2e.

    python -m evals.labels [--data DIR] [--n N]

True sentences of the bundled story, and of the reports under DIR/demo/wikinews, are handed to the gate of
production with the citation that a slip leaves: of another source that there is, or of none. A label with one
character wrong is mostly that of another source; an id with one character wrong is that of none.
What a name costs is counted in pieces of a BERT vocabulary.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from agents.checker import Checker
from agents.checker.entailment import Entailment
from agents.gate import Gate
from agents.newsroom import embedded_checker
from agents.settings import load
from evals.told import Corpus, Told, bundled, reports
from store.errors import NothingToTell
from store.records import Claim, Draft, Paragraph, Source

SHOWN = 10
"""Sources of one prompt, about as many as a section has."""
HEX = "0123456789abcdef"
RIGHT, WRONG, CITED_ANEW, LOST = "right", "wrong", "cited anew", "lost"

Slip = Callable[[str, Sequence[str], Random], str]
"""The name that is written for a name, of those that are shown."""


def other_that_is(name: str, shown: Sequence[str], dice: Random) -> str:
    """One name for another."""
    return dice.choice([one for one in shown if one != name])


def one_character(name: str, shown: Sequence[str], dice: Random) -> str:
    """One digit is another; a letter that every name begins with is never mistaken."""
    del shown
    places = [place for place, letter in enumerate(name) if letter in HEX]
    place = dice.choice(places)
    digits = "0123456789" if name.startswith("S") else HEX
    return name[:place] + dice.choice([one for one in digits if one != name[place]]) + name[place + 1 :]


SLIPS: dict[str, Slip] = {"another that is shown": other_that_is, "one character": one_character}
NAMINGS: dict[str, Callable[[int, Source], str]] = {
    "label": lambda place, _: f"S{place}",
    "id": lambda _, source: source.id[:8],
}


def outcomes(corpus: Corpus, naming: str, slip: str, most: int, checker: Checker) -> Counter[str]:
    """Of so many sentences with that slip, each alone: what was emitted."""
    counted = Counter[str]()
    dice = Random(f"{naming}, {slip}")
    for one in dice.sample(corpus.told, min(most, len(corpus.told))):
        others = [source for source in corpus.sources if source.id != one.source.id]
        shown = [one.source, *dice.sample(others, min(SHOWN - 1, len(others)))]
        dice.shuffle(shown)
        names = {NAMINGS[naming](place, source): source for place, source in enumerate(shown, start=1)}
        right = next(name for name, source in names.items() if source is one.source)
        wrote = SLIPS[slip](right, tuple(names), dice)
        cited = names[wrote].id[:8] if wrote in names else wrote
        counted[_outcome(one, cited, shown, checker)] += 1
    return counted


def _outcome(one: Told, cited: str, shown: Sequence[Source], checker: Checker) -> str:
    claim = Claim(text=one.text, citations=(cited,))
    draft = Draft(title=claim, paragraphs=(Paragraph(claims=(claim,)),))
    gate = Gate(checker, shown, shortest=1)
    checking = gate.check(draft)
    try:
        while True:
            next(checking)
    except StopIteration as done:
        emitted: Claim = done.value.paragraphs[0].claims[0]
    except NothingToTell:
        return LOST
    if emitted.citations == (cited,):
        return WRONG if cited != one.source.id[:8] else RIGHT
    return CITED_ANEW


def tokens(text: str) -> int:
    """Of a text, in pieces of the BERT vocabulary that the checker's own model reads by."""
    return len(Entailment().tokenizer.encode(text, add_special_tokens=False).ids)


def prices(corpus: Corpus) -> Iterator[str]:
    """Tokens of a name in an answer and at the head of a source."""
    for naming, name in NAMINGS.items():
        named = [name(place, source) for place, source in enumerate(corpus.sources[:SHOWN], start=1)]
        answer = sum(tokens(f'["{one}"]') for one in named) / len(named)
        head = sum(tokens(f"[{one}] 2025-03-09\n") for one in named) / len(named)
        yield f"{naming:<7}{answer:>6.1f} tokens where it is cited, {head:.1f} at the head of its source"


def lines(corpora: Sequence[Corpus], most: int) -> Iterator[str]:
    """A row for each naming and slip, of all corpora together, then what names cost."""
    checker = embedded_checker(load())
    columns = (WRONG, RIGHT, CITED_ANEW, LOST)
    yield f"{'naming':<7}{'slip':<24}{'n':>5}" + "".join(f"{name:>12}" for name in columns)
    for naming in NAMINGS:
        for slip in SLIPS:
            found = sum((outcomes(one, naming, slip, most, checker) for one in corpora), Counter[str]())
            row = "".join(f"{found[name]:>12}" for name in columns)
            yield f"{naming:<7}{slip:<24}{found.total():>5}{row}"
    yield from prices(corpora[0])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.labels", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--data", type=Path, help="folder with demo/wikinews")
    parser.add_argument("--n", type=int, default=100, help="sentences of each text and slip")
    asked = parser.parse_args(arguments)
    corpora = [bundled(), *([reports(asked.data / "demo" / "wikinews")] if asked.data else [])]
    for line in lines(corpora, asked.n):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()

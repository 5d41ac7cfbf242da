"""Finding nothing: how often a topic finds nothing where nothing is, and where something is.

    python -m evals.absence --data DIR

DIR is that of ``evals.retrieval``, whose headlines ask. Weights and threshold (``agents/relevance.py``) were
fitted to the other half of the stories.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from evals.retrieval import Collection, ecbplus, opened, print_line, wikinews_rows
from store.embeddings import Embedder
from store.embeddings.named import EMBEDDED, embedder
from store.records import Source

ASKED = 200
"""Topics of each kind."""
ALONE = 2
"""Texts of a story in the small archive: that of the headline is hidden from it, the other is there."""


def main() -> None:
    """Print a line for each kind of topic."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/ and fixtures/")
    parser.add_argument("--embedder", default=EMBEDDED, help="as STORYTREE_EMBEDDER names it")
    asked = parser.parse_args()
    stories, vectors = ecbplus(asked.data / "dev" / "ecbplus"), embedder(asked.embedder)
    strange = [row["title"] for row in wikinews_rows(asked.data)]
    for line in of_absence(stories, strange, vectors):
        print_line(line)


def of_absence(collection: Collection, strange: Sequence[str], vectors: Embedder) -> Iterator[str]:
    """Topics of stories that the archive has not, strange ones, and topics of those that it has.

    ``strange`` are headlines on matters of which the collection tells nothing: car makers, aircraft, markets.
    """
    topics = sorted({topic for topic, _ in collection.kinds.values()}, key=int)
    inside = set(topics[1::2])
    texts = {id_: text for id_, text in collection.texts.items() if collection.kinds[id_][0] in inside}
    absent = [query for query in collection.queries if query not in texts]
    with opened(texts.values(), vectors) as desk:
        for name, queries in (
            ("only others are there", absent),
            ("it is there", _answered(collection, texts)),
        ):
            some = queries[:: max(1, len(queries) // ASKED)][:ASKED]
            empty = sum(not desk.ask(collection.queries[query], query) for query in some)
            yield f"{name}: {empty} of {len(some)} topics find nothing"
        empty = sum(not desk.ask(headline, "") for headline in strange)
        yield f"nothing like it is there: {empty} of {len(strange)} topics find nothing"
    alone = _few(collection, texts)
    with opened(alone.values(), vectors) as desk:
        some = _answered(collection, alone)
        empty = sum(not desk.ask(collection.queries[query], query) for query in some)
        yield f"one source of it is there: {empty} of {len(some)} topics find nothing"


def _answered(collection: Collection, texts: Mapping[str, Source]) -> list[str]:
    """The headlines of these texts to which another of them is an answer."""
    answers = collection.judged()
    return [query for query in texts if answers.get(query, {}).keys() & texts.keys()]


def _few(collection: Collection, texts: Mapping[str, Source]) -> dict[str, Source]:
    """``ALONE`` of each story."""
    stories: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for id_ in texts:
        stories[collection.kinds[id_]].append(id_)
    kept = chain.from_iterable(ids[:ALONE] for ids in stories.values())
    return {id_: texts[id_] for id_ in kept}


if __name__ == "__main__":
    main()

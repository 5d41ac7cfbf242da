"""Finding: how well the retrieval agents find, channel by channel, on texts whose relevance people judged.

    python -m evals.retrieval --data DIR [--limit N]

What they find where nothing is, ``python -m evals.absence`` tells.

DIR holds ``dev/ecbplus`` (pairs of like stories that must not be mixed; queries are headlines, and the text
they head is hidden) and ``fixtures/wikinews_entities`` with the texts of ``demo/wikinews`` and
``fixtures/wikinews`` (queries are names; their texts, without the labels, were among those to which the
vectors were fitted). The weights of fusion were chosen on ecbplus. Queries none of whose relevant texts are
there are unscored. "judged" leaves out of the lists the texts that nobody judged for the query, those of
another corpus than its own (condensed lists: Sakai, 2007); "answered" is the share of queries that find
anything, and "of these" their nDCG@10.
"""

import argparse
import math
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any, Self, cast

from agents.retriever import HybridRetriever, wanted
from evals.hidden import Without
from evals.ranking import ndcg, recall, reciprocal_rank
from evals.texts import lines, paragraphs, rows, source
from store.archive import Archive
from store.embeddings import Embedder
from store.embeddings.named import EMBEDDED, embedder
from store.index import Index
from store.ingest import ingest
from store.records import Evidence, Question, Source

TOP = 10
RECALL = 20
DEPTH = 100

Ranking = list[str]
"""Ids of texts, best first."""


@dataclass(frozen=True)
class Collection:
    """Texts by id, queries by id, and for each query the ids of the relevant texts.

    A query that has the id of a text was taken from it: the text is hidden from it.
    """

    name: str
    texts: dict[str, Source]
    queries: dict[str, str]
    relevant: dict[str, dict[str, int]]
    """With the grade of each, from 1."""
    kinds: dict[str, tuple[str, str]]
    """(topic, story) of a text: one topic has stories that are like one another."""
    corpora: dict[str, str] = field(default_factory=dict[str, str])
    """Of each text, where there are several: a query was judged on its own, the first part of its id."""

    def was_judged(self, query: str, found: str) -> bool:
        return self.corpora.get(found, query.partition("/")[0]) == query.partition("/")[0]

    def wrong(self, query: str, found: str) -> bool:
        """Whether the text is of a story like that of the query's own, and not of it."""
        return query in self.kinds and _sibling(self.kinds[query], self.kinds.get(found, ("", "")))

    def judged(self) -> dict[str, dict[str, int]]:
        """Of each query that has any the relevant texts that are there, without the one that is hidden."""
        there = {
            query: {id_: grade for id_, grade in grades.items() if id_ in self.texts and id_ != query}
            for query, grades in self.relevant.items()
        }
        return {query: grades for query, grades in there.items() if grades and query in self.queries}


@dataclass(frozen=True)
class Scores:
    """Means over the queries; shares in 0..1."""

    ndcg: float
    judged: float
    answered: float
    of_answered: float
    recall: float
    reciprocal: float
    wrong: float


def main() -> None:
    """Print a table for each collection."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/ and fixtures/")
    parser.add_argument("--limit", type=int, default=None, help="queries of each collection at most")
    parser.add_argument(
        "--embedder", default=EMBEDDED, help="as STORYTREE_EMBEDDER names it, for example chroma-default"
    )
    asked = parser.parse_args()
    vectors = embedder(asked.embedder)
    for collection in (ecbplus(asked.data / "dev" / "ecbplus"), wikinews(asked.data)):
        for line in of_collection(collection, vectors, asked.limit):
            print_line(line)


def ecbplus(folder: Path) -> Collection:
    """Headlines ask; the text that a headline stands above is no answer to it."""
    told = list(rows(folder / "docs.jsonl.gz"))
    return Collection(
        name="ecbplus",
        texts={row["id"]: _source(row) for row in told},
        queries=dict(_columns(folder / "queries.tsv")),
        relevant=_judged(folder / "qrels.tsv"),
        kinds={row["id"]: (str(row["topic"]), row["story"]) for row in told},
    )


def wikinews(data: Path) -> Collection:
    """Names ask."""
    folder = data / "fixtures" / "wikinews_entities"
    return Collection(
        name="wikinews_entities",
        texts={str(row["id"]): _source(row) for row in wikinews_rows(data)},
        queries=dict(_columns(folder / "queries.tsv")),
        relevant=_judged(folder / "qrels.tsv"),
        kinds={},
        corpora={str(row["id"]): place.stem for place in wikinews_places(data) for row in rows(place)},
    )


def of_collection(collection: Collection, vectors: Embedder, limit: int | None = None) -> Iterator[str]:
    """A row for each channel."""
    scored = dict(list(collection.judged().items())[:limit])
    unscored = len(collection.queries) - len(scored)
    texts = len(collection.texts)
    yield f"{collection.name}: {texts} texts, {len(scored)} queries scored, {unscored} unscored"
    columns = f"{'nDCG@10':>8} {'judged':>7} {'answered':>9} {'of these':>9} {'recall@20':>10} {'MRR':>6}"
    yield f"  {'':<9} {columns} {'wrong siblings':>15} {'ms':>6}"
    with opened(collection.texts.values(), vectors) as desk:
        for name, ranker in RANKERS.items():
            begun = time.perf_counter()
            found = {query: ranker(desk, collection.queries[query], query) for query in scored}
            took = 1000 * (time.perf_counter() - begun) / len(scored)
            got = score(collection, found, scored)
            yield (
                f"  {name:<9} {got.ndcg:>8.3f} {got.judged:>7.3f} {got.answered:>9.3f} "
                f"{got.of_answered:>9.3f} {got.recall:>10.3f} {got.reciprocal:>6.3f} "
                f"{got.wrong if collection.kinds else math.nan:>15.3f} {took:>6.1f}"
            )


def score(
    collection: Collection, found: Mapping[str, Ranking], relevant: Mapping[str, Mapping[str, int]]
) -> Scores:
    """nDCG@10, recall@20 of at most 20, MRR, and the share of wrong siblings among the first ten."""
    queries = list(found)
    gains = {query: ndcg(found[query], relevant[query], TOP) for query in queries}
    condensed = {
        query: [id_ for id_ in found[query] if collection.was_judged(query, id_)] for query in queries
    }
    answered = [query for query in queries if found[query]]
    return Scores(
        ndcg=fmean(gains.values()),
        judged=fmean(ndcg(condensed[query], relevant[query], TOP) for query in queries),
        answered=len(answered) / len(queries),
        of_answered=fmean(gains[query] for query in answered) if answered else math.nan,
        recall=fmean(recall(found[query], relevant[query], RECALL) for query in queries),
        reciprocal=fmean(reciprocal_rank(found[query], relevant[query]) for query in queries),
        wrong=fmean(
            sum(collection.wrong(query, id_) for id_ in found[query][:TOP]) / TOP for query in queries
        ),
    )


class Desk:
    """An archive with its index, and the text of the query hidden from both."""

    def __init__(self, archive: Archive, index: Index) -> None:
        self.archive = archive
        self.index = index
        self._ids = {one.name: one.id for one in archive.sources()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.index.close()
        self.archive.close()

    def ask(self, text: str, hidden: str) -> list[Evidence]:
        archive = cast("Archive", Without(self.archive, self._ids.get(hidden, "")))
        return HybridRetriever(archive, self.index, DEPTH).retrieve(Question(text=text))

    def names(self, ids: Iterable[str], hidden: str) -> Ranking:
        """Of the sources of these snippets but the hidden one, in order, each once."""
        owners = list(dict.fromkeys(id_.partition(".")[0] for id_ in ids))
        sources = self.archive.sources_by_id(owners)
        return [name for id_ in owners if (name := sources[id_].name) != hidden]


def _lexical(desk: Desk, text: str, hidden: str) -> Ranking:
    return desk.names((id_ for id_, _ in desk.archive.match(wanted(text), DEPTH)), hidden)


def _dense(desk: Desk, text: str, hidden: str) -> Ranking:
    return desk.names((id_ for id_, _ in desk.index.nearest(text, DEPTH)), hidden)


def _hybrid(desk: Desk, text: str, hidden: str) -> Ranking:
    return desk.names((one.snippet.id for one in desk.ask(text, hidden)), hidden)


RANKERS: dict[str, Callable[[Desk, str, str], Ranking]] = {
    "BM25": _lexical,
    "dense": _dense,
    "product": _hybrid,
}


@contextmanager
def opened(texts: Iterable[Source], vectors: Embedder) -> Generator[Desk]:
    """In a folder that goes when it closes."""
    with TemporaryDirectory() as folder:
        archive = Archive(f"sqlite:///{folder}/archive.sqlite")
        for _ in ingest(texts, archive):
            pass
        index = Index(Path(folder) / "index", vectors)
        index.catch_up(archive)
        with Desk(archive, index) as desk:
            yield desk


def _sibling(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] == other[0] and one[1] != other[1]


def wikinews_rows(data: Path) -> Iterator[dict[str, Any]]:
    return (row for place in wikinews_places(data) for row in rows(place))


def wikinews_places(data: Path) -> list[Path]:
    """A file for each corpus."""
    folders = data / "demo" / "wikinews", data / "fixtures" / "wikinews"
    return sorted(place for folder in folders for place in folder.glob("*.jsonl"))


def _source(row: Mapping[str, Any]) -> Source:
    name = str(row["id"])
    return source(paragraphs(row["sentences"]), url=f"https://example.org/{name}", name=name)


def _judged(place: Path) -> dict[str, dict[str, int]]:
    relevant: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for query, text, grade in _columns(place):
        if int(grade) > 0:
            relevant[query][text] = int(grade)
    return relevant


def _columns(place: Path) -> Iterator[Any]:
    return (line.rstrip("\n").split("\t") for line in lines(place))


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

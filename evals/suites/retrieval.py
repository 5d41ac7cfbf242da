"""How well the retrieval agents find texts, beside each of the channels that they put together.

Intervals draw queries. What a query was taken from is hidden from it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from pydantic import Field

from evals.context import Context
from evals.ranking import ndcg, recall, reciprocal_rank
from evals.retrieval import RANKERS, TOP, Collection, Desk, opened
from evals.scores import Case, Measure, Picture, Scores, Tally, bars
from evals.suites import Place
from evals.suites.judged import QUERIES, Judged, RetrievalRow, read_judged
from store.embeddings.named import embedder
from store.records import Record, digest

SHOWN = 30
DEEP = 100
"""Texts of each ranking that are kept."""
PRODUCT = "product"
NOTE = "{} texts, vectors by {}. Labels are those of the data: what they leave out counts as irrelevant."

Value = Callable[[Sequence[str], Mapping[str, int]], float]
VALUES: dict[str, Value] = {
    "ndcg_at_10": partial(ndcg, top=TOP),
    "recall_at_5": partial(recall, top=5),
    "recall_at_20": partial(recall, top=20),
    "reciprocal_rank": reciprocal_rank,
}


class Query(Record):
    """What is looked for, and in which texts with which vectors."""

    id: str
    text: str
    texts: str = Field(description="Digest of all of them.")
    embedder: str


class Ranked(Record):
    """Ids of texts as each channel brings them, best first."""

    rankings: dict[str, tuple[str, ...]]


class RetrievalSuite:
    """The suite."""

    name = "retrieval"
    files = ("retrieval.jsonl", "retrieval.jsonl.gz", *QUERIES)
    measures = "How well the retrieval agents find relevant texts, beside BM25 alone and vectors alone."
    format = (
        "JSONL, a text {id, text, title?, topic?, story?} or a query {id, query, relevant [ids] or"
        " {id: grade}} a row; or a folder with docs.jsonl, queries.tsv and TREC's qrels.txt, or as of BEIR"
    )

    @property
    def schema(self) -> dict[str, Any]:
        return RetrievalRow.model_json_schema(by_alias=False)

    def read(self, place: Place) -> Judged:
        return read_judged(place.file(*self.files), place)

    def run(self, data: Judged, context: Context) -> Scores:
        collection = data.collection
        found = _ranked(collection, context)
        measures = tuple(
            one for ranker in reversed(RANKERS) for one in _measures(ranker, collection, found, data.unscored)
        )
        return Scores(
            suite=self.name,
            notes=(NOTE.format(len(collection.texts), context.settings.embedder), *data.bad),
            measures=measures,
            pictures=(_bars(measures),),
            cases=tuple(sorted(_cases(collection, found), key=lambda one: one.score)[:SHOWN]),
        )


def _ranked(collection: Collection, context: Context) -> dict[str, Ranked]:
    """The texts are read only where a query is not known from before."""
    texts = digest(*(one.id for one in collection.texts.values()))
    name = context.settings.embedder
    known: dict[str, Ranked] = {}
    with ExitStack() as stack:
        desk: Desk | None = None
        for id_, text in collection.queries.items():
            key = context.kept.key("retrieve", Query(id=id_, text=text, texts=texts, embedder=name))
            found = context.kept.get(key, Ranked)
            if found is None:
                desk = desk or stack.enter_context(opened(collection.texts.values(), embedder(name)))
                found = _rank(desk, id_, text)
                context.kept.add([(key, found)])
            known[id_] = found
            context.progress(len(known), len(collection.queries))
    return known


def _rank(desk: Desk, id_: str, text: str) -> Ranked:
    return Ranked(rankings={name: tuple(ranker(desk, text, id_)[:DEEP]) for name, ranker in RANKERS.items()})


def _measures(
    ranker: str, collection: Collection, found: Mapping[str, Ranked], unscored: Counter[str]
) -> Iterator[Measure]:
    behind = "" if ranker == PRODUCT else f".{ranker.lower()}"
    for name, value in VALUES.items():
        tally = _tally(unscored)
        for query, ranked in found.items():
            tally.add(query, (value(ranked.rankings[ranker], collection.relevant[query]), 1))
        yield tally.measure(f"{name}{behind}")
    yield _siblings(f"wrong_siblings{behind}", ranker, collection, found)


def _siblings(name: str, ranker: str, collection: Collection, found: Mapping[str, Ranked]) -> Measure:
    """Of the first ten places the share with texts of another story on the same topic."""
    tally = Tally()
    for query, ranked in found.items():
        if query in collection.kinds:
            wrong = sum(collection.wrong(query, one) for one in ranked.rankings[ranker][:TOP])
            tally.add(query, (wrong / TOP, 1))
        else:
            tally.miss("query of no story")
    return tally.measure(name, better="lower")


def _tally(unscored: Counter[str]) -> Tally:
    tally = Tally()
    for why, number in unscored.items():
        tally.miss(why, number)
    return tally


def _bars(measures: Sequence[Measure]) -> Picture:
    found: dict[str, dict[str, Measure]] = {ranker: {} for ranker in reversed(RANKERS)}
    for one in measures:
        name, _, ranker = one.name.partition(".")
        series = next((known for known in RANKERS if known.lower() == ranker), PRODUCT)
        found[series][name] = one
    return bars("The product beside its channels", found)


def _cases(collection: Collection, found: Mapping[str, Ranked]) -> Iterator[Case]:
    """Queries by the gain of what the product found."""
    for query, ranked in found.items():
        ranking, grades = ranked.rankings[PRODUCT], collection.relevant[query]
        gain = VALUES["ndcg_at_10"](ranking, grades)
        missed = [one for one in grades if one not in ranking[:TOP]]
        if gain < 1:
            yield Case(
                where=query,
                text=collection.queries[query],
                evidence=" … ".join(_shown(collection, one) for one in ranking[:3]),
                verdict=f"nDCG@10 {gain:.2f}",
                why="; ".join(f"not among the first ten: {_shown(collection, one)}" for one in missed[:5]),
                score=gain,
            )


def _shown(collection: Collection, id_: str) -> str:
    text = collection.texts[id_]
    return f"{id_} {text.title or text.text[:80]}"

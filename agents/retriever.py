"""Retrieval agents: a question → evidence, from the lexical and the dense channel, and from kinship.

The scores of the channels are added, each as a share of its best (Bruch and others, 2023, found that better
than adding ranks; so did ``evals.retrieval``). Then what sources share of the event's names is added.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from agents.kinship import kinship
from agents.surface import STOP_WORDS, words
from agents.voices import heard_once
from store.archive import Archive, Sieve
from store.index import Index
from store.records import Evidence, Question, Snippet, Source, SourceStatus

DENSE = 0.6
"""Weight of the dense channel beside the lexical one, which has 1 (chosen on ecbplus)."""
KIN = 0.25
"""Weight of kinship for each word of a question: a long one tells of one event, "Ford" of many."""
MOST_KIN = 2.0
FRESH = timedelta(days=3)
"""Half-life of a snippet's score where a question asks for the latest."""
OPENING = 0.9
"""Share of its best snippet's score that a source's opening has."""
QUERY_WORDS = 60
"""Words of a question that are looked up; a question of 10,000 words is cut there."""
POOL = 200
"""Snippets that each channel brings at least."""
WIDEST = 16
"""How many times the pool the dense channel looks through for sources that pass."""

TOPIC = "topic"
"""The facet of a question that is a reader's own words."""

Scores = Mapping[str, float]


class Retriever(Protocol):
    """The seam: best evidence first; empty where nothing is relevant."""

    def retrieve(self, question: Question) -> list[Evidence]: ...


class HybridRetriever:
    """BM25 from the archive and nearest vectors from the index; copies of one report speak once."""

    def __init__(self, archive: Archive, index: Index, depth: int) -> None:
        self._archive = archive
        self._index = index
        self._depth = depth
        self._pool = max(POOL, 3 * depth)

    def retrieve(self, question: Question) -> list[Evidence]:
        asked = wanted(question.text)
        sieve = _sieve(question)
        lexical = self._archive.match(asked, self._pool, sieve)
        if not lexical:
            return []
        dense = self._near(" ".join(asked), sieve)
        found = self._weighed(question, len(asked), {"lexical": dict(lexical), "dense": dict(dense)})
        found.sort(key=lambda one: (-one.score, one.snippet.id))
        best = heard_once(found)[: self._depth]
        return heard_once([*best, *self._openings(best)])

    def _near(self, text: str, sieve: Sieve) -> list[tuple[str, float]]:
        """Chroma's own filters cost as the collection grows: fetch more, and let the archive filter."""
        limit = self._pool
        while True:
            hits = self._index.nearest(text, limit)
            passing = self._archive.passing({_owner(id_) for id_, _ in hits}, sieve)
            near = [hit for hit in hits if _owner(hit[0]) in passing]
            if 4 * len(near) >= self._pool or len(hits) < limit or limit >= WIDEST * self._pool:
                return near[: self._pool]
            limit *= 4

    def _weighed(self, question: Question, length: int, found: Mapping[str, Scores]) -> list[Evidence]:
        snippets = self._archive.snippets({id_ for hits in found.values() for id_ in hits})
        sources = self._archive.sources_by_id({one.source_id for one in snippets.values()})
        stale = self._archive.revised(sources, question.as_of)
        spoken = [
            one
            for one in snippets.values()
            if one.source_id not in stale and sources[one.source_id].status is not SourceStatus.RETRACTED
        ]
        relevance = _relevance(found)
        kin = _kin(spoken, sources, relevance)
        # A facet's words are cues: what they find best is not yet the event.
        weight = min(MOST_KIN, KIN * length) if question.facet == TOPIC else 0.0
        ranks = {name: {id_: n for n, id_ in enumerate(hits, start=1)} for name, hits in found.items()}
        return [
            Evidence(
                snippet=one,
                source=sources[one.source_id],
                question=question,
                ranks={name: places[one.id] for name, places in ranks.items() if one.id in places},
                channels={
                    **{name: hits[one.id] for name, hits in found.items() if one.id in hits},
                    "kinship": kin[one.source_id],
                },
                score=_fresh(question, sources[one.source_id])
                * (relevance[one.id] + weight * kin[one.source_id])
                / (1 + weight),
            )
            for one in spoken
        ]

    def _openings(self, found: Sequence[Evidence]) -> list[Evidence]:
        """The first snippet of each source that was found: a report says its news at its beginning."""
        met = {one.snippet.id for one in found}
        best = {one.source.id: one for one in reversed(found)}
        firsts = ((self._archive.snippets_of(id_)[0], one) for id_, one in best.items())
        return [
            one.model_copy(
                update={"snippet": first, "ranks": {}, "channels": {}, "score": OPENING * one.score}
            )
            for first, one in firsts
            if first.id not in met
        ]


def wanted(text: str) -> list[str]:
    """The words of a question that are looked up."""
    return [word for word in words(text) if word.lower() not in STOP_WORDS][:QUERY_WORDS]


def _sieve(question: Question) -> Sieve:
    return Sieve(
        language=question.language,
        outlet=question.outlet,
        since=question.since,
        known_by=question.as_of,
    )


def _owner(snippet_id: str) -> str:
    return snippet_id.partition(".")[0]


def _relevance(found: Mapping[str, Scores]) -> dict[str, float]:
    """By snippet id, in 0..1; what a channel did not bring is at most as good as the last that it did."""
    lexical, dense = _shares(found["lexical"]), _shares(found["dense"])
    least = min(dense.values(), default=0.0)
    return {
        id_: (lexical.get(id_, 0.0) + DENSE * dense.get(id_, least)) / (1 + DENSE)
        for id_ in {**lexical, **dense}
    }


def _shares(hits: Scores) -> dict[str, float]:
    best = max(hits.values(), default=0.0)
    return {id_: max(0.0, score) / best if best > 0 else 0.0 for id_, score in hits.items()}


def _kin(snippets: Sequence[Snippet], sources: Mapping[str, Source], relevance: Scores) -> dict[str, float]:
    """By source id: how far the source tells of the event of which the best ones tell."""
    best: dict[str, float] = {}
    for one in snippets:
        best[one.source_id] = max(best.get(one.source_id, 0.0), relevance[one.id])
    told = [f"{sources[id_].title}\n{sources[id_].text}" for id_ in best]
    return dict(zip(best, kinship(told, list(best.values())), strict=True))


def _fresh(question: Question, source: Source) -> float:
    if question.facet != "latest":
        return 1.0
    now = question.as_of or datetime.now(UTC)
    age = max(timedelta(0), now - (source.published_at or source.fetched_at))
    return 0.5 ** min(4.0, age / FRESH)


def merge(groups: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Evidence of several questions as one list, best first; a snippet may answer more than one."""
    return sorted((one for group in groups for one in group), key=lambda one: (-one.score, one.snippet.id))

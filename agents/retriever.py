"""Retrieval agents: a question → evidence, from the lexical and the dense channel, and from kinship.

The scores of the channels are added, each as a share of its best (Bruch and others, 2023, found that better
than adding ranks; so did ``evals.retrieval``). Then what sources share of the event's names is added.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Protocol

from agents.kinship import kinship
from agents.relevance import about, coverage
from agents.surface import STOP_WORDS, words
from agents.voices import heard_once
from store.archive import Archive, Sieve
from store.errors import EmbedderFailed
from store.index import Index
from store.records import Evidence, Question, Source, SourceStatus

_log = logging.getLogger(__name__)

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
SOURCES = 120
"""Sources that are read, the best first."""
SURPLUS = 3
"""How many times the snippets that are wanted are looked at: what is said again falls away."""
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
        found = {"lexical": dict(lexical), "dense": dict(self._near(" ".join(asked), sieve))}
        told = self._told(question, list(_best(_relevance(found)))[:SOURCES])
        best = heard_once(self._weighed(question, len(asked), found, told))[: self._depth]
        return heard_once([*best, *self._openings(best)])

    def _near(self, text: str, sieve: Sieve) -> list[tuple[str, float]]:
        """Chroma's own filters cost as the collection grows: fetch more, and let the archive filter."""
        limit = self._pool
        while True:
            hits = self._nearest(text, limit)
            passing = self._archive.passing({_owner(id_) for id_, _ in hits}, sieve)
            near = [hit for hit in hits if _owner(hit[0]) in passing]
            if 4 * len(near) >= self._pool or len(hits) < limit or limit >= WIDEST * self._pool:
                return near[: self._pool]
            limit *= 4

    def _nearest(self, text: str, limit: int) -> list[tuple[str, float]]:
        """A server that fails takes the vectors away, not the words."""
        try:
            return self._index.nearest(text, limit)
        except EmbedderFailed as error:
            _log.warning("found by words alone: %s", error)
            return []

    def _told(self, question: Question, ids: Sequence[str]) -> dict[str, Source]:
        """Those that still stand, by id."""
        stale = self._archive.revised(ids, question.as_of)
        sources = self._archive.sources_by_id(set(ids) - stale)
        return {id_: one for id_, one in sources.items() if one.status is not SourceStatus.RETRACTED}

    def _weighed(
        self, question: Question, length: int, found: Mapping[str, Scores], told: Mapping[str, Source]
    ) -> list[Evidence]:
        """Best first, ``SURPLUS`` times as many as are wanted; none where none is about the question."""
        relevance = {id_: score for id_, score in _relevance(found).items() if _owner(id_) in told}
        best = _best(relevance)
        texts = [f"{told[id_].title}\n{told[id_].text}" for id_ in best]
        # A facet's words are cues: what they find best is not yet the event.
        weight = min(MOST_KIN, KIN * length) if question.facet == TOPIC else 0.0
        if weight and not _about(question, texts, found["dense"]):
            return []
        kin = dict(zip(best, kinship(texts, list(best.values())) if weight else repeat(0.0), strict=False))
        scores = {
            id_: (value + weight * kin[_owner(id_)]) / (1 + weight) * _fresh(question, told[_owner(id_)])
            for id_, value in relevance.items()
        }
        first = sorted(scores, key=lambda id_: (-scores[id_], id_))[: SURPLUS * self._depth]
        snippets = self._archive.snippets(first)
        ranks = {name: {id_: n for n, id_ in enumerate(hits, start=1)} for name, hits in found.items()}
        return [
            Evidence(
                snippet=snippets[id_],
                source=told[_owner(id_)],
                question=question,
                ranks={name: places[id_] for name, places in ranks.items() if id_ in places},
                channels={
                    **{name: hits[id_] for name, hits in found.items() if id_ in hits},
                    **({"kinship": kin[_owner(id_)]} if weight else {}),
                },
                score=scores[id_],
            )
            for id_ in first
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


def _best(relevance: Scores) -> dict[str, float]:
    """By source id, the relevance of its best snippet; the best source first."""
    best: dict[str, float] = {}
    for id_ in sorted(relevance, key=lambda id_: (-relevance[id_], id_)):
        best.setdefault(_owner(id_), relevance[id_])
    return best


def _about(question: Question, told: Sequence[str], dense: Scores) -> bool:
    near = sorted(dense.values(), reverse=True)
    return about(coverage(question.text, told), near) >= 1


def _fresh(question: Question, source: Source) -> float:
    if question.facet != "latest":
        return 1.0
    now = question.as_of or datetime.now(UTC)
    age = max(timedelta(0), now - (source.published_at or source.fetched_at))
    return 0.5 ** min(4.0, age / FRESH)


def merge(groups: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Evidence of several questions as one list, best first; a snippet may answer more than one."""
    return sorted((one for group in groups for one in group), key=lambda one: (-one.score, one.snippet.id))

"""Retrieval agents: a question → evidence, from the lexical and the dense channel, fused by rank."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from agents.surface import STOP_WORDS, words
from agents.voices import heard_once
from store.archive import Archive
from store.index import Index
from store.records import Evidence, Question, Snippet, Source, SourceStatus

RRF = 60
"""Constant of reciprocal rank fusion (Cormack et al., 2009)."""
WEIGHTS = {"lexical": 1.0, "dense": 0.3}
"""On news the words rule; the first embedder is weak and may only break ties."""
FRESH = timedelta(days=3)
"""Half-life of a snippet's score where a question asks for the latest."""
OPENING = 0.9
"""Share of its best snippet's score that a source's opening has."""
QUERY_WORDS = 60
"""Words of a question that are looked up; a question of 10,000 words is cut there."""


class Retriever(Protocol):
    """The seam: best evidence first; empty where nothing is relevant."""

    def retrieve(self, question: Question) -> list[Evidence]: ...


class HybridRetriever:
    """BM25 from the archive and nearest vectors from the index; copies of one report speak once."""

    def __init__(self, archive: Archive, index: Index, depth: int) -> None:
        self._archive = archive
        self._index = index
        self._depth = depth

    def retrieve(self, question: Question) -> list[Evidence]:
        wanted = [word for word in words(question.text) if word.lower() not in STOP_WORDS][:QUERY_WORDS]
        lexical = self._archive.match(wanted, self._depth * 3, question.as_of)
        if not lexical:
            return []
        dense = self._index.nearest(" ".join(wanted), self._depth * 3)
        found = self._usable(_ranks({"lexical": lexical, "dense": dense}), question)
        found.sort(key=lambda one: (-one.score, one.snippet.id))
        best = heard_once(found)[: self._depth]
        return heard_once([*best, *self._openings(best)])

    def _usable(self, ranks: dict[str, dict[str, int]], question: Question) -> list[Evidence]:
        snippets = self._archive.snippets(ranks)
        sources = self._archive.sources_by_id({snippet.source_id for snippet in snippets.values()})
        stale = self._archive.revised(sources, question.as_of)
        return [
            _evidence(snippet, sources[snippet.source_id], question, ranks[snippet.id])
            for snippet in snippets.values()
            if snippet.source_id not in stale and _speaks(sources[snippet.source_id], question)
        ]

    def _openings(self, found: Sequence[Evidence]) -> list[Evidence]:
        """The first snippet of each source that was found: a report says its news at its beginning."""
        met = {one.snippet.id for one in found}
        best = {one.source.id: one for one in reversed(found)}
        firsts = ((self._archive.snippets_of(id_)[0], one) for id_, one in best.items())
        return [
            one.model_copy(update={"snippet": first, "ranks": {}, "score": OPENING * one.score})
            for first, one in firsts
            if first.id not in met
        ]


def _ranks(channels: dict[str, list[tuple[str, float]]]) -> dict[str, dict[str, int]]:
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    for channel, hits in channels.items():
        for place, (snippet_id, _) in enumerate(hits, start=1):
            ranks[snippet_id][channel] = place
    return dict(ranks)


def _speaks(source: Source, question: Question) -> bool:
    known = source.published_at or source.fetched_at
    return source.status is not SourceStatus.RETRACTED and (question.as_of is None or known <= question.as_of)


def _evidence(snippet: Snippet, source: Source, question: Question, ranks: dict[str, int]) -> Evidence:
    score = sum(WEIGHTS[channel] / (RRF + rank) for channel, rank in ranks.items())
    if question.facet == "latest":
        now = question.as_of or datetime.now(UTC)
        age = max(timedelta(0), now - (source.published_at or source.fetched_at))
        score *= 0.5 ** min(4.0, age / FRESH)
    return Evidence(snippet=snippet, source=source, question=question, ranks=ranks, score=score)


def merge(groups: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Evidence of several questions as one list, best first; a snippet may answer more than one."""
    return sorted((one for group in groups for one in group), key=lambda one: (-one.score, one.snippet.id))

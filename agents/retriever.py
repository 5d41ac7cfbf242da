"""Retrieval agents: a question → evidence, from words and vectors, weighed by what holds them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from agents.days import Days, days_of
from agents.diversity import diverse
from agents.fusion import Scores, added, best_by_source, owner, with_kinship
from agents.kinship import kinship
from agents.marks import MADE_BY, Marks, marks
from agents.surface import STOP_WORDS, words
from agents.voices import first_told, heard_once
from agents.weighing import FoundSources
from store.archive import Archive, Sieve, Standing
from store.errors import EmbedderFailed, IndexDamaged, IndexUnreachable
from store.index import VectorIndex
from store.records import Evidence, Question, Source, SourceStatus

_log = logging.getLogger(__name__)

BESIDE = 4
"""Words that a question counts for, in the weight of kinship, which says itself what event is meant."""
OPENING = 0.9
"""Share of its best snippet's score that a source's opening has."""
QUERY_WORDS = 60
"""Words of a question that are looked up; a question of 10,000 words is cut there."""
POOL = 200
"""Snippets that each channel brings at least."""
SOURCES = 120
"""Sources that are read, the best first."""
SURPLUS, OF_A_READER = 2, 1.5
"""Times the snippets that are wanted are looked at: what is said again falls away, and a reader waits."""
ENOUGH = 12
"""Of the snippets that the dense channel is to bring one in so many is enough, where few sources pass."""
FEW = 500
"""Snippets that pass a filter, up to which each is compared."""
WIDEST = 16
"""How many times the pool the dense channel looks through for sources that pass."""
AROUND = timedelta(days=3)
"""Before and after a day that a question names what was published is looked for once more."""


class Retriever(Protocol):
    """The seam: best evidence first; empty where nothing is relevant."""

    def retrieve(self, question: Question) -> list[Evidence]: ...


class HybridRetriever:
    """BM25 from the archive and nearest vectors from the index; copies of one report speak once."""

    def __init__(self, archive: Archive, index: VectorIndex, depth: int) -> None:
        self._archive = archive
        self._index = index
        self._depth = depth
        self._told_of = ""

    def retrieve(self, question: Question) -> list[Evidence]:
        asked, sieve = wanted(question.text), _sieve(question)
        depth = question.depth or self._depth
        pool = max(POOL, 3 * depth)
        days = days_of(question.text)
        around = _around(days, sieve) if days.asked else None
        lexical = self._in_words(asked, pool, sieve, around)
        openings = [f"{id_}.0" for id_ in self._archive.ids(around, SOURCES)] if around and days.alone else []
        if not lexical and not openings:
            return []
        dense = dict(self._near(" ".join(asked), sieve, pool))
        relevance = dict.fromkeys(openings, 0.0) | added(lexical, dense)
        best = best_by_source(relevance)
        told = self._archive.standing(list(best)[:SOURCES], question.as_of, MADE_BY)
        told = {id_: told[id_] for id_ in best if id_ in told}
        scores = {id_: score for id_, score in relevance.items() if owner(id_) in told}
        said: Mapping[str, Scores] = {}
        if question.beside:
            said = {"kinship": self._kin(question.beside, told)}
            scores = with_kinship(scores, said["kinship"], BESIDE)
        elif question.facet == "topic":  # the words of a facet are cues: they do not say what event is meant
            sources = FoundSources(self._marked({id_: one.mark for id_, one in told.items()}), told)
            similarities = sorted(dense.values(), reverse=True)
            weighed = sources.scored(days, len(asked), scores, similarities)
            if weighed is None:
                return []
            scores, said = weighed
        found = self._evidence(question, scores, told, {"lexical": lexical, "dense": dense}, said)
        reports = self._reused(question, found)
        first = merge([diverse(heard_once(first_told(found, reports)), depth)])
        return heard_once([*first, *first_told(self._openings(first), reports)])

    def _in_words(
        self, asked: Sequence[str], pool: int, sieve: Sieve, around: Sieve | None
    ) -> dict[str, float]:
        """Best first. What is of a day that is named is looked for too: other days have more of the words."""
        found = dict(self._archive.match(asked, pool, sieve))
        if around:
            found |= self._archive.match(asked, pool, around)
        return dict(sorted(found.items(), key=lambda hit: -hit[1])) if around else found

    def _kin(self, beside: Sequence[str], told: Mapping[str, Standing]) -> dict[str, float]:
        """How far each shares the marks of the sources that tell of the event which is meant."""
        others = sorted(set(beside) - told.keys())
        kept = self._archive.marks(others, MADE_BY)
        marked = self._marked(
            {id_: one.mark for id_, one in told.items()} | {id_: kept.get(id_) for id_ in others}
        )
        shared = kinship([*marked.values()], [float(id_ in beside) for id_ in marked])
        return {id_: share for id_, share in zip(marked, shared, strict=True) if id_ in told}

    def _near(self, text: str, sieve: Sieve, pool: int) -> list[tuple[str, float]]:
        """Chroma's own filters cost as the collection grows: fetch more, and let the archive filter."""
        few = self._archive.few(sieve, FEW)
        if few is not None:
            return self._nearest(text, pool, few)
        limit, met, passing = pool, set[str](), set[str]()
        while True:
            hits = self._nearest(text, limit, None)
            new = {owner(id_) for id_, _ in hits} - met
            passing |= self._archive.passing(new, sieve)
            met |= new
            near = [hit for hit in hits if owner(hit[0]) in passing]
            if ENOUGH * len(near) >= pool or len(hits) < limit or limit >= WIDEST * pool:
                return near[:pool]
            limit = min(4 * limit, 2 * limit * pool // (ENOUGH * max(1, len(near))))

    def _nearest(self, text: str, limit: int, among: Sequence[str] | None) -> list[tuple[str, float]]:
        """A server that fails takes the vectors away, not the words; nor does a damaged index."""
        try:
            return self._index.nearest(text, limit, among)
        except (EmbedderFailed, IndexDamaged, IndexUnreachable) as error:
            if str(error) != self._told_of:
                _log.warning("found by words alone: %s %s", error, error.advice)
            self._told_of = str(error)
            return []

    def _marked(self, kept: Mapping[str, bytes | None]) -> dict[str, Marks]:
        """In the same order; sources whose marks are not kept yet are read now."""
        read = self._archive.sources_by_id(id_ for id_, mark in kept.items() if mark is None)
        return {
            id_: marks(read[id_].title, read[id_].text) if mark is None else Marks.unpacked(mark)
            for id_, mark in kept.items()
            if mark is not None or id_ in read
        }

    def _evidence(
        self,
        question: Question,
        scores: Scores,
        told: Mapping[str, Standing],
        channels: Mapping[str, Scores],
        said: Mapping[str, Scores],
    ) -> list[Evidence]:
        """Best first, more than are wanted."""
        depth = question.depth or self._depth
        fresh = {id_: score * _fresh(question, told[owner(id_)]) for id_, score in scores.items()}
        surplus = OF_A_READER if question.facet == "topic" else SURPLUS
        first = sorted(fresh, key=lambda id_: (-fresh[id_], id_))[: int(surplus * depth)]
        sources = self._archive.sources_by_id(map(owner, first))
        snippets = self._archive.snippets(first, sources)
        ranks = {name: {id_: n for n, id_ in enumerate(hits, start=1)} for name, hits in channels.items()}
        return [
            Evidence(
                snippet=snippets[id_],
                source=sources[owner(id_)],
                question=question,
                ranks={name: places[id_] for name, places in ranks.items() if id_ in places},
                channels={
                    **{name: hits[id_] for name, hits in channels.items() if id_ in hits},
                    **{name: shares[owner(id_)] for name, shares in said.items()},
                },
                score=fresh[id_],
            )
            for id_ in first
        ]

    def _reused(self, question: Question, found: Sequence[Evidence]) -> dict[str, Source]:
        """The reports in whose words the sources speak, as they stand, where they may answer as well."""
        ids = {one.source.reuses for one in found if one.source.reuses}
        able = replace(_sieve(question), since=None, until=None, news=None, without=frozenset())
        known = self._archive.passing(ids, able) if ids else set[str]()
        reports = {one.source.id: one.source for one in found if one.source.id in known}
        reports |= self._archive.sources_by_id(known - reports.keys())
        for id_ in sorted(self._archive.revised(known, question.as_of)):
            if newest := self._archive.newest_edition(id_, question.as_of):
                reports[id_] = newest
        return {id_: one for id_, one in reports.items() if one.status is not SourceStatus.RETRACTED}

    def _openings(self, found: Sequence[Evidence]) -> list[Evidence]:
        """The first snippet of each source that was found: a report says its news at its beginning."""
        met = {one.snippet.id for one in found}
        best = {one.source.id: one for one in reversed(found)}
        sources = {id_: one.source for id_, one in best.items()}
        firsts = self._archive.snippets((f"{id_}.0" for id_ in best), sources)
        unranked: dict[str, object] = {"ranks": {}, "channels": {}}
        return [
            one.model_copy(update={**unranked, "snippet": firsts[id_], "score": OPENING * one.score})
            for id_, one in ((f"{id_}.0", one) for id_, one in best.items())
            if id_ not in met
        ]


def wanted(text: str) -> list[str]:
    """The words of a question that are looked up."""
    return [word for word in words(text) if word.lower() not in STOP_WORDS][:QUERY_WORDS]


def _sieve(question: Question) -> Sieve:
    return Sieve(
        language=question.language,
        outlet=question.outlet,
        kind=question.kind,
        status=SourceStatus(question.status) if question.status else None,
        since=question.since,
        until=question.until,
        known_by=question.as_of,
        news=question.news,
        among=None if question.among is None else frozenset(question.among),
        without=frozenset(question.without),
    )


def _around(days: Days, sieve: Sieve) -> Sieve:
    """Of what passes, what was published about these days."""
    since, until = days.first - AROUND, days.last + AROUND
    return replace(sieve, since=max(sieve.since or since, since), until=min(sieve.until or until, until))


def _fresh(question: Question, standing: Standing) -> float:
    if question.half_life is None:
        return 1.0
    now = question.as_of or datetime.now(UTC)
    age = max(timedelta(0), now - standing.known)
    return 0.5 ** min(4.0, age / question.half_life)


def merge(groups: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Evidence of several questions as one list, best first; a snippet may answer more than one."""
    return sorted((one for group in groups for one in group), key=lambda one: (-one.score, one.snippet.id))

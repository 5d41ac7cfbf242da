"""Agents that search at one time: each is heard in its question's turn, and finds what it finds alone."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from threading import Barrier, Lock

import pytest

from agents.facets import FACETS
from agents.gathering import answers, merged
from agents.retriever import HybridRetriever
from agents.surface import stem
from store.archive import Archive
from store.errors import EmbedderFailed
from store.home import Home
from store.index import Index
from store.records import Evidence, Question
from store.snippets import split
from tests.agents.towns import EMBEDDER, LAST, TOPIC, TOWN

WORDS = tuple(f"{a}{b}{c}" for a in "bcdfgl" for b in ("a", "oo", "ie") for c in ("t", "nt", "ss", "rr"))
"""Words of no language: a stemmer has not met them."""
QUESTIONS = tuple(Question(text=text, facet=text) for text in ("one", "two", "three", "four", "five"))


class Slow:
    """The first asked is the last to answer; one question may fail."""

    def __init__(self, failing: str = "") -> None:
        self._failing = failing
        self._lock = Lock()
        self.at_once = self.most = 0

    def retrieve(self, question: Question) -> list[Evidence]:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        time.sleep(0.02 * (5 - [one.text for one in QUESTIONS].index(question.text)))
        with self._lock:
            self.at_once -= 1
        if question.text == self._failing:
            raise EmbedderFailed(f"no answer to {question.text}")
        return []


def test_answers_come_in_the_order_of_the_questions(town: tuple[Archive, Index]) -> None:
    retriever = HybridRetriever(*town, 5)
    asked = [Question(text=f"{TOPIC} {cues}", facet=facet, as_of=LAST) for facet, cues in FACETS.items()]
    alone = [retriever.retrieve(question) for question in asked]
    assert all(alone)
    for at_once in (1, 3, len(asked)):
        together = list(answers(retriever, asked, at_once))
        assert [[one.model_dump_json() for one in some] for some in together] == [
            [one.model_dump_json() for one in some] for some in alone
        ]


def test_no_more_agents_than_are_allowed_search_at_one_time() -> None:
    for at_once in (1, 2, 5):
        slow = Slow()
        assert len(list(answers(slow, QUESTIONS, at_once))) == len(QUESTIONS)
        assert slow.most == at_once


def test_what_fails_fails_in_its_turn() -> None:
    heard = answers(Slow(failing="three"), QUESTIONS, 5)
    assert [next(heard), next(heard)] == [[], []]
    with pytest.raises(EmbedderFailed, match="three"):
        next(heard)


def test_no_question_has_no_answer() -> None:
    assert list(answers(Slow(), ())) == []


def test_an_index_that_nobody_has_opened_is_opened_once(tmp_path: Path) -> None:
    home = Home(tmp_path).open()
    with Archive(home.archive_url) as archive:
        archive.add_many((source, split(source)) for source in TOWN)
        first = Index(home.index_folder, EMBEDDER)
        first.catch_up(archive)
        first.close()
    index, start = Index(home.index_folder, EMBEDDER), Barrier(4)

    def near(_: int) -> list[tuple[str, float]]:
        start.wait()
        return index.nearest(TOPIC, 3)

    with ThreadPoolExecutor(4) as agents:
        found = list(agents.map(near, range(4)))
    index.close()
    assert len(found[0]) == 3
    assert found == [found[0]] * 4


def test_words_are_stemmed_alike_by_many_at_once() -> None:
    words = [f"{head}{tail}" for head in WORDS for tail in ("", "ing", "ed", "ational", "fulness", "ies")]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as agents:
        together = list(agents.map(stem, words * 4))
    stem.cache_clear()
    assert together == [stem(word) for word in words] * 4


def test_what_several_questions_found_is_one_list_in_which_days_take_turns(
    town: tuple[Archive, Index],
) -> None:
    retriever = HybridRetriever(*town, 10)
    asked = [Question(text=f"{TOPIC} {cues}", facet=facet, as_of=LAST) for facet, cues in FACETS.items()]
    groups = [retriever.retrieve(question) for question in asked]
    found = merged(groups)
    assert Counter(one.model_dump_json() for one in found) == Counter(
        one.model_dump_json() for group in groups for one in group
    )
    assert merged(groups[::-1]) == found
    ids = [one.snippet.id for one in found]
    assert len(list(groupby(ids))) == len(set(ids))
    days = list(dict.fromkeys(one.source.published_at for one in found))
    firsts = [one.source.published_at for one in {one.snippet.id: one for one in found}.values()]
    assert len(set(firsts[: len(days)])) > len(days) / 2
    assert merged([]) == []

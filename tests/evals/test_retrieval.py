"""What is measured of finding, on a collection of four texts."""

from collections.abc import Iterable

import pytest

from evals.absence import of_absence
from evals.retrieval import Collection, score
from evals.texts import source
from store.embeddings.named import EMBEDDED, embedder

TOLD = {
    "v1": "The dam of Velm broke on Monday. Two people died in Velm, the mayor Ada Brand said.",
    "v2": "Two died when the dam of Velm broke, said Ada Brand, the mayor of Velm.",
    "a1": "The night ferry to Arno ran aground off Quorn. Nobody was hurt, Captain Runa Moss said.",
    "a2": "Captain Runa Moss told the harbour of Quorn why the Arno night ferry ran aground.",
}
QUERIES = {"v1": "Dam of Velm breaks, two die", "a1": "Arno night ferry runs aground off Quorn"}


def collection(corpora: Iterable[tuple[str, str]] = ()) -> Collection:
    return Collection(
        name="four",
        texts={id_: source([text], url=f"https://example.org/{id_}", name=id_) for id_, text in TOLD.items()},
        queries=QUERIES,
        relevant={"v1": {"v1": 1, "v2": 1}, "a1": {"a1": 1, "a2": 1}},
        kinds={id_: ("1" if id_[0] == "v" else "2", id_[0]) for id_ in TOLD},
        corpora=dict(corpora),
    )


def test_what_nobody_judged_for_a_query_is_left_out_of_the_judged_list() -> None:
    of = collection([("v1", "velm"), ("v2", "velm"), ("a1", "arno"), ("a2", "arno")])
    found = score(of, {"velm/dam": ["a1", "v1"]}, {"velm/dam": {"v1": 1}})
    assert found.judged == 1 > found.ndcg


def test_of_queries_that_find_nothing_the_share_is_told_and_the_others_stand_alone() -> None:
    found = score(collection(), {"v1": ["v2"], "a1": []}, {"v1": {"v2": 1}, "a1": {"a2": 1}})
    assert (found.answered, found.ndcg, found.of_answered) == (0.5, pytest.approx(0.5), 1)


def test_topics_that_are_there_and_that_are_not_are_counted() -> None:
    lines = list(of_absence(collection(), ["Parliament votes on a tax on sugar"], embedder(EMBEDDED)))
    assert lines == [
        "only others are there: 1 of 1 topics find nothing",
        "it is there: 0 of 1 topics find nothing",
        "nothing like it is there: 1 of 1 topics find nothing",
        "one source of it is there: 0 of 1 topics find nothing",
    ]

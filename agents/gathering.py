"""Retrieval agents at work together: each answers one question, and is heard in its question's turn."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from agents.retriever import Retriever
from store.records import Evidence, Question

AT_ONCE = 4
"""Agents that search at one time: what a server that makes vectors answers, and a small machine bears."""


def answers(
    retriever: Retriever, questions: Sequence[Question], at_once: int = AT_ONCE
) -> Iterator[Sequence[Evidence]]:
    """For each question in turn its evidence, best first; the same whichever agent is done first.

    What one raises is raised in its question's turn.
    """
    with ThreadPoolExecutor(at_once, thread_name_prefix="retrieval") as agents:
        yield from agents.map(retriever.retrieve, questions)

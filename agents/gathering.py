"""Retrieval agents at work together: each answers one question, and is heard in its question's turn."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from agents.diversity import diverse
from agents.retriever import Retriever, merge
from agents.voices import first_told
from store.records import Evidence, Question

AT_ONCE = 4
"""Agents that search at one time: what a server that makes vectors answers, and a small machine bears."""
ACROSS = 0.3
"""Weight of a common day in what several questions found (``python -m evals.questions``)."""


def answers(
    retriever: Retriever, questions: Sequence[Question], at_once: int = AT_ONCE
) -> Iterator[Sequence[Evidence]]:
    """For each question in turn its evidence, best first; the same whichever agent is done first.

    What one raises is raised in its question's turn.
    """
    with ThreadPoolExecutor(at_once, thread_name_prefix="retrieval") as agents:
        yield from agents.map(retriever.retrieve, questions)


def merged(groups: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Evidence of several questions as one list, of which the first so many tell most, however many they are.

    A snippet that answers several questions weighs more, and stands there with each of them, the best first.
    Which of two texts in the same words is the report, all that was found says better than one answer.
    """
    answered: defaultdict[str, list[Evidence]] = defaultdict(list)
    found = merge(groups)
    for one in first_told(found, {one.source.id: one.source for one in found}):
        answered[one.snippet.id].append(one)
    weighed = [
        some[0].model_copy(update={"score": sum(one.score for one in some)}) for some in answered.values()
    ]
    order = diverse(weighed, len(weighed), same_day=ACROSS)
    return [one for first in order for one in answered[first.snippet.id]]

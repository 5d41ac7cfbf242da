"""Stories as a grader sees them: each statement beside all that it cites, together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evals.grading import Grader, Pair
from evals.scores import Formula, Measure, Tally
from evals.suites.graded import Grade, add_agreement, add_same, grades, held_to_people
from evals.suites.rating import Rated

UNCITED = Grade(supported=False)
"""Of what cites no source that there is: no model need be asked."""


class _Statement(NamedTuple):
    story: str
    pair: Pair
    recalled: bool
    """By the checker."""
    supported: bool | None
    """By people, if they were asked."""


def graded_stories(grader: Grader, rated: Sequence[Rated]) -> Iterator[Measure]:
    """What the grader bears out of each story, and how far it agrees with the checker, and with people."""
    yield from held_to_people(grader)
    told = [one for story in rated for one in _statements(story)]
    asked = [one for one in told if one.pair.evidence]
    answers = iter(grades(grader, [one.pair for one in asked]))
    recall, same, people = Tally(), Tally(), Tally()
    shares: defaultdict[str, list[float]] = defaultdict(list)
    for one in told:
        grade = next(answers) if one.pair.evidence else UNCITED
        add_same(same, one.story, grade, checked=one.recalled)
        if one.supported is not None:
            add_agreement(people, one.story, grade, label=one.supported)
        if grade.supported is None:
            recall.miss(grade.why)
        else:
            shares[one.story].append(float(grade.supported))
    for story, values in shares.items():
        recall.add(story, (sum(values) / len(values), 1))
    recall.scored = sum(map(len, shares.values()))
    yield recall.measure("graded_citation_recall")
    yield same.measure("grader_checker_agreement")
    yield people.measure("grader_people_agreement", Formula.BALANCED)


def _statements(rated: Rated) -> Iterator[_Statement]:
    for key, statement in rated.statements.items():
        sentence = rated.story.statements[key][0]
        named = [source for one in sentence.citations if (source := rated.story.source(one))]
        evidence = "\n\n".join(source.text for source in named)
        whole = len(named) == len(sentence.citations)
        pair = Pair(sentence.text, evidence if whole else "")
        yield _Statement(rated.story.id, pair, statement.recalled, sentence.supported)

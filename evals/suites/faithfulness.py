"""Whether stories are borne out by what they cite: every sentence, the title and the lead.

Each share is taken of a story and its mean over the stories is told, as ALCE does; the formulas are in
``evals.citations``. ``uncited_share`` tells where a fault lies and is no score: a sentence that cites
something irrelevant lowers it. ``invented_ids`` is a number for each story, not a share, which more citations
would lower.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evals.citations import (
    Graded,
    Share,
    alce_precision,
    alce_recall,
    economy,
    harmonic,
    liu_precision,
    liu_recall,
)
from evals.context import Context
from evals.public_stories import stories_in
from evals.rows import Rows, read_rows, rows_of
from evals.scores import Case, Formula, Measure, Scores, Tally
from evals.suites import Place
from evals.suites.asking import Answered, Titled, Told, ask, ask_title
from evals.suites.drawn import pictures
from evals.suites.graded import grader_of, judges
from evals.suites.graded_stories import graded_stories
from evals.suites.rating import Rated, asked, asked_title
from evals.suites.stories import Sentence, Story, StoryRow, stories_of
from store.records import Label

OWN_WORK = (
    "The judge is the checker that production runs: of stories that went through it, it marks its own work."
)
BALANCE = "judge_agreement"
SHOWN = 50
"""Cases that are kept."""


@dataclass(frozen=True)
class Stories:
    """What was read, and what was not."""

    rows: Rows[StoryRow]
    stories: tuple[Story, ...]
    unscored: Counter[str]


class Faithfulness:
    """The suite."""

    name = "faithfulness"
    files = ("faithfulness.jsonl", "faithfulness.jsonl.gz")
    measures = "Whether sentences, title and lead are borne out by what they cite, and how well they cite."
    format = (
        "JSONL, a story a row: id, sources [{id, text, title?, url?, published?}], and either text (ids or"
        " numbers in brackets, links, footnotes, a list of sources at the end) or paragraphs [[{text,"
        " citations, supported?}]] with a title?; or an output of ALCE"
    )

    @property
    def schema(self) -> dict[str, Any]:
        return StoryRow.model_json_schema()

    def read(self, place: Place) -> Stories:
        file = place.file(*self.files)
        found = stories_in(file, place.format)
        if found is None:
            rows = read_rows(file, StoryRow, place.limit)
        else:
            rows = rows_of(file, found, StoryRow, place.limit)
        unscored = Counter(rows.unscored)
        return Stories(rows, tuple(stories_of(rows.rows, place, unscored)), unscored)

    def run(self, data: Stories, context: Context) -> Scores:
        grader = grader_of(context.settings)
        rated = rate(data.stories, context)
        graded = graded_stories(grader, rated) if grader else ()
        return Scores(
            suite=self.name,
            judge=judges(context.checker.name, grader),
            notes=(OWN_WORK, *data.rows.bad),
            measures=(*graded, *measured(rated, data.unscored)),
            pictures=tuple(pictures(rated)),
            cases=tuple(sorted(_cases(rated), key=lambda one: one.score)[:SHOWN]),
        )


def rate(stories: Sequence[Story], context: Context) -> list[Rated]:
    """What the checker answers of every statement, and then of every title."""
    places = [(story, key) for story in stories for key in story.statements]
    items = [asked(story, story.statements[key]) for story, key in places]
    titles = [asked_title(story, story.title) for story in stories if story.title]
    answers = iter(context.each([*items, *titles], ask, Answered))
    body: dict[int, dict[str, Answered]] = {id(story): {} for story in stories}
    for story, key in places:
        body[id(story)][key] = next(answers)
    rated = [Rated(one, body[id(one)], next(answers) if one.title else None) for one in stories]
    told = context.each([_titled(one) for one in rated if one.story.title], ask_title, Told)
    labels = iter(told)
    return [
        Rated(one.story, one.answered, one.title, next(labels).label is Label.SUPPORTED)
        if one.story.title
        else one
        for one in rated
    ]


def _titled(rated: Rated) -> Titled:
    title = rated.story.title
    told = tuple(rated.story.statements[key][0].text for key, one in rated.statements.items() if one.recalled)
    return Titled(text=title.text if title else "", body=told)


def measured(rated: Sequence[Rated], bad: Counter[str]) -> Iterator[Measure]:
    """Of these stories, and of those that could not be read."""
    yield _mean("claim_support", rated, bad, [one.support() for one in rated])
    recalls = [alce_recall(one.told_statements()) for one in rated]
    precisions = [alce_precision(one.citing()) for one in rated]
    yield _mean("citation_recall", rated, bad, recalls)
    yield _mean("citation_precision", rated, bad, precisions)
    yield _f1("citation_f1", rated, bad, recalls, precisions)
    yield _mean(
        "liu_recall", rated, bad, [liu_recall(map(Graded.of, one.told_statements())) for one in rated]
    )
    yield _mean("liu_precision", rated, bad, [liu_precision(map(Graded.of, one.citing())) for one in rated])
    yield _mean("citation_economy", rated, bad, [economy(one.citing()) for one in rated])
    yield _mean("title_support", rated, bad, [_one(one.titled, one.heading is not None) for one in rated])
    yield _mean("lead_support", rated, bad, [one.lead() for one in rated])
    yield _mean("quote_fidelity", rated, bad, [one.quotes() for one in rated])
    uncited = _mean("uncited_share", rated, bad, [one.uncited() for one in rated])
    yield uncited.model_copy(update={"better": "neither"})
    yield _number("invented_ids", rated)
    yield _agreement(rated)
    yield from _costs(rated)


def _one(holds: bool, scored: bool) -> Share:
    return int(holds), int(scored)


def _mean(name: str, rated: Sequence[Rated], bad: Counter[str], shares: Sequence[Share]) -> Measure:
    """Over the stories that have any of what is counted, or of whose statements one was scored."""
    tally = Tally()
    for one, (top, bottom) in zip(rated, shares, strict=True):
        if bottom and one.statements:
            tally.add(one.story.cluster, (top / bottom, 1))
    return _with_rest(tally, name, rated, bad, sum(bottom for _, bottom in shares))


def _with_rest(tally: Tally, name: str, rated: Sequence[Rated], bad: Counter[str], scored: int) -> Measure:
    for why, number in bad.items():
        tally.miss(f"story: {why}", number)
    for one in rated:
        for why, number in _unscored(one).items():
            tally.miss(why, number)
    tally.scored = scored if tally.parts else 0
    return tally.measure(name)


def _unscored(rated: Rated) -> Counter[str]:
    found = Counter(rated.story.unread)
    found["unchecked"] += len(rated.answered) - len(rated.statements)
    if not rated.story.body:
        found["story without a sentence"] += 1
    return +found


def _f1(
    name: str,
    rated: Sequence[Rated],
    bad: Counter[str],
    recalls: Sequence[Share],
    precisions: Sequence[Share],
) -> Measure:
    tally = Tally()
    pairs = zip(recalls, precisions, strict=True)
    for one, (recall, precision) in zip(rated, pairs, strict=True):
        if one.statements:
            both = harmonic(recall[0] / recall[1], precision[0] / precision[1])
            tally.add(one.story.cluster, (both, 1))
    return _with_rest(tally, name, rated, bad, sum(bottom for _, bottom in recalls))


def _number(name: str, rated: Sequence[Rated]) -> Measure:
    tally = Tally()
    for one in rated:
        tally.add(one.story.cluster, (one.invented(), 1))
    return tally.measure(name, Formula.NUMBER, "lower")


def _costs(rated: Sequence[Rated]) -> Iterator[Measure]:
    """Of the stories of which it is known what models did for them."""
    tokens, dollars = Tally(), Tally()
    for one in rated:
        usage = one.story.told.usage
        if usage is None:
            continue
        tokens.add(one.story.cluster, (usage.tokens, 1))
        if usage.cost is None:
            dollars.miss("price of the model is not known")
        else:
            dollars.add(one.story.cluster, (usage.cost, 1))
    if tokens.parts:
        yield tokens.measure("tokens_per_story", Formula.NUMBER, "lower")
        yield dollars.measure("dollars_per_story", Formula.NUMBER, "lower")


def _agreement(rated: Sequence[Rated]) -> Measure:
    """Balanced accuracy of the judge where a person has said whether a sentence is supported."""
    tally = Tally()
    for one in rated:
        for key, statement in one.statements.items():
            for sentence in one.story.statements[key][:1]:
                if sentence.supported is not None:
                    tally.add(one.story.cluster, _judged(sentence, found=statement.supported))
    return tally.measure(BALANCE, Formula.BALANCED)


def _judged(sentence: Sentence, *, found: bool) -> tuple[int, int, int, int]:
    real = bool(sentence.supported)
    return int(real and found), int(real), int(not real and not found), int(not real)


def _cases(rated: Sequence[Rated]) -> Iterator[Case]:
    for one in rated:
        for key, statement in one.statements.items():
            if not statement.supported:
                yield _case(one, key, len(statement.invented))


def _case(rated: Rated, key: str, invented: int) -> Case:
    sentence, answered = rated.story.statements[key][0], rated.answered[key]
    answers = [(id_, one) for id_, one in answered.answers.items() if one.label is not Label.SUPPORTED]
    whys = [one.why for _, one in answers if one.why]
    if not sentence.citations:
        whys.append("uncited")
    if invented:
        whys.append(f"invented ids: {invented}")
    worst = min((one.score for _, one in answers), default=0.0)
    label = min((one.label for _, one in answers), default=Label.UNSUPPORTED)
    return Case(
        where=rated.story.id,
        text=sentence.text + "".join(f" [{one}]" for one in sentence.citations),
        evidence=" … ".join(one.span for _, one in answers if one.span),
        verdict=label,
        why="; ".join(whys),
        score=worst,
    )

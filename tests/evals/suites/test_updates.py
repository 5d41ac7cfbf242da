"""The suite of updates: its counts on histories that a reader can follow, and one that production writes."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agents.settings import load
from evals.context import Context
from evals.continuity import Continuity
from evals.scores import Scores
from evals.suites import DATA, Place
from evals.suites.following import History, Remembering, Step
from evals.suites.histories import FactRow, RuleRow, UpdatesRow
from evals.suites.updates import SILENT, UpdatesSuite, scored
from service.evaluated import parse
from store.errors import BadData
from store.records import Usage

NONE = Continuity()
BEGIN = datetime(2025, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.of_production(load(), lambda _done, _whole: None)


def day(number: int) -> datetime:
    return BEGIN + timedelta(days=number)


def fact(id_: str, since: int, until: int | None, *phrases: str) -> dict[str, Any]:
    ends = {} if until is None else {"until": day(until).isoformat()}
    return {"id": id_, "from": day(since).isoformat(), "any_of": list(phrases)} | ends


TOLL = [
    fact("three", 0, 1, "three people"),
    fact("nine", 1, 2, "nine people", "nine dead"),
    fact("ten", 2, None, "ten people"),
    fact("shut", 0, None, "bridge is shut"),
]


def story(*facts: dict[str, Any], days: int = 3, **more: object) -> UpdatesRow:
    moments = [{"time": day(number).isoformat()} for number in range(days)]
    known = {"id": "flood", "topic": "Wend flood", "moments": moments, "facts": list(facts)}
    return UpdatesRow.model_validate(known | more)


def history(*told: tuple[str, ...], went_on: Continuity = NONE, **more: Any) -> History:
    steps = (Step(time=day(number), claims=claims, **more) for number, claims in enumerate(told))
    return History(steps=tuple(steps), went_on=vars(went_on))


def values(row: UpdatesRow, found: History) -> dict[str, float | None]:
    return {one.name: one.value for one in scored([(row, found)], Counter()).measures}


GOOD = (
    ("At least three people died.", "The bridge is shut."),
    ("Nine people died.", "The bridge is shut."),
    ("Ten people died.", "The bridge is shut."),
)


def test_a_story_that_follows_the_news_has_all_of_it_and_nothing_old() -> None:
    found = values(story(*TOLL), history(*GOOD))
    assert (found["new_fact_recall"], found["fact_recall"]) == (1, 1)
    assert (found["staleness"], found["stale_claims"]) == (0, 0)


def test_a_story_that_stands_still_is_stale() -> None:
    found = scored([(story(*TOLL), history(GOOD[0], GOOD[0], GOOD[0]))], Counter())
    of = {one.name: one for one in found.measures}
    assert of["new_fact_recall"].parts == {"flood": (0, 2)}
    assert of["fact_recall"].parts == {"flood": (4, 6)}
    assert of["staleness"].parts == {"flood": (2, 3)}
    assert of["stale_claims"].parts == {"flood": (2, 4)}
    assert found.cases[0].verdict == "must not be told"
    assert found.cases[0].why == "three"


def test_what_came_back_is_not_stale() -> None:
    row = story(fact("up", 0, 1, "is shut"), fact("down", 1, 2, "is open"), fact("again", 2, None, "is shut"))
    found = values(row, history(("It is shut.",), ("It is open.",), ("It is shut.",)))
    assert (found["staleness"], found["new_fact_recall"]) == (0, 1)


def test_what_is_told_with_its_day_is_history() -> None:
    told = ("Ten people died.", "On March 3, 2025, three people were known dead.")
    assert values(story(*TOLL), history(GOOD[0], GOOD[1], told))["staleness"] == 0


def test_a_number_is_no_part_of_another() -> None:
    known = FactRow.model_validate({"id": "nine", "from": "2025-03-03", "any_of": ["9 people"]})
    assert known.told(["Then 9 people died."])
    assert not known.told(["Then 19 people died.", "9 peoples."])


def test_a_sentence_is_told_with_most_of_its_words() -> None:
    known = FactRow.model_validate(
        {"id": "x", "from": "2025-03-03", "says": ["The council closed the lower road."]}
    )
    assert known.told(["On Monday the council closed the lower road again."])
    assert not known.told(["The council met."])


@pytest.mark.parametrize(
    ("unless", "claim", "broken"),
    [
        (None, "Nineteen cars, the police said.", True),
        ("attributed", "Nineteen cars, the police said.", False),
        ("attributed", "Nineteen cars fell.", True),
        ("denied", "Nineteen cars: the report was false.", False),
        ("dated", "Nineteen cars on March 3, 2025.", False),
    ],
)
def test_a_rule_spares_what_it_says(unless: str | None, claim: str, broken: bool) -> None:
    rule = RuleRow.model_validate(
        {"id": "cars", "from": "2025-03-03", "any_of": ["nineteen cars"], "unless": unless}
    )
    assert rule.broken(claim) is broken


def test_thirty_three_people_are_not_three() -> None:
    rule = RuleRow.model_validate({"id": "toll", "from": "2025-03-03", "any_of": ["three people"]})
    assert rule.broken("Three people died.")
    assert not rule.broken("Thirty-three people were hurt.")


def test_news_is_what_came_since_the_last_version() -> None:
    """No version at the second moment: its news is that of the third, as far as it holds."""
    found = scored([(story(*TOLL), history(GOOD[0], (), GOOD[2]))], Counter())
    of = {one.name: one for one in found.measures}
    assert of["new_fact_recall"].parts == {"flood": (1, 1)}
    assert of["fact_recall"].unscored == {SILENT: 1}


def test_strangers_and_repetition_are_shares_of_claims() -> None:
    moments = [
        {"time": day(n).isoformat(), "sources": [{"id": str(n), "text": "x", "stranger": True}]}
        for n in (0, 1)
    ]
    found = values(story(*TOLL, moments=moments), history(GOOD[0], GOOD[1], strange=1, redundant=0.5))
    assert (found["contamination"], found["redundancy"]) == (0.5, 0.5)


def test_how_versions_went_on() -> None:
    went_on = Continuity(told_on=8, untouched=6, dated=1, same=4, gone=2, unexplained=1)
    found = values(story(*TOLL), history(*GOOD, went_on=went_on))
    assert found["churn"] == 0.6
    assert found["needless_churn"] == 1 / 6
    assert found["unexplained_retirements"] == 0.5


def test_what_models_took_is_told_where_they_were_asked() -> None:
    assert "tokens_per_update" not in values(story(*TOLL), history(*GOOD))
    usage = Usage(calls=2, tokens_in=100, tokens_out=20, cost=0.5)
    found = values(story(*TOLL), history(*GOOD, usage=usage, seconds=3.0))
    assert (found["tokens_per_update"], found["dollars_per_update"]) == (120, 0.5)
    assert found["seconds_per_update"] == 3
    free = usage.model_copy(update={"cost": None})
    assert values(story(*TOLL), history(*GOOD, usage=free)).get("dollars_per_update") is None


def test_nothing_of_nothing_is_no_zero() -> None:
    found = values(story(), history(GOOD[0]))
    assert found["new_fact_recall"] is found["staleness"] is found["churn"] is None


def test_a_pair_is_asked_about_once() -> None:
    class Counting:
        name = "counting"
        threshold = 0.5
        asked = 0

        def score(self, claim: str, passages: list[str]) -> list[float]:
            self.asked += len(passages)
            return [float(len(claim + one)) for one in passages]

    model = Counting()
    judge = Remembering(model)  # pyright: ignore[reportArgumentType]
    assert judge.score("a", ["b", "bb", "b"]) == judge.score("a", ["b", "bb", "b"]) == [2, 3, 2]
    assert model.asked == 2


FLOOD = (
    "The Wend dam broke on Monday, March 3, 2025, and three people died, the Wend police said. "
    "The lower town was flooded within an hour, and the Wend bridge was shut. "
    "Some 200 people left their houses in Wend, the town council said."
)
LATER = (
    "The number of people killed when the Wend dam broke rose to nine on Tuesday, March 4, 2025. "
    "Nine people are now known to have died in the flood of Wend, the Wend police said."
)


def run(context: Context, folder: Path, *rows: object) -> Scores:
    file = folder / "updates.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    suite = UpdatesSuite()
    return suite.run(suite.read(Place(file, parse)), context)


def flood() -> dict[str, Any]:
    sources = [
        {"id": "one", "text": FLOOD, "title": "Wend dam breaks", "published": day(0).isoformat()},
        {"id": "two", "text": LATER, "title": "Wend flood toll rises", "published": day(1).isoformat()},
    ]
    moments = [
        {"time": day(n).isoformat(), "sources": [one], "updates": ["Nine people died in the flood of Wend."]}
        for n, one in enumerate(sources)
    ]
    facts = [fact("three", 0, 1, "three people died"), fact("nine", 1, None, "nine")]
    return {"id": "flood", "topic": "Wend flood", "shortest": 1, "moments": moments, "facts": facts}


def test_production_is_followed(context: Context, tmp_path: Path) -> None:
    found = run(context, tmp_path, flood()).by_name
    assert found["new_fact_recall"].value == 1
    assert found["fact_recall"].value == 1
    recall = found["update_recall"].value
    assert recall is not None
    assert recall > 0
    assert found["seconds_per_update"].scored == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"moments": []}, "moments"),
        ({"moments": [{"time": "soon"}]}, "moments.0.time"),
        ({"moments": [{"time": "2025-03-04"}, {"time": "2025-03-03"}]}, "not in order"),
        ({"facts": [{"id": "x", "from": "2025-03-03"}]}, "give any_of"),
        ({"facts": [{"id": "x", "from": "2025-03-03", "regex": "("}]}, "no regular expression"),
        ({"must_not": [{"id": "x", "from": "2025-03-03", "any_of": ["y"], "unless": "new"}]}, "unless"),
    ],
    ids=["no moment", "no time", "order", "no words", "regex", "unless"],
)
def test_a_broken_row_is_told_with_its_line(tmp_path: Path, change: dict[str, object], why: str) -> None:
    file = tmp_path / "updates.jsonl"
    file.write_text(json.dumps(flood() | change), "utf-8")
    with pytest.raises(BadData, match=f"line 1.*{why}"):
        UpdatesSuite().read(Place(file, parse))


def test_a_limit_is_of_moments(tmp_path: Path) -> None:
    file = tmp_path / "updates.jsonl"
    file.write_text(json.dumps(flood()), "utf-8")
    assert len(UpdatesSuite().read(Place(file, parse, 1)).rows[0].moments) == 1


def test_the_data_that_ships_is_as_its_schema_says() -> None:
    suite = UpdatesSuite()
    read = suite.read(Place(DATA, parse))
    assert read.bad == ()
    assert [one.id for one in read.rows] == ["marrow-bridge", "orrin-falls"]
    for line in (DATA / "updates.jsonl").read_text("utf-8").splitlines():
        jsonschema.validate(json.loads(line), suite.schema)

"""What language models cost, from the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.archive import Archive
from store.home import Home
from store.records import Payment, Usage
from tests.commands import STORY, Written, call

NOW = datetime.now(UTC)


def payment(story: str = "ferry", days: int = 0, cost: float | None = 0.25, **fields: int) -> Payment:
    usage = Usage(calls=1, tokens_in=4000, tokens_out=300, cost=cost, seconds=1.5)
    at = NOW - timedelta(days=days)
    return Payment(
        at=at, story=story, role="writer", model="openai:small", usage=usage.model_copy(update=fields)
    )


def home(folder: Path, *payments: Payment) -> Path:
    with Archive(Home(folder / "home").open().archive_url) as archive:
        archive.pay(payments)
    return folder / "home"


def test_by_day_story_role_and_model(tmp_path: Path) -> None:
    paid = home(tmp_path, payment(days=3), payment(), payment(), payment("", calls=0, kept=1))
    done = call("usage", home=paid)
    assert done.code == 0, done.err
    header, *rows, whole = (line.split() for line in done.out.splitlines())
    assert header == "DAY CALLS KEPT TOKENS IN TOKENS OUT COST ROLE STORY MODEL".split()
    today = f"{NOW:%Y-%m-%d}"
    assert rows[1:] == [
        [today, "0", "1", "4,000", "300", "$0.2500", "writer", "-", "openai:small"],
        [today, "2", "0", "8,000", "600", "$0.5000", "writer", "ferry", "openai:small"],
    ]
    assert rows[0][0] == f"{NOW - timedelta(days=3):%Y-%m-%d}"
    assert whole == ["all", "3", "1", "16,000", "1,200", "$1.0000"]


def test_as_json_it_is_what_is_on_the_ledger(tmp_path: Path) -> None:
    paid = home(tmp_path, payment(cost=None))
    (row,) = json.loads(call("usage", "--json", home=paid).out)
    assert row["day"] == f"{NOW:%Y-%m-%d}"
    assert (row["story"], row["role"], row["model"]) == ("ferry", "writer", "openai:small")
    assert (row["calls"], row["tokens_in"], row["cost"], row["seconds"]) == (1, 4000, None, 1.5)


def test_one_story_and_so_many_days(tmp_path: Path) -> None:
    paid = home(tmp_path, payment(), payment("bridge"), payment(days=1), payment(days=40))

    def told(*words: str) -> int:
        return sum(row["calls"] for row in json.loads(call("usage", *words, "--json", home=paid).out))

    assert told() == 3
    assert told("--days", "1") == 2
    assert told("--days", "41") == 4
    assert told("ferry") == 2
    assert told("ferry", "--days", "1") == 1
    assert told("bridge", "--days", "41") == 1


@pytest.mark.parametrize(
    ("costs", "cost"), [([None], "unknown"), ([None, 0.25], "> $0.2500"), ([0.25, 0.5], "$0.7500")]
)
def test_a_cost_that_is_not_known_is_not_none(tmp_path: Path, costs: list[float | None], cost: str) -> None:
    paid = home(tmp_path, *(payment(f"story-{number}", cost=one) for number, one in enumerate(costs)))
    assert call("usage", home=paid).out.splitlines()[-1].split(maxsplit=5)[-1].strip() == cost


def test_where_nothing_was_asked_it_says_so(bridge: Written, tmp_path: Path) -> None:
    for words in ([], [STORY]):
        done = call("usage", *words, home=bridge.home)
        assert (done.code, done.out) == (0, "")
        assert "No language model was asked" in done.err
    old = home(tmp_path, payment(days=50))
    assert call("usage", "ferry", home=old).code == 0
    assert call("usage", "--json", home=old).out == "[]\n"


def test_a_story_that_nobody_knows_is_wrong_use(tmp_path: Path) -> None:
    done = call("usage", "nowhere", home=home(tmp_path, payment()))
    assert (done.code, done.out) == (2, "")
    assert "There is no story 'nowhere'." in done.err


@pytest.mark.parametrize("days", ["0", "-1", "many", "99999999999"])
def test_days_that_cannot_be(tmp_path: Path, days: str) -> None:
    assert call("usage", "--days", days, home=home(tmp_path)).code == 2


def test_a_name_of_others_steers_no_terminal(tmp_path: Path) -> None:
    done = call("usage", home=home(tmp_path, payment("a\x1b[31m\nb")))
    assert "\x1b" not in done.out
    assert len(done.out.splitlines()) == 3

"""Two voices that disagree at one time are both heard, each with who says so, and the version lists it."""

from collections.abc import Generator
from pathlib import Path

import pytest

from agents.conflicts import conflicts
from agents.events import Emitted
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from store.records import Source, StoryVersion
from tests.agents.wend import add, report
from tests.builders import a_claim

SHAPES = {
    "sums, in almost the same words": (
        "Loans to Brandt and Velo",
        "The government has lent the makers Brandt and Velo 13.4 billion crowns, the treasury of Ard said.",
        "The government has lent the makers Brandt and Velo 17.4 billion crowns, the Ard central bank said.",
        ("13.4 billion", "17.4 billion"),
    ),
    "sums, in other words": (
        "Loans to Brandt and Velo",
        "Brandt and Velo were lent 13.4 billion crowns by the government of Ard, the treasury said.",
        "Brandt and Velo have had 17.4 billion crowns in government loans, the Ard central bank said.",
        ("13.4 billion", "17.4 billion"),
    ),
    "a count, and the most that it may be": (
        "Ard troops at the border of Norsk",
        "Ard has sent 12,000 troops to the border of Norsk, the defence ministry of Orme said.",
        "Ard could send up to 100,000 troops to the border of Norsk, the foreign ministry of Velm said.",
        ("12,000", "up to 100,000"),
    ),
    "tolls": (
        "Wend dam collapse",
        "At least two people died in the collapse of the Wend dam, the Wend police said.",
        "Five people died in the collapse of the Wend dam, the fire chief of Wend, Ada Brand, said.",
        ("at least 2", "5"),
    ),
}
FIRST, SECOND = ("Parliament will debate it next week.", "Unions met in Orme on Wednesday to hear of it.")


@pytest.fixture
def newsroom(tmp_path: Path) -> Generator[Newsroom]:
    with open_newsroom(load(home=tmp_path / "home", shortest=1), "test") as opened:
        yield opened


def _reports(topic: str, one: str, other: str, hours: float = 6) -> list[Source]:
    return [
        report(f"{one} {FIRST}", title=topic, outlet="Ard Courier", url="https://courier.example/1"),
        report(
            f"{other} {SECOND}", hours / 24, title=topic, outlet="Orme Post", url="https://post.example/1"
        ),
    ]


def _last(newsroom: Newsroom, topic: str, *, story: str = "") -> StoryVersion:
    last = list(newsroom.editor.update(story) if story else newsroom.editor.write(topic))[-1]
    assert isinstance(last, Emitted)
    return last.version


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("way", ["write", "update"])
def test_both_are_told_with_who_says_so_and_listed(newsroom: Newsroom, way: str, shape: str) -> None:
    topic, one, other, values = SHAPES[shape]
    first, second = _reports(topic, one, other)
    add(newsroom, [first] if way == "update" else [first, second])
    version = _last(newsroom, topic)
    if way == "update":
        add(newsroom, [second])
        version = _last(newsroom, topic, story=version.story)
    told = " ".join(claim.text for claim in version.claims())
    for said in (one, other):
        assert said.rpartition(", the ")[2] in told
    assert [conflict.values for conflict in version.conflicts] == [values[::-1]]
    assert {id_ for conflict in version.conflicts for id_ in conflict.claims} <= {
        claim.id for claim in version.claims()
    }


@pytest.mark.parametrize("way", ["write", "update"])
def test_days_later_the_newer_figure_is_told_alone(newsroom: Newsroom, way: str) -> None:
    topic, one, other, _ = SHAPES["sums, in almost the same words"]
    first, second = _reports(topic, one, other, hours=24 * 9)
    add(newsroom, [first] if way == "update" else [first, second])
    version = _last(newsroom, topic)
    if way == "update":
        add(newsroom, [second])
        version = _last(newsroom, topic, story=version.story)
    told = " ".join(claim.text for claim in version.claims())
    assert ("17.4" in told, "13.4" in told, version.conflicts) == (True, False, ())


def test_a_copy_with_another_figure_is_no_second_voice() -> None:
    topic, one, other, _ = SHAPES["sums, in almost the same words"]
    first, second = _reports(topic, one, other)
    claims = [a_claim(one, first), a_claim(other, second)]
    assert len([*conflicts(claims, [first, second])]) == 1
    assert not [*conflicts(claims, [first, second.model_copy(update={"origin": first.id})])]

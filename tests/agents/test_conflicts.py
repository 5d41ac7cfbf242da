"""Two voices that disagree at one time are both heard, each with who says so, and the version lists it."""

from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.conflicts import conflicts
from agents.events import Emitted
from agents.newsroom import Newsroom, open_newsroom
from agents.settings import load
from store.records import Claim, Source, StoryVersion
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


LENT = "The government has lent the makers Brandt and Velo {} billion crowns, the bank of {} said."


def _many(*values: str) -> tuple[list[Claim], list[Source]]:
    """Of a voice each, at one time."""
    texts = [LENT.format(value, f"Orme{number}") for number, value in enumerate(values)]
    sources = [
        report(f"{text} {FIRST}", number / 100, outlet=f"Post {number}", url=f"https://p{number}.example/1")
        for number, text in enumerate(texts)
    ]
    return [a_claim(text, source) for text, source in zip(texts, sources, strict=True)], sources


def test_what_many_disagree_on_is_one_conflict_with_all_sides_the_newest_first() -> None:
    values = [f"{13 + number / 10:.1f}" for number in range(40)]
    claims, sources = _many(*values)
    (conflict,) = conflicts(claims, sources)
    assert conflict.claims == tuple(one.id for one in reversed(claims))
    assert conflict.values == tuple(f"{float(one):g} billion" for one in reversed(values))


def test_who_agrees_with_one_side_stands_on_it() -> None:
    claims, sources = _many("13.4", "17.4", "13.4")
    (conflict,) = conflicts(claims, sources)
    assert conflict.values == ("13.4 billion", "17.4 billion", "13.4 billion")
    assert not [*conflicts([claims[0], claims[2]], sources)]


@given(st.lists(st.sampled_from(["13.4", "15.2", "17.4"]), min_size=2, max_size=6), st.data())
def test_conflicts_that_grow_are_those_of_the_whole_version(values: list[str], data: st.DataObject) -> None:
    claims, sources = _many(*values)
    cut = data.draw(st.integers(0, len(claims)))
    before = [*conflicts(claims[:cut], sources)]
    grown = [*conflicts(claims, sources, before, {one.id for one in claims[:cut]})]
    assert grown == [*conflicts(claims, sources)]
    kept = data.draw(st.sets(st.sampled_from(claims)))
    left = [one for one in claims if one in kept]
    shrunk = [*conflicts(left, sources, grown, {one.id for one in claims})]
    assert shrunk == [*conflicts(left, sources)]

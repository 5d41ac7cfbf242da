"""What holds of every story that goes on, in whatever order its sources come."""

import random
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.newsroom import open_newsroom
from agents.reviser.embedded import EmbeddedReviser
from agents.settings import load
from store.changes import changes
from store.records import ChangeKind, Claim, Source, StoryVersion
from tests.agents.reviser.news import MONDAY, evidence, later, telling, then
from tests.agents.wend import COLLAPSE, add, report, text, update, write
from tests.builders import a_story

NEWS = (
    report("Five people died in the collapse of the Wend dam, the Wend police said on Saturday.", 2),
    report(
        "Nine people died in the collapse of the Wend dam, the Wend police said. A free ferry across the "
        "river Ard at Wend carried 900 passengers on its first day.",
        4,
    ),
    report(
        "A cracked gate made the Wend dam collapse, the Ard River Board found in its report.",
        6,
        outlet="Ard Courier",
        url="https://courier.example/1",
    ),
    report(
        "The Ard River Board will reopen the road over the Wend dam by March 20, 2025, Signe Falk said.",
        1,
        outlet="Ard Courier",
        url="https://courier.example/2",
        title="Wend dam road to reopen",
    ),
    report(
        "The road over the Wend dam was reopened by the Ard River Board, and 400 cars crossed the Wend dam.",
        12,
    ),
    report(
        "The cheese fair of Orme drew 4,000 visitors, and a brass band from Varr played.", 5, title="Fair"
    ),
)
FEW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
orders = st.permutations(range(len(NEWS)))


def one_change_each(parent: StoryVersion, child: StoryVersion) -> None:
    told = [change.claim for change in child.changes if change.kind is not ChangeKind.RETIRED]
    assert sorted(told) == sorted(claim.id for claim in child.claims())
    before = [
        change.before or change.claim for change in child.changes if change.kind is not ChangeKind.ADDED
    ]
    assert sorted(before) == sorted(claim.id for claim in parent.claims())


@FEW
@given(orders, st.integers(1, len(NEWS)))
def test_the_order_of_arrival_does_not_change_what_is_told(order: Sequence[int], cut: int) -> None:
    told: list[str] = []
    for arrival in (range(len(NEWS)), order):
        with (
            tempfile.TemporaryDirectory() as folder,
            open_newsroom(load(home=Path(folder) / "home", shortest=2), "test") as newsroom,
        ):
            add(newsroom, [COLLAPSE])
            write(newsroom)
            for part in (arrival[:cut], arrival[cut:]):
                add(newsroom, [NEWS[one] for one in part])
            told.append(text(update(newsroom, 14)))
    assert told[0] == told[1]


@FEW
@given(orders, st.lists(st.integers(0, 20), min_size=2, max_size=4))
def test_numbers_ancestry_and_changes_of_any_course_of_updates(order: Sequence[int], days: list[int]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_newsroom(load(home=Path(folder) / "home", shortest=2), "test") as newsroom,
    ):
        add(newsroom, [COLLAPSE])
        write(newsroom)
        for number, day in enumerate(sorted(days)):
            add(newsroom, [NEWS[order[number]]])
            live = update(newsroom, day)
            assert update(newsroom, day) == live  # twice is once
        versions = newsroom.archive.versions(newsroom.archive.stories()[0])
        assert [one.number for one in versions] == [(0, minor) for minor in range(1, len(versions) + 1)]
        assert [one.parent for one in versions] == [None, *(one.number for one in versions[:-1])]
        for parent, child in pairwise(versions):
            one_change_each(parent, child)
        assert newsroom.archive.count() == 1 + len(days)


TOLD = [
    f"{words} people died in the floods in {place}, officials said."
    for words in ("Four", "Nine", "Twelve")
    for place in ("Varr", "Orme")
] + [
    "Kaja Lind has not resigned as head of the Ard River Board.",
    "Kaja Lind resigned as head of the Ard River Board.",
    "The Ard Council will meet in Lisbon on April 6, 2025 to decide on the dam fund.",
    "The Ard Council met in Lisbon and approved the dam fund.",
    "The E18 road at Velm remains closed.",
    "The E18 road at Velm reopened after repairs.",
    "The Liberals hold 48 seats in the Ard assembly.",
    "The Liberals hold 51 seats in the Ard assembly.",
]
news = st.lists(st.tuples(st.sampled_from(TOLD), st.integers(-5, 9)), min_size=1, max_size=6, unique=True)


def _published(came: list[tuple[str, int]]) -> list[Source]:
    """Texts that differ in blanks alone are different sources."""
    return [later(words + " " * (days + 6), days) for words, days in came]


@given(st.lists(st.sampled_from(TOLD), min_size=1, max_size=4, unique=True), news, st.randoms())
@settings(max_examples=80, deadline=None)
def test_what_stands_does_not_hang_on_the_order_of_the_news(
    old: list[str], came: list[tuple[str, int]], chance: random.Random
) -> None:
    was = [then(one) for one in old]
    live, cited = telling(*was), {source.id: source for source in was}
    sources = _published(came)
    shuffled = chance.sample(sources, len(sources))
    one, other = (
        EmbeddedReviser().revise(live, cited, {}, evidence(*given_), MONDAY.replace(day=20))
        for given_ in (sources, shuffled)
    )
    assert one == other
    stands = [one.renewed.get(standing.claim.id, standing.claim.id) for standing in one.stands]
    told = [change.claim for change in one.retired] + stands
    assert sorted(told) == sorted(claim.id for claim in live.claims())  # nothing lost, nothing twice


@given(st.lists(st.sampled_from(TOLD), min_size=1, max_size=4, unique=True), news)
@settings(max_examples=60, deadline=None)
def test_what_stood_against_the_news_stands_against_them_again(
    old: list[str], came: list[tuple[str, int]]
) -> None:
    was = [then(one) for one in old]
    cited = {source.id: source for source in was}
    now, found = MONDAY.replace(day=20), evidence(*_published(came))
    first = EmbeddedReviser().revise(telling(*was), cited, {}, found, now)
    left = [one.sources[0] for one in first.stands]
    if left:
        again = EmbeddedReviser().revise(telling(*left), cited, {}, found, now)
        assert not again.retired


texts = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(texts, texts, st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_every_claim_of_parent_and_child_has_one_change(
    parent: list[str], child: list[str], renewed: dict[str, str]
) -> None:
    made = {letter: Claim(text=f"Sentence {letter}.", citations=("deadbeef",)) for letter in "abcdefgh"}
    before, after = (a_story(*((made[one],) for one in told)) for told in (parent, child))
    once = {new: old for old, new in {old: new for new, old in renewed.items()}.items() if new not in parent}
    once = {new: old for new, old in once.items() if old not in child}
    found = changes(before, after, {made[a].id: made[b].id for a, b in once.items()}, ())
    one_change_each(before, after.model_copy(update={"changes": found}))

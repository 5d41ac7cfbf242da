"""The measure of how fast claims are checked."""

from agents.newsroom import embedded_checker
from agents.settings import load
from evals.pace import pace, stories
from evals.told import corpus
from store.records import Label
from tests.builders import a_source

FLOOD = a_source("The workers said that the old wall of the dam broke. The engineers found no crack in it.")


def test_each_story_has_claims_that_are_true_of_their_source() -> None:
    town = corpus("town", [FLOOD])
    found = dict(stories(town))
    checker = embedded_checker(load())
    assert {name: len(claims) for name, claims in found.items()} == {
        "as they stand": 2,
        "one word for another": 1,
    }
    assert checker.check(found["as they stand"][0], [FLOOD]).label is Label.SUPPORTED
    assert min(pace(found["as they stand"], checker, [FLOOD])) > 0

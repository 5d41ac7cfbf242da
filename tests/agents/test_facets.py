"""Which question of readers a sentence answers."""

import pytest

from agents.facets import FACETS, facet_of


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("Two people were killed and nine injured.", "people"),
        ("Investigators found cracks in the gate.", "causes"),
        ("The minister resigned after a vote in parliament.", "politics"),
        ("Rebuilding costs 40 million crowns.", "money"),
        ("A ferry service carries freight until the road is reopened.", "response"),
        ("The wall, built and opened in 1931, is the oldest.", "background"),
        ("Gulls sang.", ""),
        ("", ""),
    ],
)
def test_the_facet_with_most_cues(text: str, facet: str) -> None:
    assert facet_of(text) == facet


@pytest.mark.parametrize("facet", FACETS)
def test_each_facet_is_found_by_its_own_words(facet: str) -> None:
    assert facet_of(FACETS[facet]) == facet


def test_it_does_not_depend_on_the_form_of_a_word() -> None:
    assert facet_of("An investigator finds a crack.") == facet_of("Investigators found cracks.")

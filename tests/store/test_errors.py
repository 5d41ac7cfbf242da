"""The one tree of errors: drawn, told apart, and each with something to do about it."""

import inspect
import re

import pytest

from store import errors
from store.errors import StorytreeError, UnreadableSource, UsageError

TREE = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, StorytreeError) and error.__module__ == errors.__name__
]
LEAVES = [error for error in TREE if not any(other.__base__ is error for other in TREE)]


def raised(error: type[StorytreeError], **more: str) -> StorytreeError:
    if issubclass(error, UnreadableSource):
        return error("page.html", "it is", **more)
    return error("it is", **more)


def test_the_drawing_has_every_error_and_no_other() -> None:
    drawn = re.findall(r"^[│├└─ ]*([A-Z]\w+)", (errors.__doc__ or "").partition("\n\n")[2], re.MULTILINE)
    assert sorted(drawn) == sorted(error.__name__ for error in TREE)


@pytest.mark.parametrize("error", [leaf for leaf in LEAVES if not issubclass(leaf, UnreadableSource)])
def test_every_leaf_says_what_to_do(error: type[StorytreeError]) -> None:
    assert raised(error).advice.endswith(
        (".", "PATH", "sources", "stories", "feeds", "text", "settings", "reindex", "jobs")
    )


@pytest.mark.parametrize("error", TREE)
def test_wrong_use_leaves_with_2_and_all_else_with_1(error: type[StorytreeError]) -> None:
    assert error.exit_code == (2 if issubclass(error, UsageError) else 1)


@pytest.mark.parametrize("error", TREE)
def test_the_message_is_the_message_and_advice_can_be_given_on_the_spot(error: type[StorytreeError]) -> None:
    special = raised(error, advice="Ask the town clerk.")
    assert (str(special), special.advice) == ("it is", "Ask the town clerk.")
    assert raised(error).advice == error.advice


def test_only_what_passes_by_itself_is_worth_another_try() -> None:
    assert {error.__name__ for error in TREE if error.retry} == {
        "HomeBusy",
        "IndexDamaged",
        "IndexUnreachable",
        "StaleParent",
    }


def test_an_unreadable_source_says_which() -> None:
    assert UnreadableSource("page.html", "no text in it").name == "page.html"

"""The command search, on the bundled story."""

import json

import pytest

from tests.commands import Written, call


def found(bridge: Written, *words: str) -> list[dict[str, object]]:
    done = call("search", *words, "--json", home=bridge.home)
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_the_snippet_that_answers_comes_first(bridge: Written) -> None:
    first = found(bridge, "bus driver died in hospital")[0]
    assert "Haverly" in str(first["text"])
    assert first["ranks"]


def test_what_is_shown_says_where_it_stands_and_why(bridge: Written) -> None:
    done = call("search", "bus driver", "--explain", "--limit", "2", home=bridge.home)
    assert done.code == 0
    assert done.out.startswith("SNIPPET ")
    assert "→ lexical " in done.out
    assert "kinship " in done.out
    assert "(rank " in done.out


def test_as_many_as_are_asked_for(bridge: Written) -> None:
    assert len(found(bridge, "Marrow Bridge collapse", "--limit", "3")) == 3
    assert len(found(bridge, "Marrow Bridge collapse", "--limit", "90")) > 60


def test_only_what_was_known_by_then(bridge: Written) -> None:
    dates = [str(one["published_at"])[:10] for one in found(bridge, "toll", "--as-of", "2025-03-12")]
    assert dates
    assert max(dates) <= "2025-03-12"


def test_only_what_was_published_since_then(bridge: Written) -> None:
    dates = [str(one["published_at"])[:10] for one in found(bridge, "bridge toll", "--since", "2025-03-18")]
    assert dates
    assert min(dates) >= "2025-03-18"


def test_only_of_one_outlet(bridge: Written) -> None:
    rows = found(bridge, "bridge toll", "--outlet", "the ellery herald")
    assert {row["outlet"] for row in rows} == {"The Ellery Herald"}


def test_only_of_one_kind(bridge: Written) -> None:
    rows = found(bridge, "bridge toll", "--kind", "report")
    assert {row["kind"] for row in rows} == {"report"}
    opinions = found(bridge, "bridge collapse", "--kind", "opinion")
    assert {row["title"] for row in opinions} == {"A bridge does not fall on a Tuesday"}
    assert call("search", "bridge", "--kind", "poem", home=bridge.home).code == 2


def test_only_what_was_published_until_then(bridge: Written) -> None:
    rows = found(bridge, "bridge toll", "--since", "2025-03-10", "--until", "2025-03-12")
    dates = [str(row["published_at"])[:10] for row in rows]
    assert dates
    assert min(dates) >= "2025-03-10"
    assert max(dates) <= "2025-03-12"


def test_what_a_story_cites_and_what_is_new_to_it(bridge: Written) -> None:
    cited, new = (
        {row["source"] for row in found(bridge, "bridge", option, "marrow-bridge-collapse", "--limit", "90")}
        for option in ("--cited-by", "--new-to")
    )
    assert cited
    assert new
    assert not cited & new


def test_a_story_that_is_not_there(bridge: Written) -> None:
    done = call("search", "bridge", "--cited-by", "no-such-story", home=bridge.home)
    assert done.code != 0
    assert "no-such-story" in done.err


def test_only_of_a_status(bridge: Written) -> None:
    assert found(bridge, "bridge", "--status", "active")
    assert call("search", "bridge", "--status", "corrected", home=bridge.home).code == 1
    assert call("search", "bridge", "--status", "retracted", home=bridge.home).code == 2


def test_the_newer_weighs_more_where_age_counts(bridge: Written) -> None:
    def newest(*options: str) -> str:
        return max(
            str(row["published_at"]) for row in found(bridge, "bridge collapse", "--limit", "3", *options)
        )

    assert newest("--half-life", "1") > newest()
    assert call("search", "bridge", "--half-life", "0", home=bridge.home).code == 2


def test_the_sentences_around_are_shown_where_they_are_asked_for(bridge: Written) -> None:
    rows = found(bridge, "bus driver", "--context", "1")
    assert all({"before", "after"} <= row.keys() for row in rows)
    assert any(row["before"] for row in rows)
    assert any(row["after"] for row in rows)
    assert "before" not in found(bridge, "bus driver")[0]
    done = call("search", "bus driver", "--context", "1", "--limit", "3", home=bridge.home)
    assert str(next(row["after"] for row in rows[:3] if row["after"])).split("\n")[0][:40] in done.out


@pytest.mark.parametrize(
    "query", ["meteor crater on the moon of Jupiter", "漢字", "Turkmenistan parliamentary election boycott"]
)
def test_nothing_is_found_where_nothing_is(bridge: Written, query: str) -> None:
    done = call("search", query, home=bridge.home)
    assert done.code == 1
    assert "Nothing in the archive is about" in done.err
    assert not done.out


@pytest.mark.parametrize("query", ["", "   ", "the of and", "?!"])
def test_a_query_without_a_word_is_wrong_use(bridge: Written, query: str) -> None:
    done = call("search", query, home=bridge.home)
    assert done.code == 2
    assert "nothing to look up" in done.err


@pytest.mark.parametrize(
    "query",
    ['bridge" OR "', "bridge AND NOT (", "NEAR(bridge, 5)", "text:bridge*", "bridge\0toll", "^bridge"],
)
def test_operators_are_words(bridge: Written, query: str) -> None:
    assert call("search", query, home=bridge.home).code == 0


def test_a_query_of_ten_thousand_words(bridge: Written) -> None:
    assert found(bridge, "Marrow Bridge collapse " * 3500)


def test_a_date_that_is_none(bridge: Written) -> None:
    assert call("search", "bridge", "--since", "soon", home=bridge.home).code == 2

"""What a sentence says on its surface: names, quotes, negations, hedges, dates, money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.surface import (
    calendar_days,
    calendar_words,
    content_stems,
    names,
    negations,
    normal,
    quotes,
    read_surface,
    stem,
    words,
)

NAMES: list[tuple[str, list[str]]] = [
    ("The mayor, Otto Hale, left.", ["Otto Hale"]),
    ("Otto Hale left.", ["Otto Hale"]),
    ("The mayor met Anna de la Cruz there.", ["Anna de la Cruz"]),
    ("Ludwig van der Berg left.", ["Ludwig van der Berg"]),
    ("She joined the Ministry of the Interior.", ["Ministry of the Interior"]),
    ("She left the Bank of Wend on foot.", ["Bank of Wend"]),
    ("They read Ms. Holt's report.", ["Ms Holt"]),
    ("They took Hale’s boat.", ["Hale"]),
    ("They saw O'Neill and a boat.", ["O'Neill"]),
    ("O'Neill left.", ["O'Neill"]),
    ("They met Jean-Luc Orme.", ["Jean-Luc Orme"]),
    ("They met J. R. Orme there.", ["J R Orme"]),
    ("Élodie Ångel left.", ["Élodie Ångel"]),
    ("NATO ships left.", ["NATO"]),
    ("U.S. ships met U.N. envoys.", ["U.S", "U.N"]),
    ("US ships left.", ["US"]),
    ("The WHO warned the town.", ["WHO"]),
    ("The Dam Safety Office (DSO) said so.", ["Dam Safety Office", "DSO"]),
    ("“It broke,” said Otto Hale.", ["Otto Hale"]),
    ("They met Hale. Orme left.", ["Hale", "Orme"]),
    ("Theresa May left in May.", ["Theresa May"]),
    ("A Boeing 737 landed.", ["Boeing"]),
    ("They left on Monday in March.", []),
    ("Boats came.", []),
    ("Who knew that it would?", []),
    ("It is what I think.", []),
    ("…", []),
    ("", []),
]

QUOTES: list[tuple[str, list[str]]] = [
    ("“we will rebuild”", ["we will rebuild"]),
    ('"we will rebuild."', ["we will rebuild"]),
    ("«we will rebuild»", ["we will rebuild"]),
    ("„we will rebuild“", ["we will rebuild"]),
    ("„we will rebuild”", ["we will rebuild"]),
    ("“We will,” he said, “and at once.”", ["We will", "and at once"]),
    ('"We will" and "at once"', ["We will", "at once"]),
    ("the “safe” dam", []),
    ("don't and won't", []),
    ("“it was never shut", []),
    ("", []),
]

NEGATIONS: list[tuple[str, list[str]]] = [
    ("It did not break.", ["not"]),
    ("It didn't break.", ["not"]),
    ("It didn’t break.", ["not"]),
    ("It cannot break, and can't leak.", ["not", "not"]),
    ("They denied it.", ["denied"]),
    ("No gate held without help.", ["no", "without"]),
    ("It never broke.", ["never"]),
    ("Gate No. 5 held.", []),
    ("Gate no 5 held.", []),
    ("A notable knot.", []),
]

HEDGES: list[tuple[str, set[str]]] = [
    ("It may break.", {"may"}),
    ("In May it broke.", set()),
    ("May Hale broke it.", set()),
    ("It might, or could, break.", {"might", "could"}),
    ("About 20 boats came.", {"about"}),
    ("Around a dozen boats came.", {"about"}),
    ("Roughly twenty boats came.", {"about"}),
    ("Some 20 boats came.", {"about"}),
    ("Some boats came around the bend and spoke about it.", set()),
    ("Over 20 boats came.", {"more than"}),
    ("More than 20 boats came.", {"more than"}),
    ("They flew over the dam.", set()),
    ("At least 20 boats, and up to 30, came.", {"at least", "up to"}),
    ("As many as 30 boats came.", {"up to"}),
    ("It reportedly, or allegedly, broke.", {"reportedly", "allegedly"}),
    ("It appeared to break.", {"appears to"}),
    ("The toll is preliminary.", {"preliminary"}),
    ("It broke.", set()),
]

DAYS: list[tuple[str, list[tuple[str, int]]]] = [
    ("on March 4", [("mar", 4)]),
    ("on March 4th, 2025", [("mar", 4)]),
    ("on 4 March 2025", [("mar", 4)]),
    ("on the 4th March", [("mar", 4)]),
    ("on Sept. 30 and OCT 2", [("sep", 30), ("oct", 2)]),
    ("on May 4", [("may", 4)]),
    ("in March 2025", []),
    ("some 12 may fall", []),
    ("they march 4 miles", []),
    ("4 marched", []),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_are_runs_of_capitals(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_the_first_word_counts_where_the_text_has_begun_before_it() -> None:
    assert names("Hale left.") == []
    assert names("Hale left.", begun=True) == ["Hale"]
    assert names("The boat left.", begun=True) == []


@pytest.mark.parametrize(("text", "expected"), QUOTES)
def test_quotes_of_all_marks(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


@pytest.mark.parametrize(("text", "expected"), NEGATIONS)
def test_words_that_deny(text: str, expected: list[str]) -> None:
    assert negations(text) == expected
    assert read_surface(text).negations == set(expected)


@pytest.mark.parametrize(("text", "expected"), HEDGES)
def test_words_that_hedge(text: str, expected: set[str]) -> None:
    assert read_surface(text).hedges == expected


@pytest.mark.parametrize(("text", "expected"), DAYS)
def test_days_of_a_month(text: str, expected: list[tuple[str, int]]) -> None:
    assert calendar_days(text) == expected


def test_months_and_weekdays_have_a_capital() -> None:
    assert calendar_words("On Thursday the march began, and in March and Sept. it ended.") == [
        "thu",
        "mar",
        "sep",
    ]
    assert calendar_words("October's rain may march.") == ["oct"]


@pytest.mark.parametrize(
    ("sign", "word"), [("$5", "5 dollars"), ("€5", "5 euros"), ("£5", "5 pounds"), ("₹5", "5 rupees")]
)
def test_a_currency_is_one_in_sign_and_word(sign: str, word: str) -> None:
    assert read_surface(sign).currencies == read_surface(word).currencies != frozenset()
    assert read_surface("5 boats").currencies == frozenset()


def test_crowns_are_not_euros() -> None:
    assert read_surface("5 crowns").currencies != read_surface("5 euros").currencies


def test_stems_are_of_words_that_carry_meaning() -> None:
    assert content_stems("The boats are not in the harbours of Hale's town, 5 or six.") == [
        "boat",
        "harbour",
        "hale",
        "town",
    ]
    assert content_stems("a rust-red gate") == ["rust", "red", "gate"]


def test_a_possessive_has_the_stem_of_its_owner() -> None:
    assert stem("Hale's") == stem("Hale’s") == stem("hale")


def test_words_keep_what_joins_them() -> None:
    assert words("U.S. rust-red Hale's R&D (St.)") == ["U.S", "rust-red", "Hale's", "R&D", "St"]


def test_verbatim_comparison_knows_no_typography() -> None:
    assert normal("“It’s  –\nover”") == normal('"it\'s - OVER"')
    assert normal("It was over") != normal("It is over")


def test_terms_are_stems_and_figures() -> None:
    assert read_surface("Twenty boats sank.").terms == read_surface("20 boats sank").terms == {
        "boat",
        "sank",
        "#20",
    }  # fmt: skip


# ---- laws

ODD = [
    "\x00\ud800\U0010ffff",
    "ﷺ" * 50,
    "Z̷̢̛a̶͝l̷̈́g̴o̵ Dam",
    "'; DROP TABLE sources; --",
    "<script>alert(“x”)</script>",
    "((((((((((((((((((((",
    "“" * 2000,
    '"' * 2001,
    "The " * 3000,
    "A" * 20_000,
    "A.B." * 5000,
    "de la " * 2000 + "Cruz",
    "of " * 3000,
    "1 million " * 500,
    "9" * 5000,
    "½ ⅓ ² ٣ 三 Ⅷ",
    "\u202eright to left\u202c",
    "naïve İstanbul ǅ ß ﬁ",
    "東京のダムは決壊しなかった。",
    "Мэр Отто Хейл сказал: «дамба цела».",
    "\n\t\r\u2028",
    "%s %n {0} ${x} \\",
    "null None NaN undefined true",
]

_FRAGMENTS = st.sampled_from(
    [
        "Otto",
        "Hale",
        "de",
        "la",
        "the",
        "US",
        "O'",
        "’s",
        "“",
        "”",
        '"',
        "not",
        "May",
        "4",
        "3m",
        "per cent",
        "No. 5",
    ]
)
TEXTS = st.text() | st.lists(_FRAGMENTS, max_size=20).map(" ".join) | st.sampled_from(ODD)


@given(TEXTS)
def test_any_text_can_be_read_and_reads_the_same_again(text: str) -> None:
    read = read_surface(text)
    read_surface.cache_clear()
    assert read_surface(text) == read


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_can_be_read(text: str) -> None:
    assert read_surface(text) is not None


@given(TEXTS)
def test_names_and_quotes_are_made_of_the_words_of_the_text(text: str) -> None:
    told = set("".join(words(text)))
    assert all(set("".join(words(name))) <= told for name in names(text))
    assert all(quote in text for quote in quotes(text))


@given(TEXTS)
def test_blanks_at_the_ends_change_nothing(text: str) -> None:
    plain, padded = read_surface(text), read_surface(f"  {text}\n")
    assert (plain.terms, plain.figures, plain.dates) == (padded.terms, padded.figures, padded.dates)

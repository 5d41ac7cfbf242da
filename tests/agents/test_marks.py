"""What finding knows a source by, and that keeping it changes nothing."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agents.marks import OPENING, READ, Marks, marks, numbers, packed
from agents.surface import terms


def told(of: Marks) -> list[list[int]]:
    return [part.tolist() for part in (of.names, of.times, of.terms, of.opening, of.days)]


@given(st.text(max_size=80), st.text(max_size=400))
def test_what_is_kept_says_what_was_read(title: str, text: str) -> None:
    assert told(Marks.unpacked(packed(title, text))) == told(marks(title, text))


def test_names_and_figures_are_counted_and_other_words_are_there() -> None:
    of = marks("Velm", "The dam of Velm broke: 14 died in Velm.")
    assert dict(zip(of.names.tolist(), of.times.tolist(), strict=True)) == dict(
        zip(numbers(["velm", "14"]), [3, 1], strict=True)
    )
    assert set(of.terms.tolist()) == set(numbers(terms("Velm dam broke 14 died")))


def test_the_end_of_a_long_text_is_not_read() -> None:
    opening = "The dam of Velm broke. " * (READ // 23)
    assert told(marks("", opening + "x" * 23 + " Arno")) == told(marks("", opening + "x" * 23 + " Dole"))
    assert set(numbers(["arno"])) <= {*marks("", "Arno. " + opening).names.tolist()}


def test_the_opening_says_what_it_is_about_and_of_what_day_it_is() -> None:
    of = marks("Dam breaks", f"Posted 3 May 2024. Velm is flooded. {'x' * OPENING} Arno, 4 May 2024.")
    assert set(numbers(["velm"])) <= {*of.opening.tolist()}
    assert set(numbers(["arno"])) <= {*of.terms.tolist()} - {*of.opening.tolist()}
    assert of.days.tolist() == [date(2024, 5, 3).toordinal()]

"""What finding knows a source by, and that keeping it changes nothing."""

from hypothesis import given
from hypothesis import strategies as st

from agents.marks import READ, Marks, marks, numbers, packed
from agents.surface import terms


def told(of: Marks) -> tuple[list[int], list[int], list[int]]:
    return of.names.tolist(), of.times.tolist(), of.terms.tolist()


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

"""Which sources tell of one event: by the names and the figures that they share."""

from hypothesis import given
from hypothesis import strategies as st

from agents import kinship as room
from agents.marks import marks

VELM = "The dam of Velm broke on Monday. Mayor Ida Brask said 14 people died; the Velm river rose 3 metres."
VELM_LATER = "Ida Brask resigned as mayor of Velm after the dam broke and 14 people died."
ARNO = "The dam of Arno broke on Friday. Mayor Leo Stahl said 31 people died; the Arno river rose 5 metres."
FAIR = "Rosa Quint won the goat prize at the fair of Dole, before 900 guests."


def kinship(texts: list[str], scores: list[float]) -> list[float]:
    return room.kinship([marks("", text) for text in texts], scores)


def test_the_same_event_is_kin_and_a_like_one_is_not() -> None:
    _, later, arno, fair = kinship([VELM, VELM_LATER, ARNO, FAIR], [1.0, 0.6, 0.9, 0.1])
    assert later > 2 * arno
    assert later > 2 * fair


def test_a_source_does_not_speak_for_itself() -> None:
    velm, _, arno, _ = kinship([VELM, VELM_LATER, ARNO, FAIR], [0.8, 0.79, 0.81, 0.1])
    assert arno < velm


def test_two_cannot_be_told_apart() -> None:
    assert kinship([VELM, FAIR], [1.0, 0.2]) == [1.0, 1.0]
    assert kinship([], []) == []


@given(st.lists(st.tuples(st.text(max_size=200), st.floats(0, 1)), max_size=12))
def test_any_texts_have_a_share(told: list[tuple[str, float]]) -> None:
    shares = kinship([text for text, _ in told], [score for _, score in told])
    assert len(shares) == len(told)
    assert all(0 <= share <= 1 for share in shares)

"""The text of a source in stretches: nothing lost, nothing twice, each sentence's evidence whole."""

from hypothesis import given
from hypothesis import strategies as st

from service.render.words import Piece
from service.web.passages import Quote, passages
from tests.builders import a_claim, a_source

TEXT = "First line of it.\n\nA second line, longer than the first.\nThird."

spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).filter(lambda one: one[0] < one[1])


@given(st.lists(st.lists(spans, max_size=3), max_size=4))
def test_every_character_stands_once_and_evidence_is_marked(many: list[list[tuple[int, int]]]) -> None:
    source = a_source(TEXT)
    claim = a_claim("It is so.", source)
    quotes = [Quote(n, "s", "v0.1", claim, tuple(one)) for n, one in enumerate(many, start=1)]
    found = passages(source, quotes)
    lines = ["".join(one.text for one in paragraph) for paragraph in found]
    assert lines == [Piece.of(line) for line in TEXT.split("\n") if line]
    for stretch in (one for paragraph in found for one in paragraph):
        end = stretch.start + len(stretch.text)
        for quote in quotes:
            covered = any(a < end and stretch.start < b for a, b in quote.spans)
            assert covered == (quote.number in stretch.quotes)

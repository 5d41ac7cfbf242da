"""What the page of a version shows: proofs, voices, and what is kept of pages."""

from service.shelf import Shelf
from service.web.reading import reading
from store.records import Paragraph
from tests.builders import a_claim, a_source
from tests.service.web.hand import FOUR, HERALD, POST, SECOND, SIX, doubted, shown

SOURCES = {source.id: source for source in (HERALD, POST)}


def test_each_sentence_opens_a_card_with_its_passage() -> None:
    found = reading(SECOND, SOURCES, None)
    card = found.cards[SIX.id]
    [[witness]] = card.reports
    [exhibit] = witness.exhibits
    assert (witness.source, exhibit.text) == (POST, SIX.text)
    assert exhibit.before.startswith("The water came")
    assert witness.starts == (POST.text.index(SIX.text),)
    assert card.dispute == found.cards[FOUR.id].dispute == 1


def test_copies_of_one_report_are_one_voice() -> None:
    copy = a_source(f"{HERALD.text} (wire)", origin=HERALD.origin, outlet="Evening Copy")
    claim = a_claim(FOUR.text, HERALD, copy, POST)
    version = SECOND.model_copy(
        update={"paragraphs": (Paragraph(claims=(claim,)),), "verdicts": (shown(claim, HERALD),)}
    )
    card = reading(version, SOURCES | {copy.id: copy}, None).cards[claim.id]
    assert [[one.source for one in report] for report in card.reports] == [[HERALD, copy], [POST]]
    assert card.numbers == [1, 2, 3]


def test_what_nobody_checked_and_what_nobody_wrote_are_said() -> None:
    claim = a_claim("Six cows were found.", POST).model_copy(update={"citations": (POST.id[:8], "deadbeef")})
    version = SECOND.model_copy(update={"paragraphs": (Paragraph(claims=(claim,)),), "verdicts": ()})
    card = reading(version, SOURCES, None).cards[claim.id]
    assert card.lost == ("deadbeef",)
    assert card.verdict.label.value == "unchecked"
    told = reading(version.model_copy(update={"verdicts": (doubted(claim),)}), SOURCES, None)
    assert told.supported == 0


def test_a_shelf_keeps_what_was_asked_for_last() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name * 4

    shelf = Shelf[str](10, len, 60)
    for name in "aabac":
        assert shelf.get(name, lambda name=name: make(name)) == name * 4
    assert made == ["a", "b", "c"]
    assert len(shelf) == 2
    shelf.get("b", lambda: make("b"))
    assert made == ["a", "b", "c", "b"]


def test_a_shelf_forgets_with_time_and_keeps_nothing_too_large() -> None:
    made: list[int] = []
    short = Shelf[str](10, len, 0)
    for _ in range(2):
        short.get("a", lambda: made.append(1) or "a")
    assert len(made) == 2
    small = Shelf[str](3, len, 60)
    assert small.get("a", lambda: "large") == "large"
    assert len(small) == 0

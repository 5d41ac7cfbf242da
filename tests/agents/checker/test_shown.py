"""What a model is shown of a source: its own words, those that matter, in their order."""

from agents.checker.doubts import Part
from agents.checker.shown import GAP, MOST, Shown
from prompts import template
from store.records import Label, Source, Verdict
from tests.builders import a_claim, a_source

TEMPLATE = template("checker", "Judge.\n---\n$sentences\n\n$count")
FERRY = "The ferry of Velm carried {} goats over the strait in a night of heavy rain."
FILLER = " ".join(f"On the quay stood a baker with {n} loaves." for n in range(3, 40))


def part(text: str, source: Source) -> Part:
    claim = a_claim(text, source)
    return Part(claim, source, Verdict(claim_id=claim.id, label=Label.UNSUPPORTED, score=0.4))


def passage(text: str, source: Source) -> str:
    """What stands in the second fence."""
    material = Shown(TEMPLATE, [part(text, source)]).prompt([0]).material
    return (
        material.partition(":\n<<<untrusted 1\n")[2]
        .partition(":\n<<<untrusted 1\n")[2]
        .partition("\nuntrusted")[0]
    )


def test_sentences_that_stand_apart_are_shown_in_their_order_with_a_gap() -> None:
    owner = "Its owner, Anna Birch, sold the ferry of Velm to a brewery."
    source = a_source(f"{owner} {FILLER} {FERRY.format('nine')} {FILLER}", title="Ferry sold")
    shown = passage("The ferry carried goats over the strait for its owner, Anna Birch.", source)
    title, _, told = shown.partition("\n")
    pieces = told.split(GAP)
    assert title == "Ferry sold"
    assert all(piece in source.text for piece in pieces)
    assert len(pieces) > 1
    assert [piece.count(owner) for piece in pieces] == [1, *[0] * (len(pieces) - 1)]
    assert sum(FERRY.format("nine") in piece for piece in pieces) == 1


def test_what_two_windows_have_in_common_is_shown_once() -> None:
    source = a_source(" ".join(FERRY.format(count) for count in ("four", "five", "six")))
    told = passage("The ferry of Velm carried five goats and six goats over the strait.", source)
    assert told.count("five goats") == 1
    assert told in source.text


def test_no_more_is_shown_than_is_enough() -> None:
    long = " ".join(FERRY.format(f"{'very ' * 60}{count}") for count in ("four", "five", "six", "seven"))
    told = passage("The ferry carried goats over the strait.", a_source(long))
    assert FERRY.partition("{}")[0] in told
    assert len(told) <= MOST


def test_one_sentence_that_is_longer_is_shown_all_the_same() -> None:
    source = a_source(FERRY.format("very " * 300 + "many"))
    assert passage("The ferry carried goats.", source) == source.text


def test_a_source_that_has_nothing_alike_shows_its_title() -> None:
    assert passage("Smugglers sank it.", a_source(FERRY.format("nine"), title="Goats")) == "Goats"


def test_the_size_is_that_of_the_words() -> None:
    source = a_source(FERRY.format("nine"))
    parts = [part("The ferry carried goats.", source), part("Smugglers sank it.", source)]
    assert Shown(TEMPLATE, parts).sizes == [
        len("The ferry carried goats.") + len(source.text),
        len("Smugglers sank it."),
    ]

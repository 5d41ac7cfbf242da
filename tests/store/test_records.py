"""The records: what they refuse, what they derive, and that they come back from JSON as they were."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from store.records import (
    CITATION,
    DISCLAIMER,
    Claim,
    ClaimKind,
    DateBasis,
    Evidence,
    Label,
    Paragraph,
    Question,
    Snippet,
    Source,
    StoryVersion,
    Verdict,
    digest,
    short,
)
from tests.builders import a_claim, a_source, a_story, supported
from tests.strategies import claims, lines, stories

DAM = a_source("The dam held through the night.")


# ---- ids


@given(st.lists(st.text()), st.lists(st.text()))
def test_no_two_lists_of_parts_have_one_digest(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_parts_do_not_run_together() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4


@given(st.text(st.characters(), max_size=20))
def test_a_digest_is_64_hex_digits_and_its_short_form_can_be_cited(text: str) -> None:
    assert CITATION.fullmatch(f"[{digest(text)}]")
    assert CITATION.fullmatch(f"[{short(digest(text))}]")


def test_half_a_surrogate_pair_has_a_digest_too() -> None:
    assert digest("\ud800") != digest("\ud801")


def test_a_claim_is_its_text_and_its_citations() -> None:
    claim = Claim(text="The dam held.", citations=("7f3a9c2e",))
    assert claim.id == Claim(text="The dam held.", citations=("7f3a9c2e",), kind=ClaimKind.FORECAST).id
    assert claim.id != Claim(text="The dam held.", citations=("7f3a9c2e", "00000000")).id
    assert claim.id != Claim(text="The dam broke.", citations=("7f3a9c2e",)).id


def test_the_id_of_a_claim_cannot_be_given() -> None:
    given_id = Claim.model_validate({"text": "The dam held.", "id": "made up"})
    assert given_id.id == Claim(text="The dam held.").id


def test_the_id_of_a_snippet_names_its_source() -> None:
    snippet = Snippet(source_id="7f3a9c2e", ordinal=4, start=0, end=3, text="The")
    assert snippet.id == "7f3a9c2e.4"


# ---- what a line is


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "...",
        "—",
        "two  blanks",
        " leading",
        "trailing ",
        "two\nlines",
        "a\ttab",
        "a\u2028separator",
        "a\u00a0hard blank",
        "nul\x00",
        "bell\x07",
        "delete\x7f",
        "control\x85x",
        "half a pair \ud800",
        "cited [7f3a9c2e] inside",
    ],
)
def test_a_sentence_is_one_clean_line_with_a_word_in_it(text: str) -> None:
    with pytest.raises(ValidationError):
        Claim(text=text)


@pytest.mark.parametrize("text", ["x", "東京。", "He said [sic] so.", "[2024]", "a [7f3a9c2] b", "“…” 4"])
def test_other_brackets_and_other_scripts_are_text(text: str) -> None:
    assert Claim(text=text).text == text


@given(lines())
def test_a_line_survives_being_a_claim(text: str) -> None:
    assert Claim(text=text).text == text


@pytest.mark.parametrize("citation", ["", " ", "a b", "a]", "[a", ".a", "a.", "é", "a\n", "a,b"])
def test_a_citation_is_what_can_stand_in_brackets(citation: str) -> None:
    with pytest.raises(ValidationError):
        Claim(text="The dam held.", citations=(citation,))


@pytest.mark.parametrize("citation", ["7f3a9c2e", "1", "A.1", "source-12", "x:y_z", "7f3a9c2e.4"])
def test_an_invented_citation_is_kept_as_it_was_written(citation: str) -> None:
    assert Claim(text="The dam held.", citations=(citation,)).citations == (citation,)


# ---- dates


def test_every_moment_is_in_utc() -> None:
    east = timezone(timedelta(hours=5, minutes=45))
    source = a_source(published_at=datetime(2025, 3, 4, 1, tzinfo=east), fetched_at="2025-03-20T08:30:00")
    assert source.published_at == datetime(2025, 3, 3, 19, 15, tzinfo=UTC)
    assert str(source.published_at).endswith("+00:00")
    assert source.fetched_at == datetime(2025, 3, 20, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "basis"),
    [(None, DateBasis.METADATA), (datetime(2025, 3, 3, tzinfo=UTC), DateBasis.UNKNOWN)],
)
def test_a_date_and_its_basis_are_known_together(published: datetime | None, basis: DateBasis) -> None:
    with pytest.raises(ValidationError, match="known together"):
        a_source(published_at=published, published_basis=basis)


def test_a_story_speaks_of_the_day_it_was_asked_for() -> None:
    plain = a_story((a_claim("The dam held.", DAM),))
    asked = a_story((a_claim("The dam held.", DAM),), as_of=datetime(2025, 3, 9, tzinfo=UTC))
    assert plain.dated == plain.written_at
    assert asked.dated == datetime(2025, 3, 9, tzinfo=UTC)


# ---- verdicts


def test_a_supported_verdict_shows_a_span_and_no_reason() -> None:
    good = supported(a_claim("The dam held.", DAM), DAM)
    reason = {"reason": "number", "detail": "4"}
    for broken in ({"spans": ()}, {"reasons": (reason,)}):
        with pytest.raises(ValidationError, match="shows a span"):
            Verdict.model_validate(good.model_dump() | broken)


@pytest.mark.parametrize("label", sorted(set(Label) - {Label.SUPPORTED}))
def test_other_verdicts_need_no_span(label: Label) -> None:
    assert Verdict(claim_id="0", label=label, score=0).spans == ()


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan")])
def test_a_score_is_between_0_and_1(score: float) -> None:
    with pytest.raises(ValidationError):
        Verdict(claim_id="0", label=Label.UNSUPPORTED, score=score)


# ---- versions


def test_numbers_are_integers_so_that_nine_comes_before_twenty_two() -> None:
    early, late = (a_story((a_claim("The dam held.", DAM),), minor=minor) for minor in (9, 22))
    assert early.number < late.number
    assert (early.label, late.label) == ("v0.9", "v0.22")


def test_the_sentences_of_a_draft_come_in_reading_order() -> None:
    told = [a_claim(f"Gate {n} held.", DAM) for n in range(4)]
    story = a_story((told[0],), (told[1], told[2]), (told[3],))
    assert list(story.claims()) == told


def test_a_paragraph_has_a_sentence() -> None:
    with pytest.raises(ValidationError):
        Paragraph(claims=())


@pytest.mark.parametrize("field", ["major", "minor"])
def test_numbers_are_not_negative(field: str) -> None:
    with pytest.raises(ValidationError):
        StoryVersion.model_validate({**a_story((a_claim("The dam held.", DAM),)).model_dump(), field: -1})


def test_the_disclaimer_is_part_of_the_record() -> None:
    assert a_story((a_claim("The dam held.", DAM),)).disclaimer == DISCLAIMER


# ---- every record


def records() -> list[BaseModel]:
    claim = a_claim("The dam held.", DAM)
    snippet = Snippet(source_id=DAM.id, ordinal=0, start=0, end=8, text="The dam ")
    question = Question(text="dam", facet="latest")
    return [
        DAM,
        snippet,
        question,
        Evidence(snippet=snippet, source=DAM, question=question, ranks={"lexical": 1}, score=0.5),
        claim,
        supported(claim, DAM),
        a_story((claim,), verdicts=(supported(claim, DAM),)),
    ]


@pytest.mark.parametrize("record", records(), ids=lambda record: type(record).__name__)
def test_a_record_cannot_be_changed_and_takes_no_foreign_field(record: BaseModel) -> None:
    field = next(iter(type(record).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(record, field, "changed")
    foreign: dict[str, Any] = record.model_dump() | {"rumour": "yes"}
    with pytest.raises(ValidationError, match="rumour"):
        type(record).model_validate(foreign)


@pytest.mark.parametrize("record", records(), ids=lambda record: type(record).__name__)
def test_a_record_comes_back_from_json_as_it_was(record: BaseModel) -> None:
    assert type(record).model_validate_json(record.model_dump_json()) == record


@given(claims)
def test_any_claim_comes_back_from_json_with_its_id(claim: Claim) -> None:
    back = Claim.model_validate_json(claim.model_dump_json())
    assert (back, back.id) == (claim, claim.id)


@given(stories)
def test_any_story_comes_back_from_json(story: StoryVersion) -> None:
    assert StoryVersion.model_validate_json(story.model_dump_json()) == story


@given(st.text(max_size=50))
def test_the_text_of_a_source_is_kept_to_the_character(text: str) -> None:
    assert a_source(text).text == text


def test_a_source_is_active_until_somebody_says_otherwise() -> None:
    fields = {"id": "0", "text": "x", "fetched_at": datetime(2025, 3, 20, tzinfo=UTC), "origin": "0"}
    source = Source.model_validate(fields)
    assert (source.status, source.published_at, source.revises) == ("active", None, None)

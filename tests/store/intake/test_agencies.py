"""Agencies that a text names: in its dateline, in a credit, as a source; and words that are none."""

import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.intake import read
from store.intake.agencies import agencies_in
from store.records import Source
from tests.store.conftest import START


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("PORT ELLERY (Agency) – The bridge fell.", ("Agency",)),
        ("PORT ELLERY, March 4, 2025 (Skerry Wire) — The bridge fell.", ("Skerry Wire",)),
        ("ORRIN FALLS, Calmere (Skerry Wire) -- The bridge fell.", ("Skerry Wire",)),
        ("Port Ellery (AP) – The bridge fell.", ("AP",)),
        ("(Reuters) - The bridge fell.", ("Reuters",)),
        ("WASHINGTON | Tue Mar 4, 2031 4:23 pm EST WASHINGTON (Reuters) - A ship.", ("Reuters",)),
        ("By Ana Moss\n\nVELM (dpa) – The crane fell.", ("dpa",)),
        ("AP — The bridge fell.", ("AP",)),
        ("VELM, AFP – The crane fell.", ("AFP",)),
        ("The crane fell.\n\n(Skerry Wire)", ("Skerry Wire",)),
        ("The crane fell.\n\n(AP)", ("AP",)),
        ("The North fired two missiles, according to KCNA.", ("KCNA",)),
        ("Twelve died, he told the Associated Press by telephone.", ("Associated Press",)),
        ("Twelve died, the news agency Xinhua reported.", ("Xinhua",)),
        ("Twelve died, AP reported, and Yonhap said thirteen.", ("AP", "Yonhap")),
        ("He told PA that he would not sail.", ("PA",)),
        ("The crane fell.\n\n© 2031 AFP", ("AFP",)),
        ("The crane fell.\n\nCopyright 2031 PA.", ("PA",)),
        ("VELM (Reuters) – The crane fell, Reuters was told, after TASS had said so.", ("Reuters", "TASS")),
    ],
)
def test_agencies_are_named_as_they_stand(text: str, agencies: tuple[str, ...]) -> None:
    assert agencies_in(text) == agencies


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The bridge fell.",
        "The mayor (who lost) – resigned.",
        "The Disasters Emergency Committee (DEC) – a union of charities – asked for help.",
        "He died. (Update 4:29 p.m.) – The crane fell.",
        "Harrisburg, PA, lies on a river, and so does Andhra (AP) in the south.",
        "Mayor Bloomberg said that the AP classes would go on.",
        "The READ MAP project and the PANTASSO works.",
        "Ana Moss (Labour) won, and Otto Hale (Green) lost.",
    ],
)
def test_what_is_no_agency(text: str) -> None:
    assert agencies_in(text) == ()


def test_a_source_carries_them() -> None:
    page = "Crane falls\n\nBy Ana Moss\n\nVELM, March 4, 2031 (Skerry Wire) – The harbour crane of Velm fell."
    (source,) = read(["-"], now=START, stdin=BytesIO(page.encode()))
    assert isinstance(source, Source)
    assert source.agencies == ("Skerry Wire",)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert all(name in text for name in agencies_in(text))


@pytest.mark.parametrize(
    "piece", ["A ", "AA ", "A.", "(a", "PORT ELLERY, ", "according to the ", "(A) – ", "\n(A"]
)
def test_no_text_takes_long(piece: str) -> None:
    begun = time.perf_counter()
    agencies_in(piece * 100_000)
    assert time.perf_counter() - begun < 5

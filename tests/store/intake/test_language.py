"""The language of a text: stated, or sure enough, or none."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.intake import read
from store.intake.language import language_of
from store.records import Source

ENGLISH = "The ferry sails again on Monday, said the harbour master, and nobody was hurt."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        ("Die Fähre legt am Montag wieder ab, sagte der Hafenmeister, und niemand wurde verletzt.", "de"),
        ("Le bac reprend la mer lundi, a dit le capitaine du port, et personne n'a été blessé.", "fr"),
        (
            "El transbordador zarpa de nuevo el lunes, dijo el capitán del puerto, y nadie resultó herido.",
            "es",
        ),
        ("Prom znów wypływa w poniedziałek, powiedział kapitan portu, i nikt nie został ranny.", "pl"),
        (
            (
                "Паром снова отходит в понедельник, сказал начальник порта, и никто не пострадал. "
                "До конца июня проезд бесплатный."
            ),
            "ru",
        ),
        ("渡し船は月曜日に再び出航すると港長が述べた。けが人はいなかった。", "ja"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert language_of("", text) == code


@pytest.mark.parametrize(
    "text", ["", "Port Ellery.", "Hotel Taxi Radio 1234", "12 345 678 – " * 40, "!? " * 99]
)
def test_what_is_short_or_says_nothing_has_none(text: str) -> None:
    assert language_of("", text) == ""


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("de", "de"),
        ("DE-at", "de"),
        ("pt_BR", "pt"),
        (" fr ", "fr"),
        ("deu", "en"),
        ("English", "en"),
        ("-", "en"),
    ],
)
def test_what_is_stated_counts_where_it_is_a_code(stated: str, code: str) -> None:
    assert language_of(stated, ENGLISH) == code


def test_sources_have_it() -> None:
    lines = [{"text": ENGLISH}, {"text": ENGLISH, "language": "de-DE"}]
    stream = BytesIO("\n".join(map(json.dumps, lines)).encode())
    found = list(read(["-"], now=datetime(2025, 4, 1, tzinfo=UTC), stdin=stream))
    assert [one.language for one in found if isinstance(one, Source)] == ["en", "de"]


@given(st.text(), st.text())
@example("", "Â𝐀𝐀𝕊𝕦𝕧𝖃𝖄𝖅𝖇𝖈𝖋𝖓")
def test_it_is_two_letters_or_nothing(stated: str, text: str) -> None:
    code = language_of(stated, text)
    assert code == "" or (len(code) == 2 and code.isascii() and code.islower())

"""Mail: the words of a newsletter, whatever its parts, encodings and small print."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake import Limits, read
from store.records import DateBasis, Source, SourceKind

NOW = datetime(2025, 4, 1, tzinfo=UTC)
HEAD = b"\r\n".join(
    (
        b"From: The Herald <week@herald.example>",
        b"Subject: Ferry sails",
        b"Date: Wed, 5 Mar 2025 10:00:00 +0100",
        b"",
    )
)
BODY = "The ferry sails again on Monday, said the harbour master.\n\nNobody was hurt, the port says.\n"
PROSE = "The ferry sails again on Monday, said the harbour master.\n\nNobody was hurt, the port says."
PARAGRAPHS = (
    "The span of the bridge fell at eight in the morning, when the road was full of people going to work.",
    "More than 20 people are missing. “We shall search all night,” said the harbour master, Captain Brandt.",
    "The cause is not known. The minister promised an inquiry that would report to Parliament by the summer.",
)
PAGE = "<html><body><h1>The bridge falls</h1>{}<p>Menu | Sport</p></body></html>".format(
    "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
)


def read_bytes(path: Path, raw: bytes, limits: Limits | None = None) -> list[Source | UnreadableSource]:
    path.write_bytes(raw)
    return list(read([str(path)], now=NOW, limits=limits or Limits()))


def read_mail(tmp_path: Path, raw: bytes) -> Source:
    (found,) = read_bytes(tmp_path / "a.eml", raw)
    assert isinstance(found, Source), found
    return found


def letter(text: str = BODY, **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_a_letter(tmp_path: Path) -> None:
    found = read_mail(tmp_path, HEAD + b"\r\n" + BODY.encode())
    assert (found.title, found.outlet, found.text) == ("Ferry sails", "The Herald", PROSE)
    assert (found.published_at, found.published_basis) == (
        datetime(2025, 3, 5, 9, tzinfo=UTC),
        DateBasis.METADATA,
    )
    assert (found.url, found.kind) == ("", SourceKind.MAIL)


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "quoted-printable", "base64"])
def test_transfer_encodings(tmp_path: Path, encoding: str) -> None:
    message = letter()
    message.set_content(BODY if encoding == "7bit" else BODY.replace("port", "café"), cte=encoding)
    word = "port" if encoding == "7bit" else "café"
    assert word in read_mail(tmp_path, message.as_bytes()).text


@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", "no-such-charset", "iso-8859-1"])
def test_charsets_that_lie(tmp_path: Path, charset: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
    sent = BODY.replace("hurt", "verärgert")
    assert "verärgert" in read_mail(tmp_path, HEAD + head + sent.encode()).text
    umlauts = "Das Café öffnete wieder, während draußen die Fähre anlegte, sagte der Bürgermeister heute."
    assert "während" in read_mail(tmp_path, HEAD + head + umlauts.encode("cp1252")).text


def test_the_page_says_more_than_its_plain_stub(tmp_path: Path) -> None:
    message = letter("Your mail program shows no pages. Read this letter in your browser.", Subject="S")
    message.add_alternative(PAGE, subtype="html")
    assert read_mail(tmp_path, message.as_bytes()).text == "\n\n".join(PARAGRAPHS)


def test_the_plain_part_says_more_than_an_empty_page(tmp_path: Path) -> None:
    message = letter(Subject="S")
    message.add_alternative("<html><body><img src='https://x.example/a.png'></body></html>", subtype="html")
    assert read_mail(tmp_path, message.as_bytes()).text == PROSE


def test_a_page_of_several_pieces_is_read_whole(tmp_path: Path) -> None:
    pieces = "".join(
        f"<table><tr><td><h2>Piece {number}</h2><p>Piece {number} says that {text}</p></td></tr></table>"
        for number, text in enumerate(PARAGRAPHS * 3)
    )
    message = letter(Subject="S")
    message.set_content(f"<html><body>{pieces}</body></html>", subtype="html")
    text = read_mail(tmp_path, message.as_bytes()).text
    assert all(f"Piece {number} says" in text for number in range(9))


def test_attachments_stay_out(tmp_path: Path) -> None:
    message = letter(Subject="S")
    message.add_attachment("A note that nobody was to see here.", filename="note.txt")
    message.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="page.html")
    message.add_attachment(b"\x89PNG" * 99, maintype="image", subtype="png", filename="a.png")
    message.add_attachment(letter("A letter that nobody was to see here."))
    assert read_mail(tmp_path, message.as_bytes()).text == PROSE


@pytest.mark.parametrize(
    "end",
    [
        "-- \nThe Herald. 1 Quay Street. Printed on Mondays.\n",
        "--\nYou asked for it. We sent it.\n",
        "You are receiving this email because you signed up.\n\nUnsubscribe: https://herald.example/u\n",
        "To change your email preferences, write to us.\n",
        "© 2025 The Herald. All rights reserved.\n",
        "Forward this email to a friend.\n",
        "Trouble? View this letter in your browser.\n",
    ],
)
def test_the_end_of_a_letter_is_dropped(tmp_path: Path, end: str) -> None:
    assert read_mail(tmp_path, HEAD + f"\r\n{BODY}\n{end}".encode()).text == PROSE


def test_a_line_of_dashes_far_above_the_end_is_no_signature(tmp_path: Path) -> None:
    rest = "\n".join(f"Line {number} tells what else has happened at the quay.\n" for number in range(20))
    assert "Line 19" in read_mail(tmp_path, HEAD + f"\r\n{BODY}\n--\n{rest}".encode()).text


@pytest.mark.parametrize(
    ("sender", "outlet"),
    [
        ("week@herald.example", "herald.example"),
        ('"Herald, The" <week@herald.example>', "Herald, The"),
        ("=?utf-8?q?Le_Caf=C3=A9?= <a@b.example>", "Le Café"),
        ("", ""),
        ("<<<@@@>>>", ""),
        ("undisclosed-recipients:;", ""),
    ],
)
def test_who_sent_it(tmp_path: Path, sender: str, outlet: str) -> None:
    found = read_mail(tmp_path, f"From: {sender}\r\nSubject: S\r\n\r\n{BODY}".encode())
    assert found.outlet == outlet


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Wed, 5 Mar", "Mon, 99 Foo 2025 10:00:00", "Wed, 5 Mar 2031 10:00:00 +0000"]
)
def test_a_date_that_is_none(tmp_path: Path, date: str) -> None:
    found = read_mail(tmp_path, f"Date: {date}\r\nSubject: S\r\n\r\n{BODY}".encode())
    assert (found.published_at, found.published_basis) == (None, DateBasis.UNKNOWN)


def test_where_the_letter_stands(tmp_path: Path) -> None:
    message = letter(Subject="S", Archived_At="<https://herald.example/archive/7>")
    assert read_mail(tmp_path, message.as_bytes()).url == "https://herald.example/archive/7"
    text = f"{BODY}\nRead it in your browser: https://herald.example/week/7?utm_source=mail\n"
    assert read_mail(tmp_path, letter(text).as_bytes()).url == "https://herald.example/week/7"
    message = letter(Subject="S")
    link = "<a href='https://herald.example/w'>View in <b>browser</b></a>"
    message.add_alternative(PAGE.replace("<h1>", f"{link}<h1>"), subtype="html")
    assert read_mail(tmp_path, message.as_bytes()).url == "https://herald.example/w"


def test_a_mail_without_words(tmp_path: Path) -> None:
    message = EmailMessage()
    message.add_attachment(b"%PDF" * 99, maintype="application", subtype="pdf", filename="a.pdf")
    (found,) = read_bytes(tmp_path / "a.eml", message.as_bytes())
    assert isinstance(found, UnreadableSource)
    assert "no text" in str(found)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nThe ferry sails again on Monday.",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 400,
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"Content-Transfer-Encoding: base64\r\n\r\n\xff\xfe%%%",
        b"Content-Type: text/plain; charset*=x'\r\nSubject: =?utf-8?b?%%%?=\r\nFrom: =?x?q?=\r\n\r\nhi",
        b"Subject: "
        + b"(" * 5000
        + b"\r\nFrom: "
        + b"(" * 5000
        + b"\r\nDate: "
        + b"9" * 5000
        + b"\r\n\r\nhi",
    ],
)
def test_broken_mail_is_one_answer(tmp_path: Path, raw: bytes) -> None:
    assert len(read_bytes(tmp_path / "a.eml", raw)) == 1


PIECES = (
    b"Content-Type: |multipart/mixed; boundary=a|text/html|text/plain; charset=utf-7|\r\n|--a|From: |"
    b"=?utf-8?b?|?=|Content-Transfer-Encoding: |base64|x-uuencode|begin 644 a|Date: |<p>|\xff|\0|a@b|;|*0=|"
    b"'|Content-Disposition: |attachment|word. "
).split(b"|")


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_mail_raises(pieces: list[bytes]) -> None:
    given_bytes = b"From a@b Wed Mar  5 10:00:00 2025\n" + b"".join(pieces)
    assert len(list(read(["-"], now=NOW, stdin=BytesIO(given_bytes)))) <= len(pieces) + 1


SEPARATOR = b"From week@herald.example Wed Mar  5 10:00:00 2025\n"


def mailbox(*texts: str) -> bytes:
    return b"".join(SEPARATOR + b"Subject: S\n\n" + text.encode() + b"\n\n" for text in texts)


def test_a_mailbox(tmp_path: Path) -> None:
    texts = (BODY, "Short.", f"{BODY}\nFrom Monday on it is free.\n\n>From the quay it sails at noon.")
    first, short, last = read_bytes(tmp_path / "a.mbox", mailbox(*texts))
    assert isinstance(first, Source)
    assert (first.text, first.name) == (PROSE, f"{tmp_path / 'a.mbox'} message 1")
    assert isinstance(short, UnreadableSource)
    assert short.name.endswith("message 2")
    assert isinstance(last, Source)
    assert last.text.endswith("From Monday on it is free.\n\nFrom the quay it sails at noon.")


def test_a_message_that_is_too_large_is_passed_over(tmp_path: Path) -> None:
    raw = mailbox(BODY, BODY * 99, BODY)
    first, large, last = read_bytes(tmp_path / "a.mbox", raw, Limits(max_file_bytes=1000))
    assert isinstance(first, Source)
    assert isinstance(last, Source)
    assert "larger than 1000 bytes" in str(large)


def test_a_mailbox_by_its_content() -> None:
    (found,) = read(["-"], now=NOW, stdin=BytesIO(mailbox(BODY)))
    assert isinstance(found, Source)
    assert found.title == "S"


def test_a_mail_by_its_content() -> None:
    raw = b"Received: from a by b; Wed, 5 Mar 2025 10:00:00 +0000\r\n" + HEAD + b"\r\n" + BODY.encode()
    (found,) = read(["-"], now=NOW, stdin=BytesIO(raw))
    assert isinstance(found, Source)
    assert found.outlet == "The Herald"

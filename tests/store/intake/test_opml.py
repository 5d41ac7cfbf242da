"""Lists of feeds: what is written is read again, and what others write, however broken."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import UnreadableSource
from store.intake.opml import MOST_BYTES, read_opml, write_opml

WORD = st.text("aé漢&<>\"';#", min_size=1, max_size=9)
ADDRESSES = st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9&=?]{0,9}[a-z]", fullmatch=True)


@given(st.dictionaries(ADDRESSES, WORD, max_size=5))
def test_what_is_written_is_read(feeds: dict[str, str]) -> None:
    found, strange = read_opml(write_opml(feeds.items()).encode(), "list")
    assert (found, strange) == (feeds, [])


def outline(**attributes: str) -> str:
    return "<outline " + " ".join(f'{name}="{value}"' for name, value in attributes.items()) + "/>"


def opml(*outlines: str) -> bytes:
    return f"<opml version='1.0'><head/><body>{''.join(outlines)}</body></opml>".encode()


RADIO = outline(text="Radio &amp; Co", xmlUrl="https://r.example/feed")


@pytest.mark.parametrize(
    "given_list",
    [
        opml(RADIO),
        opml(RADIO, RADIO, outline(text="Again", XMLURL="https://r.example/feed")),
        opml(f"<outline text='News'><outline text='Radio'>{RADIO}</outline></outline>"),
        opml(outline(text="A folder"), RADIO),
        opml(outline(text="Radio &amp; Co", title="", xmlUrl="feed:https://r.example/feed")).replace(
            b' title=""', b""
        ),
        b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>" + opml(RADIO),
        opml(RADIO).replace(b"</body></opml>", b""),
        opml(RADIO).decode().encode("utf-16"),
        opml(RADIO, "<outline text='Tea & cake'/>"),
    ],
)
def test_lists_as_others_write_them(given_list: bytes) -> None:
    assert read_opml(given_list, "list")[0] == {"https://r.example/feed": "Radio & Co"}


def test_what_is_no_address_is_told() -> None:
    found, strange = read_opml(opml(outline(xmlUrl="file:///etc/passwd"), RADIO), "list")
    assert list(found) == ["https://r.example/feed"]
    assert [str(one) for one in strange] == ["is no http or https address"]


@pytest.mark.parametrize(
    "given_list",
    [b"", b"x", b"\0\0", b"<html/>", b"<rss><outline/></rss>", b"x" * (MOST_BYTES + 1)],
)
def test_what_is_no_list_is_told(given_list: bytes) -> None:
    with pytest.raises(UnreadableSource, match=r"is no OPML|is too large") as caught:
        read_opml(given_list, "list")
    assert caught.value.advice


def test_entities_do_not_multiply_and_files_are_not_read() -> None:
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE opml [<!ENTITY l0 "lol">{lols}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    bomb = doctype.encode() + opml(outline(text="&l9;&f;", xmlUrl="https://r.example/feed"))
    found, _ = read_opml(bomb, "list")
    assert all(len(title) < 100 and "root" not in title for title in found.values())


def test_a_deep_list_is_read_as_far_as_it_may_go() -> None:
    deep = "<outline text='x'>" * 5000 + RADIO + "</outline>" * 5000
    assert len(read_opml(opml(RADIO, deep), "list")[0]) == 1


@given(st.binary(max_size=60), st.integers(0, 80))
def test_no_list_raises_anything_else(noise: bytes, at: int) -> None:
    whole = opml(RADIO)
    with contextlib.suppress(UnreadableSource):
        read_opml(whole[:at] + noise + whole[at:], "list")

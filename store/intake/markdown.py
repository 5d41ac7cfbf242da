"""Markdown, with front matter or without: its paragraphs and list items, as plain text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import BinaryIO

from markdown_it import MarkdownIt
from markdown_it.token import Token

from store.errors import UnreadableSource
from store.intake.clean import decode, reads_as_prose
from store.intake.fields import reading_of
from store.intake.reading import Place, Reading, whole

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"^([\w-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_LONGEST = 1_000_000
"""Characters: a long book; the parser takes 500 times their memory."""
_MOST_IMAGES = 1_000
"""The parser takes time with their square."""
_LEFT_OUT = ("heading", "table")
_BREAKS = ("softbreak", "hardbreak")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def read(stream: BinaryIO, place: Place) -> Iterator[Reading | UnreadableSource]:
    """One Reading; the first heading of level one is the title where front matter has none."""
    page = decode(whole(stream, place), place).replace("\r\n", "\n")
    if len(page) > _LONGEST or page.count("![") > _MOST_IMAGES:
        reason = f"has more than {_LONGEST:,} characters or {_MOST_IMAGES:,} images"
        raise UnreadableSource(place.name, reason, advice="Split it, or give its text as .txt.")
    front = _FRONT_MATTER.match(page)
    fields = {key.lower(): value.strip("\"'") for key, value in _FIELD.findall(front[1])} if front else {}
    try:
        tokens = _parser().parse(page[front.end() :] if front else page)
    except RecursionError as error:
        raise UnreadableSource(place.name, "Markdown nested too deeply") from error
    blocks = list(_blocks(tokens))
    texts = [text for kind, text in blocks if not kind]
    # The first may be a byline with the date.
    body = [text for number, text in enumerate(texts) if number == 0 or reads_as_prose(text)]
    reading = reading_of(place.name, "\n\n".join(body), fields)
    title = next((text for kind, text in blocks if kind == "h1"), "")
    yield replace(reading, title=reading.title or title, url=reading.url or place.url)


def _blocks(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Each block's kind (a heading's tag, "table", or nothing for text) and its words."""
    inside = ""
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in _LEFT_OUT:
            inside = (token.tag if kind == "heading" else kind) if token.nesting == 1 else ""
        elif token.type == "inline":
            yield inside, "".join(_words(token.children or ())).strip()


def _words(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type in _BREAKS:
            yield " "

"""What stands around a snippet in its source: a sentence often leans on the one before it."""

from typing import NamedTuple

from store.records import Snippet, Source
from store.snippets import sentences


class Neighbours(NamedTuple):
    """As they stand in the source; empty where the text begins or ends."""

    before: str
    after: str


def neighbours(snippet: Snippet, source: Source, count: int) -> Neighbours:
    """The ``count`` sentences before the snippet, and as many after it."""
    if count < 1:
        return Neighbours("", "")
    spans = sentences(source.text)
    before = [start for start, end in spans if end <= snippet.start][-count:]
    after = [end for start, end in spans if start >= snippet.end][:count]
    return Neighbours(
        before=source.text[before[0] : snippet.start].strip() if before else "",
        after=source.text[snippet.end : after[-1]].strip() if after else "",
    )

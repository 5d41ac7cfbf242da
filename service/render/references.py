"""Which sources a story cites: derived from the citations of its claims, never from what was visited."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self
from urllib.parse import quote, urlsplit

from store.records import Claim, Source, StoryVersion, short


class References:
    """The cited sources in the order of first citation."""

    def __init__(self, claims: Iterable[Claim], sources: Mapping[str, Source]) -> None:
        self._by_citation: dict[str, Source] = {}
        for claim in claims:
            for citation in claim.citations:
                self._resolve(citation, sources)
        self._cited = {source.id: source for source in self._by_citation.values()}

    @classmethod
    def of_story(cls, version: StoryVersion, sources: Mapping[str, Source]) -> Self:
        """Those of the title last."""
        return cls((*version.claims(), version.title), sources)

    def _resolve(self, citation: str, sources: Mapping[str, Source]) -> None:
        matching = [source for id_, source in sources.items() if id_.startswith(citation)]
        if len(matching) == 1:
            self._by_citation[citation] = matching[0]

    def __iter__(self) -> Iterator[Source]:
        return iter(self._cited.values())

    def source(self, citation: str) -> Source | None:
        """None where no source, or more than one, has an id that begins so."""
        return self._by_citation.get(citation)

    def of_claim(self, claim: Claim) -> tuple[Source, ...]:
        """Those that it cites, each once, as far as they are known."""
        named = (self._by_citation.get(citation) for citation in claim.citations)
        return tuple({source.id: source for source in named if source}.values())

    def by_id(self, source_id: str) -> Source | None:
        return self._cited.get(source_id)

    def shown_id(self, source: Source) -> str:
        """The first digits of the id, as many as tell it from the other cited sources."""
        length = len(short(source.id))
        while any(other != source.id and other[:length] == source.id[:length] for other in self._cited):
            length += 1
        return source.id[:length]


def link(url: str) -> str | None:
    """The URL, fit for any attribute or Markdown link, if it is http(s) with a host; else None."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    return quote(url, safe=":/?#[]@!$&*+,;=%~-._", errors="replace")

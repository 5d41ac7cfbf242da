"""The snippets of a home as LangChain's documents, found as stories find their evidence."""

from datetime import datetime
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from agents.newsroom import open_newsroom
from agents.retriever import wanted
from agents.settings import load
from store.records import Evidence, Question, SourceKind, shown_ids


class StoryRetriever(BaseRetriever):
    """By words, by meaning and by event; copies of one report speak once, what was retracted not at all.

    The home is held while one query is answered, and others wait for it meanwhile. Raises what
    ``store.errors.StoreError`` covers; where nothing is about a query there are no documents.
    """

    home: Path | None = None
    """The folder; else STORYTREE_HOME, else ``.storytree``."""
    k: int = Field(default=10, ge=1, le=1000)
    """Documents at most."""
    as_of: datetime | None = None
    """Only what was known by then."""
    since: datetime | None = None
    until: datetime | None = None
    outlet: str = ""
    language: str = ""
    kind: SourceKind | None = None
    settings: dict[str, Any] = Field(default_factory=dict[str, Any])
    """Others, by the names that ``storytree settings`` has for them."""

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[Document]:
        text = " ".join(query.split())
        if not wanted(text):
            return []
        settings = load(home=self.home, **self.settings)
        question = Question(
            text=text,
            as_of=self.as_of,
            since=self.since,
            until=self.until,
            outlet=self.outlet,
            language=self.language,
            kind=self.kind,
            depth=max(self.k, settings.depth),
        )
        with open_newsroom(settings, "a LangChain retriever") as newsroom:
            found = newsroom.retriever.retrieve(question)
        shown = shown_ids([one.source.id for one in found])
        return [_document(one, shown[one.source.id]) for one in found[: self.k]]


def _document(evidence: Evidence, citation: str) -> Document:
    """The citation stands between brackets where a story cites the source."""
    snippet, source = evidence.snippet, evidence.source
    return Document(
        snippet.text,
        id=snippet.id,
        metadata={
            "source": source.url or source.id,
            "source_id": source.id,
            "snippet_id": snippet.id,
            "citation": citation,
            "title": source.title,
            "outlet": source.outlet,
            "kind": source.kind.value,
            "url": source.url,
            "published_at": source.published_at.isoformat() if source.published_at else None,
            "start": snippet.start,
            "end": snippet.end,
            "score": evidence.score,
            "ranks": dict(evidence.ranks),
            "channels": dict(evidence.channels),
        },
    )

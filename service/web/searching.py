"""The page on which the archive is searched, as the retrieval agents do."""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from agents.newsroom import assemble
from agents.retriever import wanted
from service.backroom.passing import AtTheBack
from service.here import Here, Service
from service.render.words import Piece
from service.web.leaves import Leaf
from store.archive import Citing
from store.records import Evidence, Question

router = APIRouter(route_class=AtTheBack)

LONGEST = 1_000
"""Characters of a query."""
FOUND = 20


@dataclass(frozen=True)
class Hit:
    """A snippet with the words marked that were looked for, and the stories that cite its source."""

    evidence: Evidence
    pieces: tuple[tuple[Piece, bool], ...]
    stories: tuple[Citing, ...]


@router.get("/search")
def search(here: Here, request: Request, q: str = "") -> Response:
    """Snippets, best first."""
    asked = " ".join(q[:LONGEST].split())
    hits = _hits(here, asked) if wanted(asked) else []
    return Leaf.of("search.html", asked=asked, hits=hits).sent(request)


def _hits(here: Service, asked: str) -> list[Hit]:
    with here.desk.house() as house:
        newsroom = assemble(here.settings, house.archive, house.index)
        found = newsroom.retriever.retrieve(Question(text=asked, depth=FOUND))[:FOUND]
        return [
            Hit(one, tuple(_marked(one.snippet.text, asked)), house.archive.citing([one.source.id]))
            for one in found
        ]


def _marked(text: str, asked: str) -> list[tuple[Piece, bool]]:
    """The text in pieces, each with whether it is a word that was looked for."""
    words = {re.escape(word) for word in re.findall(r"\w{3,}", asked)}
    if not words:
        return [(Piece.of(text), False)]
    either = "|".join(sorted(words, key=len, reverse=True))
    parts = re.split(rf"(?<!\w)({either})(?!\w)", text, flags=re.IGNORECASE)
    return [(Piece.of(part), odd % 2 == 1) for odd, part in enumerate(parts) if part]

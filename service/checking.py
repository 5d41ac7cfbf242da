"""The checker as a tool of its own: any text that carries ids, against its sources."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from agents.newsroom import embedded_checker, read_archive
from agents.settings import Settings
from service.render.text import parse_body, parse_text
from store.errors import UnreadableSource
from store.intake import read
from store.records import CITATION, Claim, Label, Source, Verdict

_NAMED_BY_ID = re.compile(r"[0-9a-f]{8,64}")

_STORY = re.compile(r"\s*v\d+\.\d+ 🌳")


@dataclass(frozen=True)
class CheckedClaim:
    """One sentence of the text with its verdict."""

    claim: Claim
    verdict: Verdict

    @property
    def supported(self) -> bool:
        return self.verdict.label is Label.SUPPORTED

    def as_json(self) -> dict[str, object]:
        return {"claim": self.claim.model_dump(mode="json"), "verdict": self.verdict.model_dump(mode="json")}


@dataclass(frozen=True)
class Cited:
    """The sources a text may cite, and what of them could not be read."""

    sources: tuple[Source, ...]
    unreadable: tuple[UnreadableSource, ...] = ()


def read_cited(text: str, places: Sequence[str] | None, settings: Settings) -> Cited:
    """The sources at ``places``, each also by the id its file is named by; without places, the archive's."""
    if places:
        readings = list(read(places, now=datetime.now(UTC)))
        sources = [
            known for reading in readings if isinstance(reading, Source) for known in _by_every_id(reading)
        ]
        return Cited(
            tuple(sources), tuple(reading for reading in readings if isinstance(reading, UnreadableSource))
        )
    with read_archive(settings) as archive:
        ids = {id_ for citation in set(CITATION.findall(text)) for id_ in archive.matching(citation)}
        return Cited(tuple(archive.sources_by_id(sorted(ids)).values()))


def _by_every_id(source: Source) -> Iterable[Source]:
    yield source
    stem = PurePath(source.name).stem
    if _NAMED_BY_ID.fullmatch(stem) and not source.id.startswith(stem):
        yield source.model_copy(update={"id": stem})


def check_text(text: str, cited: Cited, settings: Settings) -> list[CheckedClaim]:
    """A verdict for each sentence in reading order; of a whole story, for those of its body."""
    checker = embedded_checker(settings)
    paragraphs = parse_text(text).paragraphs if _STORY.match(text) else parse_body(text)
    claims = (claim for paragraph in paragraphs for claim in paragraph.claims)
    return [CheckedClaim(claim, checker.check(claim, cited.sources)) for claim in claims]

"""Records for tests that need one and do not care how it came to be."""

import hashlib
from datetime import UTC, datetime

from store.records import (
    Claim,
    DateBasis,
    Finding,
    Label,
    LeftOut,
    Paragraph,
    Reason,
    Source,
    Span,
    StoryVersion,
    Verdict,
)

READ = datetime(2025, 3, 20, 8, 30, tzinfo=UTC)
PUBLISHED = datetime(2025, 3, 3, tzinfo=UTC)


def a_source(text: str = "The bridge fell at dawn.", **fields: object) -> Source:
    """A dated source; its id is the digest of its text."""
    id_ = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    known = {"published_at": PUBLISHED, "published_basis": DateBasis.METADATA}
    return Source.model_validate(
        {"id": id_, "text": text, "fetched_at": READ, "origin": id_, "outlet": "The Herald"} | known | fields
    )


def a_claim(text: str, *sources: Source) -> Claim:
    """A claim that cites the sources as people see their ids."""
    return Claim(text=text, citations=tuple(source.id[:8] for source in sources))


def supported(claim: Claim, source: Source) -> Verdict:
    """A verdict that shows the whole source as its evidence."""
    span = Span(source_id=source.id, start=0, end=len(source.text), text=source.text)
    return Verdict(claim_id=claim.id, label=Label.SUPPORTED, score=1, spans=(span,), checker="hand")


def left_out(claim: Claim, reason: Reason) -> LeftOut:
    finding = Finding(reason=reason, detail=claim.text)
    verdict = Verdict(claim_id=claim.id, label=Label.UNSUPPORTED, score=0, reasons=(finding,))
    return LeftOut(claim=claim, verdict=verdict, repairs=2)


def a_story(
    *paragraphs: tuple[Claim, ...], title: Claim | str = "The bridge fell", **fields: object
) -> StoryVersion:
    """A first version, written on 23 March 2025."""
    return StoryVersion.model_validate(
        {
            "story": "bridge",
            "topic": "the bridge",
            "title": title if isinstance(title, Claim) else Claim(text=title),
            "paragraphs": tuple(Paragraph(claims=claims) for claims in paragraphs),
            "written_at": datetime(2025, 3, 23, 12, tzinfo=UTC),
        }
        | fields
    )

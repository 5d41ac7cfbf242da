"""What a verdict is found from: the claim, and the sources that its citations may mean."""

from collections.abc import Iterator, Sequence

from store.records import Claim, Source


def told(claim: Claim, sources: Sequence[Source]) -> Iterator[str]:
    """All of it that a checker reads. The id of a source is a digest of its text; the rest is not in it."""
    yield from (claim.text, claim.kind, *claim.citations, "sources:")
    meant = (source for source in sources if source.id.startswith(claim.citations))
    for source in sorted(meant, key=lambda one: one.id):
        published = source.published_at.isoformat() if source.published_at else ""
        yield from (source.id, source.status, published, source.title)

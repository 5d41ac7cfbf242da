"""A story that somebody else wrote becomes a version: unchecked, until its sources are at hand."""

from collections.abc import Sequence

from agents.checker import Checker
from store.archive import Archive
from store.errors import UsageError
from store.records import Claim, Label, Source, StoryVersion, Verdict


def imported(story: StoryVersion, name: str, topic: str, archive: Archive, checker: Checker) -> StoryVersion:
    """Under its own number, with a verdict for each claim whose sources are there and none for the others."""
    claims = [story.title, *story.claims()]
    ids = {id_ for claim in claims for cited in claim.citations for id_ in archive.matching(cited)}
    sources = archive.sources_by_id(sorted(ids))
    return story.model_copy(
        update={
            "story": name,
            "topic": topic,
            "verdicts": tuple(_verdict(claim, list(sources.values()), checker) for claim in claims),
            "sources": tuple(sources),
            "models": {"writer": "imported", "checker": checker.name},
        }
    )


def check_number(story: StoryVersion, name: str, archive: Archive) -> None:
    """Raises UsageError where a story of this name has such a version already."""
    if story.number in archive.numbers(name):
        raise UsageError(
            f"The story {name!r} already has {story.label}, and versions are never changed.",
            advice="Take it under another name, with --name NAME.",
        )


def _verdict(claim: Claim, sources: Sequence[Source], checker: Checker) -> Verdict:
    cited = [one for one in sources if one.id.startswith(claim.citations)] if claim.citations else []
    if len(cited) < len(claim.citations) or not claim.citations:
        return Verdict(claim_id=claim.id, label=Label.UNCHECKED, score=0.0)
    return checker.check(claim, cited)

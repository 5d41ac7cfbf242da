"""What a story said, what was published later, and what the reviser makes of the two."""

from datetime import UTC, datetime, timedelta

from agents.reviser.embedded import EmbeddedReviser
from agents.revision import Revision
from store.records import Claim, Evidence, Question, Retirement, Source, StoryVersion
from store.snippets import split
from tests.builders import a_claim, a_source, a_story, supported

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
"""When what the story says was published: 3 March 2025."""
TITLE = "What the people of Ard are told"


def then(text: str, **fields: object) -> Source:
    return a_source(text, **{"published_at": MONDAY, "title": TITLE, "outlet": "Herald"} | fields)


def later(text: str, days: float = 4, **fields: object) -> Source:
    """Of another outlet."""
    return a_source(
        text, **{"published_at": MONDAY + timedelta(days=days), "title": TITLE, "outlet": "Courier"} | fields
    )


def evidence(*sources: Source) -> list[Evidence]:
    return [
        Evidence(snippet=snippet, source=source, question=Question(text="Ard"), ranks={"lexical": 1}, score=1)
        for source in sources
        for snippet in split(source)
    ]


def telling(*sources: Source) -> StoryVersion:
    """A version with one claim for each source: all that it says."""
    claims = [a_claim(source.text, source) for source in sources]
    title = Claim(text=TITLE, citations=(sources[0].id[:8],))
    verdicts = [supported(claim, source) for claim, source in zip(claims, sources, strict=True)]
    return a_story(
        *((claim,) for claim in claims),
        title=title,
        verdicts=(supported(title, sources[0]), *verdicts),
        sources=tuple(source.id for source in sources),
    )


def revise(old: Source, *news: Source, now: datetime | None = None) -> Revision:
    return EmbeddedReviser().revise(
        telling(old), {old.id: old}, {}, evidence(*news), now or MONDAY + timedelta(days=10)
    )


def fate(old: Source | str, *news: Source | str, days: float = 4) -> Retirement | None:
    """Why the only claim of the story goes, or None where it stands."""
    was = old if isinstance(old, Source) else then(old)
    came = [one if isinstance(one, Source) else later(one, days) for one in news]
    retired = revise(was, *came).retired
    return retired[0].reason if retired else None

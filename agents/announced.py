"""What a story announced for a day and tells no longer: where the news say that it came, that comes first."""

from collections.abc import Iterable, Mapping, Sequence

from agents.ahead import last_day, looks_ahead
from agents.reviser.outcomes import came
from agents.reviser.sentences import Told
from agents.revision import Place
from store.archive import Archive
from store.records import Claim, Retirement, StoryVersion

_UNFULFILLED = frozenset({Retirement.EXPIRED, Retirement.RESOLVED, Retirement.SPACE})
BACK = 4
"""Versions that are looked back to: what an update costs does not grow with the story's age."""


def gone(archive: Archive, live: StoryVersion) -> list[tuple[StoryVersion, dict[Claim, Retirement]]]:
    """Each of the last versions before, with what the next one left out and why."""
    found: list[tuple[StoryVersion, dict[Claim, Retirement]]] = []
    version = live
    while version.parent is not None and len(found) < BACK:
        reasons = {one.claim: one.reason for one in version.changes if one.reason}
        version = archive.version(live.story, version.parent)
        found.append((version, {one: reasons[one.id] for one in version.claims() if one.id in reasons}))
    return found


def announced(claims: Mapping[Claim, Retirement]) -> list[str]:
    """Those that named a day ahead and went as it passed, as their condition was decided, or for space."""
    return [
        one.text
        for one, reason in claims.items()
        if reason in _UNFULFILLED and looks_ahead(one.text) and last_day(one.text)
    ]


def came_true(texts: Iterable[str], news: Sequence[Told]) -> dict[Place, str]:
    """Where the news tell that it came on its day → what announced it."""
    found: dict[Place, str] = {}
    for text in texts:
        told = (one for one in news if not one.ahead and came(one.text, text, one.time.date()))
        if one := next(told, None):
            found[one.source.id, one.start] = text
    return found

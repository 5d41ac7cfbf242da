"""Pictures of stories that were rated: side by side, over their versions, and against what they cost."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from evals.citations import Share, alce_precision, alce_recall
from evals.scores import Picture
from evals.suites.rating import Rated

FEW = 40
"""Stories that are drawn side by side."""
MOST = 12
"""Stories whose versions are drawn."""


def pictures(rated: Sequence[Rated]) -> Iterator[Picture]:
    """All that there is something to see in."""
    some = rated[:FEW]
    bars = _series(some, "claim support", "citation precision")
    yield Picture(title="By story", labels=tuple(one.story.id for one in some), bars=bars)
    yield from _over_versions(rated)
    yield from _against_cost(rated)


def _over_versions(rated: Sequence[Rated]) -> Iterator[Picture]:
    """Of each story with several versions, in the order of its rows."""
    stories: defaultdict[str, list[Rated]] = defaultdict(list)
    for one in rated:
        if one.story.told.story:
            stories[one.story.told.story].append(one)
    several = {story: versions for story, versions in stories.items() if len(versions) > 1}
    for story, versions in list(several.items())[:MOST]:
        yield Picture(
            title=f"{story}: score over versions",
            labels=tuple(one.story.told.version or one.story.id for one in versions),
            bars=_series(versions, "claim support", "citation recall", "citation precision"),
            follow=True,
        )


def _against_cost(rated: Sequence[Rated]) -> Iterator[Picture]:
    """A point for each story whose usage is known, by its writer: in dollars, or without prices in tokens."""
    known = [(one, usage) for one in rated if (usage := one.story.told.usage) is not None]
    dollars = [usage.cost for _, usage in known if usage.cost is not None]
    priced = len(dollars) == len(known) and any(dollars)
    clouds: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for one, usage in known:
        value = _value(one.support())
        if value is not None:
            clouds[one.story.told.writer].append(((usage.cost or 0.0) if priced else usage.tokens, value))
    if len(known) > 1 and any(cost for cloud in clouds.values() for cost, _ in cloud):
        yield Picture(
            title="Cost against quality, by story",
            clouds={writer: tuple(cloud) for writer, cloud in sorted(clouds.items())},
            across="US dollars" if priced else "tokens",
            up="claim support",
        )


_MEASURES: dict[str, Callable[[Rated], Share]] = {
    "claim support": Rated.support,
    "citation recall": lambda one: alce_recall(one.told_statements()),
    "citation precision": lambda one: alce_precision(one.citing()),
}


def _series(rated: Sequence[Rated], *names: str) -> dict[str, tuple[float | None, ...]]:
    return {name: tuple(_value(_MEASURES[name](one)) for one in rated) for name in names}


def _value(share: Share) -> float | None:
    top, bottom = share
    return top / bottom if bottom else None

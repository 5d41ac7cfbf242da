"""Pairs of like stories in one archive: how often a story of one takes a sentence from the other."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.newsrooms import add, empty_newsroom, go_on, write
from evals.retrieval import Collection, ecbplus
from store.records import StoryVersion

COLUMNS = ("claims", "own", "twin", "others")


@dataclass(frozen=True)
class Twin:
    """A story of a pair, and the headline that asks for it."""

    topic: str
    story: str
    asked: str


def lines(data: Path, limit: int) -> Iterator[str]:
    """A row for the stories as they were updated, and one for the same written anew."""
    told = ecbplus(data / "dev" / "ecbplus")
    twins = pairs(told, limit)
    yield f"{len(twins)} stories of pairs; half of the sources of all, then an update with the others"
    yield f"  {'told':<9}{'untold':>8}" + "".join(f"{name:>8}" for name in COLUMNS) + "  (shares of claims)"
    for way, found in measure(told, twins).items():
        counts = sum((one for one in found if one), Counter[str]())
        shares = "".join(f"{counts[name] / max(1, counts['claims']):>8.3f}" for name in COLUMNS[1:])
        yield f"  {way:<9}{found.count(None):>8}{counts['claims']:>8}{shares}"


def pairs(told: Collection, limit: int) -> list[Twin]:
    """Both stories of each of so many topics, evenly out of all; the headline of their first text asks."""
    stories: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for id_, (topic, story) in told.kinds.items():
        stories[topic].setdefault(story, told.queries[id_])
    both = [topic for topic in sorted(stories, key=int) if len(stories[topic]) == 2]
    some = both[:: max(1, len(both) // limit)][:limit] if limit else []
    return [Twin(topic, story, asked) for topic in some for story, asked in stories[topic].items()]


def measure(told: Collection, twins: Sequence[Twin]) -> dict[str, list[Counter[str] | None]]:
    """By way and story, how many claims cite whom; None where nothing could be told."""
    sources = list(told.texts.values())
    names = {one.id: told.kinds[one.name] for one in sources}
    with empty_newsroom() as living, empty_newsroom() as again:
        add(living, sources[::2])
        for twin in twins:
            write(living, twin.asked)
        for newsroom, some in ((living, sources[1::2]), (again, sources)):
            add(newsroom, some)
        updated = [go_on(living, twin.asked) for twin in twins]
        anew = [write(again, twin.asked) for twin in twins]
    return {
        way: [version and _cited(version, twin, names) for version, twin in zip(versions, twins, strict=True)]
        for way, versions in (("updated", updated), ("anew", anew))
    }


def _cited(version: StoryVersion, twin: Twin, kinds: dict[str, tuple[str, str]]) -> Counter[str]:
    """A claim that cites its own story and another counts for the other."""
    counted = Counter(claims=sum(1 for _ in version.claims()))
    for claim in version.claims():
        of = {kinds[id_] for id_ in version.sources if id_.startswith(claim.citations)}
        strange = of - {(twin.topic, twin.story)}
        same_topic = any(topic == twin.topic for topic, _ in strange)
        counted["twin" if same_topic else "others" if strange else "own"] += 1
    return counted

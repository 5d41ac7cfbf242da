"""What a story told and left out for space alone: where the news give another figure, both are told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from agents.announced import announced, came_true, gone
from agents.disputes import DISAGREE, differences, largest, unlike
from agents.quantities import POSITION, measures
from agents.reviser.foundations import foundations
from agents.reviser.overtaking import overtaken
from agents.reviser.sentences import Told, told
from agents.revision import Place, Revision, Standing
from agents.sameness import other_event
from agents.surface import content_stems, read_surface
from agents.updating import editions
from agents.voices import voices
from store.archive import Archive
from store.records import Claim, Evidence, Ids, Paragraph, Retirement, StoryVersion

_Past = Sequence[tuple[StoryVersion, Mapping[Claim, Retirement]]]
MOST = 3
"""Sentences of the news that come first for this reason, at most."""
ALIKE = 2
"""Two counts of the same things are less than so many times apart."""
_NO_THINGS = frozenset(
    content_stems(
        """people person man men woman women child children staff employee worker member official resident
        survivor victim passenger soldier troop officer policeman policemen civilian student
        metre meter kilometre kilometer mile foot feet
        tonne ton kilogram litre knot mph degree point percent extra more other new time hundred thousand"""
    )
) | {"%", "money", "rank", POSITION, ""}
"""What is counted of many things, and by what all things are measured."""


def _made_room(archive: Archive, live: StoryVersion, past: _Past, as_of: datetime | None) -> list[Standing]:
    """Claims with a figure that went for space, the last first, as far as their sources bear them out."""
    known, found = {claim.text for claim in live.claims()}, list[Standing]()
    for version, left in past:
        spared = (one for one, reason in left.items() if reason is Retirement.SPACE)
        claims = tuple(one for one in spared if one.text not in known and read_surface(one.text).figures)
        if not claims:
            continue
        known |= {one.text for one in claims}
        ids = Ids(version.sources)
        cited = (id_ for one in claims for citation in one.citations for id_ in ids.begun(citation))
        sources = archive.sources_by_id(cited)
        told_then = version.model_copy(update={"paragraphs": (Paragraph(claims=claims),)})
        found += foundations(told_then, sources, editions(archive, sources, as_of)).stands
    return [one for one in found if one.sources]


def recalled(
    archive: Archive, revision: Revision, news: Sequence[Evidence], as_of: datetime | None, now: datetime
) -> Revision:
    """With the sentences that give another figure than a claim which made room, and what they dispute of it.

    What another claim of the story, or of the same past, has overtaken since is not in question. So with
    those that tell that something came which the story had announced.
    """
    versions = gone(archive, revision.live)
    past = _made_room(archive, revision.live, versions, as_of)
    young = told(news, now)
    said = told(news, now, unvouched=True) if past else []
    places, revived = dict[Place, str](), list[Standing]()
    for standing in past:
        disputing = next((one for one in said if _disputes(one, standing)), None)
        found = disputing or _newer(standing, young)
        if found is None or any(_is_newer(one, standing) for one in (*revision.stands, *past)):
            continue
        places[found.source.id, found.start] = standing.claim.text
        if disputing:
            revived.append(standing)
        if len(places) == MOST:
            break
    places |= _beside(revision.stands, young, MOST - len(places))
    ahead = (text for _, claims in versions for text in announced(claims))
    places |= dict(islice(came_true(ahead, young).items(), MOST))
    return replace(revision, recalled=places, revived=tuple(revived))


def _beside(stands: Sequence[Standing], news: Sequence[Told], most: int) -> dict[Place, str]:
    """Sentences that count otherwise what a claim counts which stands: they are told beside it."""
    found: dict[Place, str] = {}
    for standing in stands:
        again = next((one for one in news if _counts_again(one, standing)), None)
        if again and not any(_is_newer(one, standing) for one in stands) and len(found) < most:
            found[again.source.id, again.start] = standing.claim.text
    return found


def _newer(standing: Standing, news: Sequence[Told]) -> Told | None:
    over = overtaken(standing, news)
    if over:
        return over.by if _differ(over.by.text, over.by.time, standing) else None
    return next((one for one in news if _counts_again(one, standing)), None)


def _is_newer(one: Standing, standing: Standing) -> bool:
    text = one.claim.text
    return one.time > standing.time and (
        _differ(text, one.time, standing) or any(_counted(text, standing.claim.text))
    )


def _disputes(one: Told, standing: Standing) -> bool:
    """Whether another voice gives another figure at the same time."""
    if one.ahead or abs(one.time - standing.time) > DISAGREE:
        return False
    voice = voices([one.source, *standing.sources])
    others = {voice[source.id] for source in standing.sources}
    return voice[one.source.id] not in others and _differ(one.text, one.time, standing)


def _differ(text: str, time: datetime, standing: Standing) -> bool:
    return any(differences(text, standing.claim.text, (time.year, standing.time.year)))


def _counts_again(one: Told, standing: Standing) -> bool:
    """Whether it counts the same kind of things otherwise, though in words that have nothing else in common.

    That overtakes nothing, and is no dispute; but who read of 19 vehicles should read of 21.
    """
    if one.ahead or one.time <= standing.time:
        return False
    pairs = (sorted(map(largest, pair)) for pair in _counted(one.text, standing.claim.text))
    near = any(more < ALIKE * less for less, more in pairs)
    return near and not other_event(one.text, standing.claim.text)


def _counted(one: str, other: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """What the two count of the same kind of things, where that is not the same."""
    ours, theirs = measures(one), measures(other)
    for thing in (ours.keys() & theirs.keys()) - _NO_THINGS:
        if unlike(ours[thing], theirs[thing]):
            yield ours[thing], theirs[thing]

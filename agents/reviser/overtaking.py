"""Which sentence of the news overtakes a claim: a later figure, an outcome, a change of status."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agents.ahead import last_day, looks_ahead
from agents.bulletins import is_bulletin, is_headed, same_line, same_series, unheaded
from agents.declared import replaces
from agents.disputes import Difference, differences, fewer_dead, largest, later, reached
from agents.hours import at_another_hour
from agents.quantities import counts
from agents.reporting import same_house, site
from agents.reviser.offices import decided
from agents.reviser.outcomes import came, decides
from agents.reviser.sentences import Told
from agents.reviser.statuses import changed
from agents.revision import Standing
from agents.surface import content_stems
from agents.voices import voices
from store.records import ClaimKind, Retirement

EVENT = timedelta(days=30)
"""A toll names the day of its event, which may be before the day of the claim, but not by more than this."""
LEAP = 5
"""A value so many times larger or smaller than what two voices told is believed once two voices tell it."""
TOLLS = frozenset({"dead", "injured", "missing"})
REPEATED = 0.8
"""Share of the words of a claim from which a sentence repeats it."""
_AS_OF = re.compile(r"(?:On|By|As of|Until|At the end of|In) [A-Z][a-z]+ \d")


@dataclass(frozen=True)
class Overtaken:
    """By which sentence of the news a claim was overtaken, and how."""

    reason: Retirement
    by: Told
    detail: str


def all_overtaken(stands: Sequence[Standing], news: Sequence[Told]) -> dict[str, Overtaken]:
    """By the ids of the claims that no longer stand."""
    offices = decided(stands, news)
    found = {
        id_: Overtaken(Retirement.RESOLVED, told, f"{holder} holds the office")
        for id_, (told, holder) in offices.items()
    }
    known = [_as_told(one) for one in stands if one.sources]
    for standing in stands:
        if over := overtaken(standing, news, known):
            found.setdefault(standing.claim.id, over)
    return found


def overtaken(standing: Standing, news: Sequence[Told], known: Sequence[Told] = ()) -> Overtaken | None:
    """By the newest sentence that does; an older source that arrives late overtakes nothing.

    ``known`` is told already and overtakes nothing by itself, but may bear out what does.
    """
    younger = [one for one in news if one.time > standing.time and _may(one, standing)]
    return next((found for one in younger if (found := _overtakes(one, standing, [*younger, *known]))), None)


def _as_told(standing: Standing) -> Told:
    """Only what has a source at hand."""
    return Told(standing.claim.text, standing.sources[0], standing.time)


def _may(one: Told, standing: Standing) -> bool:
    """Who repeats another's sentence, with other figures, does not overtake it; its own outlet may."""
    own = any(same_house(one.source, other) for other in standing.sources)
    return own or not _repeats(one, standing)


def _repeats(one: Told, standing: Standing) -> bool:
    """Whether it holds the sentence of the claim, in a source that has it from the same report."""
    reports = {id_ for other in standing.sources for id_ in (other.id, other.origin)}
    if not reports & {one.source.origin, one.source.reuses}:
        return False
    said, claimed = {*content_stems(one.text)}, {*content_stems(standing.claim.text)}
    return len(said & claimed) >= REPEATED * len(claimed)


def _overtakes(one: Told, standing: Standing, news: Sequence[Told]) -> Overtaken | None:
    text, day = standing.claim.text, standing.time.date()
    if any(is_headed(text, source) for source in standing.sources[:1]):
        return _by_bulletin(one, standing)
    values = _newer_values(one, standing)
    if found := next((value for value in values if _believed(value, one, standing, news)), None):
        detail = f"{found.about}: {found.first}, no longer {found.second}"
        return Overtaken(Retirement.SUPERSEDED, one, detail)
    own = any(same_house(one.source, source) for source in standing.sources[:1])
    if own and at_another_hour(one.text, text):
        return Overtaken(Retirement.SUPERSEDED, one, "told again as of a later hour")
    if any(replaces(one.text, one.source, text, source) for source in standing.sources[:1]):
        return Overtaken(Retirement.SUPERSEDED, one, "a later notice of the series says what is in force now")
    return None if one.ahead or _of_before(one.text, day) else _by_event(one, standing)


def _by_event(one: Told, standing: Standing) -> Overtaken | None:
    text = standing.claim.text
    if _open(standing) and (decides(one.text, text) or came(one.text, text, one.time.date())):
        return Overtaken(Retirement.RESOLVED, one, "what it looked ahead to has been decided")
    about = changed(one.text, text)
    return Overtaken(Retirement.SUPERSEDED, one, about) if about else None


def _by_bulletin(one: Told, standing: Standing) -> Overtaken | None:
    """A line of a bulletin holds until a later bulletin of the same series has one in its place."""
    before = standing.sources[0]
    line = unheaded(standing.claim.text, before)
    series = is_bulletin(one.source) and same_series(one.source, before)
    if series and same_line(one.text, line):
        return Overtaken(Retirement.SUPERSEDED, one, "a later bulletin of the series says what is so now")
    return None


def _newer_values(one: Told, standing: Standing) -> Iterator[Difference]:
    same_outlet = any(same_house(one.source, source) for source in standing.sources[:1])
    if later(one.time, standing.time, same_outlet=same_outlet):
        years, day = (one.time.year, standing.time.year), standing.time.date()
        for found in differences(one.text, standing.claim.text, years):
            estimate = found.about == "cost" or _open(standing)
            if not (
                one.ahead > estimate
                or (reached(standing.claim.text) and found.about.split()[0] in TOLLS)
                or fewer_dead(found.about, found.ours, found.theirs)
                or _earlier(found, one.text, min(day, last_day(standing.claim.text) or day))
            ):
                yield found


def _believed(found: Difference, one: Told, standing: Standing, news: Sequence[Told]) -> bool:
    """A leap away from what two voices told needs a second voice, and so does that none is left."""
    most, before = largest(found.ours), largest(found.theirs)
    leap = most > LEAP * before or before > LEAP * most
    if not leap or len(standing.sources) < 2:
        return True
    voice = voices([one.source, *(other.source for other in news)])
    return any(
        voice[other.source.id] != voice[one.source.id]
        and site(other.source) != site(one.source)
        and found.ours & counts(other.text, other.time.year).get(found.about, frozenset())
        for other in news
    )


def _of_before(text: str, day: date) -> bool:
    """Whether all days that the sentence names are before this one."""
    last = last_day(text)
    return last is not None and last < day


def _earlier(found: Difference, text: str, day: date) -> bool:
    """Whether the value was that of an earlier day; the day of a toll is that of its event."""
    toll = found.about.split()[0] in TOLLS and not _AS_OF.match(text)
    return _of_before(text, day - EVENT if toll else day)


def _open(standing: Standing) -> bool:
    return standing.claim.kind in {ClaimKind.CONDITIONAL, ClaimKind.FORECAST} or looks_ahead(
        standing.claim.text
    )

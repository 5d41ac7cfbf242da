"""Which sentence of the news overtakes a claim: a later figure, an outcome, a change of status."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.ahead import looks_ahead
from agents.bulletins import is_bulletin, is_headed, same_line, same_series, unheaded
from agents.declared import replaces
from agents.disputes import Difference, differences, later
from agents.reviser.offices import decided
from agents.reviser.sentences import Told
from agents.revision import Standing
from agents.surface import content_stems, read_surface
from store.records import ClaimKind, Retirement

DECIDED = 0.5
"""Share of what a forecast or condition says, the words that look ahead apart, that its outcome repeats."""
FEWEST = 3
"""Words that they share at least, one of them of a name."""
STATUSES = (
    frozenset({"resign", "quit", "step"}),
    frozenset({"elect", "reelect", "re-elect", "won", "win"}),
    frozenset({"die", "dead"}),
    frozenset({"bankrupt", "bankruptci", "insolv"}),
    frozenset({"sign", "approv", "pass", "ratifi"}),
    frozenset({"cancel", "call"}),
    frozenset({"revers", "overturn", "withdraw", "withdrew", "withdrawn"}),
    frozenset({"open", "reopen"}),
)
"""Stems of words for one change of status; "stepped down" and "called off" are told by their first word."""
_LOOKING = frozenset(
    content_stems("will would may might could should expected scheduled plan hope due if unless")
)


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
    for standing in stands:
        if over := overtaken(standing, news):
            found.setdefault(standing.claim.id, over)
    return found


def overtaken(standing: Standing, news: Sequence[Told]) -> Overtaken | None:
    """By the newest sentence that does; an older source that arrives late overtakes nothing."""
    younger = (one for one in news if one.time > standing.time)
    return next((found for one in younger if (found := _overtakes(one, standing))), None)


def _overtakes(one: Told, standing: Standing) -> Overtaken | None:
    text = standing.claim.text
    if any(is_headed(text, source) for source in standing.sources[:1]):
        return _by_bulletin(one, standing)
    if any(replaces(one.text, one.source, text, source) for source in standing.sources[:1]):
        return Overtaken(Retirement.SUPERSEDED, one, "a later notice of the series says what is in force now")
    if found := next(_newer_values(one, standing), None):
        detail = f"{found.about}: {found.first}, no longer {found.second}"
        return Overtaken(Retirement.SUPERSEDED, one, detail)
    if _open(standing) and _decides(one.text, text):
        return Overtaken(Retirement.RESOLVED, one, "what it looked ahead to has been decided")
    if changed := _changed_status(one.text, text):
        return Overtaken(Retirement.SUPERSEDED, one, changed)
    return None


def _by_bulletin(one: Told, standing: Standing) -> Overtaken | None:
    """A line of a bulletin holds until a later bulletin of the same series has one in its place."""
    before = standing.sources[0]
    line = unheaded(standing.claim.text, before)
    series = is_bulletin(one.source) and same_series(one.source, before)
    if series and same_line(one.text, line):
        return Overtaken(Retirement.SUPERSEDED, one, "a later bulletin of the series says what is so now")
    return None


def _newer_values(one: Told, standing: Standing) -> Iterator[Difference]:
    outlets = {source.outlet for source in standing.sources[:1]}
    same_outlet = one.source.outlet != "" and one.source.outlet in outlets
    if later(one.time, standing.time, same_outlet=same_outlet):
        years = one.time.year, standing.time.year
        found = differences(one.text, standing.claim.text, years)
        yield from (one for one in found if not _of_another_event(one))


def _of_another_event(found: Difference) -> bool:
    """The dead of one event do not become fewer: a lower toll is that of another."""
    return found.about == "dead" and _most(found.ours) < _most(found.theirs)


def _most(values: frozenset[str]) -> float:
    return max(float(value.strip("#%")) for value in values)


def _open(standing: Standing) -> bool:
    return standing.claim.kind in {ClaimKind.CONDITIONAL, ClaimKind.FORECAST} or looks_ahead(
        standing.claim.text
    )


def _decides(news: str, open_: str) -> bool:
    wanted = frozenset(content_stems(open_)) - _LOOKING
    said = frozenset(content_stems(news))
    named = frozenset(content_stems(" ".join(read_surface(open_).names)))
    shared = wanted & said
    return len(shared) >= max(FEWEST, DECIDED * len(wanted)) and bool(shared & named)


def _changed_status(news: str, text: str) -> str:
    """The person or body of whom both speak, where what was denied, offered or open has happened."""
    ours, theirs = read_surface(news), read_surface(text)
    if ours.negations or not (theirs.negations or theirs.hedges or _offered(text)):
        return ""
    for status in STATUSES:
        if status & ours.stems and status & theirs.stems:
            return next((name for name in theirs.names if _same_name(name, ours.names)), "")
    return ""


def _offered(text: str) -> bool:
    return bool({"offer", "threaten", "refus", "deni", "propos"} & frozenset(content_stems(text)))


def _same_name(name: str, others: Sequence[str]) -> bool:
    return any(name.rsplit(maxsplit=1)[-1] == other.split()[-1] for other in others)

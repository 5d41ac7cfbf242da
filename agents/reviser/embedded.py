"""The reviser that needs no language model: it holds each claim against the news, notices and the clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from agents.ahead import expired
from agents.anchor import AGED, anchor, needs_anchor, unanchor
from agents.hours import of_an_hour
from agents.reporting import withdrawn
from agents.reviser.foundations import foundations
from agents.reviser.overtaking import all_overtaken
from agents.reviser.sentences import Told, told
from agents.revision import Revision, Standing
from store.records import Change, ChangeKind, Evidence, Retirement, Source, SourceStatus, StoryVersion


class EmbeddedReviser:
    """A claim stands until something known says otherwise."""

    name = "embedded-1"

    def revise(
        self,
        live: StoryVersion,
        cited: Mapping[str, Source],
        editions: Mapping[str, Source],
        news: Sequence[Evidence],
        now: datetime,
    ) -> Revision:
        taken_back = withdrawn([*cited.values(), *(one.source for one in news)])
        found = foundations(live, _without(cited, taken_back), editions)
        over = all_overtaken(found.stands, told(news, now))
        stands: list[Standing] = []
        by: dict[str, Told] = {}
        for standing in found.stands:
            before = found.renewed.get(standing.claim.id, standing.claim.id)
            if gone := over.get(standing.claim.id):
                found.retired.append(_retired(before, gone.reason, gone.detail))
                by[before] = gone.by
            elif expired(standing.claim.text, now.date()):
                found.retired.append(_retired(before, Retirement.EXPIRED, "its day has passed"))
            else:
                stands.append(_dated(standing, now, found.renewed))
        return Revision(
            live,
            tuple(stands),
            tuple(found.retired),
            found.renewed,
            {claim: one.text for claim, one in by.items()},
            {claim: (one.source.id, one.start) for claim, one in by.items()},
            tuple(found.corrections),
        )


def _without(cited: Mapping[str, Source], gone: Collection[str]) -> dict[str, Source]:
    """Those that their own outlets take back in the news count as retracted."""
    taken_back = {"status": SourceStatus.RETRACTED}
    return {id_: one.model_copy(update=taken_back) if id_ in gone else one for id_, one in cited.items()}


def _retired(claim: str, reason: Retirement, detail: str) -> Change:
    return Change(kind=ChangeKind.RETIRED, claim=claim, reason=reason, detail=detail)


def _dated(standing: Standing, now: datetime, renewed: dict[str, str]) -> Standing:
    """A statement of the present that has grown old is told with its day, one of an hour on the next day."""
    if not standing.sources or not standing.sources[0].published_at:
        return standing
    source, claim = standing.sources[0], standing.claim
    day = standing.time.date()
    grown_old = now.date() - day > AGED and needs_anchor(claim.text, day)
    past = now.date() > day and of_an_hour(claim.text)
    if unanchor(claim.text)[0] or not (grown_old or past):
        return standing
    dated = claim.model_copy(update={"text": anchor(claim.text, day, source.text)})
    renewed[dated.id] = renewed.pop(claim.id, claim.id)
    return replace(standing, claim=dated)

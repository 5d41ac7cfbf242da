"""What an update carries over from the version before, and what it says of the way from there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from agents.conflicts import conflicts
from agents.gate import Known
from agents.revision import RevisedDraft, Revision
from store.archive import Archive
from store.changes import changes
from store.records import Change, ChangeKind, Claim, Conflict, Label, Retirement, Source, StoryVersion

FLIPS = frozenset({Retirement.CONTRADICTED, Retirement.RETRACTED})
"""Reasons for which the next version is a major one, where they hit the lead."""


def editions(archive: Archive, cited: Mapping[str, Source], as_of: datetime | None) -> dict[str, Source]:
    """For each source that was edited or corrected since, the newest text in its place."""
    found: dict[str, Source] = {}
    for id_ in sorted(archive.revised(cited, as_of)):
        if newest := archive.newest_edition(id_, as_of):
            found[id_] = newest
    return found


def at_hand(archive: Archive, live: StoryVersion) -> dict[str, Source]:
    """The sources that it cites, those too that came after it was taken over from elsewhere."""
    unchecked = {verdict.claim_id for verdict in live.verdicts if verdict.label is Label.UNCHECKED}
    cited = {one for claim in live.claims() if claim.id in unchecked for one in claim.citations}
    since = (id_ for citation in sorted(cited) for id_ in archive.matching(citation))
    return archive.sources_by_id([*live.sources, *since])


def known(live: StoryVersion, revision: Revision) -> Known:
    """Of the claims that stand with the very citations that they had.

    One that was unchecked stays so only as long as its sources are not at hand.
    """
    verdicts = {verdict.claim_id: verdict for verdict in live.verdicts}
    untouched = {
        one.claim.id
        for one in revision.stands
        if one.claim.id not in revision.renewed
        and not (one.sources and verdicts[one.claim.id].label is Label.UNCHECKED)
    }
    title = verdicts.get(live.title.id)
    unchecked = title is not None and title.label is Label.UNCHECKED
    kept = {*untouched, live.title.id} if unchecked else untouched
    return Known(
        {id_: verdict for id_, verdict in verdicts.items() if id_ in kept},
        (live.title,) if unchecked else (),
    )


def flipped(live: StoryVersion, revision: Revision) -> bool:
    """Whether what the lead told has been taken back: the next version is then a major one."""
    lead = {claim.id for claim in live.paragraphs[0].claims}
    return any(change.claim in lead and change.reason in FLIPS for change in revision.retired)


def still_disputed(
    live: StoryVersion, told: Sequence[Claim], sources: Sequence[Source]
) -> tuple[Conflict, ...]:
    """Conflicts of the version before as far as their claims stand, with what is new among them."""
    before = {claim.id for claim in live.claims()}
    return tuple(conflicts(told, sources, live.conflicts, before))


def amended(
    live: StoryVersion,
    version: StoryVersion,
    revision: Revision,
    revised: RevisedDraft,
    repaired: Mapping[str, str],
) -> StoryVersion:
    """The version with its parent, and what happened to every claim on the way."""
    was = {claim.id: claim.id for claim in live.claims()}
    handed_in = _through(revision.renewed, revised.renewed)
    renewed = _through(handed_in, {new: old for new, old in repaired.items() if old in {*handed_in, *was}})
    told = {claim.id for claim in version.claims()}
    retired = [
        *(_by(change, revised, repaired, told) for change in revision.retired),
        *_failed(version, was | renewed),
        *(
            change.model_copy(update={"claim": renewed.get(change.claim, change.claim)})
            for change in revised.retired
        ),
    ]
    return version.model_copy(
        update={
            "story": live.story,
            "parent": live.number,
            "branch": live.branch,
            "changes": changes(live, version, renewed, _sound(retired, told)),
            "corrections": revision.corrections,
        }
    )


def written_anew(live: StoryVersion) -> list[Change]:
    """Why what is not told again is gone: nobody held it against anything, other sentences were chosen."""
    why = {"kind": ChangeKind.RETIRED, "reason": Retirement.SPACE, "detail": "the story was written anew"}
    return [Change.model_validate({"claim": claim.id, **why}) for claim in live.claims()]


def _through(first: Mapping[str, str], then: Mapping[str, str]) -> dict[str, str]:
    """Ids before both steps, by the id after either."""
    return {**first, **{new: first.get(old, old) for new, old in then.items()}}


def _by(change: Change, revised: RevisedDraft, repaired: Mapping[str, str], told: set[str]) -> Change:
    """With the id of what took the claim's place, be that repaired, or told by another where it failed."""
    by = revised.by.get(change.claim, "")
    spare = revised.instead.get(by)
    tried = (by, *(new for new, old in repaired.items() if old == by), spare.id if spare else "")
    return change.model_copy(update={"by": next((id_ for id_ in tried if id_ in told), "")})


def _failed(version: StoryVersion, before: Mapping[str, str]) -> list[Change]:
    """Claims of the version before that did not pass the checker; ``before`` gives the ids they had there."""
    return [
        Change(
            kind=ChangeKind.RETIRED,
            claim=before[out.claim.id],
            reason=Retirement.CONTRADICTED
            if out.verdict.label is Label.CONTRADICTED
            else Retirement.UNSUPPORTED,
            detail=", ".join(dict.fromkeys(finding.reason.value for finding in out.verdict.reasons)),
        )
        for out in version.left_out
        if out.claim.id in before
    ]


def _sound(retired: list[Change], told: set[str]) -> list[Change]:
    """A claim that did not come through the gate takes nobody's place."""
    return [
        change if change.by in told or not change.by else change.model_copy(update={"by": ""})
        for change in retired
    ]

"""What was published and no longer holds: retractions and corrections, and the stories that they reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from store.archive import Archive, Citing
from store.errors import UsageError
from store.records import Notice, Source, SourceKind, SourceStatus, digest
from store.snippets import split


@dataclass(frozen=True, slots=True)
class Reached:
    """The sources whose status was changed, the first as named, and the stories that cite any of them."""

    sources: tuple[Source, ...]
    stories: tuple[Citing, ...]


def retract(archive: Archive, prefix: str, reason: str, at: datetime, *, only: bool = False) -> Reached:
    """No story uses the report again: neither this source nor its copies, those that come later included.

    With ``only`` the retraction is for this page alone, however often it is read again. Raises UsageError
    where there is no reason, UnknownSource and AmbiguousSource.
    """
    return _withdraw(
        archive,
        prefix,
        Notice(source_id="", status=SourceStatus.RETRACTED, reason=_told(reason), at=at, copies=not only),
    )


def reinstate(archive: Archive, prefix: str, reason: str, at: datetime, *, only: bool = False) -> Reached:
    """Take a retraction back, for the same sources as ``retract``. Raises UsageError where there is none."""
    if archive.source(prefix).status is not SourceStatus.RETRACTED:
        raise UsageError(f"{prefix} is not retracted.", advice="See its status with: storytree sources ID")
    return _withdraw(
        archive,
        prefix,
        Notice(source_id="", status=SourceStatus.ACTIVE, reason=_told(reason), at=at, copies=not only),
    )


def correct(archive: Archive, prefix: str, corrected: Source, reason: str, at: datetime) -> Reached:
    """The corrected text takes the place of the source, which keeps its record.

    What the new text does not say of itself (address, title, outlet, date and so on) it has from the old
    one: "on Thursday" still means the same day. Raises UsageError where nothing was corrected.
    """
    old, told = archive.source(prefix), _told(reason)
    new = _successor(old, corrected)
    if old.status is SourceStatus.RETRACTED:
        advice = "Add the new text as a source of its own with: storytree add PATH"
        raise UsageError(f"{prefix} is retracted: nothing takes its place.", advice=advice)
    if new.text == old.text:
        raise UsageError(f"The text is that of {prefix} itself.", advice="Give the text as it should be.")
    archive.add(new, split(new))
    notice = Notice(source_id=old.id, status=SourceStatus.CORRECTED, reason=told, at=at, replaced_by=new.id)
    archive.give([notice])
    return _reached(archive, [old.id, new.id])


_INHERITED = ("title", "outlet", "authors", "language", "guid")


def _successor(old: Source, corrected: Source) -> Source:
    url = corrected.url or old.url
    id_ = digest(url, corrected.text)
    lacking = [name for name in _INHERITED if not getattr(corrected, name)]
    if corrected.published_at is None:
        lacking += ["published_at", "published_basis"]
    if corrected.kind is SourceKind.UNKNOWN:
        lacking.append("kind")
    inherited = {name: getattr(old, name) for name in lacking}
    return corrected.model_copy(update={**inherited, "url": url, "id": id_, "origin": id_, "revises": old.id})


def _told(reason: str) -> str:
    """One line. Raises UsageError where it says nothing."""
    told = " ".join(reason.split())
    if not told:
        raise UsageError("The reason is empty.", advice="Readers will ask why: say it with --reason.")
    return told


def _withdraw(archive: Archive, prefix: str, notice: Notice) -> Reached:
    named = archive.source(prefix)
    group = [named, *(one for one in archive.copies(named.origin) if one.id != named.id and notice.copies)]
    changed = [one for one in group if one.status is not notice.status]
    archive.give(notice.model_copy(update={"source_id": one.id}) for one in changed)
    return _reached(archive, [named.id, *(one.id for one in changed if one.id != named.id)])


def _reached(archive: Archive, ids: Iterable[str]) -> Reached:
    wanted = list(ids)
    found = archive.sources_by_id(wanted)
    return Reached(tuple(found[id_] for id_ in wanted), archive.citing(wanted))

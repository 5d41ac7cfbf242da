"""Which earlier source a new one revises: the same entry of its feed, or the same page, as it was before.

A feed can state any guid and any link. What it says of another site's pages is known under a guid of its own
(``store.intake.entry.identity``), and revises what the same feed said before, never what others read there.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select

from store.archive.schema import sources
from store.intake.entry import one_site, teller
from store.records import Source

LOOKED_AT = 20
"""Latest sources at one address, or of one guid, among which the edition before is sought."""

_ANOTHER = sources.c.text_digest != bindparam("text_digest")
_PUBLISHED = bindparam("published_at", type_=sources.c.published_at.type)
_EARLIER = (sources.c.published_at <= _PUBLISHED) | sources.c.published_at.is_(None) | _PUBLISHED.is_(None)
_SAME_TITLE = (sources.c.title == bindparam("title")) & (sources.c.title != "")
_REISSUED = (sources.c.guid == "") | (_SAME_TITLE & _EARLIER)
"""Two guids at one address are two reports, such as a summary and what it sums up, or one that its feed
gave another guid: then it kept its title."""

# Put together once: building these for each source takes longer than running them.
_ASKED = {"url", "guid", "title", "published_at"}
_LATEST = (
    select(sources.c.id, sources.c.url, sources.c.guid).order_by(sources.c.sequence.desc()).limit(LOOKED_AT)
)
_OF_GUID = _LATEST.where(sources.c.guid == bindparam("guid"), _ANOTHER)
_OF_PAGE = _LATEST.where(sources.c.url == bindparam("url"), _ANOTHER)
_OF_PAGE_IN_FEED = _OF_PAGE.where(_REISSUED)


def edition_before(connection: Connection, source: Source, text_digest: str) -> str | None:
    """By the identity in its feed, else by the address; None for what revises nothing."""
    asked = {"text_digest": text_digest, **source.model_dump(include=_ASKED)}
    return _of_guid(connection, source, asked) or _of_page(connection, source, asked)


def _of_guid(connection: Connection, source: Source, asked: Mapping[str, object]) -> str | None:
    found = connection.execute(_OF_GUID, asked) if source.guid else ()
    return next((id_ for id_, url, _ in found if one_site(url, source.url)), None)


def _of_page(connection: Connection, source: Source, asked: Mapping[str, object]) -> str | None:
    query = _OF_PAGE_IN_FEED if source.guid else _OF_PAGE
    found = connection.execute(query, asked) if source.url else ()
    told_by = teller(source.guid, source.url)
    return next((id_ for id_, url, guid in found if teller(guid, url) == told_by), None)

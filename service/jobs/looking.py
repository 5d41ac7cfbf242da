"""Jobs that are open, read from their database without opening it for work."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from dbos import DBOSClient

from agents.settings import Settings
from service.jobs.ledger import jobs_url
from service.jobs.orders import SOURCES
from store.archive.keeping import has_table

_OPEN = ["ENQUEUED", "DELAYED", "PENDING"]
_SQLITE = "sqlite:///"
_TABLE = "workflow_status"


class Open(NamedTuple):
    """A job that is not over."""

    id: str
    about: str
    begun: bool
    since: datetime


def open_jobs(settings: Settings, limit: int = 1000) -> list[Open]:
    """Those that wait or are worked on, the oldest first; none where there is no database yet.

    Raises what StoreError covers.
    """
    url = jobs_url(settings)
    if not _is_there(url):
        return []
    client = DBOSClient(system_database_url=url, retry_connection_errors=False)
    try:
        found = client.list_workflows(
            name="work", status=_OPEN, limit=limit, load_input=False, load_output=False
        )
        return [
            Open(
                status.workflow_id,
                (status.attributes or {}).get("about") or status.authenticated_user or SOURCES,
                status.status == "PENDING",
                datetime.fromtimestamp((status.created_at or 0) / 1000, UTC),
            )
            for status in found
        ]
    finally:
        client.destroy()


def _is_there(url: str) -> bool:
    if url.startswith(_SQLITE):
        return Path(url.removeprefix(_SQLITE)).is_file() and has_table(url, _TABLE)
    return has_table(url, _TABLE, "dbos")

"""What the records have in common: they are frozen, and their moments are aware and in UTC."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


UTCDateTime = Annotated[datetime, AfterValidator(_utc)]


class Record(BaseModel):
    """Base of all domain types."""

    model_config = ConfigDict(frozen=True, extra="forbid")

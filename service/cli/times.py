"""Days and moments as the command line takes them."""

from datetime import UTC, datetime, time

from store.errors import UsageError


def moment(text: str | None, *, begin: bool = False) -> datetime | None:
    """In UTC; a date means its last moment, or else its first. Raises UsageError."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        if len(text.strip()) <= len("2025-03-23"):
            found = datetime.combine(found, time.min if begin else time.max)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        advice = "Write it as 2025-03-23 or 2025-03-23T18:00."
        raise UsageError(f"{text!r} is not a date.", advice=advice) from error

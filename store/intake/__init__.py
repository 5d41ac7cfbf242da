"""Files, folders, pages and streams → Sources. ``read`` is the one door."""

from typing import TYPE_CHECKING, Any

from store.intake.reading import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from store.intake.places import read

__all__ = ["DEFAULT_LIMITS", "Limits", "read"]


def __getattr__(name: str) -> Any:
    """The readers of all formats are loaded by those who read: finding and writing need none."""
    if name != "read":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from store.intake.places import read

    return read

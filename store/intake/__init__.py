"""Files, folders, pages and streams → Sources. ``read`` is the one door."""

from store.intake.places import read
from store.intake.reading import DEFAULT_LIMITS, Limits

__all__ = ["DEFAULT_LIMITS", "Limits", "read"]

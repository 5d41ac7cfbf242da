"""How a sentence speaks, by its cues."""

from agents.ahead import looks_ahead
from store.records import ClaimKind

_SPOKEN = (" said", " says ", "according to", " told ", " stated", "announced", "“")


def kind(text: str) -> ClaimKind:
    """A condition before all else, then whose words they are, then whether it has happened."""
    lowered = f" {text.lower()} "
    if " if " in lowered or " unless " in lowered:
        return ClaimKind.CONDITIONAL
    if any(cue in lowered for cue in _SPOKEN):
        return ClaimKind.ATTRIBUTED
    return ClaimKind.FORECAST if looks_ahead(text) else ClaimKind.FACT

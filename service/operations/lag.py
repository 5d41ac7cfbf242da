"""How far the index is behind the archive, without opening it: whoever works in the home has it."""

from pydantic import ValidationError

from agents.settings import Settings
from store.archive import Archive
from store.home import Home
from store.index.state import IndexState


def state(settings: Settings) -> IndexState | None:
    """What the index says of itself; None where there is none, or it cannot be read."""
    home = Home(settings.home, served=bool(settings.index_url))
    try:
        return IndexState.model_validate_json((home.index_folder / "state.json").read_bytes())
    except (OSError, ValidationError):
        return None


def lag(settings: Settings, archive: Archive) -> int:
    """Snippets that have no vectors yet."""
    known = state(settings)
    return archive.waiting(known.sequence if known else 0)

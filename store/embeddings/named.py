"""Embedders by their names, as the settings give them."""

from store.embeddings import Embedder
from store.embeddings.remote import RemoteEmbedder
from store.embeddings.static import StaticEmbedder
from store.errors import BadSettings

EMBEDDED = "embedded"


def embedder(name: str, *, key: str = "", url: str = "") -> Embedder:
    """``embedded``, or ``openai:MODEL``, at ``url`` where it is given. Raises BadSettings."""
    kind, colon, model = name.strip().partition(":")
    if name.strip() == EMBEDDED:
        return StaticEmbedder()
    if kind != "openai" or not colon or not model:
        advice = "There are: embedded, and openai:MODEL, for example openai:text-embedding-3-small."
        raise BadSettings(f"There is no embedder {name!r}.", advice=advice)
    if not key and not url:
        advice = "Set OPENAI_API_KEY, or STORYTREE_EMBEDDER_URL for a server of your own."
        raise BadSettings(f"The embedder {name} needs a key.", advice=advice)
    return RemoteEmbedder(model, key, url)

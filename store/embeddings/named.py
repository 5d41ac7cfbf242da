"""Embedders by their names, as the settings give them."""

from store.embeddings import Embedder
from store.errors import BadSettings

EMBEDDED = "embedded"
THERE_ARE = "embedded, chroma-default, sentence-transformers:NAME and openai:MODEL"


def embedder(name: str, *, key: str = "", url: str = "") -> Embedder:
    """The one of that name; ``openai:MODEL`` at ``url`` where it is given. Raises BadSettings."""
    from store.embeddings import minilm, transformers
    from store.embeddings.remote import RemoteEmbedder
    from store.embeddings.static import StaticEmbedder

    kind, _, model = name.strip().partition(":")
    if name.strip() == EMBEDDED:
        return StaticEmbedder()
    if name.strip() == minilm.NAME:
        return minilm.ChromaEmbedder()
    if kind == transformers.KIND and model:
        return transformers.TransformersEmbedder(model)
    if kind != "openai" or not model:
        advice = f"There are: {THERE_ARE}, for example openai:text-embedding-3-small."
        raise BadSettings(f"There is no embedder {name!r}.", advice=advice)
    if not key and not url:
        advice = "Set OPENAI_API_KEY, or STORYTREE_EMBEDDER_URL for a server of your own."
        raise BadSettings(f"The embedder {name} needs a key.", advice=advice)
    return RemoteEmbedder(model, key, url)

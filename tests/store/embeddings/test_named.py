"""Embedders by their names: those that there are, and what is said of the others."""

import pytest

from store.embeddings.minilm import ChromaEmbedder
from store.embeddings.named import embedder
from store.embeddings.static import StaticEmbedder
from store.errors import BadSettings
from tests.store.embeddings.server import KEY


def test_embedders_are_found_by_name() -> None:
    assert isinstance(embedder("embedded"), StaticEmbedder)
    assert isinstance(embedder("chroma-default"), ChromaEmbedder)
    assert embedder("openai:some-model", key=KEY).name == "openai:some-model"
    assert embedder("openai:nomic-embed-text:v1.5", key=KEY).name == "openai:nomic-embed-text:v1.5"
    assert embedder("openai:m", url="http://a").digest != embedder("openai:m", url="http://b").digest


@pytest.mark.parametrize(
    "name", ["", "openai", "openai:", "bert", "openai:text-embedding-3-small", "sentence-transformers:"]
)
def test_one_that_there_is_not_or_that_lacks_its_key(name: str) -> None:
    with pytest.raises(BadSettings):
        embedder(name)


def test_those_that_there_are_are_named() -> None:
    with pytest.raises(BadSettings) as bad:
        embedder("bert")
    for kind in ("embedded", "chroma-default", "sentence-transformers:", "openai:"):
        assert kind in bad.value.advice

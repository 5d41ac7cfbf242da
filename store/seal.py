"""What is known of an index before it is opened: how far it has come, and a seal on its files."""

from pathlib import Path
from secrets import token_hex
from typing import Self
from zlib import crc32

from pydantic import BaseModel, Field

from store.embeddings import Embedder

Seal = dict[str, tuple[int, int, int]]
"""Size, time of change in ns and CRC-32 of each file of the graph, by its path."""


class IndexState(BaseModel):
    """``sequence`` and ``last``: number and id of the last snippet that is in; ``count``: how many are.

    ``dims`` is 0 until there are vectors.
    """

    name: str = Field(pattern="^[0-9a-f]{8}$")
    embedder: str
    digest: str = ""
    dims: int = 0
    sequence: int = 0
    last: str = ""
    count: int = 0
    seal: Seal = {}

    @classmethod
    def fresh(cls, embedder: Embedder) -> Self:
        """Of an index that has nothing in it, under a name that was never used."""
        return cls(name=token_hex(4), embedder=embedder.name, digest=embedder.digest)


def seal(place: Path, known: Seal) -> Seal:
    """Of the files of the graph in a Chroma database's folder; those that stand as known are not read."""
    return {name: _sealed(file, known.get(name)) for name, file in _files(place).items()}


def holds(kept: Seal, place: Path) -> bool:
    """As git does: a file of the same size and time is the same; the contents are read only if not."""
    now = _files(place)
    return now.keys() == kept.keys() and all(
        _stamp(file) == kept[name][:2] or (_stamp(file)[0], _checksum(file)) == kept[name][::2]
        for name, file in now.items()
    )


def _files(place: Path) -> dict[str, Path]:
    """By their paths. No opening changes them, once the list of ids has been written beside the graph.

    Before, Chroma makes new ones at each opening, from its log.
    """
    folders = (written.parent for written in place.glob("*/index_metadata.pickle"))
    return {f"{folder.name}/{file.name}": file for folder in folders for file in folder.iterdir()}


def _sealed(file: Path, known: tuple[int, int, int] | None) -> tuple[int, int, int]:
    stamp = _stamp(file)
    return known if known and known[:2] == stamp else (*stamp, _checksum(file))


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _checksum(file: Path) -> int:
    value = 0
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            value = crc32(block, value)
    return value

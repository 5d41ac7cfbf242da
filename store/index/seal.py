"""A seal on the files of a graph, looked at before Chroma is let near them.

Chroma 1.5.9 rewrites its graph in place, once in a thousand vectors. A kill in the midst of that leaves files
that it may load without an error, write back as terabytes, or crash upon; so may any damage. No probe can be
trusted to find out: hence the seal, renewed with each batch.
"""

import struct
from pathlib import Path
from zlib import crc32

Seal = dict[str, tuple[int, int, int]]
"""Size, time of change in ns and CRC-32 of each file of the graph, by its path."""

_HEADER = struct.Struct("<i4Q")
"""Version, offset, room, count of vectors, bytes of each."""


def whole(place: Path) -> bool:
    """Whether the graph is as long as its header says: on a full disk Chroma cuts it off without a word."""
    return all(_whole(file) for file in place.glob("*/header.bin"))


def _whole(header: Path) -> bool:
    if not header.with_name("index_metadata.pickle").is_file():
        return True  # none of it is read yet
    version, _, _, count, each = _HEADER.unpack(header.read_bytes()[: _HEADER.size].ljust(_HEADER.size))
    sizes = [header.with_name(name).stat().st_size for name in ("data_level0.bin", "length.bin")]
    return version != 1 or sizes == [count * each, count * 4]


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

"""What is known of an index before it is opened."""

from pathlib import Path
from secrets import token_hex
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from store.archive import Archive
from store.embeddings import Embedder
from store.errors import EmbedderFailed
from store.index.seal import Seal

_FILE = "state.json"


class Owner(BaseModel):
    """The home to which a collection on a server belongs: a folder that moves keeps its number."""

    path: str = ""
    inode: int = 0

    @classmethod
    def of(cls, home: Path) -> Self:
        return cls(path=str(home), inode=home.stat().st_ino)

    def is_the_home(self, home: Path) -> bool:
        """A copy has neither in common with it."""
        now = Owner.of(home)
        return self.path == now.path or self.inode == now.inode


class IndexState(BaseModel):
    """``sequence`` and ``last``: number and id of the last snippet that is in; ``count``: how many are.

    ``dims`` is 0 until there are vectors; ``expected`` is for how many the place was made ready, 0 for few.
    ``seal`` is of files in the home, ``owner`` of what lies elsewhere.
    """

    name: str = Field(pattern="^[0-9a-f]{8}$")
    embedder: str
    digest: str = ""
    dims: int = 0
    sequence: int = 0
    last: str = ""
    count: int = 0
    expected: int = 0
    seal: Seal = {}
    owner: Owner = Owner()

    @classmethod
    def fresh(cls, embedder: Embedder) -> Self:
        """Of an index that has nothing in it, under a name that was never used."""
        return cls(name=token_hex(4), embedder=embedder.name, digest=embedder.digest)

    @classmethod
    def kept(cls, folder: Path) -> Self | None:
        """Of the index in this folder; None where there is none, or it cannot be read."""
        try:
            return cls.model_validate_json((folder / _FILE).read_bytes())
        except (OSError, ValidationError):
            return None

    def keep(self, folder: Path) -> None:
        """In place of the one before. Raises OSError."""
        fresh = folder / "state.new"
        fresh.write_text(self.model_dump_json(), encoding="utf-8")
        fresh.replace(folder / _FILE)

    def is_of(self, archive: Archive) -> bool:
        """Whether the last snippet that is in is that of the archive."""
        last = archive.arrived(self.sequence - 1, 1)
        return [(number, snippet.id) for number, snippet in last] == [(self.sequence, self.last)]

    def checked(self, embedded: NDArray[np.float32], count: int) -> NDArray[np.float32]:
        """Raises EmbedderFailed unless these are so many vectors, as long as those that are in."""
        if embedded.shape != (count, self.dims or embedded.shape[-1]):
            raise EmbedderFailed(f"{self.embedder} made {embedded.shape} of {count} texts.")
        if not np.isfinite(embedded).all():
            raise EmbedderFailed(f"{self.embedder} made a vector that is no number.")
        return embedded

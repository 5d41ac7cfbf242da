"""Vectors on a Chroma server: a collection for each index, its name kept in the home.

The names are drawn by chance and never taken over, so that homes which share a server do not meet. A copied
home names the collection of its original: it knows by its own path and number that it is none of its.
"""

import logging
import re
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from store.disk import FULL
from store.errors import BadSettings, IndexDamaged, IndexUnreachable
from store.index.place import GRAPH, Vectors
from store.index.state import IndexState, Owner

if TYPE_CHECKING:
    from chromadb.types import Collection as Model

    from store.index.wire import Wire

LONGEST = 300
"""Characters that are told of what a server says."""

VERSION = "1."
"""Of the server: how its beginning reads."""


class ServerPlace:
    """At ``http://HOST:PORT``, for the home in this folder. Nothing is sent before the first use."""

    def __init__(self, url: str, home: Path) -> None:
        self._url = _checked(url)
        self._home = home
        self._wire: Wire | None = None

    def create(self, state: IndexState) -> Vectors:
        with self._told(True):
            wire = self._connected()
            return self._vectors(wire.create_collection(_name(state), configuration=GRAPH))

    def open(self, state: IndexState) -> Vectors:
        if not self.holds(state):
            raise IndexDamaged(f"The home {self._home} is a copy: its vectors belong to the original.")
        with self._told(False):
            wire = self._connected()
            return self._vectors(wire.get_collection(_name(state)))

    def holds(self, state: IndexState) -> bool:
        return state.owner.is_the_home(self._home)

    def sealed(self, state: IndexState) -> IndexState:
        return state.model_copy(update={"owner": Owner.of(self._home)})

    def expect(self, vectors: Vectors, count: int) -> bool:  # noqa: ARG002
        """A server writes when it likes."""
        return False

    def remove(self, state: IndexState) -> None:
        from chromadb.errors import NotFoundError

        if not self.holds(state):
            return
        with self._told(True):
            try:
                self._connected().delete_collection(_name(state))
            except NotFoundError:
                return

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = None

    def _connected(self) -> "Wire":
        """Raises ``IndexUnreachable`` unless a server of a version that is known answers."""
        from store.index.wire import connected

        if self._wire is None:
            logging.getLogger("httpx").setLevel(logging.WARNING)
            with ExitStack() as broken:
                wire = connected(self._url)
                broken.callback(wire.close)
                version = wire.get_version()
                if not version.startswith(VERSION):
                    told = f"The server {self._url} is Chroma {_plain(version)}, not {VERSION}x."
                    raise IndexUnreachable(told)
                self._wire = wire
                broken.pop_all()
        return self._wire

    def _vectors(self, model: "Model") -> Vectors:
        from chromadb.api.models.Collection import Collection

        wire = self._connected()
        collection = Collection(client=wire, model=model, embedding_function=None)
        return Vectors(collection, wire.get_max_batch_size(), self._told)

    @contextmanager
    def _told(self, writing: bool) -> Generator[None]:  # noqa: ARG002
        """What the server says is wrong with the collection is damage; all else is wrong with the server."""
        from chromadb.errors import ChromaError
        from httpx import HTTPError, HTTPStatusError

        try:
            yield
        except HTTPStatusError as error:
            status = error.response.status_code
            raise IndexUnreachable(f"The server {self._url} is no Chroma, or refuses ({status}).") from error
        except HTTPError as error:
            raise IndexUnreachable(f"The Chroma server {self._url} does not answer ({error}).") from error
        except ChromaError as error:
            raise self._refused(error) from error
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise IndexUnreachable(f"The server {self._url} does not answer as a Chroma does.") from error

    def _refused(self, error: Exception) -> IndexDamaged | IndexUnreachable:
        from chromadb.errors import (
            InternalError,
            InvalidArgumentError,
            InvalidDimensionException,
            NotFoundError,
        )

        if re.search(FULL, str(error)):
            return IndexUnreachable(f"The disk of the Chroma server {self._url} is full.")
        if isinstance(
            error, InternalError | InvalidArgumentError | InvalidDimensionException | NotFoundError
        ):
            told = f"The index on the Chroma server {self._url} cannot be used ({_plain(str(error))})."
            return IndexDamaged(told)
        return IndexUnreachable(f"The Chroma server {self._url} refuses ({_plain(str(error))}).")


def _name(state: IndexState) -> str:
    return f"storytree-{state.name}"


def _plain(words: str) -> str:
    """What a server says, for a terminal or a log."""
    return "".join(letter if letter.isprintable() else " " for letter in words[:LONGEST])


def _checked(url: str) -> str:
    """Raises BadSettings, which tells no password."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    else:
        sound = sound and "@" not in parts.netloc and not parts.query
    if not sound:
        advice = "Set it to scheme, host and port of a Chroma server, as http://localhost:8000."
        raise BadSettings("STORYTREE_INDEX_URL is no such address.", advice=advice)
    return url.rstrip("/")

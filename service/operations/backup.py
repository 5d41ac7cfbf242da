"""A copy of a home in one file, made while it is used; and a home made of a copy.

FILE is a tar.gz with manifest.json (what is in it, and its digests), archive.sqlite, and jobs.sqlite where
there is one. Vectors are made anew of the archive; answers of models and the secret of sessions stay behind.
"""

import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Literal

from pydantic import BaseModel, ValidationError

from agents.holding import Progress, open_for_adding
from agents.settings import Settings
from store.archive import Archive, keeping
from store.disk import is_full
from store.errors import ArchiveDamaged, UsageError
from store.home import ARCHIVE, Home
from store.version import __version__

JOBS = "jobs.sqlite"
MANIFEST = "manifest.json"
Name = Literal["archive.sqlite", "jobs.sqlite"]
_NAMES: tuple[Name, ...] = ("jobs.sqlite", "archive.sqlite")
_BLOCK = 1 << 20
_MOST = 1 << 20
"""Bytes of a manifest."""


class Part(BaseModel):
    """A file in a backup."""

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup says of itself."""

    format: Literal[1] = 1
    storytree: str
    made_at: datetime
    migration: str
    files: dict[Name, Part]


def back_up(settings: Settings, file: Path) -> Manifest:
    """Write FILE, whole or not at all. Raises UsageError where that is not how this archive is copied.

    Jobs are copied first: one whose version the archive has already is known there to be done, while a
    version that the jobs speak of would be missed.
    """
    _check_own(settings)
    home = Home(settings.home).folder
    if not (home / ARCHIVE).is_file():
        raise UsageError(f"There is no archive in {home}.", advice="Name the home with --home DIR.")
    with _beside(file) as folder:
        names: list[Name] = [name for name in _NAMES if (home / name).is_file()]
        for name in names:
            keeping.copy(home / name, folder / name)
        if wrong := keeping.faults(folder / ARCHIVE):
            raise ArchiveDamaged(f"The archive of {home} is damaged: {wrong[0]}. Nothing was written.")
        parts: dict[Name, Part] = {name: _part(folder / name) for name in names}
        manifest = Manifest(
            storytree=__version__,
            made_at=datetime.now(UTC),
            migration=keeping.migration(folder / ARCHIVE),
            files=parts,
        )
        _pack(folder, manifest, file)
    return manifest


def restore(settings: Settings, file: Path, progress: Progress) -> Manifest:
    """Make a home of FILE, and its index. Raises UsageError for a home that has something in it."""
    _check_own(settings)
    home = Home(settings.home).open()
    with home.lock("storytree restore", wait=settings.wait):
        if there := [name for name in (ARCHIVE, JOBS) if (home.folder / name).exists()]:
            advice = "A backup is restored into an empty home: name a new one with --home DIR."
            raise UsageError(f"{home.folder} has an {there[0]} already.", advice=advice)
        with TemporaryDirectory(prefix="restore.", dir=home.folder) as folder:
            manifest = _unpack(file, Path(folder))
            Archive(
                f"sqlite:///{Path(folder) / ARCHIVE}"
            ).close()  # what a newer release made is refused here
            for name in sorted(manifest.files, reverse=True):  # the archive last: with it the home is one
                (Path(folder) / name).replace(home.folder / name)
    with open_for_adding(settings, "storytree restore", progress):
        pass
    return manifest


def _check_own(settings: Settings) -> None:
    if settings.database.get_secret_value():
        raise UsageError(
            "The archive and the jobs are on PostgreSQL, which makes its own copies.",
            advice="Use pg_dump --format=custom and pg_restore.",
        )


@contextmanager
def _beside(file: Path) -> Generator[Path]:
    """A folder on the disk where the backup is to be."""
    try:
        with TemporaryDirectory(prefix=".storytree-backup.", dir=file.absolute().parent) as folder:
            yield Path(folder)
    except OSError as error:
        if is_full(error):
            raise
        raise UsageError(
            f"{file} cannot be written: {error.strerror or error}.", advice="Name another file."
        ) from error


def _part(file: Path) -> Part:
    with file.open("rb") as content:
        return Part(bytes=file.stat().st_size, sha256=hashlib.file_digest(content, "sha256").hexdigest())


def _pack(folder: Path, manifest: Manifest, file: Path) -> None:
    fresh = folder / "packed"
    with (
        os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as packed,
    ):
        told = manifest.model_dump_json(indent=2).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size, head.mtime = len(told), int(manifest.made_at.timestamp())
        packed.addfile(head, BytesIO(told))
        for name in manifest.files:
            packed.add(folder / name, arcname=name)
    fresh.replace(file)


def _unpack(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file, "r:gz") as packed:
            manifest = Manifest.model_validate(json.loads(_member(packed, MANIFEST).read(_MOST)))
            if ARCHIVE not in manifest.files:
                raise _bad(file, "it has no archive")
            for name, part in manifest.files.items():
                _take(_member(packed, name), folder / name, part)
    except (tarfile.TarError, zlib.error, EOFError, LookupError, ValueError, ValidationError) as error:
        raise _bad(file, str(error)) from error
    except OSError as error:
        if is_full(error):
            raise
        raise _bad(file, error.strerror or str(error)) from error
    if wrong := keeping.faults(folder / ARCHIVE):
        raise _bad(file, wrong[0])
    return manifest


def _member(packed: tarfile.TarFile, name: str) -> IO[bytes]:
    found = packed.extractfile(packed.getmember(name))
    if found is None:
        raise ValueError(f"{name} is no file")
    return found


def _take(content: IO[bytes], to: Path, part: Part) -> None:
    """No more than the manifest says, and only what it says."""
    digest, left = hashlib.sha256(), part.bytes
    with to.open("xb") as file:
        for block in _blocks(content, left):
            digest.update(block)
            left -= len(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if left or content.read(1) or digest.hexdigest() != part.sha256:
        raise ValueError(f"{to.name} is not what the manifest says")


def _blocks(content: IO[bytes], left: int) -> Iterable[bytes]:
    while left and (block := content.read(min(_BLOCK, left))):
        left -= len(block)
        yield block


def _bad(file: Path, why: str) -> UsageError:
    return UsageError(f"{file} cannot be restored: {why}.", advice="Nothing was changed. Try another backup.")

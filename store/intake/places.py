"""What the user names → what is read: files, folders, patterns, addresses, standard input."""

import glob
import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from store.errors import UnreadableSource
from store.intake.clean import SAMPLE
from store.intake.packed import members, packing
from store.intake.readers import READERS, reader_for, suffix_by, suffix_of
from store.intake.reading import DEFAULT_LIMITS, Limits, Member, Place, Reading
from store.intake.sources import source_of
from store.records import Source

if TYPE_CHECKING:
    from store.intake.fetch import Fetched

STANDARD_INPUT = "standard input"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def read(
    places: Sequence[str],
    *,
    now: datetime,
    stdin: BinaryIO | None = None,
    limits: Limits = DEFAULT_LIMITS,
    wanted: Callable[[Reading], bool] = lambda _: True,
) -> Iterator[Source | UnreadableSource]:
    """Every source in the places, in order, one at a time: memory does not grow with their number.

    What cannot be read is yielded as an UnreadableSource, and the rest goes on. A place is a file, a
    folder (read through, in order of names, without hidden files), a pattern such as ``news/*.html``,
    an http(s) address, or ``-`` for standard input. ``now`` becomes ``fetched_at``.
    What is not ``wanted`` is left as it was found: to clean, date and identify a source is most of the work.
    """
    for place in places:
        for found in _readings(place, stdin, limits):
            if isinstance(found, UnreadableSource):
                yield found
            elif wanted(found):
                yield source_of(found, now, limits)


def _readings(place: str, stdin: BinaryIO | None, limits: Limits) -> Iterator[Reading | UnreadableSource]:
    if place == "-":
        yield from _from_stream(stdin or sys.stdin.buffer, "", Place(STANDARD_INPUT, limits))
    elif _URL.match(place):
        yield from _from_address(place, limits)
    else:
        for path in _files(place):
            yield from [path] if isinstance(path, UnreadableSource) else _from_file(path, limits)


def _from_address(url: str, limits: Limits) -> Iterator[Reading | UnreadableSource]:
    from store.intake.fetch import fetch

    try:
        page = fetch(url, limits)
    except UnreadableSource as error:
        yield error
        return
    yield from readings_of(page, url, limits)


def readings_of(page: "Fetched", name: str, limits: Limits) -> Iterator[Reading | UnreadableSource]:
    """What is on a page that was fetched, called by this name."""
    suffix = suffix_by(page.media, page.url)
    yield from _from_stream(io.BytesIO(page.body), suffix, Place(name, limits, page.url, page.charset))


def _from_file(path: Path, limits: Limits) -> Iterator[Reading | UnreadableSource]:
    try:
        with path.open("rb") as stream:
            yield from _from_stream(stream, suffix_of(path.name), Place(str(path), limits))
    except OSError as error:
        yield _unopened(str(path), error)


def _from_stream(stream: BinaryIO, suffix: str, place: Place) -> Iterator[Reading | UnreadableSource]:
    buffered = io.BufferedReader(cast("io.RawIOBase", stream), SAMPLE)
    try:
        head = buffered.peek()
        reader = reader_for(suffix, head)
        kind = packing(suffix, head)
        if kind and place.packed:
            yield UnreadableSource(place.name, "is packed inside a packed file", advice="Unpack it first.")
        elif kind:
            yield from _opened(members(cast("BinaryIO", buffered), kind, place), place)
        elif reader is None:
            yield _without_reader(place.name, suffix)
        else:
            yield from _opened(reader.read(cast("BinaryIO", buffered), place), place)
    except UnreadableSource as error:
        yield error
    finally:
        buffered.detach()  # the stream is its owner's to close


def _opened(
    found: Iterator[Reading | Member | UnreadableSource], place: Place
) -> Iterator[Reading | UnreadableSource]:
    empty = True
    for one in found:
        empty = False
        if isinstance(one, Member):
            suffix = suffix_by(one.media, one.place.url) if one.media else one.suffix
            yield from _from_stream(one.stream, suffix, one.place)
        else:
            yield one
    if empty:
        yield UnreadableSource(
            place.name, "has nothing in it to read", advice="Check that it is the file that was meant."
        )


def _without_reader(name: str, suffix: str) -> UnreadableSource:
    known = ", ".join(sorted(READERS))
    return UnreadableSource(name, f"no reader for {suffix} yet", advice=f"Give its text as one of: {known}.")


def _files(place: str) -> Iterator[Path | UnreadableSource]:
    path = Path(place)
    try:
        if path.is_dir():
            yield from _below(path)
        elif path.is_file():
            yield path
        elif path.exists():
            yield UnreadableSource(place, "is no regular file", advice="Give it as standard input with: -")
        else:
            yield from _matching(place)
    except (OSError, ValueError) as error:  # too long, or a NUL in it
        yield _unopened(place, error)


def _matching(pattern: str) -> Iterator[Path | UnreadableSource]:
    if not glob.has_magic(pattern):
        yield UnreadableSource(
            pattern, "there is no such file or folder", advice="Check the spelling of the path."
        )
        return
    paths = [Path(found) for found in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 (absolute ones too)
    if not paths:
        yield UnreadableSource(pattern, "no file matches", advice="Check the pattern, or give a folder.")
    whole_tree = "**" in pattern  # what is in its folders matches by itself
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir() and not whole_tree:
            yield from _below(path)


def _below(folder: Path) -> Iterator[Path | UnreadableSource]:
    errors: list[OSError] = []
    empty = True
    for root, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                empty = False
                yield path
    yield from (_unopened(str(error.filename), error) for error in errors)
    if empty and not errors:
        yield UnreadableSource(
            str(folder),
            f"no readable files in {folder}",
            advice="Put texts, pages, letters, feeds or PDF there.",
        )


def _unopened(name: str, error: OSError | ValueError) -> UnreadableSource:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UnreadableSource(
        name, f"cannot be opened: {reason}", advice="Check that it is there and may be read."
    )

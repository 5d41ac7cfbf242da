"""How anything reaches the terminal: text of others can neither be markup nor steer it."""

import json
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from store.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

# Controls but for new line and tab; marks that turn the direction of what follows; halves of pairs.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with what would steer a terminal written out as its code."""
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def complain(*lines: str) -> None:
    """On standard error; a line that is empty is left out."""
    typer.echo("\n".join(visible(line) for line in lines if line), err=True)


def emit(text: str, out: Path | None) -> None:
    """Print the text, or write it to a file whole or not at all. Raises UsageError where that cannot be."""
    if out is None:
        typer.echo(visible(text) if sys.stdout.isatty() else text)
        return
    check_place(out)
    try:
        _replace(out.resolve(), text + "\n")
    except OSError as error:
        raise _unwritable(out, error.strerror or str(error)) from error


def check_place(out: Path | None) -> None:
    """Raises UsageError where nothing can be written, before any work is done for it."""
    if out is None:
        return
    try:
        folder, beside = out.is_dir(), out.parent.is_dir()
    except OSError as error:
        raise _unwritable(out, error.strerror or str(error)) from error
    if folder:
        raise _unwritable(out, "it is a folder")
    if not beside:
        raise _unwritable(out, f"there is no folder {out.parent}")


def _replace(out: Path, text: str) -> None:
    if out.exists() and not out.is_file():  # a device or a pipe: there is nothing to keep whole
        out.write_text(text, encoding="utf-8")
        return
    fresh = out.with_name(f".{out.name[:200]}.{os.getpid()}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(out)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _unwritable(out: Path, why: str) -> UsageError:
    return UsageError(f"{out} cannot be written: {why}.", advice="Name another file with --out.")


def emit_json(value: Any) -> None:
    """Print a value as JSON, keys in their own order."""
    typer.echo(_json(value, indent=2))


def emit_json_line(value: Any) -> None:
    """Print a value as JSON on one line."""
    typer.echo(_json(value))


def json_text(value: Any) -> str:
    """The value as ``emit_json`` prints it."""
    return _json(value, indent=2)


def _json(value: Any, indent: int | None = None) -> str:
    """What would steer a terminal is written as its escape, which is the same to a program."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def emit_json_list(values: Iterable[Any]) -> None:
    """Print a JSON list as its members come, one a line: memory does not grow with their number."""
    separator = "["
    for value in values:
        typer.echo(f"{separator}\n{_json(value)}", nl=False)
        separator = ","
    typer.echo("[]" if separator == "[" else "\n]")


def json_list(values: Iterable[Any]) -> str:
    """The list as ``emit_json_list`` prints it."""
    members = ",\n".join(map(_json, values))
    return f"[\n{members}\n]" if members else "[]"


def console() -> "Console":
    """For progress: standard error, so that standard output holds the result alone."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)

"""What parameters and bodies are made of: names, words, moments and labels, each fit to be looked up."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from service.cli.times import moment
from store.errors import UnknownVersion, UsageError

LONGEST_TEXT = 2_000_000
"""Characters of a source, as intake reads them."""
LARGE = 10_000_000
"""Bytes of a body that has a text in it."""

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LABEL = re.compile(r"v?([0-9]{1,9})\.([0-9]{1,9})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?", re.ASCII)
_MOMENT = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}


class Body(BaseModel):
    """Base of what is sent: what it does not know it refuses, and it takes no type for another."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _fit(text: str) -> str:
    """No name has a control character: with one it names nothing, in any database."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def _one_line(text: str) -> str:
    return " ".join(_UNFIT.sub(" ", text).split())


def _begin(value: object) -> datetime:
    return _moment(value, begin=True)


def _end(value: object) -> datetime:
    return _moment(value, begin=False)


def _moment(value: object, *, begin: bool) -> datetime:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            found = moment(value.upper(), begin=begin)
        except UsageError as error:
            raise ValueError(str(error)) from error
        if found:
            return found
    raise ValueError("write it as 2025-03-23 or 2025-03-23T18:00:00Z")


Name = Annotated[str, AfterValidator(_fit)]
"""Something that is looked up."""
Words = Annotated[str, Field(pattern=r"[\p{L}\p{N}_]"), AfterValidator(_one_line)]
"""What a person wrote, on one line, with a word in it."""
Begin = Annotated[datetime, BeforeValidator(_begin), WithJsonSchema(_MOMENT)]
"""A moment; a date is its first."""
End = Annotated[datetime, BeforeValidator(_end), WithJsonSchema(_MOMENT)]
"""A moment; a date is its last."""
Address = Annotated[
    str,
    Field(pattern=r"^https?://[0-9A-Za-z._-]+(:[0-9]{1,5})?([/?#][!-~]*)?$", max_length=2000),
]
"""On the web: nothing that is sent names a file of the machine that serves."""
Label = Annotated[str, Field(pattern=r"^v?[0-9]{1,9}\.[0-9]{1,9}$", examples=["v0.3"])]
SourceId = Annotated[str, Field(pattern=r"^[0-9a-f]{8,64}$", examples=["3eeccbda"])]

StoryPath = Annotated[Name, Path(max_length=200, description="Name of a story.")]
LabelPath = Annotated[Name, Path(max_length=30, description="Label of a version, as `v0.3`.")]
SourcePath = Annotated[Name, Path(max_length=100, description="Id of a source, or its first digits.")]


def number_of(story: str, label: str) -> tuple[int, int]:
    """Of a version. Raises UnknownVersion for what is no label."""
    found = _LABEL.fullmatch(label)
    if not found:
        raise UnknownVersion(f"The story {story!r} has no {label!r}.")
    return int(found[1]), int(found[2])

"""What the fields of a record, of front matter or of a header are called, and the Reading they make."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from store.intake.clean import one_line
from store.intake.kinds import named
from store.intake.reading import Reading

TITLE = ("title", "headline")
URL = ("url", "link", "canonical_url")
OUTLET = ("outlet", "source", "publisher", "publication", "site_name")
AUTHORS = ("authors", "author", "byline", "creator")
LANGUAGE = ("language", "lang")
KIND = ("kind",)
DATES = (
    "published",
    "published_at",
    "date",
    "date_published",
    "datepublished",
    "issued",
    "released",
    "transmitted",
)
_GENERATED = re.compile(
    r"^(?:microsoft \w+ - |untitled|(?:document|slide|presentation) ?\d*$|title$)|"
    r"\.(?:docx?|indd|pdf|tex|dvi|odt|rtf|qxp|pages|pptx?|xlsx?|html?)$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200
KNOWN = frozenset((*TITLE, *URL, *OUTLET, *AUTHORS, *LANGUAGE, *KIND, *DATES))


def reading_of(name: str, text: str, fields: Mapping[str, object], header: Sequence[str] = ()) -> Reading:
    """A Reading from fields by any of their names; what is not text, or unknown, is left out."""
    return Reading(
        name=name,
        text=text,
        title=_first(fields, TITLE),
        url=_first(fields, URL),
        outlet=_first(fields, OUTLET),
        authors=tuple(_names(next((fields[key] for key in AUTHORS if fields.get(key)), ()))),
        language=_first(fields, LANGUAGE),
        kind=named(_first(fields, KIND)),
        dates=tuple(value for key in DATES if (value := _text(fields.get(key)))),
        header=tuple(header),
    )


def given_title(stated: str | None) -> str:
    """The title that a file's properties state, if a person gave it rather than a program."""
    title = one_line(stated or "")
    return title if " " in title and len(title) <= _LONGEST_TITLE and not _GENERATED.search(title) else ""


def _first(fields: Mapping[str, object], keys: Iterable[str]) -> str:
    return next((value for key in keys if (value := _text(fields.get(key)))), "")


def _text(value: object) -> str:
    """A string, or the name inside a record such as {"id": …, "name": "The Herald"}."""
    if isinstance(value, dict):
        value = cast("dict[str, object]", value).get("name")
    return value.strip() if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for one in cast("list[object]", value) if (name := _text(one))]
    return [name for part in _text(value).removeprefix("By ").split(";") if (name := part.strip())]

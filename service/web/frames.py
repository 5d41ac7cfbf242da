"""The templates of pages: those here come before those that the exported pages have."""

from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from jinja2 import Environment

from service.render.pages import environment
from service.render.words import titled, visible
from service.web.assets import SCRIPT, SHEET
from store.archive import Spine
from store.records import Source, short

TEMPLATES = Path(__file__).parent / "templates"


def page(name: str, **told: Any) -> str:
    """The page that this template makes of what it is told."""
    return _environment().get_template(name).render(told)


def segment(text: str) -> str:
    """As one segment of a path."""
    return quote(text, safe="")


def story_path(story: str) -> str:
    return f"/stories/{segment(story)}"


def named(source: "Source | Spine") -> str:
    """Its outlet, or else its title."""
    return visible(source.outlet) or titled(cast("Source", source))


def key(source_id: str) -> str:
    """Digits enough to find a source by among any number of them, in a link."""
    return source_id[:16]


@cache
def _environment() -> Environment:
    found = environment(TEMPLATES)
    filters = cast("dict[str, Any]", found.filters)
    filters.update(segment=segment, at=story_path, named=named, short=short, key=key)
    cast("dict[str, Any]", found.globals).update(sheet=SHEET.address, script=SCRIPT.address)
    return found

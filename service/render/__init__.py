"""A story in the form a reader or a program asks for. What a form needs is imported when it is asked for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.records import Source, StoryVersion


class Format(StrEnum):
    """The forms, named as the command line takes them."""

    TEXT = "text"
    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


class TreeForm(StrEnum):
    """How a tree is shown, named as the command line takes it."""

    TEXT = "text"
    SVG = "svg"
    HTML = "html"


class DiffForm(StrEnum):
    """How a difference is shown, named as the command line takes it."""

    TEXT = "text"
    HTML = "html"


def render(version: StoryVersion, sources: Mapping[str, Source], form: Format) -> str:
    """The story without a newline at its end; `sources` are the cited ones by whole id."""
    match form:
        case Format.TEXT:
            from service.render.text import render_text

            return render_text(version)
        case Format.MARKDOWN:
            from service.render.markdown import render_markdown

            return render_markdown(version, sources)
        case Format.HTML:
            from service.render.html import render_html

            return render_html(version, sources)
        case Format.JSON:
            from service.render.json import render_json

            return render_json(version, sources)

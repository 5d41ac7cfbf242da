"""What all pages share: templates that escape everything, and a style sheet that the page's policy admits."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from service.render.references import References, link
from service.render.text import TREE, place_citations
from service.render.words import BASES, KINDS, LABELS, REASONS, STATUSES, dated, day, titled, visible
from store.records import Claim, Source

TEMPLATES = Path(__file__).parent / "templates"

_WORDS = {
    "bases": BASES,
    "kinds": KINDS,
    "labels": LABELS,
    "reasons": REASONS,
    "statuses": STATUSES,
    "tree": TREE,
}


@cache
def template(name: str) -> Template:
    """One of our own."""
    return environment().get_template(name)


@cache
def style(*sheets: str) -> dict[str, Markup]:
    """Colours and style sheets as one, and its hash: the page's policy admits this one and no other."""
    # The text is this package's own.
    texts = ((TEMPLATES / sheet).read_text("utf-8") for sheet in ("colours.css", *sheets))
    css = Markup("\n".join(texts))  # noqa: S704
    sha = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return {"css": css, "css_sha": Markup(sha)}  # noqa: S704


@cache
def environment(*first: Path) -> Environment:
    """Templates of these folders come before those that every page can build on."""
    page = Environment(
        loader=FileSystemLoader([*first, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit_to_show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = cast("dict[str, Any]", page.filters)  # inferred from Jinja's own filters
    filters.update(day=day, dated=dated, link=link, titled=titled, place=place_citations, marks=_marks)
    cast("dict[str, Any]", page.globals).update(_WORDS)
    return page


def _fit_to_show(value: Any) -> Any:
    """Applied to everything the template prints, before it is escaped; a Piece is fit already."""
    return visible(value) if type(value) is str else value


def _marks(claim: Claim, references: References) -> list[tuple[str, Source | None]]:
    """Each citation as it is shown with the source it names, if it names one."""
    named = [(citation, references.source(citation)) for citation in claim.citations]
    return [(references.shown_id(source) if source else citation, source) for citation, source in named]

"""A story as one HTML page: no script, no request to anywhere, readable on paper and on a phone."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from service.render.references import References, link
from service.render.text import TREE, place_citations
from service.render.words import BASES, LABELS, REASONS, STATUSES, dated, day, titled, visible
from store.records import Claim, Label, Source, StoryVersion, Verdict

TEMPLATES = Path(__file__).parent / "templates"

_WORDS = {"bases": BASES, "labels": LABELS, "reasons": REASONS, "statuses": STATUSES, "tree": TREE}


def render_html(version: StoryVersion, sources: Mapping[str, Source]) -> str:
    """The page; `sources` are the cited ones by whole id."""
    return _page().render(
        version=version,
        references=References(version, sources),
        verdicts={verdict.claim_id: verdict for verdict in version.verdicts},
        **_WORDS,
        **_style(),
    )


@cache
def _page() -> Template:
    page = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit_to_show,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = cast("dict[str, Any]", page.filters)  # inferred from Jinja's own filters
    filters.update(day=day, dated=dated, link=link, titled=titled)
    filters.update(place=place_citations, marks=_marks, verdict=_verdict)
    return page.get_template("story.html")


def _fit_to_show(value: Any) -> Any:
    """Applied to everything the template prints, before it is escaped."""
    return visible(value) if type(value) is str else value


@cache
def _style() -> dict[str, Markup]:
    """The style sheet and its hash, so that the page's policy admits this one and no other."""
    # The text is this package's own file.
    css = Markup((TEMPLATES / "story.css").read_text("utf-8"))  # noqa: S704
    sha = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return {"css": css, "css_sha": Markup(sha)}  # noqa: S704


def _verdict(claim: Claim, verdicts: Mapping[str, Verdict]) -> Verdict:
    """A claim that nobody checked says so."""
    return verdicts.get(claim.id) or Verdict(claim_id=claim.id, label=Label.UNCHECKED, score=0)


def _marks(claim: Claim, references: References) -> list[tuple[str, Source | None]]:
    """Each citation as it is shown with the source it names, if it names one."""
    named = [(citation, references.source(citation)) for citation in claim.citations]
    return [(references.shown_id(source) if source else citation, source) for citation, source in named]

"""A version of a story as an entry of a feed. A version never changes, and neither does its entry."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from service.feeds.addresses import Addresses
from service.render.diff import PARAGRAPH
from service.render.disputes import disputes, new_claims
from service.render.pages import template
from service.render.references import References
from service.render.text import render_claim
from service.render.words import visible
from store.records import Claim, Retirement, Source, StoryVersion

_OURS = UUID("5b0c7a5e-0f6b-5a63-9a58-2f1d3c0f7d11")
_NO_XML = re.compile("[\ufffe\uffff]")
"""What may stand in a text but not in XML, and is not made visible elsewhere."""
OPENING = 3
"""Sentences by which a story is known."""
CORRECTION = "correction"
RETRACTION = "retraction"
_TITLES = {CORRECTION: "Correction: ", RETRACTION: "Retraction: "}


@dataclass(frozen=True)
class Entry:
    """What feeds of all kinds tell of a version; texts are fit for XML, and ``html`` alone is markup."""

    id: str
    story: str
    label: str
    url: str
    title: str
    summary: str
    html: str
    at: datetime
    tags: tuple[str, ...]
    corrections: tuple[str, ...]


def entry(version: StoryVersion, sources: Mapping[str, Source], to: Addresses) -> Entry:
    """``sources`` are the cited ones by whole id."""
    kinds = _kinds(version)
    before = _TITLES[kinds[-1]] if kinds else ""
    return Entry(
        id=entry_id(version),
        story=version.story,
        label=version.label,
        url=to.version(version.story, version.label),
        title=_fit(f"{before}{version.title.text} ({version.label})"),
        summary=_fit(" ".join((*version.corrections, *map(render_claim, told_first(version))))),
        html=_NO_XML.sub("\N{REPLACEMENT CHARACTER}", content(version, sources, to)),
        at=version.written_at,
        tags=(*kinds, *filter(None, [_fit(version.topic)])),
        corrections=tuple(map(_fit, version.corrections)),
    )


def entry_id(version: StoryVersion) -> str:
    """The same wherever the service is moved to, and no other service's."""
    return uuid5(_OURS, f"{version.story} {version.label} {version.written_at.isoformat()}").urn


def told_first(version: StoryVersion) -> list[Claim]:
    """What is new in it; of a first version, and one in which nothing is, how it begins."""
    new = new_claims(version)
    news = version.news or [claim for claim in version.claims() if claim.id in new]
    return list(news)[:PARAGRAPH] or list(version.paragraphs[0].claims)[:OPENING]


def content(version: StoryVersion, sources: Mapping[str, Source], to: Addresses) -> str:
    """The whole story as HTML, without anything that a source's status today would change."""
    references = References.of_story(version, sources)
    return template("entry.html").render(
        version=version,
        references=references,
        disputes=disputes(version, references),
        new=new_claims(version),
        to=to,
    )


def _kinds(version: StoryVersion) -> list[str]:
    """What the version takes back, the gravest last."""
    retracted = any(change.reason is Retirement.RETRACTED for change in version.changes)
    said = (CORRECTION, bool(version.corrections)), (RETRACTION, retracted)
    return [kind for kind, is_so in said if is_so]


def _fit(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text))

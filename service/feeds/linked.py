"""A version as linked data: a NewsArticle of schema.org, with what it cites and what it takes back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from service.feeds.addresses import Addresses
from service.feeds.entries import told_first
from service.render.references import References, link
from service.render.words import titled, visible
from store.records import Source, StoryVersion

MEDIA_TYPE = "application/ld+json"
_PUBLISHER = {"@type": "Organization", "name": "Storytree"}
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def news_article(
    version: StoryVersion,
    sources: Mapping[str, Source],
    to: Addresses,
    earlier: Sequence[StoryVersion] = (),
) -> dict[str, Any]:
    """``earlier`` are the versions before it, in order: what these took back stays taken back."""
    cited = list(References.of_story(version, sources))
    addresses = [address for address in (link(source.url) for source in cited) if address]
    story = to.story(version.story)
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": to.version(version.story, version.label),
        "url": story,
        "mainEntityOfPage": story,
        "headline": visible(version.title.text),
        "description": visible(" ".join(claim.text for claim in told_first(version))),
        "datePublished": (earlier[0] if earlier else version).written_at.isoformat(),
        "dateModified": version.written_at.isoformat(),
        "contentReferenceTime": version.dated.isoformat(),
        "version": version.label.removeprefix("v"),
        "isAccessibleForFree": True,
        "author": _PUBLISHER,
        "publisher": _PUBLISHER,
        "citation": list(map(_citation, cited)),
        "isBasedOn": addresses,
        "correction": _corrections((*earlier, version), to),
        "usageInfo": {"@type": "CreativeWork", "text": visible(version.disclaimer)},
    }
    return {name: value for name, value in told.items() if value != []}


def head(version: StoryVersion, sources: Mapping[str, Source], to: Addresses) -> Markup:
    """Elements for the head of a story's page: its feeds, its card, and its linked data.

    The data is in a script element of a type that no browser runs, which a page's policy need not admit.
    """
    page = to.story(version.story)
    links = (
        ("application/atom+xml", to.feed("atom", version.story)),
        ("application/feed+json", to.feed("json", version.story)),
        ("application/json+oembed", f"{to / 'oembed'}?format=json&url={quote(page, safe='')}"),
        (MEDIA_TYPE, f"{page}/ld.json"),
    )
    lines = [
        *(
            Markup('<link rel="alternate" type="{}" href="{}">').format(kind, address)
            for kind, address in links
        ),
        Markup('<script type="{}">{}</script>').format(
            MEDIA_TYPE, data_block(news_article(version, sources, to))
        ),
    ]
    return Markup("\n").join(lines)


def data_block(data: Mapping[str, Any]) -> Markup:
    """JSON that nothing in it can end the element of, and that no parser of HTML reads otherwise."""
    return Markup(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S704


def _citation(source: Source) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "CreativeWork",
        "identifier": source.id,
        "name": titled(source),
        "url": link(source.url),
        "datePublished": source.published_at and source.published_at.isoformat(),
        "publisher": {"@type": "Organization", "name": visible(source.outlet)} if source.outlet else None,
        "author": [{"@type": "Person", "name": visible(name)} for name in source.authors],
        "inLanguage": source.language,
    }
    return {name: value for name, value in told.items() if value}


def _corrections(versions: Sequence[StoryVersion], to: Addresses) -> list[dict[str, str]]:
    return [
        {
            "@type": "CorrectionComment",
            "text": visible(correction),
            "datePublished": version.written_at.isoformat(),
            "url": to.version(version.story, version.label),
        }
        for version in versions
        for correction in version.corrections
    ]

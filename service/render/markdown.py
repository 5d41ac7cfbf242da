"""A story as CommonMark. No character of a claim or of a source's metadata can become markup.

Each source is a heading named by its id, because that is what renderers make an anchor of.
"""

import re
from collections.abc import Iterator, Mapping

from service.render.disputes import Side, disputes, new_claims
from service.render.references import References, link
from service.render.text import TREE, place_citations
from service.render.words import KINDS, STATUSES, dated, titled, visible
from store.records import Claim, Paragraph, Source, StoryVersion

NEW_MARK = "🌱"

# Special anywhere in a line; then what is special only where a line begins, and what GitHub makes a link of.
_ANYWHERE = re.compile(r"([\\`*_{}\[\]<>|~&$^])")
_AT_START = re.compile(r"^(\d*)([-+#=.):])")
_BARE_LINK = re.compile(r"(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)


def render_markdown(version: StoryVersion, sources: Mapping[str, Source]) -> str:
    """The story with its reference list; `sources` are the cited ones by whole id."""
    references = References.of_story(version, sources)
    new = new_claims(version)
    blocks = [
        f"# {escape(version.title.text)}",
        f"{version.label} {TREE} · {version.dated:%Y-%m-%d %H:%M} UTC{_since(version, new)}",
        *(f"*Correction: {escape(one, starts_line=False)}*" for one in version.corrections),
        *(_paragraph(paragraph, references, new) for paragraph in version.paragraphs),
        *_disputes(version, references),
        "## Sources",
        *(_reference(source, references) for source in references),
        f"*Disclaimer: {escape(version.disclaimer)}*",
    ]
    return "\n\n".join(blocks)


def escape(text: str, *, starts_line: bool = True) -> str:
    """Text that Markdown shows as it is."""
    text = _ANYWHERE.sub(r"\\\1", visible(text))
    text = _BARE_LINK.sub(r"\\\g<0>", text)
    return _AT_START.sub(r"\1\\\2", text) if starts_line else text


def _since(version: StoryVersion, new: frozenset[str]) -> str:
    return " · {} is new since v{}.{}".format(NEW_MARK, *version.parent) if version.parent and new else ""


def _paragraph(paragraph: Paragraph, references: References, new: frozenset[str]) -> str:
    return " ".join(
        f"{_claim(claim, references, first=n == 0)}{f' {NEW_MARK}' if claim.id in new else ''}"
        for n, claim in enumerate(paragraph.claims)
    )


def _disputes(version: StoryVersion, references: References) -> Iterator[str]:
    """A heading for each, and below it the values with what is said for them."""
    for dispute in disputes(version, references):
        yield f"## In dispute: {escape(dispute.about, starts_line=False)}"
        yield "\n".join(
            f"- **{escape(side.value, starts_line=False)}**: {_claim(side.claim, references, first=False)}"
            f"{_attributed(side)}"
            for side in dispute.sides
        )


def _attributed(side: Side) -> str:
    told = [f"{escape(one.outlet or titled(one), starts_line=False)}, {dated(one)}" for one in side.sources]
    return f" ({'; '.join(told)})" if told else ""


def _claim(claim: Claim, references: References, *, first: bool) -> str:
    body, closing = place_citations(claim.text)
    marks = [_citation(citation, references) for citation in claim.citations]
    return " ".join([escape(body, starts_line=first), *marks]) + escape(closing, starts_line=False)


def _citation(citation: str, references: References) -> str:
    shown = rf"\[{escape(citation, starts_line=False)}\]"
    source = references.source(citation)
    return shown if source is None else f"[{shown}](#{references.shown_id(source)})"


def _reference(source: Source, references: References) -> str:
    title, address = escape(titled(source), starts_line=False), link(source.url)
    facts = [
        escape(source.outlet, starts_line=False),
        KINDS[source.kind],
        dated(source),
        "" if address else escape(source.called or source.url, starts_line=False),
        STATUSES[source.status],
    ]
    shown = f"[{title}]({address.replace('&', '&amp;')})" if address else f"“{title}”"
    return f"### {references.shown_id(source)}\n\n" + ", ".join([shown, *filter(None, facts)])

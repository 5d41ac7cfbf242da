"""The last step of intake: a Reading becomes a Source, or a reason why not."""

from datetime import datetime

from store.errors import UnreadableSource
from store.intake.agencies import agencies_in
from store.intake.clean import canonical_url, clean_text, one_line
from store.intake.dates import dateline_paragraph, published
from store.intake.kinds import declared
from store.intake.language import language_of
from store.intake.reading import Limits, Reading
from store.records import Source, SourceKind, digest


def source_of(reading: Reading, now: datetime, limits: Limits) -> Source | UnreadableSource:
    """Clean, dated and identified; ``origin`` is its own id until the archive knows better."""
    text = clean_text(reading.text[: 2 * limits.max_text_chars])
    title = one_line(reading.title)
    url = canonical_url(reading.url)
    published_at, basis = published(reading, url, text, now)
    agencies = agencies_in(text)
    text = _without_top(text, title)
    if len(text) < limits.min_text_chars:
        return UnreadableSource(reading.name, f"has only {len(text)} characters of text")
    if len(text) > limits.max_text_chars:
        reason = f"has more than {limits.max_text_chars:,} characters of text"
        return UnreadableSource(reading.name, reason, advice="Split it.")
    source_id = digest(url, text)
    return Source(
        id=source_id,
        text=text,
        title=title,
        url=url,
        guid=reading.guid,
        name=reading.name,
        outlet=one_line(reading.outlet),
        authors=tuple(filter(None, map(one_line, reading.authors))),
        agencies=agencies,
        language=language_of(reading.language, text),
        published_at=published_at,
        published_basis=basis,
        fetched_at=now,
        origin=source_id,
        kind=declared(url=url) if reading.kind is SourceKind.UNKNOWN else reading.kind,
    )


def _without_top(text: str, title: str) -> str:
    """The text below its title and its byline, where it repeats them."""
    for top in (title, dateline_paragraph(text)):
        first, _, rest = text.partition("\n\n")
        if rest and top and first.casefold() in (top.casefold(), dateline_paragraph(text).casefold()):
            text = rest
    return text

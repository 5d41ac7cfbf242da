"""Which reader reads what. Adding one is a module and a line here."""

import re
from pathlib import PurePath

from store.intake import docx, feed, html, json, jsonl, mail, markdown, mbox, pdf, text, warc
from store.intake.clean import SAMPLE
from store.intake.reading import Reader

READERS: dict[str, Reader] = {
    ".jsonl": jsonl,
    ".ndjson": jsonl,
    ".json": json,
    ".txt": text,
    ".md": markdown,
    ".markdown": markdown,
    ".html": html,
    ".htm": html,
    ".xhtml": html,
    ".eml": mail,
    ".mbox": mbox,
    ".pdf": pdf,
    ".docx": docx,
    ".xml": feed,
    ".rss": feed,
    ".atom": feed,
    ".rdf": feed,
    ".warc": warc,
}

MEDIA = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/markdown": ".md",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
    "application/feed+json": ".json",
    "application/rdf+xml": ".xml",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/pdf": ".pdf",
    "application/warc": ".warc",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
"""Media types that say more than the look of what they label."""

WITHOUT_READER = frozenset(
    """.7z .avi .bmp .bz2 .csv .doc .epub .gif .jpeg .jpg .m4a .mkv .mov .mp3
    .mp4 .msg .odp .ods .odt .opml .png .ppt .pptx .rar .rtf .sqlite .svg .tar .tif .tiff .tsv
    .wav .webm .webp .xls .xlsx .xz""".split()
)


_OPENINGS = {
    re.compile(rb"%pdf-"): ".pdf",
    re.compile(rb"warc/[01]\."): ".warc",
    re.compile(rb"pk\x03\x04"): ".docx",  # other kinds of .zip are unpacked before
    re.compile(
        rb"(?>(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s){0,20})<(?:rss|feed|rdf:rdf)\b", re.DOTALL
    ): ".xml",
    re.compile(rb"from \S+ .*\d\d:\d\d.*\n"): ".mbox",
    re.compile(rb"(?:return-path|received|delivered-to|message-id|mime-version): "): ".eml",
}
"""How files begin, in lower case, that say what they are."""

_RECORD = re.compile(rb"\{\s*[\"}]")


def suffix_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def suffix_by(media: str, url: str) -> str:
    """The suffix of what a server sent; empty where only its look can tell."""
    return MEDIA.get(media) or ("" if media.startswith("text/") else suffix_of(url))


def reader_for(suffix: str, head: bytes) -> Reader | None:
    """By suffix, or by the first bytes where it tells nothing; None where nothing here can read it."""
    if suffix in WITHOUT_READER:
        return None
    return READERS.get(suffix) or READERS[_sniffed(head)]


def _sniffed(head: bytes) -> str:
    start = head[:SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for opening, suffix in _OPENINGS.items():
        if opening.match(start):
            return suffix
    if _RECORD.match(start):
        return ".jsonl"
    looks_html = start.startswith((b"<!doctype html", b"<html")) or b"<html" in start[:1024]
    return ".html" if looks_html else ".txt"

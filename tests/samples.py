"""One small sound file for every reader, with as much in it as the reader looks at."""

import gzip
import io
import json
import zipfile
from functools import cache

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

FERRY = "The ferry of Velm sails again on Monday, March 3, the port authority says."
QUAY = "“Nobody was hurt in the ice,” said its captain, Ada Brandt, on the quay; 41 people had waited."
URL = "https://velm.example/2025/03/02/ferry"

_HTML = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Ferry sails – The Velm Post</title><link rel="canonical" href="{URL}">
<meta name="author" content="Ida Roe">
<meta property="og:site_name" content="The Velm Post">
<meta property="article:published_time" content="2025-03-02T08:00:00+01:00">
<script type="application/ld+json">
{{"@type": "Article", "datePublished": "2025-03-02", "@graph": []}}</script>
</head><body><nav><a href="/">Home</a></nav><article><h1>Ferry sails</h1>
<time datetime="2025-03-02">2 March</time><p>{FERRY}</p><blockquote>{QUAY}</blockquote>
<table><tr><td>{FERRY}<br><br>{QUAY}</td></tr></table><ul><li>{QUAY}</li></ul>
<p style="display: none">Hidden.</p><!-- no --></article><div>Read more: more</div></body></html>"""

_FEED = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Velm Post: news</title><language>en</language>
<item><guid isPermaLink="false">1@velm</guid><link>{URL}</link><title>Ferry &amp; ice</title>
<dc:creator>Ida Roe</dc:creator><pubDate>Sun, 02 Mar 2025 08:00:00 +0100</pubDate>
<description>{FERRY}</description><content:encoded><![CDATA[<p>{FERRY}</p><p>{QUAY}</p>]]></content:encoded>
</item></channel></rss>"""

_ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://velm.example/">
<title type="html">Velm</title><entry><id>tag:velm.example,2025:1</id><link href="/ferry"/>
<updated>2025-03-02T08:00:00Z</updated><author><name>Ida Roe</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FERRY}</p><p>{QUAY}</p></div></content>
</entry></feed>"""

_JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Velm Post",
        "items": [{"id": "1", "url": URL, "content_html": f"<p>{FERRY}", "date_published": "2025-03-02"}],
    }
)
_RECORD = json.dumps(
    {
        "text": f"{FERRY} {QUAY}",
        "title": "Ferry",
        "url": URL,
        "authors": [{"name": "Ida"}],
        "date": "2025-03-02",
    }
)
_MARKDOWN = f"""---
title: 'Ferry'
date: 2025-03-02
---
# Ferry

By *Ida*

{FERRY} [{QUAY}]({URL})

> - {QUAY}

|a|b|
|-|-|
|c|d|

```
code
```
"""
_TEXT = f"""FERRY SAILS
By Ida Roe
Date: 2 March 2025

VELM, March 2, 2025 (Agency) – {FERRY}
{QUAY}

• {QUAY}
"""

_MAIL = f"""From: =?utf-8?q?The_Velm_P=C3=B6st?= <news@velm.example>
Subject: Ferry sails
Date: Sun, 2 Mar 2025 08:00:00 +0100
Archived-At: <{URL}>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

{FERRY}=20
View this letter in your browser: {URL}
-- =20
The Velm Post

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<html><body><h1>Ferry</h1><p>{FERRY}</p><p>{QUAY}</p><a href="{URL}">View in browser</a></body></html>
--b--
"""


def _record(answer: bytes) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2025-03-02T08:00:00Z\r\n"
        f"WARC-Target-URI: {URL}\r\nContent-Type: application/http; msgtype=response\r\n"
    )
    return f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def _warc() -> bytes:
    html = _HTML.encode()
    plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    packed = gzip.compress(html, mtime=0)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n" + body
    return _record(plain) + _record(chunked)


def _pdf() -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for lines in (("Ferry sails", "Date: 2 March 2025", FERRY), (FERRY[:50], FERRY[50:], "Page 2 of 2")):
        page = writer.add_blank_page(600, 800)
        stream = DecodedStreamObject()
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        stream.set_data(f"BT /F 12 Tf 14 TL 40 780 Td\n{shown}ET".encode())
        page[NameObject("/Contents")] = stream
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
        )
    writer.add_metadata({"/Title": "Ferry sails again", "/Author": "Ida Roe"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


_OPEN = "http://schemas.openxmlformats.org"
_OFFICE = f"{_OPEN}/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats"
_W = f'xmlns:w="{_OPEN}/wordprocessingml/2006/main"'
_WORD = {
    "[Content_Types].xml": f"""<Types xmlns="{_OPEN}/package/2006/content-types">
<Default Extension="rels" ContentType="{_KIND}-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="{_KIND}-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml"
 ContentType="{_KIND}-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/core.xml" ContentType="{_KIND}-package.core-properties+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_OPEN}/package/2006/relationships">
<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="b" Type="{_OPEN}/package/2006/relationships/metadata/core-properties" Target="core.xml"/>
</Relationships>""",
    "word/_rels/document.xml.rels": f"""<Relationships xmlns="{_OPEN}/package/2006/relationships">
<Relationship Id="a" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "word/styles.xml": f"""<w:styles {_W}>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>""",
    "word/document.xml": f"""<w:document {_W}><w:body>
<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>Ferry sails</w:t></w:r></w:p>
<w:p><w:r><w:t>{FERRY}</w:t><w:br/><w:t>{QUAY}</w:t></w:r><w:del><w:r><w:t>Gone.</w:t></w:r></w:del></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{QUAY}</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>""",
    "core.xml": f"""<cp:coreProperties xmlns:cp="{_OPEN}/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ida Roe</dc:creator></cp:coreProperties>""",
}


def _docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as plain:  # not packed, so that damage is to what is in it
        for name, part in _WORD.items():
            plain.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("a.txt", _TEXT), ("b/c.html", _HTML), ("d.jsonl", _RECORD)):
            packed.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


@cache
def samples() -> dict[str, bytes]:
    """By the suffix that leads to the reader; a reader may have several."""
    mail = _MAIL.encode()
    mailbox = b"".join(b"From news@velm.example Sun Mar  2 08:00:00 2025\n" + mail for _ in range(2))
    texts = {
        ".html": _HTML,
        ".xml": _FEED,
        ".atom": _ATOM,
        ".json": _JSON_FEED,
        ".jsonl": f"{_RECORD}\n" * 3,
        ".md": _MARKDOWN,
        ".txt": _TEXT,
    }
    return {suffix: text.encode() for suffix, text in texts.items()} | {
        ".eml": mail,
        ".mbox": mailbox,
        ".warc": _warc(),
        ".pdf": _pdf(),
        ".docx": _docx(),
        ".gz": gzip.compress(f"{_RECORD}\n".encode(), mtime=0) * 2,
        ".zip": _zip(),
    }

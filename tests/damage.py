"""Damage done to sound files and answers, as chance or ill will would do it."""

from hypothesis import strategies as st

MEANING_SOMETHING = [
    *(bytes([byte]) for byte in b"\0\t\r\n\x1b \"'#%&()*+,-./:;<=>?@[\\]^_`{|}~\x7f\x80\xc3\xed\xff"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\r\n\r\n", b"\n\n", b"\xd9\xa3", b"http://[::1", b"//"),
    *b"&#xD800; &#0; &amp; ]]> <![CDATA[ <!-- --> <?xml <!DOCTYPE <p> </p>".split(),
    *b"<table><td> <script> <svg> <br> =?utf-8?q?=ff?= multipart/mixed message/rfc822".split(),
    *b'"text": null [] {} NaN 1e999 -0 \\u0000 \\ud800 "\\udfff" [[[[[[[[ {"a":'.split(),
    *b"charset= utf-7 utf-16 idna base64 quoted-printable".split(),
    *b"chunked gzip WARC/1.0 PK\3\4 PK\1\2 \x1f\x8b\x08 obj endobj stream <<>> /Kids /Length %PDF-".split(),
    *b"2025-02-30 9999-12-31 0000-00-00 31/02/25 00:60:61 +99:99 9999999999999999999 Date:".split(),
    *(b"From a@b Sun Mar  2 08:00:00 2025\n", b"Content-Length: -1\r\n", b"Content-Type: "),
]
"""To one reader or another."""


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """Pieces put in, cut out, doubled many times, or taken from elsewhere in the file."""
    raw = sound
    for _ in range(draw(st.integers(1, 5))):
        at, length = draw(st.integers(0, len(raw))), draw(st.integers(0, 40) | st.integers(0, len(raw)))
        elsewhere = draw(st.integers(0, len(raw)))
        piece = draw(
            st.sampled_from(MEANING_SOMETHING)
            | st.binary(max_size=8)
            | st.just(raw[elsewhere : elsewhere + length])
        )
        times = draw(st.sampled_from([1, 1, 1, 2, 50, 1000]))
        cut = draw(st.sampled_from([0, len(piece), length]))
        raw = raw[:at] + (piece * times)[:200_000] + raw[at + cut :]
    return raw

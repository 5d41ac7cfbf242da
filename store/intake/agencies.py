"""The news agencies that a text names: where it is from, or something in it."""

import re
from collections.abc import Iterator

_KNOWN = "|".join(
    " ".join(name.split())
    for name in """Reuters, AFP, Agence France-Presse, Associated Press, United Press International, UPI,
    Xinhua, China News Service, Central News Agency, KCNA, Korean Central News Agency, Yonhap, Kyodo,
    Jiji Press, TASS, Itar-Tass, ITAR-TASS, Interfax, RIA Novosti, Ukrinform, BelTA, Kazinform, Tanjug,
    Deutsche Presse-Agentur, DPA, Austria Presse Agentur, Keystone-SDA, Belga, ANSA, Adnkronos,
    Agencia EFE, EFE, Europa Press, Agência Lusa, Ritzau, Press Association, PA Media, Canadian Press,
    Press Trust of India, Indo-Asian News Service, IANS, Bernama, Antara, Vietnam News Agency, Anadolu,
    IRNA, ISNA, Tasnim, Fars News Agency, Mehr News Agency, SANA, WAFA, Saudi Press Agency,
    Emirates News Agency, Middle East News Agency, Maghreb Arabe Presse, Bloomberg News,
    Dow Jones Newswires""".split(",")
)
_SHORT = "AP|PA|AAP|ANI|PTI|CP|APA|MTI|PAP|CTK|NTB|BTA|HINA|SPA|WAM|MAP|Lusa|dpa"
"""What means other things too counts where it stands as a source."""
_KIND = r"[A-ZÀ-Þ][\w’'-]*(?: [\w’'-]+){0,3} (?:Wire|Newswire|News Agency|Press Agency|News Service)"

_NAME = r"[^\W\d_][^()\d\n]{0,38}[^\W\d_.!?]"
_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+(?: [A-ZÀ-Þ.'’/-]+){0,3}"
_TOWN = r"^[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){0,3}"
_DASH = r" ?(?:[–—]|--?)\s"

# PORT ELLERY, March 4 (Agency) –   |   Port Ellery (Agency) –   |   (Agency) –
_DATELINE = re.compile(
    rf"(?:(?:\b{_PLACE}|{_TOWN})(?:, [^()\n]{{2,40}})? |^)\((?P<name>{_NAME})\){_DASH}(?=[\"“‘(]?[A-ZÀ-Þ\d])",
    re.MULTILINE,
)
# (AP)   |   (Skerry Wire)   |   AP –   |   PORT ELLERY, AP –
_CREDIT = re.compile(
    rf"^\((?P<name>{_KNOWN}|{_SHORT}|{_KIND})\)$|^(?:{_PLACE},? )?(?P<bare>{_KNOWN}|{_SHORT}){_DASH}",
    re.MULTILINE,
)
_NAMED = re.compile(rf"(?:{_KNOWN}|{_SHORT})\b")
_BEFORE = re.compile(
    r"(?:\b(?:according to|told|reported by|quoted by|via|copyright|news agency)|©|\(c\))(?: the| \d{4})? $",
    re.IGNORECASE,
)
_AFTER = re.compile(r" (?:said|says|reported|reports|reporter|correspondent|photo|news agency)\b")

OPENING = 600
"""Characters in which a dateline stands: captions and summaries may come before it."""


def agencies_in(text: str) -> tuple[str, ...]:
    """As the text calls them, each once, in the order in which it does."""
    opening = text[:OPENING]
    datelines = _DATELINE.finditer(opening) if "(" in opening else ()
    found: dict[str, int] = {}
    for match in (*datelines, *_CREDIT.finditer(text), *_named(text)):
        name = next(filter(None, match.groups()), match.group())
        found[name] = min(match.start(), found.get(name, match.start()))
    return tuple(sorted(found, key=lambda name: found[name]))


def _named(text: str) -> Iterator[re.Match[str]]:
    short = _SHORT.split("|")
    for match in _NAMED.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        whole = not before[-1:].isalnum()
        if whole and (
            match.group() not in short or _BEFORE.search(before) or _AFTER.match(text, match.end())
        ):
            yield match

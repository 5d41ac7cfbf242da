"""The lines above a plain text: which of them are its headline, and which names the outlet."""

import re

from store.intake.dates import WHOLE_DATE, read_date

_PAPERS = frozenset(
    """advertiser advocate argus banner beacon bladet blatt broadcasting bugle bulletin chronicle citizen
    clarion correo corriere courant courier daily diario diary dispatch echo enquirer evening
    examiner express figaro gazeta gazette gazzetta globe guardian herald independent inquirer
    irishman journal kurier kurir lantern leader ledger magazine mail mercury messenger mirror monde
    monitor morning nachrichten news newspaper observer online patriot post press presse record
    register reporter republic review scotsman sentinel spectator standard star statesman sun
    tagblatt tageblatt tageszeitung telegram telegraph tidende times today transcript tribune
    vindicator voice watch weekly wire zeitung
    fernsehen network newsroom newswire radio radyo rundfunk telediario television televisión tv""".split()
)
_STATIONS = frozenset("canal channel kanal sender".split())
"""Outlets where they begin the name: Channel Six, but not the English Channel."""
_AGENCIES = frozenset(
    "afp ap axios bbc bloomberg cnn dpa itv npr pbs politico reuters upi wikinews xinhua".split()
)
_SMALL = frozenset("of the and & for on in at de la le les du des der die das und el del di il do da".split())
_RUNS_ON = re.compile(
    r"(?:[,:;–—/(-]|\b(?:a|an|the|of|in|on|at|to|for|from|by|with|and|or|but|as|after|before|over|into|near"
    r"|off|under|against|between|amid|about|than|that|is|are|was|were|will|its?|his|her|their|says?|said"
    r"|hits?|leaves?|joins?|tells?|urges?|blames?|sues?|meets?|visits?|backs?|beats?))$",
    re.IGNORECASE,
)
"""At the end of a line: the headline is not over."""
_WHO_SAYS = re.compile(r", [^,]{2,40} sa(?:ys?|id)$")
_GOES_ON = re.compile(r"(?:to|by|as|with|from|of|in|on|at|for|after|over|and|or)\b", re.IGNORECASE)
"""At the beginning of a line: it belongs to the headline above."""
_BYLINE = re.compile(r"By (?P<who>[A-Z].*)")
_BESIDE_A_DATE = re.compile(
    rf"(?P<name>.{{2,50}}?)(?:,| [|·–—-]) (?:\w+day,? )?(?P<day>{WHOLE_DATE.pattern})$"
)
_WHOLE = re.compile(r"[^\W\d_]{4,}$")
"""Short words at the end of a line run on in other languages too."""
_SITE = re.compile(r"(?:www\.)?[\w-]+(?:\.[a-z]{2,})+", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_MOST_WORDS = 5


def title_and_outlet(header: list[list[str]], width: int) -> tuple[str, str]:
    """Of paragraphs of lines without fields; ``width`` is that of the widest line of the text below.

    An outlet is only what reads like one and stands between a headline and a date.
    """
    read = [_undated(paragraph, first=place == 0) for place, paragraph in enumerate(header)]
    told = [place for place, (lines, _) in enumerate(read) if lines]
    above, below = [[], [], *(read[place][0] for place in told)][-2:]
    dated = any(dated for _, dated in read[told[-1] :]) if told else False
    if not dated:
        return " ".join(below), ""
    if above and len(below) == 1 and is_paper(below[0]) and not is_paper(" ".join(above)):
        return " ".join(above), below[0]
    return _parted(below, width) if len(below) > 1 else (" ".join(below), "")


def _undated(paragraph: list[str], *, first: bool) -> tuple[list[str], bool]:
    """Its lines without dates and bylines, and whether a date stands below or behind the last.

    The line at the top is the headline, whatever it looks like.
    """
    lines = [line for line in paragraph if not read_date(line)]
    kept = 1 if first else 0
    if lines and not (first and _in_capitals(lines[0])):
        lines = [*lines[:kept], *(line for line in lines[kept:] if not _is_byline(line))]
    beside = _BESIDE_A_DATE.fullmatch(lines[-1]) if len(lines) > kept else None
    if beside and is_paper(beside["name"]):
        return [*lines[:-1], beside["name"]], True
    return lines, bool(read_date(paragraph[-1]))


def _parted(lines: list[str], width: int) -> tuple[str, str]:
    """A headline, which may run over two lines, and the outlet below it."""
    head, last = lines[:-1], lines[-1]
    whole = bool(_WHO_SAYS.search(head[-1])) or not _RUNS_ON.search(head[-1])
    if whole and is_paper(last):
        return " ".join(head), last
    # With room for it in the line above, it was put below for another reason.
    apart = len(head[-1]) + 1 + len(last.partition(" ")[0]) <= width and bool(_WHOLE.search(head[-1]))
    named = " " in last and _is_name(last) and not _in_capitals(" ".join(head))
    return " ".join(head if whole and apart and named else lines), ""


def _in_capitals(head: str) -> bool:
    """Whether each long word but the first begins with one: then a name below is no other line's."""
    return all(word[0].isupper() for word in _LONG_WORD.findall(head)[1:])


def _is_byline(line: str) -> bool:
    by = _BYLINE.fullmatch(line)
    return bool(by and _is_name(by["who"]))


def is_paper(line: str) -> bool:
    """Whether it reads like the name of an outlet: The Tarnow Courier, Reuters, tarnow.example."""
    words = line.lower().split()
    kinds = {*words} & _PAPERS or {*words[:1]} & _STATIONS
    known = not _AGENCIES.isdisjoint(words) or (len(words) > 1 and bool(kinds))
    named = _is_name(re.sub(r"(?<=\w) \d{1,3}\b", "", line)) and not _GOES_ON.match(line)
    return bool(_SITE.fullmatch(line)) or (known and named)


def _is_name(line: str) -> bool:
    """A few words with capitals, and no stop."""
    words = line.split()
    capitals = all(word[0].isupper() or word in _SMALL for word in words)
    return len(words) <= _MOST_WORDS and line[0].isupper() and capitals and line[-1] not in ".!?,:;"

"""What the figures of a sentence count or measure: tolls and costs by their words, the rest by its unit."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from agents.figures import NUMBER_WORDS, Figure, figures
from agents.missing import none_told
from agents.sameness import ORDINALS
from agents.surface import content_stems
from agents.totals import added, totals
from store.temporal import MONTHS

_COUNTS = {
    "dead": re.compile(
        r"\b(?:dead|died|deaths?|killed|killing|toll|bodies|lives|fatalities)\b", re.IGNORECASE
    ),
    "injured": re.compile(r"\b(?:injured|injuring|wounded|hurt|injuries)\b", re.IGNORECASE),
    "missing": re.compile(r"\b(?:missing|unaccounted)\b", re.IGNORECASE),
    "cost": re.compile(r"\b(?:costs?|estimated?|bill|price|rebuild\w*|replac\w+|repairs?)\b", re.IGNORECASE),
}
_ANY = re.compile("|".join(cue.pattern for cue in _COUNTS.values()), re.IGNORECASE)
_NO_QUANTITY = re.compile(
    r"\b(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}|aged? \d+"
    rf"|(?:number|no\.) (?:\d+|(?:{'|'.join(sorted(NUMBER_WORDS))})\b)"
    r"|[\w-]+[- ](?:year|month|week|day)s?[- ]old)\b|, \d{2},",
    re.IGNORECASE,
)
"""Dates, ages and numbers of buses."""
_NO_TOLL = re.compile(
    r"\b(?:caus\w+|cause of|causes of) deaths?\b|\bdeath (?:penalty|sentences?|threats?|certificates?|row)\b",
    re.IGNORECASE,
)
"""Two people charged with causing death are not two dead."""
_ONE = re.compile(r"\b[Oo]ne (?=(?:person|man|woman|child|boy|girl|victim|body)\b)")
_FIGURE = rf"[$€£¥]?(?:\d|(?:{'|'.join(sorted(NUMBER_WORDS))})\b)"
_FROM = re.compile(
    r"(?P<moved>\b(?:rose|risen|raised|up|increased|climbed|grew|grown|jumped|fell|fallen|cut|lowered|reduced"
    rf"|revised|corrected|down|went)\b[^.;]{{0,40}}?)\bfrom {_FIGURE}[^.;,]{{0,25}}? (?=to {_FIGURE})",
    re.IGNORECASE,
)
_MARGIN = re.compile(
    rf"\b(?:by|of|to) (?:only |just |some |about )?(?P<by>{_FIGURE}[\d,]*) votes?\b(?! to \d)"
    rf"|(?P<ahead>{_FIGURE}[\d,]*) votes? (?:ahead|behind|clear|more)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\b(?:ahead|behind|lead(?:s|ing)?|led|trail(?:s|ed|ing)?|w[io]ns?|won|los(?:es|t)|defeat(?:s|ed)|beat(?:s|en)?"
    r"|margin|majority|victory)\b",
    re.IGNORECASE,
)
"""By how many votes somebody is ahead, or has won."""
_YEAR = re.compile(r"(?<![\d.,$€£¥])(?:19|20)\d\d(?![\d%]|[.,]\d)")
"""1,900 ballots are no year."""
_RECALLED = re.compile(r"\bwhen\b[^,;]*$")
"""On election night, when the screens showed her 214 votes ahead, …: that was then."""
_OTHERWISE = frozenset(
    """arrested detained charged rescued saved evacuated displaced homeless questioned released
    quarantined convicted sentenced""".split()
)
"""Right behind a figure: eleven were injured and four arrested."""
_COUNTABLE = re.compile(rf"[$€£¥]?\d|(?:{'|'.join(sorted(NUMBER_WORDS))})(?:-|\b)", re.IGNORECASE)
_POSITION = re.compile(
    r"(?<![\w.])(?P<lat>\d{1,2}(?:\.\d+)?) ?°? ?(?P<n>[NS])[ ,]+(?P<lon>\d{1,3}(?:\.\d+)?) ?°? ?(?P<e>[EW])\b"
)
"""Latitude and longitude: 20.2N 87.1W."""
UNIT = 4
"""Words from a figure on among which its unit is looked for."""
_SPANS = frozenset(
    content_stems(
        """second minute hour day night week month year decade century year-old old am pm time
        gmt utc bst cet cest est edt cst cdt mst mdt pst pdt ist jst"""
    )
)
POSITION = "position"
NEAR = 6
"""Words between a figure and the word that says what it counts."""
TOTALLED = 14
"""The same, in a sentence that announces a total: the number of people who lost their lives in … is 16."""
_TOTAL = re.compile(r"\b(?:number of|toll)\b", re.IGNORECASE)
_PART = re.compile(
    r"(?:\S+ )?(?:of|among) (?:the|those|them|these|whom)\b|(?:\S+ )?of (?:the )?\d", re.IGNORECASE
)
"""Behind a figure: three of those who died are not all that did."""
_INCLUDING = re.compile(
    r"\b(?:including|among (?:them|whom|those)|of (?:them|whom))(?: (?:at least|some|the))?$"
)
_GROUPS = frozenset(
    content_stems(
        """child children woman women man men boy girl baby infant teenager firefighter fireman firemen
        officer policeman policemen soldier tourist student pupil foreigner national journalist doctor nurse
        rescuer volunteer civilian militant"""
    )
)
THINGS = frozenset(
    content_stems(
        """animal pet cow sheep horse dog cat bird car vehicle lorry truck bus boat ship plane file document
        painting artwork picture house home weapon gun rifle"""
    )
)
"""Of which some may be missing though nobody is."""
_APART = _GROUPS | THINGS
"""Who is counted apart from all the dead."""
_MOVES = frozenset(
    content_stems(
        """fell rose rise fall gained gain lost dropped drop climbed jumped slid declined grew increased
        decreased surged plunged slipped soared shrank up down added shed cut"""
    )
) | {"up", "down"}
"""By so much on one day, and by so much on another: both are true."""
_SCORE = re.compile(r"\d+(?:[-–:]\d+|st|nd|rd|th)\b")
_LABELS = frozenset(
    """Article Section Flight Route Highway Bus Line Platform Pier Gate Bill Act Chapter Rule Law Resolution
    Proposition Room Building Unit Reactor Channel Group Train Apollo""".split()
)
_NUMBERED = _LABELS.union(
    """Silo Dam Mine Shaft Pit Block Tower Hall Hangar Ward Warehouse Station Terminal Well Rig Tunnel Lock
    Sector District Camp Level Floor Tank Boiler Furnace Engine Coach Carriage Tram Runway Berth Dock Junction
    Checkpoint Depot Soyuz Boeing Airbus Interstate""".split()
)
"""Besides, names behind which a figure counts nobody: "the explosion of Silo 7 killed ten"."""
_ITS_NUMBER = re.compile(r"\d{1,4}(?:['’]s)?[,.;:)”\"]*")
_MONTHS = frozenset((*MONTHS, *(month[:3] for month in MONTHS), "Sept"))
_WHERE = frozenset("on of at in near to from inside outside".split())
_COUNTED = frozenset(content_stems("people persons others died dead hurt injured bodies")) | _GROUPS
"""In Building 7 people died: seven did."""
_RANKED = re.compile(r"\b(?:rank\w*|standings|table|league|charts?|list)\b", re.IGNORECASE)
_RANK = re.compile(
    rf"\b(?P<rank>{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th))(?: place)? (?:in|on|among)\b", re.IGNORECASE
)
_MONEY = re.compile(r"[$€£¥]|\b(?:million|billion|crowns?|dollars?|euros?|pounds?)\b", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def counts(text: str, year: int) -> Mapping[str, frozenset[str]]:
    """The tolls, costs and margins of a sentence: each figure counts for the quantity whose word is nearest.

    Children, soldiers and other groups are counted apart ("dead children"), a part of the dead not at all.
    A sentence that names another year speaks of another event, and gives none.

    An update holds every claim against every sentence of the news: the last 20,000 are remembered.
    """
    if {int(one) for one in _YEAR.findall(text)} - {year}:
        return MappingProxyType({})
    given = _tolls(text) if _ANY.search(text) else {}
    if _LEADS.search(text) and (margins := {str(one) for one in _margins(text)}):
        given["margin"] = margins
    return MappingProxyType({name: frozenset(values) for name, values in given.items()})


def _margins(text: str) -> Iterator[Figure]:
    for found in (one for one in _MARGIN.finditer(text) if not _RECALLED.search(text[: one.start()])):
        yield from figures(found["by"] or found["ahead"])


def _tolls(text: str) -> dict[str, set[str]]:
    plain = _ONE.sub("1 ", _NO_QUANTITY.sub(" ", _NO_TOLL.sub(" ", _now(text))))
    tokens = none_told(plain).split()
    cues = [
        (place, name)
        for place, word in enumerate(tokens)
        if _ANY.search(word)
        for name, cue in _COUNTS.items()
        if cue.search(word)
    ]
    reach = TOTALLED if _TOTAL.search(text) else NEAR
    given: dict[str, set[str]] = defaultdict(set)
    for place, word in enumerate(tokens):
        far = ((_distance(tokens, place, cue), name) for cue, name in cues)
        near = sorted(one for one in far if one[0] <= reach)
        if not near or not _COUNTABLE.match(word) or _is_part(tokens, place) or _numbers(tokens, place):
            continue
        money = bool(_MONEY.search(" ".join(tokens[place : place + 3])))
        for figure in figures(" ".join(tokens[place : place + 2])):
            if (near[0][1] == "cost") == money:
                given[_of_whom(near[0][1], tokens, place)].add(str(figure))
    return given


def _now(text: str) -> str:
    """Without the value before, where it says from what to what something rose or fell."""
    return _FROM.sub(r"\g<moved>", text)


def tolls(text: str) -> Mapping[str, frozenset[str]]:
    """The dead, injured and missing that it counts, where it names no year."""
    return {name: values for name, values in counts(text, 0).items() if name not in {"cost", "margin"}}


def _is_part(tokens: list[str], place: int) -> bool:
    """Of all that are counted, or of others: "one, not two" are not two at all."""
    if not _OTHERWISE.isdisjoint(word.strip(",.;:") for word in tokens[place + 1 : place + 3]):
        return True
    before, after = " ".join(tokens[max(0, place - 4) : place]), " ".join(tokens[place + 1 : place + 5])
    if before.lower().split()[-1:] == ["not"] or (added(before, after) and totals(" ".join(tokens))):
        return True
    return bool(_PART.match(after) or _INCLUDING.search(before))


def _numbers(tokens: list[str], place: int) -> bool:
    """Whether it is the number of a thing or a day: Flight 93, platform 9, Aug. 7."""
    lead, name = ["", "", *tokens][place : place + 2]
    thing = name.title() in _NUMBERED and (name[0].isupper() or lead in _WHERE)
    day = name.strip(".") in _MONTHS and lead.lower() != "in"
    behind = content_stems("".join(tokens[place + 1 : place + 2]))
    counted = tokens[place].isdigit() and not _COUNTED.isdisjoint(behind)
    return (thing or day) and not counted and bool(_ITS_NUMBER.fullmatch(tokens[place]))


def _of_whom(name: str, tokens: list[str], place: int) -> str:
    """The quantity, with the group where not everybody is counted."""
    behind = content_stems(" ".join(tokens[place + 1 : place + 4]))[:2]
    group = next((stem for stem in behind if stem in _APART), "") if name != "cost" else ""
    return f"{name} {group}".rstrip()


@lru_cache(maxsize=20_000)
def measures(text: str) -> Mapping[str, frozenset[str]]:
    """Figures by the stem of the word behind them: "near 75 mph" gives mph; shares by %, sums by money.

    Spans of time are left out: they say when, and are no news by themselves. So are rises and falls, scores,
    and numbers that are names. A place in a ranking is one.
    Latitude and longitude together are one position.
    """
    given: defaultdict[str, set[str]] = defaultdict(set)
    for found in _POSITION.finditer(text):
        given[POSITION].add(f"{found['lat']}{found['n']} {found['lon']}{found['e']}")
    counted = _COUNTABLE.search(text)
    tokens = _NO_QUANTITY.sub(" ", _POSITION.sub(" ", _now(text))).split() if counted else []
    for place, word in enumerate(tokens):
        if not _COUNTABLE.match(word) or (place and _scales(word)) or _measures_nothing(tokens, place):
            continue
        behind = " ".join(tokens[place : place + UNIT])
        found = figures(behind)[:1]
        unit = _unit(behind, found)
        if found and unit and unit not in _SPANS:
            given[unit].update(map(str, found))
    given.update({"rank": set(ranks)} if (ranks := _ranks(text)) else {})
    return MappingProxyType({unit: frozenset(values) for unit, values in given.items()})


def _measures_nothing(tokens: list[str], place: int) -> bool:
    before = tokens[place - 1] if place else ""
    return (
        before.lower() == "not"
        or _labels(before, tokens[place], place)
        or bool(_SCORE.match(tokens[place]))
        or _moves(tokens[max(0, place - 4) : place])
    )


def _labels(before: str, figure: str, place: int) -> bool:
    """Flight 70, Windsor 12: a whole number behind a name belongs to it; not in a line in capitals."""
    name = place > 1 and re.fullmatch(r"[A-Z][\w-]*", before) and not before.isupper()
    return before in _LABELS or bool(name and re.fullmatch(r"\d{1,4}", figure))


def _moves(before: list[str]) -> bool:
    """Whether these words end in "fell", "rose by", "up more than"; not in "fell to"."""
    moved = _MOVES.intersection([*content_stems(" ".join(before)), *(word.lower() for word in before)])
    return bool(moved) and "to" not in before and "at" not in before


def _ranks(text: str) -> list[str]:
    if not _RANKED.search(text):
        return []
    found = (match["rank"].lower() for match in _RANK.finditer(text))
    return [f"#{ORDINALS.index(rank) + 1 if rank in ORDINALS else rank[:-2]}" for rank in found]


def _scales(word: str) -> bool:
    return word.lower() in NUMBER_WORDS and not figures(word)


def _unit(text: str, found: list[Figure]) -> str:
    if found and found[0].percent:
        return "%"
    if _MONEY.search(text):
        return "money"
    return next(iter(content_stems(text)), "")


def _distance(tokens: list[str], figure: int, cue: int) -> float:
    """Words between them; a figure counts what comes after it more often than what came before a stop."""
    stops = tokens[cue].endswith((",", ";", ":")) or tokens[cue + 1 : figure] in (["and"], ["while"])
    return cue - figure if cue >= figure else (3 if stops else 1.5) * (figure - cue)

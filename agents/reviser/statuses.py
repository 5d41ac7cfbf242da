"""Changes of status, and claims that denied them, left them open, or told the state before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import MappingProxyType

from agents.sameness import matter, name_words, other_event
from agents.surface import CALENDAR_STEMS, content_stems, names, read_surface


class Matter(Enum):
    """How much of what the claim speaks of has to be in the news, its names apart."""

    NOTHING = 0
    ONE_WORD = 1
    """If the news have words of their own."""
    MOST = 2


_NOT_YET = (
    r"(?:\bnot|n['’]t|\b(?:no (?:intention|plans?|thought)|never|denie[sd]|deny|denying|refus\w+|may"
    r"|might|could|would|will|whether|if|possibly|perhaps|likely|offer\w*|threaten\w*|propos\w+"
    r"|consider\w*|urged|asked|plans?|expected|yet))\b(?:\W+\w+){0,4}?\W+"
)


@dataclass(frozen=True)
class Status:
    """A change of status, and how sentences speak of it."""

    happened: re.Pattern[str]
    open: re.Pattern[str]
    """A claim that denies it, or does not know of it."""
    before: re.Pattern[str] | None
    """A claim that tells the state which it ends."""
    matter: Matter
    personal: bool
    """Whether it happens to the person or body that is named; else to a thing."""


def _status(
    happened: str, spoken: str, before: str = "", matter: Matter = Matter.NOTHING, *, personal: bool = True
) -> Status:
    return Status(
        re.compile(rf"\b(?:{happened})\b"),
        re.compile(rf"{_NOT_YET}(?:{spoken})", re.IGNORECASE),
        re.compile(rf"\b(?:{before})\b", re.IGNORECASE) if before else None,
        matter,
        personal,
    )


_WAS = r"(?:was|were|has been|have been|had been|is|are)"
_STILL = r"(?:is|are|remains?|still)(?: (?:still|being|closely))?"
STATUSES = (
    _status(
        r"resigned|quit|(?:stepped|stood|steps) (?:down|aside)|left office",
        r"resign|quit|step(?:s|ped|ping)? (?:down|aside)",
        matter=Matter.ONE_WORD,
    ),
    _status(
        rf"died|{_WAS} (?:found|pronounced|declared) dead",
        r"die[sd]?\b|dead\b",
        r"(?:critical|serious|grave) condition|on life support|fighting for (?:his|her) life|in a coma",
    ),
    _status(
        rf"{_WAS} (?:re-?)?elected"
        r"|(?:has )?won (?:the |an? )?(?:\w+ )?(?:election|vote|race|seat|presidency)",
        r"(?:be )?(?:re-?)?elect|win\b|won\b",
        matter=Matter.ONE_WORD,
    ),
    _status(
        r"(?:went|gone|declared(?: \w+)?) (?:bankrupt|insolvent)"
        r"|(?:filed|files|has filed) for (?:bankruptcy|insolvency)",
        r"(?:go(?:es|ing)? |be |file for )?(?:bankrupt|insolven)",
    ),
    _status(
        r"signed|approved|passed|ratified|adopted",
        r"(?:sign|approv|pass|ratif|adopt)",
        matter=Matter.MOST,
        personal=False,
    ),
    _status(
        r"cancell?ed|called off|scrapped|abandoned|axed",
        r"(?:be )?(?:cancel|call(?:ed|ing)? off|scrap|abandon|axe)",
        matter=Matter.MOST,
        personal=False,
    ),
    _status(
        r"reversed|overturned|withdrew|withdrawn|quashed|revoked|lifted|repealed",
        r"(?:be )?(?:revers|overturn|withdraw|quash|revok|lift|repeal)",
        r"(?:still in force|remains? in force|is in force)",
        matter=Matter.MOST,
        personal=False,
    ),
    _status(
        rf"{_WAS} (?:arrested|caught|captured|detained)|gave (?:him|her)self up|surrendered",
        r"(?:be(?:en)? )?(?:arrest|caught|captur|surrender)",
        r"(?:is|are|remains?|still) (?:at large|on the run|in hiding|wanted|search(?:ing)? for|hunting for)",
    ),
    _status(
        rf"{_WAS} (?:released|freed)|walked free",
        r"(?:be(?:en)? )?(?:releas|free)",
        rf"{_STILL} (?:held|detained|captive|imprisoned|jailed|in custody|in (?:a )?prison)",
    ),
    _status(
        rf"re-?opened|{_WAS} open (?:again|to traffic)",
        r"(?:be )?(?:re-?)?open",
        rf"(?:{_STILL}|(?:has|have) been) (?:closed|shut|blocked|impassable)"
        r"|(?:will|would) (?:be|stay|remain) (?:closed|shut) until further notice",
        matter=Matter.MOST,
        personal=False,
    ),
    _status(
        r"ended|is over|came to an end|returned to work",
        r"(?:end|stop)\b",
        r"continues?|goes on|is ongoing|is under ?way|(?:is|are) (?:still )?on strike",
        matter=Matter.MOST,
        personal=False,
    ),
    _status(
        rf"put out|extinguished|{_WAS} (?:out|under control|contained)",
        r"(?:be )?(?:put out|extinguish|under control|contain)",
        r"(?:is|are|still) (?:still )?(?:burning|raging|out of control)",
        matter=Matter.MOST,
        personal=False,
    ),
)
_NO_SUBJECT = re.compile(
    r"\b(?:of|for|by|with|to|against|on|from|at|after|before|than|and)(?: (?:the|a|an))?(?: [\w-]+)? $"
)
_COMMON = frozenset(
    content_stems(
        """people said say still yet remain condition police official year week month day today told ask plan
        may might could critic serious grave search hunt held prison court hospital has have been continue
        deni refus offer threaten propos consider closed shut burn"""
    )
)
MOST = 0.6
"""Share of what a claim speaks of that the news repeat, where it is a thing that changed."""


_NO_CONFIDENCE = re.compile(r"\bno[- ]confidence\b", re.IGNORECASE)
"""It denies nothing that happened."""


def changed(news: str, claim: str) -> str:
    """Whom or what has changed, where the claim denied it, left it open or told the state before."""
    happened = _happened(news)
    if not happened or read_surface(_NO_CONFIDENCE.sub(" ", news)).negations:
        return ""
    was = _was(claim)
    for place in sorted(happened.keys() & was.keys()):
        status, end = STATUSES[place], was[place]
        about = _person(news[: happened[place]], claim) if status.personal else _thing(news, claim)
        clause = claim[:end] + claim[end:].partition(",")[0]
        if about and _speaks_of(status, news, clause, about):
            return about
    return ""


@lru_cache(maxsize=20_000)
def _happened(news: str) -> Mapping[int, int]:
    """By the place of a status, where the news begin to tell it; each sentence is held against many."""
    found = ((place, status.happened.search(news)) for place, status in enumerate(STATUSES))
    return MappingProxyType({place: match.start() for place, match in found if match})


@lru_cache(maxsize=20_000)
def _was(claim: str) -> Mapping[int, int]:
    """By the place of a status, the end of what denies it, leaves it open or tells the state before."""
    found = (
        (place, status.open.search(claim) or (status.before and status.before.search(claim)))
        for place, status in enumerate(STATUSES)
    )
    return MappingProxyType({place: match.end() for place, match in found if match})


def _person(before: str, claim: str) -> str:
    """The last name before what happened, if it is its subject and the claim names the same one."""
    told = [*names(before, begun=True)]
    at = before.rfind(told[-1]) if told else 0
    if not told or _NO_SUBJECT.search(before[:at]) or re.match(r"['’]s?\s", before[at + len(told[-1]) :]):
        return ""
    return next((name for name in names(claim, begun=True) if _same(name, told[-1])), "")


def _same(name: str, other: str) -> bool:
    """Kaja Lind is Lind, Tor Lind is another."""
    a, b = name_words(f"the {name}"), name_words(f"the {other}")
    last, others = (one.rsplit(maxsplit=1)[-1] for one in (name, other))
    return bool(a and b) and (a <= b or b <= a) and last == others


def _thing(news: str, claim: str) -> str:
    shared = frozenset[str]() if other_event(news, claim) else name_words(news) & name_words(claim)
    return next((name for name in names(claim) if name_words(f"the {name}") & shared), "")


def _speaks_of(status: Status, news: str, claim: str, about: str) -> bool:
    if status.matter is Matter.NOTHING:
        return True
    if status.matter is Matter.ONE_WORD:
        person = " ".join(name_words(f"the {about}") & name_words(f"So {news}"))
        wanted, said = (_words(status, text, person) for text in (claim, news))
        return not wanted or not said or bool(wanted & said)
    wanted, said = (_words(status, text, " ".join(names(text))) for text in (claim, matter(news)))
    return bool(wanted) and len(wanted & said) >= max(1, MOST * len(wanted))


def _words(status: Status, text: str, without: str) -> frozenset[str]:
    """What it is about, names and the words for the change apart."""
    named = content_stems(without)
    plain = text
    for pattern in _patterns(status):
        plain = pattern.sub(" ", plain)
    return frozenset(content_stems(plain)).difference(named, _COMMON, CALENDAR_STEMS)


def _patterns(status: Status) -> Iterator[re.Pattern[str]]:
    known: Sequence[re.Pattern[str] | None] = (status.happened, status.open, status.before)
    return (pattern for pattern in known if pattern)

"""Whose brother, whose wife, of what the head: the name that the source gives; and titles before names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from agents.checker.grounding.persons import LONGEST, NAME, TITLES, Person, persons, same
from agents.checker.grounding.witness import Witness
from agents.checker.passages import ReadSource
from store.records import Finding, Reason

_KIN = (
    "brother sister wife husband son daughter father mother widow widower uncle aunt nephew niece cousin"
    " grandson granddaughter grandfather grandmother stepfather stepmother fiancée fiancé"
)
_POSTS = (
    "owner head president minister spokesman spokeswoman spokesperson chairman chairwoman director founder"
    " leader mayor governor chancellor lawyer ambassador secretary executive commissioner bishop king queen"
)
_RELATION = rf"(?P<relation>{'|'.join([*_KIN.split(), *_POSTS.split()])})"
_ANY = re.compile(rf"\b{_RELATION}s?(?P<law>[ -]in[ -]law)?\b", re.IGNORECASE)
_OF = re.compile(rf" (?:of|for|to) (?:the |former )*(?P<owner>{NAME}(?: [a-z-]+ {NAME})?)")
_HIS = re.compile(r"\b(?:[Hh]is|[Hh]er) (?:\w+ ){0,2}$")
_AT = re.compile(r"\b(?:of|in|at|by|for|from|with|to|on|near|against) (?:the )?$")
_OWNED = re.compile(rf"(?P<owner>{NAME})(?:['’]s|(?<=s)['’])(?: \w+){{0,2}} $")
_HOLDER = re.compile(
    rf"(?P<holder>{NAME}),? (?:(?:who )?(?:is|was|became|has been) )?(?:now |then |also )?"
    r"(?:(?:the|a|an) )?(?:[a-z]+ ){0,2}$"
)
_FOLLOWER = re.compile(rf",? (?:(?:is|was) )?(?P<holder>{NAME}(?:(?:, and|,| and) {NAME})*)")
_TITLED = re.compile(rf" (?P<holder>{NAME}(?:(?:, and|,| and) {NAME})*)")
_OFFICES = TITLES - frozenset(
    "mr mrs ms miss dr sir dame lord lady former father sister brother general chief deputy vice executive"
    " officer justice king queen prince princess".split()
)
"""Titles that somebody has, and not everybody."""
_MUTUAL = frozenset("brother sister cousin".split())
"""What one is to the other, the other may be to the one."""
AROUND = 2
"""Sentences back in which the one is looked for whose brother "his brother" is."""


@dataclass(frozen=True, slots=True)
class _Tie:
    """A word of relation with the names that stand by it; none where it is open who that is."""

    word: str
    owners: tuple[Person, ...]
    holders: tuple[Person, ...]
    his: bool = False
    """Whether a pronoun is the owner, and the owners are all whom it may mean in its sentence."""


def moved(witness: Witness) -> Iterator[Finding]:
    """A relation of somebody to a name, where the source has it of others only."""
    for tie in ties(witness.text):
        if not tie.owners or tie.his or witness.claim.negations:
            continue
        other = _of_another(witness.source, tie)
        if other:
            detail = f"{tie.word} of {tie.owners[0].shown}, where the source has {other.shown}"
            yield Finding(reason=Reason.ROLE, detail=detail)
            return


@lru_cache(maxsize=4_000)
def ties(text: str) -> tuple[_Tie, ...]:
    """Every relation in a sentence."""
    return tuple(_tie(text, match) for match in _ANY.finditer(text))


def _tie(text: str, match: re.Match[str]) -> _Tie:
    before, after = text[: match.start()], text[match.end() :]
    word = f"{match['relation'].lower()}{'-in-law' if match['law'] else ''}"
    if len(text) > LONGEST:
        return _Tie(word, (), ())
    if found := _OF.match(after):
        return _Tie(word, persons(found["owner"]), _before(before) or _behind(after[found.end() :]))
    if found := _OWNED.search(before):
        return _Tie(word, persons(found["owner"]), _behind(after) or _before(before[: found.start()]))
    if his := _HIS.search(before):
        return _Tie(word, persons(before[: his.start()]), _behind(after), his=True)
    return _Tie(word, (), ())


def _before(text: str) -> tuple[Person, ...]:
    """Whoever stands before a relation; a lone first word may be no name."""
    found = _HOLDER.search(text)
    if not found or _AT.search(text[: found.start()]) or (found.start() == 0 and " " not in found["holder"]):
        return ()
    return persons(found["holder"])


def _behind(text: str) -> tuple[Person, ...]:
    found = _FOLLOWER.match(text)
    return persons(found["holder"]) if found else ()


def _of_another(source: ReadSource, claimed: _Tie) -> Person | None:
    """The one to whom the source has this relation, if nothing there may be what is claimed."""
    others: list[Person] = []
    for tie, near in _told(source, claimed.word):
        held = not tie.holders or not claimed.holders or _meet(tie.holders, claimed.holders)
        owned = _meet(tie.owners or near, claimed.owners)
        if (held and owned) or (tie.word in _MUTUAL and _turned(tie, claimed)):
            return None
        if tie.owners and (owned or (tie.holders and held) or not claimed.holders or _turned(tie, claimed)):
            others += tie.holders if owned else tie.owners
    return others[0] if others else None


def _told(source: ReadSource, word: str) -> Iterator[tuple[_Tie, tuple[Person, ...]]]:
    """Each such tie of the source, with the names around it; of "his brother" any before it may be he."""
    for place, sentence in enumerate(source.told):
        for tie in ties(sentence[0]):
            if tie.word == word:
                earlier = (one for told in source.told[:place] for one in persons(told[0])) if tie.his else ()
                owners = (*earlier, *tie.owners) if tie.his else tie.owners
                yield replace(tie, owners=owners), _around(source, place)


def _turned(tie: _Tie, claimed: _Tie) -> bool:
    return _meet(tie.holders, claimed.owners) and _meet(tie.owners, claimed.holders)


def _meet(ours: tuple[Person, ...], theirs: tuple[Person, ...]) -> bool:
    return any(same(one, other) for one in ours for other in theirs)


def _around(source: ReadSource, place: int, ahead: int = 0) -> tuple[Person, ...]:
    near = source.told[max(0, place - AROUND) : place + 1 + ahead]
    return tuple(one for sentence in near for one in persons(sentence[0]))


def retitled(witness: Witness) -> Iterator[Finding]:
    """A title before a name, where the source has it before others only."""
    known = (one for one in persons(witness.text) if one.parts[-1] in witness.source.words)
    for one in known:
        for title in _titles(one):
            other = _titled(witness.source, title, one)
            if other:
                yield Finding(reason=Reason.ROLE, detail=f"{title} {other.shown}, not {one.shown}")
                return


def _titles(one: Person) -> list[str]:
    every = one.shown.lower().split()
    return [word for word in every[:-1] if word in _OFFICES and every[-1] not in TITLES]


def _titled(source: ReadSource, title: str, one: Person) -> Person | None:
    """Somebody with this title, if nothing there may give it to the one."""
    others: list[Person] = []
    for place, sentence in enumerate(source.told):
        for holders in _holders(sentence[0], title):
            if _meet(holders or _around(source, place, 1), (one,)):
                return None
            others += holders
    return others[0] if others else None


def _holders(text: str, title: str) -> Iterator[tuple[Person, ...]]:
    """Of each time that the title stands there, the names behind it."""
    for match in re.finditer(rf"\b{title}(?:s|es)?\b", text, re.IGNORECASE):
        follower = _TITLED.match(text, match.end())
        yield persons(follower["holder"]) if follower else ()

"""Whose deed it was: of the claim's verbs, the name before them against the name that the source has there.

No alarm where the source leaves it open: where another noun, or a pronoun that may stand for the name of the
claim, is what does it there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agents.checker.grounding.persons import LONGEST, NAME, Person, persons, same
from agents.checker.grounding.verbs import is_deed, is_mutual
from agents.checker.grounding.witness import Witness
from agents.checker.passages import ReadSource
from agents.surface import content_stems, read_surface, stem
from store.records import Finding, Reason

_BE = r"(?:is|are|was|were|be|been|being|got)"
_LED = (
    rf"(?:(?:has|have|had|who|also|once|twice|later|then|soon|first|again|now|still|already|both|{_BE}"
    r"|\w+ly) )*"
)
_NEAR = "of|in|at|by|for|from|with|to|on|near|against|and|between|among|under|over|about|into|like|than|as"
_OPENING = (
    r"(?:^[“\"‘]?|[,;:—–] |\b(?:and|but|that|because|when|while|as|if|whether|since|before|after|where"
    r"|although|though|until) )(?:[Tt]he |[Ff]ormer "
    rf"|(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Aa]n?|[A-Z][a-z]+) (?:(?!(?:{_NEAR}) )[a-z-]+ ){{1,3}})?"
)
"""Where a clause begins, and what stands before a name there: "his deputy Ada Orme"."""
_ASIDE = r"(?:, [^,;:]{2,90},)?"
_BEFORE = re.compile(rf"{_OPENING}(?P<names>{NAME}(?:(?:, and|,| and| &) {NAME})*){_ASIDE},? {_LED}$")
_RELATIVE = re.compile(rf"(?P<names>{NAME}),? (?:who|which) {_LED}$")
_JOINED = re.compile(
    rf"{_OPENING}(?P<names>{NAME}){_ASIDE} {_LED}[a-z]+(?: him| her| them| it| \w+ly)? and {_LED}$"
)
_SUBJECTS = (_BEFORE, _RELATIVE, _JOINED)
_PARTICIPLE = re.compile(rf"(?:^|; |\b(?:but|that) ){NAME}, (?:\w+ly )?$")
"""Hale, accused of neglect: he has not accused."""
_CLOSED = re.compile(r"[”\"],? $")
"""Behind what was said it may stand after its verb who said it."""
_PAIRING = re.compile(r",|and\b")
_SOMEBODY = Person("somebody else")
_PRONOUN = re.compile(rf"\b(?:[Hh]e|[Ss]he) {_LED}$")
_PASSIVE = re.compile(rf"\b{_BE} (?:\w+ly )?$")
_CUT_SHORT = re.compile(r"(?:over|with|in|for|after|on|at|near|as|from)\b(?!.*[.!?”\"]$)", re.DOTALL)
"""Behind a headline's verb it may stand for a passive: "Nordbank fined over a leak"."""
_OWN_DEEDS = frozenset(
    content_stems(
        """resigned died won lost left fell rose arrived appeared testified retired stepped quit joined
        returned voted ran spoke met agreed"""
    )
)
"""Nobody undergoes them."""
_OBJECT = re.compile(rf"(?:former |the )*(?P<names>{NAME})")
_AGENT = re.compile(rf"(?:\w+ ){{0,3}}by (?:former |the )*(?P<names>{NAME})")
_ANOTHERS = re.compile(
    r"\b(?:accept|reject|refus|demand|welcom|request|urg|sought|seek|call\w* for)\w* (?:his|her|their|the) $"
)
"""What befalls a deed of somebody else: to accept his resignation is not to resign."""
_SO_DID = re.compile(
    r"\b(?:so did|did (?:so|too|likewise)|as did|as well as|(?:along|together) with|followed by)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
BORNE = 0.6
"""Share of the claim's other terms that a sentence has which says whose deed it was."""
OPEN = 0.3
"""The same of one that may say that it was the claim's."""
BACK = 2
"""Sentences back in which a pronoun's name is looked for."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """A verb as it stands, in the active or the passive, and of whom it is said."""

    verb: str
    shown: str
    passive: bool
    doers: tuple[Person, ...]
    """Those of whom it is said; none where that stays open."""
    sure: bool = True
    """Whether it is said of all of them, and not of one or the other."""


def taken_over(witness: Witness) -> Iterator[Finding]:
    """A deed of somebody whom the source does not have as its doer, where it names another one."""
    for deed in _deeds(witness.text):
        for doer in deed.doers:
            other = _another(witness, deed, doer)
            if other:
                yield Finding(reason=Reason.ROLE, detail=f"{deed.shown}: {other.shown}, not {doer.shown}")
                return


@lru_cache(maxsize=4_000)
def _deeds(text: str) -> tuple[_Deed, ...]:
    """What names are said to have done or undergone."""
    if len(text) > LONGEST:
        return ()
    found = [_deed(text, match) for match in _WORD.finditer(text) if is_deed(match.group())]
    return tuple(deed for deed in found if deed.doers and deed.sure and not is_mutual(deed.shown))


def _deed(text: str, match: re.Match[str]) -> _Deed:
    before, after = text[: match.start()], text[match.end() + 1 :]
    said = _OBJECT.match(after) if _CLOSED.search(before) else None
    found = [said] if said else [names for pattern in _SUBJECTS if (names := pattern.search(before))]
    verb = stem(match.group())
    if verb not in _OWN_DEEDS and _CUT_SHORT.match(after) and not _PASSIVE.search(before):
        found = []
    runs = list(dict.fromkeys(names["names"] for names in found))
    doers = tuple(one for names in runs for one in persons(names))
    passive = bool(
        _PASSIVE.search(before)
        or after.startswith("by ")
        or (before.endswith(", ") and _AGENT.match(after))
        or _PARTICIPLE.search(before)
    )
    return _Deed(verb, match.group(), passive, doers, len(runs) < 2)


def _another(witness: Witness, deed: _Deed, doer: Person) -> Person | None:
    """Who did it by the sentences that tell the rest of the claim, if none may say that it was this one."""
    rest = witness.claim.terms.difference(content_stems(doer.shown), [deed.verb])
    others: list[Person] = []
    if not doer.known(witness.source.source.text):
        return None
    for place, told in enumerate(witness.source.told):
        share = len(rest & read_surface("\n".join(told)).terms) / len(rest) if rest else 1.0
        if share < OPEN:
            continue
        for them in _told(witness.source, place, deed, doer):
            if not them or any(same(doer, one) for one in them):
                return None
            others += them if share >= BORNE else ()
    return others[0] if others else None


def _told(source: ReadSource, place: int, deed: _Deed, doer: Person) -> Iterator[tuple[Person, ...]]:
    """Of each time that the sentence has the verb, who did it; nobody where it may be anybody."""
    text = source.told[place][0]
    here = any(same(doer, one) for one in persons(text))
    for match in _WORD.finditer(text):
        if stem(match.group()) != deed.verb:
            continue
        if len(text) > LONGEST or (here and _SO_DID.search(text)):
            yield ()
        elif is_deed(match.group()):
            yield _doers(source, place, match, deed.passive) or _not_whom_it_befell(text, match, deed, doer)
        elif here and not _ANOTHERS.search(text[: match.start()]):
            yield ()


def _doers(source: ReadSource, place: int, match: re.Match[str], passive: bool) -> tuple[Person, ...]:
    text = source.told[place][0]
    told = _deed(text, match)
    if told.passive is not passive:
        after = (_OBJECT if passive else _AGENT).match(text[match.end() + 1 :])
        return persons(after.string[after.start("names") :]) if after else ()
    if told.doers:
        before = text[: match.start()]
        return (*(one for one in told.doers if one.known(source.source.text)), *_beside(before))
    if _PRONOUN.search(text[: match.start()]):
        before = [source.told[one][0] for one in range(max(0, place - BACK), place)]
        return persons(" . ".join([*before, text[: match.start()]]))
    return ()


def _beside(before: str) -> tuple[Person, ...]:
    """Those named before the doer where one stands next to him: Hale, and his wife Ada Orme, resigned."""
    found = _BEFORE.search(before)
    if not found or not _PAIRING.match(found.group()):
        return ()
    earlier = persons(before[: found.start()])
    return earlier if earlier and before[: found.start()].rstrip(", ").endswith(earlier[-1].shown) else ()


def _not_whom_it_befell(text: str, match: re.Match[str], deed: _Deed, doer: Person) -> tuple[Person, ...]:
    """Somebody, where the one stands behind the active verb and not before it."""
    after = _OBJECT.match(text[match.end() + 1 :])
    if deed.passive or not after or any(same(doer, one) for one in persons(text[: match.start()])):
        return ()
    return (_SOMEBODY,) if any(same(doer, one) for one in persons(after["names"])) else ()

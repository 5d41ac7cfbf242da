"""Whether a speaker who is only a pronoun is named in the same sentence: Ada Brand said she had left."""

import re
from dataclasses import dataclass

from agents.writer.people import (
    BODIES,
    HEADS,
    MANY,
    NAME,
    PLAIN,
    POINTING,
    ROLES,
    UNMISTAKEN,
    is_person,
    is_thing,
)

_SAYING = "said|says|added|told|wrote|noted|continued|explained|warned|concluded|replied|recalled"
_PRONOUN = "he|she|they|it"
_SPEAKER = re.compile(
    rf"\b(?:(?P<last>{_PRONOUN}) (?:{_SAYING})|(?:{_SAYING}) (?P<first>{_PRONOUN}))\b", re.IGNORECASE
)
_OPENING = r"(?:(?:On|In|At|Late|Early|Last|Earlier) [^,“”]{2,30}?,? )?"
_BESIDE = r"(?P<beside>, [^“”\"]{3,120},)?"
_AUX = r"(?: (?:has|had|have|also|repeatedly))*"
_NAMED = re.compile(
    rf"{_OPENING}(?P<the>[Tt]he )?"
    r"(?P<lead>(?:[A-Z]\w+['’]s? )?(?:[a-z-]+ ){0,4}?|[A-Z]\w+ (?:[a-z-]+ ){1,4}?)"
    rf"(?P<name>{NAME})"
    rf"{_BESIDE}{_AUX}"
)
_NOUN = re.compile(
    rf"{_OPENING}(?:(?P<which>[Tt]he|[Aa]n?) )?(?P<noun>(?:[\w-]+ ){{0,4}}?[\w-]+)"
    r"(?P<of>(?: (?:of|for|from|at|in|near|to|with|on) (?:the )?[\w.'’-]+(?: [\w.'’-]+){0,5})?)"
    rf"{_BESIDE}{_AUX}"
)
_LINKS = re.compile(r"\b(?:of|for|from|and|or|by|with|to|in|at|near)(?: the| an?)? $")
_ANOTHERS = re.compile(r"\b(?:of|for|with) (?!the\b)(?:[a-z]+ )*[A-Z]|['’]")
"""A lawyer for Otto Hale said he: which of the two?"""
_THE_OTHER = re.compile(rf"\bthe (?:\w+ )?(?:{'|'.join(sorted(PLAIN))})\b")
_TO_ACT = re.compile(
    r"(?P<subject>.+?) (?:(?:will|would)(?: not| never)? "
    r"(?!(?:be|face|stand|appear|remain|have|die|need|get|lose|receive)\b)[a-z]+"
    r"|(?:plans|intends|hopes|wants|has decided) (?:not )?to\b)[^“”]*,"
)
"""Who will do something may say so; of what was done to him others tell."""
_ENDS = re.compile(r"(?: (?:on|in|at|to) [^,]*|(?: \w+day)?(?: \w+)?)(?:, [^,]*)?\.")
_NOT = "(?: (?:not|never|also|already|still|now))*"
_ACTS = re.compile(
    rf" (?:(?:had|has|will|would|could|can|may|might|did|does){_NOT} "
    r"(?!(?:not|never|also|already|still|now|be|been|become|takes?|taken|made?|make|matter|come|cost)\b"
    r"|(?:rain|snow|happen|emerge|seem|appear|follow|mean|help|depend|turn|show))[a-z]+"
    rf"|(?:is|was|has been|had been|would be|will be){_NOT} "
    r"(?!becoming|raining|taking|coming|going|getting|happening|proving|making)[a-z]+ing"
    r"|(?:expect|believe|intend|hope|want)(?:s|e?d)|plan(?:s|ned))\b"
)
"""What only a body does: said it was a disgrace is of something else."""
_OF_MIND = (
    "(?:un)?(?:aware|sure|certain|able|willing|happy|confident|prepared|convinced|concerned)|afraid|alarmed|angry"
    "|appalled|committed|delighted|determined|disappointed|encouraged|glad|grateful|hopeful|open|opposed"
    "|optimistic|pleased|proud|ready|relieved|saddened|satisfied|shocked|sorry|surprised|told|worried"
)
_TELLS_OF_OTHERS = re.compile(
    r"(?:['’](?:s|re)| (?:is|are|was|were|(?:has|have|had)(?: not| never| also)? been))"
    r"(?: (?:not|now|also|still|already|very|\w+ly))* "
    rf"(?!(?!(?:hid|dy|be|liv|bleed|suffer)ing)[a-z]+ing\b|(?:{_OF_MIND})\b)"
    r"| (?:must|should|ought|(?:has|have|had|needs?) to)\b|['’]?(?:ll| will| would| could| may| might| can) "
    r"(?:not |never |soon )?(?:be|face|stand|have)\b(?! (?:able|ready|willing|happy|\w+ing)\b)"
    r"|(?: has| have| had)? (?:died|fled|gone|left|escaped|drowned|disappeared)\b"
)
"""The minister said he was dead: that is no word of himself."""


@dataclass(frozen=True)
class _Subject:
    """Of a verb of saying: a name, or a noun with what stands around it."""

    name: str
    noun: str
    which: str
    certain: bool
    anothers: bool = False


def all_named(text: str) -> bool:
    """Whether each he, she, they or it that speaks is the one subject that stands before it."""
    speakers = list(_SPEAKER.finditer(text))
    return not speakers or (not POINTING.search(text) and all(_named(text, one) for one in speakers))


def _named(text: str, speaker: re.Match[str]) -> bool:
    before, after = text[: speaker.start()].rstrip(), text[speaker.end() :]
    pronoun = (speaker["first"] or speaker["last"]).lower()
    if speaker["first"]:
        own = _ACTS.match(after) if pronoun == "it" else not _TELLS_OF_OTHERS.match(after)
        return bool(own) and _fits(before, pronoun)
    acting = _TO_ACT.fullmatch(before)
    return bool(acting) and bool(_ENDS.fullmatch(after)) and _fits(acting["subject"], pronoun)


def _fits(before: str, pronoun: str) -> bool:
    found = _subject(before)
    if found is None:
        return False
    if pronoun == "they":
        return found.noun in UNMISTAKEN or (found.noun in MANY and found.certain)
    if pronoun == "it":
        return is_thing(found.name) if found.name else _is_body(found)
    return is_person(found.name, the=bool(found.which)) if found.name else _is_somebody(found)


def _is_body(found: _Subject) -> bool:
    return bool(found.which) and found.noun in BODIES and found.certain


def _is_somebody(found: _Subject) -> bool:
    known = HEADS if found.which.lower() == "the" else PLAIN | ROLES
    return bool(found.which) and found.noun in known and found.certain and not found.anothers


def _subject(before: str) -> _Subject | None:
    """All that stands before the verb, where that is one name or noun."""
    named = _NAMED.fullmatch(before)
    if named and " " in named["name"] and not _LINKS.search(named["lead"]):
        which = named["the"] if named["the"] and not named["lead"] else ""
        return None if _others(named["beside"]) else _Subject(named["name"], "", which, certain=True)
    noun = _NOUN.fullmatch(before)
    if noun is None or _others(noun["beside"]):
        return None
    certain = any(letter.isupper() for letter in noun["noun"][bool(noun["which"]) < 1 :] + noun["of"])
    last = noun["noun"].split()[-1].lower()
    return _Subject("", last, noun["which"] or "", certain, bool(_ANOTHERS.search(noun["of"])))


def _others(beside: str | None) -> bool:
    """Whether somebody else is named beside it."""
    named = any(is_person(name) for name in re.findall(NAME, beside or ""))
    return named or bool(_THE_OTHER.search(beside or ""))

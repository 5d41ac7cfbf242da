"""Whether a sentence says whom its first he or she means.

Nobody is the object of what he does, his own successor, or a party, a month or a court.
"""

import re

from agents.surface import STOP_WORDS, names, words
from agents.writer.people import BODIES, MANY, MEN, PLACES, PLAIN, POINTING, ROLES, WOMEN, is_thing

_PERSON = re.compile(r"\b(?:he|she|his|her|him|himself|herself)\b", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ii]nside|[Oo]utside|[Aa]cross) (?:the )?$")
_CLAUSE = re.compile(
    r"[,;:–—(]|\b(?:that|which|who|whom|whose|when|while|after|before|because|if|until|since|where|what|how|said"
    r"|says)\b|\b(?:and|or|but|as) \w+ \w+ "
)
"""Where another may begin to do something."""
_LEADING = re.compile(
    r"(?:(?:On|In|At|Late|Early|Last|Earlier) [^,“”]{2,30}?,? )?"
    r"(?:[Tt]he )?(?:[A-Z]\w+['’]s? )?(?:[a-z-]+ ){0,3}"
)
_ALONE = re.compile(
    r"[,.;:!?”\"]| [“\"‘]| (?:an?|the|to|as|in|on|of|for|with|from|at|by|after|before|when|while|and|or|but"
    r"|that|not|into|out|up|down|over|about|back|again|away|there|because|since|until|against|under|this|yesterday"
    r"|guilty|responsible|innocent|free|\d\S*)\b"
)
"""Behind a her that is nobody's but stands for her."""
_SUCCESSOR = re.compile(
    r"\b(?:as|be) (?:his|her) (?:\w+ )?(?:successor|replacement)\b|\bto (?:succeed|replace) (?:him|her)\b"
)
_LEFT = re.compile(
    r"\b(?:resign|step|st(?:an|oo)d|retir|quit|left|leav|die|dying|sack|dismiss|fire|oust|depos|remov|kill)"
)
_SOMEBODY = re.compile(
    rf"(?<!^As )\b(?P<which>an?|the) (?:[\w-]+ ){{0,3}}?(?P<noun>{'|'.join(sorted(PLAIN))})\b(?!['’]s)"
    r"(?P<of> (?:of|from|who|named|called|whose)\b)?",
    re.IGNORECASE,
)
_PLACED_IN_TIME = re.compile(r".[A-Z\d]")
"""A name, a day or a figure: a man grins as he chops a plank is a scene of something."""
_ASIDE = re.compile(r", (?:who|whose|an?|the|\d+)\b[^,]*,")
"""Between the subject and what it does."""
_ITS_BODY = re.compile(r"['’]s? ([A-Z]\w+(?: [A-Z]\w+)*)")
"""Of a name: the Nurses' Union is nobody."""
_LOWER = re.compile(r"\b(?:al|el)-[A-Z]\w+")
_NO_LEAD = MANY | BODIES | {"of", "for", "with", "to", "from"}
_NO_NAMES = (
    MANY | BODIES | PLACES | STOP_WORDS | {*"everybody everyone many nobody nothing several somebody".split()}
)
_DOES = (
    "is|was|has|had|will|would|did|does|may|might|can|could|said|says|told|struck|took|came|went|made|met|left|fled"
    "|held|began|led|won|lost|spoke|gave|got|saw|called|wrote|[a-z]+(?:ed|ing)"
)
_LONE = re.compile(
    rf"(?!(?:{'|'.join(sorted(_NO_NAMES))}|\w+(?:al|ed|ful|nt)ly)\b)"
    rf"[A-Z][\w-]+(?:(?P<of>['’]s)\b|,|(?: on \w+day)? (?:{_DOES})\b)",
    re.IGNORECASE,
)
"""A name of one word at the beginning is known by its verb."""


def says_whom(text: str) -> bool:
    """Whether nobody is a he or she in it, or somebody stands before the first whom it can mean."""
    pronoun = _PERSON.search(text)
    if pronoun is None:
        return True
    before, word = text[: pronoun.start()], pronoun.group().lower()
    succeeds = _SUCCESSOR.search(text)
    if succeeds and succeeds.start() <= pronoun.start() < succeeds.end() and not _LEFT.search(before):
        return False
    if not _has_capital(before) and (POINTING.search(text) or not _PLACED_IN_TIME.search(text)):
        return False
    done_to = word == "him" or (word == "her" and bool(_ALONE.match(text, pronoun.end())))
    fitting = (PLAIN | ROLES) - (WOMEN if word in {"he", "his", "him", "himself"} else MEN)
    named = _by_name(before, fitting, done_to=done_to)
    return named or _by_noun(_ASIDE.sub("", before) if done_to else before, fitting, done_to=done_to)


def _by_name(before: str, fitting: frozenset[str], *, done_to: bool) -> bool:
    """Whether somebody is named; with a name of something else beside it, a noun of a person is enough."""
    found = [*names(before), *_LOWER.findall(before)]
    if any(_can_be_meant(name, before, done_to=done_to) for name in found):
        return True
    told = {word.lower() for word in words(before)}
    lone = _LONE.match(before)
    if not _has_capital(before) or not (lone or told & fitting):
        return False
    return bool(lone and lone["of"]) or not (done_to and _is_simple(_ASIDE.sub("", before)))


def _has_capital(before: str) -> bool:
    return any(word[0].isupper() for word in words(before)[1:])


def _can_be_meant(name: str, before: str, *, done_to: bool) -> bool:
    lead, _, after = before.partition(name)
    possessive = after.startswith(("'", "’"))
    whole = _ITS_BODY.match(after)
    thing = is_thing(name) or (whole is not None and is_thing(f"{name} {whole[1]}"))
    if thing or (_PLACED.search(lead) and not possessive):
        return False
    return possessive or not (done_to and _leads(lead) and _is_simple(_ASIDE.sub("", after)))


def _leads(lead: str) -> bool:
    """Whether what follows is the subject of the sentence."""
    told = {*lead.lower().split()}
    return bool(_LEADING.fullmatch(lead)) and _is_simple(lead) and told.isdisjoint(_NO_LEAD)


def _is_simple(text: str) -> bool:
    return not _CLAUSE.search(text)


def _by_noun(before: str, fitting: frozenset[str], *, done_to: bool) -> bool:
    """Whether it is of the one man or woman that the sentence tells of."""
    found = [one for one in _SOMEBODY.finditer(before) if one["of"] or one["which"].lower() != "the"]
    return (
        len(found) == 1
        and found[0]["noun"].lower() in fitting
        and not (done_to and _is_simple(before[found[0].end() :]))
    )

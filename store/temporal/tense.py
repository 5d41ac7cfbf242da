"""Whether the words around a date tell of what was or of what is to come.

English says so by the verb that stands nearest, most often before the date. Lists of words decide, so
much stays unknown; what could be either is told apart from that, since no default fits it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from store.temporal.present import INFINITE, present

Tense = Literal["past", "ahead", "unclear", "unknown"]

REACH = 9
"""Words between a date and the verb that it belongs to, at most."""
BESIDE = 3
"""Words behind a date that are still of its clause."""
_FAR = 70
"""Characters in which so many words stand."""

_CLAUSE = re.compile(r"[;:–—()“”\"«»]")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_PAST = frozenset(
    """was were had did said told began broke brought built bought came caught chose died drew drove fell felt
    fled flew forgot fought found froze gave went grew heard held kept knew laid led left lent lost made
    meant met paid rang ran rode rose sank sang sat saw sold sent shook shot showed slept slid spent spoke
    spread stood stole struck swore swam swept taught took thought threw woke won wore wrote became withdrew
    overcame understood overtook oversaw sought upheld underwent rebuilt agreed freed sued got been done
    gone given taken seen shown fallen grown known born begun driven flown written spoken broken chosen
    frozen risen shaken stolen woken sworn torn""".split()
)
_LIKE_THE_PRESENT = frozenset("hit cut put set shut let read quit split burst cast hurt cost beat".split())
"""Of the present too behind those who are several: in news most often of the past."""
_ENDS_SO = re.compile(r"(?!un(?!cover|der|fold|leash|lock|ravel|veil))(?:re-)?\w{2,}[^e\W]ed")
_NO_VERB = frozenset("hundred sacred hatred kindred armed limited aged so-called wicked".split())
_COMING = frozenset(
    "scheduled planned expected due slated supposed upcoming proposed payable effective deadline".split()
)
_MEANT = frozenset("plan plans planning hope hopes intends aims expects wants promises set ready".split())
"""Of what is to come where an infinitive follows: "plans to sell"."""
_MOVED = frozenset(
    """extended postponed delayed moved deferred adjourned rescheduled
    put-off put-back pushed-back brought-forward""".split()
)
_APPOINTED = _MOVED | frozenset("called set fixed convened summoned booked suspended".split())
_UP_TO = frozenset("for until till".split())
_TWO_WORDS = re.compile(r"\b(put|pushed|brought) (off|back|forward)\b")
"""Read as one: "put off to April 2"."""
_BESIDE = INFINITE | {"is", "are", "be"}
_MODALS = frozenset("will won't shall would may might should must cannot".split())
_DENIED = frozenset(["would not", "could not", "wouldn't", "couldn't"])
"""Of what was, as news has it: "would not comment on Friday"."""
_TO_COME = frozenset(
    "be begin start open reopen close meet return resume vote leave arrive end expire testify".split()
)
_NOT_TO_COME = frozenset(
    "began started tried managed continued failed refused declined used had came went".split()
)
_NO_INFINITIVE = frozenset(
    """the a an his her its their our your my this that these those him them it us me you what which whom
    one two three four five six seven eight nine ten all both each some any no more most less fewer many much
    about around nearly almost over under between at least just only near
    death work school court prison jail power war church hospital bed town
    normal people traffic""".split()
)
"""After "to", words that begin no infinitive: "was lowered to one", "was sent to prison"."""
_ORDERED = frozenset("ordered asked required instructed urged forced advised directed demanded".split())
"""What is to follow may be over: "had ordered the pumps to start in March"."""
_OPENED = frozenset(
    """opened reopened closed shut barred open reopen close closes opens reopens
    according thanks close next""".split()
)
"""Before "to", words behind which no infinitive stands: "reopened to traffic", "according to police"."""
_PLURAL = re.compile(r"[a-z]{2,}[^su]s")
"""No infinitive either: "spoke to reporters"."""
_REPORTING = frozenset("said told announced warned reported added predicted".split())
_SPOKE = frozenset("said added".split())
"""Nothing is done to what follows: "said the pumps are to be removed"."""
_STATES = frozenset("was were had been stayed remained".split())
_TELLING = frozenset(["is", "are", "to", "could"]).union(_PAST, _COMING, _MEANT, _MODALS)
_TELLING_ENDS = ("ed", "'ll", "n't")
_LIMITS = frozenset("until till by before from".split())
_CLOCK = re.compile(r"\d+|[ap]?m|a|p|noon|midnight|[A-Z]{2,4}|local|time|at|early|late")


def tense(before: str, after: str) -> Tense:
    """``before`` and ``after`` are the rest of the sentence on either side of the date."""
    lead = _words(_CLAUSE.split(before[-_FAR:])[-1])
    while lead and _CLOCK.fullmatch(lead[-1]):
        lead.pop()
    last = lead[-1] if lead else ""
    if last == "since":
        return "past"
    if lead[-2:] in (["soon", "as"], ["early", "as"]):
        return "ahead"
    rest = _words(_CLAUSE.split(after[:_FAR])[0])
    if last in _LIMITS:
        return _appointed(lead, rest) or _up_to(lead[-REACH:], rest[:REACH])
    return _appointed(lead, rest) or next(_told(lead, rest), None) or "unknown"


def _words(text: str) -> list[str]:
    """In lower case, but for names: "to Rome" is no infinitive."""
    found = _WORD.findall(text.replace("’", "'"))
    return [*(word.lower() for word in found[:1]), *found[1:]]


def _told(before: Sequence[str], after: Sequence[str]) -> Iterator[Tense]:
    """What each verb tells, the nearest first."""
    past = any(map(_governs, [*before[-REACH:], *after[:BESIDE]]))
    for place in range(len(before) - 1, -1, -1)[:REACH]:
        if said := _said(before, place) or present(before, place, past=past):
            yield said
    for place in range(len(after))[:REACH]:
        if said := _said(after, place) or present(after, place, past=past):
            yield said


def _appointed(before: Sequence[str], after: Sequence[str]) -> Tense | None:
    """Behind what was put off, called or set: "adjourned until April 2", "a strike for March 28".

    It is left open whether the day from which it was moved has been, and what had been called is over.
    """
    words = _TWO_WORDS.sub(r"\1-\2", " ".join(before)).split()
    verbs = [at for at, word in enumerate(words) if word in _APPOINTED or _tells(word)]
    last, verb = "".join(words[-1:]), words[verbs[-1]] if verbs else ""
    if last == "to":
        told = not _MOVED.isdisjoint(words)
    else:
        told = verb in (_MOVED if last == "from" else _APPOINTED if last in _UP_TO else ())
    if not told:
        return None
    over = after[:1] == ["when"] or any(map(_tells, after[:1])) or "had" in words[: verbs[-1]][-3:]
    return "unclear" if over or last == "from" else "ahead"


def _tells(word: str) -> bool:
    """Whether it is a form of the past that tells more than who said it."""
    return is_past(word) and word not in _REPORTING


def _up_to(before: Sequence[str], after: Sequence[str]) -> Tense:
    """A limit lies ahead, unless the verb makes it the end of what was."""
    verbs = set(filter(is_past, before)) or set(list(filter(is_past, after))[:1])
    if "ahead" in _told(before, after) or (
        verbs <= _REPORTING and (verbs or before[-1] in ("until", "till"))
    ):
        return "ahead"
    return "unclear" if _STATES.isdisjoint(verbs) else "past"


def tells_of_the_past(text: str) -> bool:
    """Whether any of its verbs does, near or far from a date."""
    words = _words(text)
    return any(
        (is_past(word) and word not in _COMING) or (word in _LIKE_THE_PRESENT and last not in _BESIDE)
        for last, word in pairwise(["", *words])
    )


def _governs(word: str) -> bool:
    """Whether what follows this form of the past, "ordered it to be closed", may be over as well."""
    return is_past(word) and word not in _COMING and word not in _SPOKE


def is_past(word: str) -> bool:
    """By its form: "met", "opened"; some participles are forms of the past too."""
    return word in _PAST or bool(_ENDS_SO.fullmatch(word) and word not in _NO_VERB)


def _said(words: Sequence[str], place: int) -> Tense | None:
    """What the word at this place says, with those that belong to it."""
    word = words[place]
    if not (word in _TELLING or word.endswith(_TELLING_ENDS)):
        return None
    reach, follower = words[max(0, place - REACH) : place], "".join(words[place + 1 : place + 2])
    lead = reach[-3:]
    if word in _DENIED or f"{word} {follower}" in _DENIED:
        return "past"
    if word in _MODALS or word in _COMING or word.endswith("'ll"):
        return "unclear" if word == "due" and _is_cause(words, place) else "ahead"
    if is_past(word):
        return _participle(reach)
    if word in ("is", "are"):
        return "ahead" if place >= len(words) - 3 or follower.endswith("ing") else None
    told = _infinitive(word, lead, follower)
    return "unclear" if told == "ahead" and word == "to" and not _ORDERED.isdisjoint(reach) else told


def _is_cause(words: Sequence[str], due: int) -> bool:
    """Whether it was "called off due to rains", not "due to open"."""
    return words[due + 1 : due + 2] == ["to"] and _TO_COME.isdisjoint(words[due + 2 : due + 3])


def _participle(reach: Sequence[str]) -> Tense:
    """Of a form of the past: what stands before it can turn it to what will be."""
    lead = reach[-3:]
    if any(denied in " ".join(lead) for denied in _DENIED):
        return "past"
    if "have" in lead:
        return "unclear" if "to" in lead else "past"
    if lead[-2:] == ["to", "be"]:
        return "unclear" if any(map(_governs, reach[:-2])) else "ahead"
    if not _MODALS.isdisjoint(lead):
        return "ahead"
    return "unclear" if lead and lead[-1] in ("is", "are", "be") else "past"


def _infinitive(word: str, lead: Sequence[str], follower: str) -> Tense | None:
    """Of what is to come, "plans to sell", or of what was done, "declined to comment"."""
    if word in _MEANT:
        return "ahead" if follower == "to" or (word, follower) == ("set", "for") else None
    if word != "to" or not follower.islower() or _is_noun(follower) or is_past(follower):
        return None
    if lead and lead[-1] in _OPENED and follower not in _TO_COME:
        return None
    if not _NOT_TO_COME.isdisjoint(lead):
        return "past"
    return "ahead" if follower in _TO_COME or not _MEANT.isdisjoint(lead[-1:]) else "unclear"


def _is_noun(follower: str) -> bool:
    """Of a word behind "to", by what it is or how it ends."""
    return follower in _NO_INFINITIVE or bool(_PLURAL.fullmatch(follower))

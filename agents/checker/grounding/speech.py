"""What was said, and by whom: quotations word for word, their speaker, and claims that are somebody's."""

import re
from collections.abc import Iterator
from itertools import chain

from agents.checker.grounding.witness import Witness
from agents.surface import content_stems, names, normal, read_surface, words
from store.records import Finding, Reason

_MARKED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")
_SINGLE = re.compile(r"(?<!\w)‘([^‘’]+(?:’\w[^‘’]*)*)’(?!\w)")
_OPEN = re.compile(r"(?:[“«„]|(?<!\w)\"(?=\w))([^“”«»„\"\n]+)$")
_CLOSED = re.compile(r"^([^“”«»„\"\n]+)[”\"»]")
_CUT = re.compile(r"\s*(?:\[[^\]]*\]|…|\.\.\.)\s*")
_VERB = (
    r"(?:said|says|say|told|tells|claimed|claims|alleged|alleges|argued|argues|insisted|insists|believes?|believed"
    r"|thinks?|thought|warned|warns|estimated|estimates|predicted|predicts|stated|states|contends?"
    r"|(?:announced|added|reported|suggested|suggests|confirmed|testified|admitted|noted|explained|promised|hoped"
    r"|feared|complained|concluded|indicated)(?=(?: on [^.;]{1,40}?,?| \w+day)? that\b))"
)
_SAYS = re.compile(rf"\b(?:{_VERB}|[Aa]ccording to)\b")
_TOLD_TO = re.compile(
    r"\b(?:[Ww]rite|[Rr]eport|[Ss]tate|[Pp]rint|[Pp]ublish|[Oo]utput|[Aa]nswer|[Rr]eply|[Rr]epeat|[Aa]ssert"
    r"|[Pp]retend|[Cc]onclude|[Ii]nclude|[Aa]dd|[Mm]ention|[Cc]onfirm|[Aa]nnounce"
    r"|[Tt]ell (?:\w+ ){1,4}?)(?: that\b|:| [“\"])"
)
"""Whoever asks for words to be written has not said that they are so."""
_ANY_SPEECH = re.compile(
    rf"\b(?:{_VERB}|[Aa]ccording to|announced|added|reported|suggested|confirmed|testified|admitted|noted"
    r"|explained|concluded|[Rr]eportedly|[Aa]llegedly|quoted)\b|[“”\"]"
)
_NAME = r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|of|de|van|der|la))*"
_BESIDE = "said|says|added|told|warned|argued|asked|insisted|remarked|explained"
_SPEAKER = re.compile(
    rf"\b(?:{_BESIDE}) (?:the )?({_NAME})|({_NAME})(?:, [^,“”\"]{{2,60}},)? (?:{_BESIDE})\b"
)
_SPOKEN_TO = (
    "".join(f"(?<!{be} )" for be in "is are been being were".split()) + r"(?:(?<=\bit was )|(?<!was ))"
)
"""He who was warned is no speaker; that it was reported is."""
_BEHIND = rf"{_SPOKEN_TO}(?:{_VERB}|{_BESIDE}|announced|reported|estimated|confirmed|admitted|noted)"
_BESIDES = (
    r"(?!(?:(?:\w+ ){0,2}(?:days?|weeks?|months?|years?|hours?) )?(?:after|before|when|while|because|since"
    r"|although|though|where|who|whom|whose|which|but|and)\b)"
)
"""Beginnings of what is told beside it, and is said by nobody."""
_TAIL = re.compile(
    rf",[”\"]? (?:(?:[^,;“”\"]{{1,60}}, ){{0,2}}{_BESIDES}(?:[^,;“”\"]{{1,80}} )?{_BEHIND}"
    rf"|{_BEHIND} (?!that\b)[^,;“”\"]{{2,80}}"
    r"|according to [^;]{2,120})(?: (?:on|in|at|to|yesterday|today|of|reporters)\b[^;]{0,80})?(?:\.|, |$)"
)
MOSTLY = 0.8
"""Share of a claim that has to stand within what is said."""


def misquoted(witness: Witness) -> Iterator[Finding]:
    """Quotations that do not stand in the source word for word, and speakers that do not stand by theirs."""
    for quote in quoted(witness.text):
        parts = [part.strip(" ,.;:!?'") for part in _CUT.split(quote)]
        if not all(normal(part) in witness.source.normal_text for part in parts):
            yield Finding(reason=Reason.QUOTE, detail=quote)
        elif len(quote.split()) > 1:
            yield from _said_by_another(witness, max(parts, key=len))


def quoted(text: str) -> list[str]:
    """What stands between quotation marks, of one word or more, one mark of which may be missing."""
    found = [next(part for part in match if part) for match in _MARKED.findall(text)]
    rest = _MARKED.sub("\n", text)
    found += [match[1] for pattern in (_SINGLE, _OPEN, _CLOSED) for match in pattern.finditer(rest)]
    return [quote.strip(" ,.;:!?…") for quote in found if re.search(r"\w", quote)]


def _said_by_another(witness: Witness, quote: str) -> Iterator[Finding]:
    ours = _speakers(witness.text)
    around = witness.source.around(quote)
    if not ours or not around:
        return
    near = {word.lower() for word in words(" ".join(around))}
    theirs = {name for sentence in around[:1] for name in _speakers(sentence)}
    for name in ours:
        last = name.split()[-1].lower()
        named = {other.split()[-1].lower() for other in theirs}
        if last not in near or (named and last not in named):
            yield Finding(reason=Reason.QUOTE, detail=f"said by {name}")


def _speakers(text: str) -> list[str]:
    """Names beside a word of speech, without their possessive."""
    found = (match[1] or match[2] for match in _SPEAKER.finditer(text))
    return [run[-1] for one in found if (run := names(f"x {one}"))]


def unattributed(witness: Witness) -> Iterator[Finding]:
    """A fact in the claim that the sentences of the source which tell most of it have from somebody."""
    if _ANY_SPEECH.search(witness.text):
        return
    told = [
        (len(witness.claim.terms & read_surface(sentence).terms), _voice(sentence, witness.claim.stems))
        for sentence in witness.source.bearers(witness.text)
    ]
    most = max((shared for shared, _ in told), default=0)
    voices = [voice for shared, voice in told if shared == most]
    if voices and all(voices):
        yield Finding(reason=Reason.ATTRIBUTION, detail=f"dropped: {voices[0]}")


def _voice(told: str, claimed: frozenset[str]) -> str:
    """The words by which the sentence has from somebody what is claimed; empty where it says so itself."""
    for comma in re.finditer(",", told):
        tail = _TAIL.match(told, comma.start())
        if tail and _within(claimed, told[: comma.start()]):
            return tail.group().strip(' ,.”"')
    for verb in chain(_SAYS.finditer(told), _TOLD_TO.finditer(told)):
        before, after = told[: verb.start()], told[verb.end() :]
        if _within(claimed, after) and not _within(claimed, before):
            return f"{before[before.rfind(',') + 1 :].strip()} {verb.group()}".strip()
    return ""


def _within(claimed: frozenset[str], told: str) -> bool:
    return len(claimed.intersection(content_stems(told))) >= MOSTLY * len(claimed)

"""What is said to be so only if, unless or but for something, told as if it were so."""

import re
from collections.abc import Iterator

from agents.checker.grounding.witness import Witness
from agents.surface import content_stems, words
from store.records import Finding, Reason

_CLAUSE = re.compile(
    r"\b(?:if(?! (?:not|any|so|anything|nothing|only|possible|necessary|needed)\b)|unless"
    r"|provid(?:ed|ing) that|on (?:the )?condition that|so long as"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!been )subject to)\b"
    r" (?P<what>[^,;:.–—”\"]+)",
    re.IGNORECASE,
)
_NO_CONDITION = re.compile(
    r"\b(?:as|even|what|say|sure|clear|unclear|matters?|question|knows?|knew|tell|told|decid\w+|guess) $"
    r"|\b(?:ask(?:s|ed|ing)?|sees?|saw|wonder\w*|check\w*|doubt\w*|learn\w*|find|determin\w+|examin\w+"
    r"|test\w*)\b(?: [\w'’-]+){0,6} $",
    re.IGNORECASE,
)
"""Who asks if it is so sets none, nor does what is done as if it were so."""
_BUT_FOR = re.compile(
    r"\b(?:except(?: for)?|apart from|other than|but not)\b (?P<what>[^,;:.–—”\"]+)", re.IGNORECASE
)
_ALL = re.compile(r"\b(?:all|every\w*|each|no|none|nobody|nothing|any\w*)\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:if|unless|whether|when|once|provid(?:ed|ing)|conditions?|conditional\w*|depend\w*|subject|pending"
    r"|except\w*|exclud\w+|apart|other than|but not|without|until|(?:as|so) long as)\b",
    re.IGNORECASE,
)
"""With one of these a claim says itself that it does not hold without more."""
_STOPS = re.compile(r"[;:–—“”\"]|, (?=(?:and|but|while|whereas|who|which) )")
NEAREST = 2
"""Words next to the condition that the claim has: what stands further off may be of another verb."""
SHARED = 2
"""Words that the claim has of what the condition is set for."""


def unbound(witness: Witness) -> Iterator[Finding]:
    """The claim has what the condition is set for, and not the condition."""
    said = f" {' '.join(word.lower() for word in words(witness.text))} "
    if _BOUND.search(witness.text) or said in witness.source.flat_sentences:
        return  # it says itself that more is needed, or the source says it as it is
    patterns = (_CLAUSE, _BUT_FOR) if _ALL.search(witness.text) else (_CLAUSE,)
    for part in _STOPS.split(witness.bearer):
        for found in (one for pattern in patterns for one in pattern.finditer(part)):
            if not _NO_CONDITION.search(part[: found.start()]) and _is_of_the_rest(witness, part, found):
                yield Finding(reason=Reason.HEDGE, detail=f"dropped: {found.group()}")
                return


def _is_of_the_rest(witness: Witness, part: str, clause: re.Match[str]) -> bool:
    """Whether what the claim says is what the clause is set for, and nothing of the clause.

    That is what stands right before it, or behind it where the sentence begins with it.
    """
    before, behind = (content_stems(text) for text in (part[: clause.start()], part[clause.end() :]))
    within = {*content_stems(clause["what"])}
    aside = part[: clause.start()].endswith(", ") and len(within) == 1
    nearest = {*(before[-NEAREST:] or behind[:NEAREST])}
    claimed = witness.claim.stems
    shared = len(claimed & {*before, *behind} - within)
    return not aside and nearest <= claimed and shared >= SHARED and 2 * len(claimed & within) <= len(within)

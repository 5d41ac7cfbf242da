"""What is said to be so only if, unless or but for something, told as if it were so."""

import re
from collections.abc import Iterator

from agents.checker.grounding.witness import Witness
from agents.surface import content_stems
from store.records import Finding, Reason

_CLAUSE = re.compile(
    r"\b(?P<bound>if(?! (?:not|any|so|anything|nothing|only|possible|necessary|needed)\b)|unless"
    r"|provid(?:ed|ing) that|on (?:the )?condition that|(?:as|so) long as|subject to)\b"
    r" (?P<what>[^,;:.–—”\"]+)",
    re.IGNORECASE,
)
_NO_CONDITION = re.compile(
    r"\b(?:as|even|what|only|say|sure|clear|unclear|matters?|question) $"
    r"|\b(?:ask(?:s|ed|ing)?|knows?|knew|sees?|saw|wonder\w*|check\w*|decid\w+|doubt\w*|tell|told|learn\w*"
    r"|find|determin\w+|guess|examin\w+|test\w*)\b(?: [\w'’-]+){0,6} $",
    re.IGNORECASE,
)
"""Who asks if it is so sets none, nor does what is done as if it were so."""
_BUT_FOR = re.compile(
    r"\b(?P<bound>except(?: for)?|apart from|other than|but not)\b (?P<what>[^,;:.–—”\"]+)", re.IGNORECASE
)
_ALL = re.compile(r"\b(?:all|every\w*|each|no|none|nobody|nothing|any\w*)\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:if|unless|whether|when|once|provid(?:ed|ing)|conditions?|conditional\w*|depend\w*|subject|pending"
    r"|except\w*|exclud\w+|apart|other than|but not|without|until|(?:as|so) long as)\b",
    re.IGNORECASE,
)
"""With one of these a claim says itself that it does not hold without more."""
_STOPS = re.compile(r"[;:–—“”\"]|, (?=(?:and|but|while|whereas|who|which) )")
SHARED = 2
"""Words that the claim has of what the condition is set for."""


def unbound(witness: Witness) -> Iterator[Finding]:
    """The claim has what the condition is set for, and not the condition."""
    if _BOUND.search(witness.text):
        return
    patterns = (_CLAUSE, _BUT_FOR) if _ALL.search(witness.text) else (_CLAUSE,)
    for part in _STOPS.split(witness.bearer):
        for found in (one for pattern in patterns for one in pattern.finditer(part)):
            if not _NO_CONDITION.search(part[: found.start()]) and _is_of_the_rest(witness, part, found):
                yield Finding(reason=Reason.HEDGE, detail=f"dropped: {found.group()}")
                return


def _is_of_the_rest(witness: Witness, part: str, clause: re.Match[str]) -> bool:
    """Whether what the claim says is what stands beside the clause, and nothing of the clause."""
    within = {*content_stems(clause["what"])}
    beside = {*content_stems(f"{part[: clause.start()]} {part[clause.end() :]}")} - within
    claimed = witness.claim.stems
    return len(claimed & beside) >= SHARED and 2 * len(claimed & within) <= len(within)

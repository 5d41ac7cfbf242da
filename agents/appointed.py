"""What is fixed for a day that is named right behind it: "the council meets on March 2, 2025".

Such a sentence is over when its day is. Nothing that tells of what was may be taken for one, so any form of
the past rules it out, but for those of who said it.
"""

import re

from store.temporal import MONTHS
from store.temporal.tense import is_past

DATED = rf"(?:(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)})|(?:19|20)\d\d)\b"
SPEAKING = frozenset("says say according said told announced added confirmed reported predicted".split())
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = rf"(?:\w+day(?: \w+)?, )?(?:\d{{1,2}} )?(?:(?:{'|'.join(MONTHS)}) (?:\d{{1,2}}, )?)?(?:19|20)\d\d\b"
_ON = rf" (?=(?:on|by|in) {_DAY})"
_TO = rf" (?=(?:to|until|till) {_DAY})"
_NEAR = (
    r"(?P<gap>(?: (?!(?:an?|the|of|into|over|about|after|before|for|from)\b)[\w’'-]+| to the public){0,4}?)"
)
_FAR = r"(?P<gap>(?: (?!(?:who|which|that|what|where|when|have)\b)[\w’'-]+){0,8}?)"
_NO_NOUN = "".join(
    f"(?<!{word} )" for word in "who which that not to the of on in two new its his her".split()
)
_MEETS = re.compile(
    rf"{_NO_NOUN}\b(?:meets|sits|(?:re)?convenes|(?:re)?opens|closes|begins|starts|ends|resumes|expires"
    r"|publishes|decides|rules|votes|takes (?:office|effect|place)|(?:comes|goes) (?:into|on) [a-z]+"
    r"|(?:is|are) to (?!(?:blame|date|the|an?|his|her|its|their)\b)(?:be )?[a-z]+"
    r"|(?:(?<=s )|(?<=people ))(?:meet|sit|(?:re)?convene|(?:re)?open|close|begin|start|end|resume|expire"
    rf"|decide|vote|take (?:office|effect|place)|(?:come|go) (?:into|on) [a-z]+)){_NEAR}{_ON}"
)
_WOULD = re.compile(
    r"\bwould (?:be (?:re)?(?:opened|held|closed|sworn in|released)|(?:re)?open|close|begin|start|end|resume"
    rf"|meet|sit|return|leave|expire|finish|take (?:office|effect|place)){_NEAR}{_ON}"
)
"""Who "would never forget March 2" or "would sue over the fire on March 2" has fixed nothing for it."""
_UNTIL = re.compile(rf"\bwould{_FAR}{_TO}")
_PUT_OFF = re.compile(
    r"\b(?:(?:is|are|was|were|ha(?:s|ve) been) )?(?:put off|pushed back|postponed|adjourned|deferred"
    rf"|rescheduled|delayed|moved|extended)\b{_FAR}{_TO}"
)
_LATER = re.compile(r"would (?:not|never|last|take|stay|remain|continue|go|be|have|hold|rule|live|serve)\b")
"""Of what was, where nobody says it: "the siege would last until March 2"."""
_APART = re.compile(r", (?:who|which|whose|where|[a-z]+ed)\b[^,]*,")
_NOUNS = re.compile(r"\b(?:the|an?|its|his|her|their) [a-z]+ed\b", re.IGNORECASE)


def fixed(text: str) -> re.Match[str] | None:
    """The words before the day for which the sentence says that something is to happen, or until which."""
    if not _YEAR.search(text):
        return None
    would, until = _WOULD.search(text), _UNTIL.search(text)
    if until and _LATER.match(until.group()) and not _says(text):
        until = None
    found = (_MEETS.search(text), would if _says(text) else None, until)
    return next((one for one in found if one and not _tells_of_the_past(text, one)), None)


def put_off(text: str) -> re.Match[str] | None:
    """The words before the day to which something was put off: when it has come, nothing is so any more."""
    found = _PUT_OFF.search(text) if _YEAR.search(text) else None
    return found if found and not _tells_of_the_past(text, found) else None


def _says(text: str) -> bool:
    return not SPEAKING.isdisjoint(re.findall(r"[a-z]+", text))


def _tells_of_the_past(text: str, ahead: re.Match[str]) -> bool:
    """Beside what is ahead: not by who said it, nor between commas."""
    rest = f"{text[: ahead.start()]}, {ahead['gap']}{text[ahead.end() :]}"
    words = re.findall(r"[a-z]+", _NOUNS.sub(" ", _APART.sub(",", rest)))
    return any(is_past(word) and word not in SPEAKING for word in words)

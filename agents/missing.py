"""Where a sentence says that of those who were missing nobody is any longer."""

import re

from agents.figures import NUMBER_WORDS

_NOBODY = re.compile(
    r"\b(?:nobody|no[- ]one|no (?:people|person)) (?=(?:(?:is|are|remains?)|(?P<then>was|were)) "
    r"(?:(?:still|now) )?(?:missing|unaccounted for)"
    r"(?: any (?:more|longer)\b| now\b| (?:after|following|since|and)\b|[.,;:!”\"]|$))",
    re.IGNORECASE,
)
"""The missing alone go down to none: that nobody was hurt may be of another hour."""
_SOMEBODY = re.compile(
    r"\b(?:but|except|apart|other than|besides|until|whether|if|not|cannot|sure|ensur\w+|hop\w+|wants?"
    r"|wrong\w*|false\w*|first|initial\w*|earlier|had|believed|thought|drills?|exercises?|rehears\w+)\b",
    re.IGNORECASE,
)
"""With these it is not said that nobody is missing now."""
_REPORTED = re.compile(r"\b(?:said|says|say|confirmed|reported|announced)(?: on \w+)?(?: that)? $")
"""Only behind these does a was mean now."""

_LAST = r"(?:last|final|remaining)"
_NUMBER = rf"(?:\d+|{'|'.join(sorted(NUMBER_WORDS))})"
_ALL = (
    rf"(?:(?:the )?{_LAST}|the {_NUMBER} {_LAST}|all|both|every)"
    rf"(?: of)?(?: the)?(?: {_LAST})?(?: {_NUMBER})?(?: of)?(?: the)?(?: known)?"
)
_MISSING = r"(?:missing|unaccounted for)"
_ANY_MISSING = re.compile(_MISSING, re.IGNORECASE)
_NO_WHOM = rf"{_NUMBER}\b|(?:of|the|who)\b|persons? (?:case|report|list|poster|notice)"
_WHOM = rf"(?!{_NO_WHOM})[a-z][\w-]*(?: members?)?(?!['’])"
_THOSE = (
    rf"(?<!\bof )(?<!\bof the )(?<!\bnearly )(?<!\balmost )\b(?:(?:the )?(?:bod(?:y|ies)|remains) of )?"
    rf"(?:(?:everybody|everyone|{_ALL} (?P<@who>{_WHOM}))(?: who (?:was|were))?"
    rf"(?: (?:reported|listed|still))? {_MISSING}|{_ALL} {_MISSING}(?: (?P<@whom>{_WHOM}))?)"
)
"""The last two missing people, all three climbers who were missing, the bodies of all the missing."""
_WHENCE = (
    r"(?: (?:in|from|after|at|since|near|on|off|under|aboard|following|by)"
    r"(?: (?!(?:and|or|who|were|was|are|is|had|have|has|found)\b)[\w'’-]+){1,7}?)?"
)
_HOW = r"(?: (?:alive|dead|unharmed|unhurt|safe and (?:well|sound)|safe)\b)?"
_WERE = r"(?:was|were|(?:have|has|had) been)(?: all| both| now| since| later| \w+ly)?"
_RECOVERED = (
    r"(?:found|located|rescued|recovered|traced|identified|accounted for|confirmed(?= dead)"
    r"|brought (?:ashore|home))"
)
_ELSE = r"(?! (?:to|guilty|that|shelter|refuge|work|jobs)\b)"
_FOUND = re.compile(
    rf"{_THOSE.replace('@', 'a')}{_WHENCE}"
    rf" (?:{_WERE} {_RECOVERED}|found(?= (?:alive|dead|safe))){_HOW}{_ELSE}"
    rf"|\b{_RECOVERED}(?: alive| dead)? {_THOSE.replace('@', 'b')}{_HOW}(?![\w'’-])",
    re.IGNORECASE,
)
_SINGLED_OUT = re.compile(r"(?:wom[ae]n|m[ae]n|boys?|girls?|child(?:ren)?)", re.IGNORECASE)
"""Where the last of them is found, nobody at all is missing."""
_NOT_FOUND = re.compile(
    r"\b(?:before|without|never|yet|expect\w+|fear\w+|would|will|could|should|might|(?-i:may)|must|claim\w*"
    r"|den(?:y|ies|ied)|rumou?rs?|pray\w*|believe|think|suspect|to have|once)\b",
    re.IGNORECASE,
)
"""With these they may still be missing."""


def none_told(text: str) -> str:
    """With a figure where it says that nobody is missing any longer."""
    if not _ANY_MISSING.search(text):
        return text
    found = _NOBODY.search(text)
    if not found or _SOMEBODY.search(text) or (found["then"] and not _REPORTED.search(text[: found.start()])):
        return _all_found(text)
    return f"{text[: found.start()]}0 people {text[found.end() :]}"


def _all_found(text: str) -> str:
    """How they were found is left out: the last two found dead are not all the dead."""
    found = _FOUND.search(text)
    around = f"{text[: found.start()]} {text[found.end() :]}" if found else ""
    if not found or _SOMEBODY.search(around) or _NOT_FOUND.search(around):
        return text
    whom = next(filter(None, found.groups()), "people")
    last = re.search(_LAST, found[0], re.IGNORECASE)
    whom = "people" if whom == "those" or (last and _SINGLED_OUT.fullmatch(whom)) else whom
    return f"{text[: found.start()]}0 {whom} missing{text[found.end() :]}"

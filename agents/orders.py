"""Sentences that tell their reader to do something: no story tells them, and nothing follows from them."""

import re

_ORDER = re.compile(
    r"^[\"“'‘(]?(?:(?:Please|Now|And|Then|Instead|Important|Note|System|Assistant|AI),?:? )?"
    r"(?:Do not|Don’t|Don't|Never|Always|Make sure|Be sure|"
    r"(?:Ignore|Disregard|Forget|Write|Print|Publish|Output|Repeat|Pretend|Reply|Respond|Answer|Say|Tell|Include"
    r"|Cite|Replace|Retire|Delete|Remove|Ensure|Act|State|Report|Treat|Add|Omit|Conclude|Mention|Describe|Translate"
    r"|Summari[sz]e)"
    r"(?= (?:all|any|every|everything|the|these|this|that|your|you|my|our|previous|prior|above|only|with|as"
    r"|a|an|it|them|nothing|no|readers|users?|following|what)\b|:))",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"^[\"“'‘(]?(?:(?:To|Dear|Attention,?|Note (?:to|for)) (?:the |all |any )?"
    r"(?:checker|grader|judge|reviewer|writer|editor|reader|user|model|assistant|agent|AI|LLM|system)s?\s*[:,–—]"
    r"|Readers (?:should|must|need to|have to|are (?:asked|told|advised|urged|required) to)\b)",
    re.IGNORECASE,
)
"""Who speaks to those who read or check a text tells them nothing of what happened."""


def is_order(sentence: str) -> bool:
    """Whether it begins as one."""
    text = sentence.strip()
    return bool(_ORDER.match(text) or _ADDRESSED.match(text))

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


def is_order(sentence: str) -> bool:
    """Whether it begins as one."""
    return bool(_ORDER.match(sentence.strip()))

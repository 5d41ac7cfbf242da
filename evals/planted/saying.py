"""Yes and no, sure and unsure, and who said what."""

import re
from collections.abc import Sequence
from random import Random

from agents.surface import HEDGES, content_stems, names, words
from evals.planted.swaps import (
    SPEECH,
    STRANGERS,
    VERB,
    any_of,
    names_of,
    swap,
)
from evals.told import Corpus, Told

_OPPOSITES = """rose/fell rise/fall increased/decreased increase/decrease higher/lower more/fewer before/after
won/lost win/lose up/down above/below largest/smallest accepted/rejected approved/rejected opened/closed
began/ended gained/lost bought/sold joined/left agreed/refused positive/negative safe/dangerous dead/alive
killed/rescued guilty/innocent first/last best/worst cut/raised north/south east/west supported/opposed
strong/weak profit/loss early/late""".split()
_MORE_OPPOSITES = """old/new long/short public/private domestic/foreign major/minor rich/poor inside/outside
hot/cold empty/full heavy/light wet/dry near/far same/different expected/unexpected
optimistic/pessimistic remained/vanished failed/succeeded arrived/departed permanent/temporary
direct/indirect upper/lower right/left buyers/sellers morning/evening day/night summer/winter
future/past national/local quickly/slowly easy/difficult remember/forget sank/floated
built/demolished found/missed repaired/damaged
added/removed hope/fear praised/criticised success/failure friend/enemy borrow/lend creditors/debtors
deep/shallow wide/narrow quiet/noisy""".split()
"""Pairs from which no list of the checker was made."""
_NO_CONDITION = "as even ask asked asks know knew see sure wonder tell told decide say what only".split()
"""Before an if that sets none."""
_CONDITION = (
    r",? (?:if|unless|provided that|on condition that|as long as|except(?: for)?) [^,.;:“”\"]+(?=[.,;])"
)
TRIED = 200
"""Sentences of other sources that are tried."""
MOSTLY, HALF = 0.6, 0.5
"""Shares of words: of those that the source has, and of those that none of its sentences has."""


def negation_added(text: str, dice: Random) -> str | None:
    """As “Not” after a verb, or “never”."""
    word = dice.choice(["not", "not", "never"])
    return swap(text, rf"{VERB}(?! (?:not|no|never|nothing)\b)", dice, lambda verb: f"{verb} {word}")


def negation_dropped(text: str, dice: Random) -> str | None:
    """As “Not”, “no” or “never” taken out."""
    return swap(text, r"\b(?:not|never|no) (?!\d|longer|later)", dice, lambda _: "")


def opposite(text: str, dice: Random) -> str | None:
    """A common word for its contrary."""
    return _turned_over(text, _OPPOSITES, dice)


def rarer_opposite(text: str, dice: Random) -> str | None:
    """A less common word for its contrary."""
    return _turned_over(text, _MORE_OPPOSITES, dice)


def _turned_over(text: str, pairs: Sequence[str], dice: Random) -> str | None:
    both = [pair.partition("/") for pair in pairs]
    others = {b: a for a, _, b in both} | {a: b for a, _, b in both}
    return swap(text, any_of([*others]), dice, others.__getitem__)


def hedge_added(text: str, dice: Random) -> str | None:
    """As “Reportedly” before a verb that had none."""
    word = dice.choice(["reportedly", "possibly", "allegedly"])
    return swap(text, rf"(?<=[a-z] ){VERB}", dice, lambda verb: f"{verb} {word}")


def hedge_dropped(text: str, dice: Random) -> str | None:
    """What may be, is."""
    sure = {"may": "will", "might": "will", "could": "will"}
    plain = sorted(HEDGES - {"about", "around"})
    pattern = rf"(?<=[\w,] )(?:{'|'.join(plain)}) "
    return swap(text, pattern, dice, lambda old: f"{sure[old[:-1]]} " if old[:-1] in sure else "")


def condition_dropped(text: str, dice: Random) -> str | None:
    """What is so if, unless or except for something, is so."""
    if first := re.match(r"(?:If|Unless|Provided that) [^,“”\"]+, (?=[a-z])", text):
        rest = text[first.end() :]
        return rest[0].upper() + rest[1:]
    return swap(text, rf"(?<!{')(?<!'.join(_NO_CONDITION)}){_CONDITION}", dice, lambda _: "")


def quote_altered(text: str, dice: Random) -> str | None:
    """One word inside the quotation marks is another."""
    found = re.search(r"“([^“”\"]+)”?|\"([^“”\"]+)\"", text)
    if not found or text.count('"') % 2:
        return None
    start, end = found.span(1 if found[1] else 2)
    spoken = list(re.finditer(r"[^\W\d_]{2,}", text[start:end]))
    if not spoken:
        return None
    word = dice.choice(spoken)
    return text[: start + word.start()] + "indeed" + text[start + word.end() :]


def speaker(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The words are another's, of those who speak or are spoken of in the source."""
    del corpus
    if not re.search(r"[“\"]", one.text):
        return None
    by = rf"[”\"]\)?,? (?:{SPEECH}) ([A-Z]\w+(?: [A-Z]\w+)*)|\b([A-Z]\w+(?: [A-Z]\w+)*),? (?:{SPEECH})\b"
    found = [m for m in re.finditer(by, one.text) if (m[1] or m[2]) not in {"The", "He", "She", "It", "They"}]
    if not found:
        return None
    match = dice.choice(found)
    group = 1 if match[1] else 2
    mine = set(one.text.split()) | set(one.before.split()) | set(one.after.split())
    known = [n for n in names_of(one) if len(n.split()) > 1]
    others = [n for n in known if mine.isdisjoint(n.split())] or list(STRANGERS[:3])
    return one.text[: match.start(group)] + dice.choice(others) + one.text[match.end(group) :]


_LEAD = re.compile(
    rf"(?:[^,;:]|, [^,;:]{{2,40}},){{3,90}}? (?:{SPEECH})"
    r"(?: (?:on )?[A-Z]\w+day| in a statement)?,? that (?=\w)"
    r"|According to [^,]{2,60}, (?=\w)"
    rf"|[^,;:]{{3,60}}? (?:said|says) (?=(?:it|he|she|they|the|there|we|its) )"
)
_TAIL = re.compile(
    r", (?!who|which|where)(?:(?:the |its |an? )?[^,]{2,60} (?:said|says|warned|added|reported)"
    r"(?: (?:on|in) [^,]{3,40}| yesterday| today)?|(?:said|says) [^,]{2,60}|according to [^.]{2,80})\.$"
)


def attribution_lost(text: str, dice: Random) -> str | None:
    """As “X said that P” becomes “P”."""
    del dice
    if re.search(r"[“”\"]", text):
        return None
    if tail := _TAIL.search(text):
        rest = f"{text[: tail.start()]}."
    elif lead := _LEAD.match(text):
        rest = text[lead.end() :]
    else:
        return None
    still = re.search(rf"\b(?:{SPEECH}|according to)\b", rest)
    whole = re.search(rf"{VERB}|\b(?:[a-z]{{2,}}ed|fell|rose|hopes|runs|carries)\b", rest)
    cut = re.search(r", (?:which|who|whose|where)(?: [^,]*)?\.$", rest)
    return None if still or cut or not whole or len(words(rest)) < 5 else rest[:1].upper() + rest[1:]


def absence(text: str, dice: Random) -> str | None:
    """As “The report does not say …” of what it does say."""
    lead = dice.choice(["The report does not say that", "The source does not mention that"])
    return f"{lead} {_begun(text)}"


def answered(text: str, dice: Random) -> str | None:
    """As “The report does not say how many people …” of “About 300 people …”."""
    del dice
    counted = re.match(r"(?:At least |About |More than |Some )?\d[\d,]* (?=[a-z]+ (?!per\b|of\b))", text)
    if not counted:
        return None
    rest = re.split(r"[,;:—“”\"]| and | but ", text[counted.end() :])[0].strip(" .")
    return f"The report does not say how many {rest}." if len(rest.split()) > 2 else None


def silence(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """True: what another source tells of the same, where no sentence of this one has half of the words."""
    mine = corpus.stems[one.source.id]
    every = frozenset[str]().union(*mine)
    for other in dice.sample(corpus.told, min(TRIED, len(corpus.told))):
        stems = frozenset(content_stems(other.text))
        about = len(stems & every) >= MOSTLY * len(stems)
        said = any(len(stems & told) >= HALF * len(stems) for told in mine)
        simple = not re.search(r"[,;:—“”\"()]| (?:and|but|while|because|before|after) ", other.text)
        if about and simple and not said and other.text.endswith("."):
            return f"The report does not say whether {_begun(other.text)}"
    return None


def _begun(text: str) -> str:
    """Without the capital of a beginning that is no name."""
    first = text.split(maxsplit=1)[0]
    named = first[1:2].isupper() or first in names(f"x {text}")
    return text if named else text[:1].lower() + text[1:]

"""Faults that make a true sentence false, or its citation wrong: one change each, by kind."""

import re
from collections.abc import Callable, Sequence
from random import Random

from agents.figures import NUMBER_WORDS
from agents.surface import HEDGES, MONTHS, WEEKDAYS, names, normal, words
from evals.told import Corpus, Told
from store.records import Claim

Fault = Callable[[Told, Corpus, Random], Claim | str | None]
"""The faulty claim, or its text alone where it cites the sentence's own source; None where nothing fits."""

STRANGERS = (
    "Edmund Farrow",
    "Ingrid Solheim",
    "Pavel Kovar",
    "Lake Tamsin",
    "Port Averil",
    "Bank of Corrin",
    "Quillon Industries",
)
_SPELT = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
_MONTHS = [month.title() for month in MONTHS]
_WEEKDAYS = [day.title() for day in WEEKDAYS]
_BOUNDS = {
    "at least": "at most",
    "more than": "less than",
    "less than": "more than",
    "fewer than": "more than",
    "up to": "at least",
    "as many as": "at least",
    "nearly": "more than",
    "almost": "more than",
    "over": "under",
}
_UNITS = """kilometres/miles miles/kilometres metres/feet feet/metres hours/days days/weeks weeks/months
months/years years/months minutes/hours tonnes/kilograms knots/kilometres points/percent hour/day day/week
year/month month/year week/month seconds/minutes""".split()
_SCALES = {"hundred": "thousand", "thousand": "million", "million": "billion", "billion": "million"}
_MONEY = {"$": "€", "€": "$", "£": "$", "crowns": "euros", "dollars": "pounds", "euros": "dollars"}
_NUMBER = r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\d.,]*\d)|(?<![\w.,])\d+(?:\.\d+)?(?![\d.,]*\d)(?![\w-])"
_VERB = r"\b(?:was|were|is|are|has|have|had|will|would|can|could|should)\b"
_OPPOSITES = """rose/fell rise/fall increased/decreased increase/decrease higher/lower more/fewer before/after
won/lost win/lose up/down above/below largest/smallest accepted/rejected approved/rejected opened/closed
began/ended gained/lost bought/sold joined/left agreed/refused positive/negative safe/dangerous dead/alive
killed/rescued guilty/innocent first/last best/worst cut/raised north/south east/west supported/opposed
strong/weak profit/loss early/late""".split()
_MORE_OPPOSITES = """old/new long/short public/private domestic/foreign major/minor rich/poor inside/outside hot/cold
empty/full heavy/light wet/dry near/far same/different expected/unexpected optimistic/pessimistic short/long
remained/vanished failed/succeeded arrived/departed permanent/temporary direct/indirect upper/lower right/left
buyers/sellers morning/evening day/night summer/winter future/past national/local former/future
quickly/slowly easy/difficult remember/forget sank/floated built/demolished found/missed repaired/damaged
added/removed hope/fear praised/criticised success/failure friend/enemy borrow/lend creditors/debtors
deep/shallow wide/narrow quiet/noisy""".split()
"""Pairs that no list of the checker was made from."""
_SPEECH = "said|says|told|added|warned|announced|claimed|stated|argued|insisted|reported"
_ADDED = (
    ", which cost a deputy minister his post",
    ", after a secret vote of the shareholders",
    ", because the pilots had been on strike",
    ", and three bystanders were arrested",
    ", despite protests from fishermen",
    ", a decision that neighbours called reckless",
)


def _swap(text: str, pattern: str, dice: Random, other: Callable[[str], str | None]) -> str | None:
    """The text with one match of the pattern, drawn by chance, replaced."""
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    one = dice.choice(found)
    new = other(one.group())
    return None if new is None else text[: one.start()] + new + text[one.end() :]


def _any_of(all_: Sequence[str]) -> str:
    return rf"\b(?:{'|'.join(map(re.escape, all_))})\b"


def _another(one: str, all_: Sequence[str], dice: Random) -> str:
    return dice.choice([word for word in all_ if word.lower() != one.lower()])


# ---- figures


def value(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """One figure is another."""
    del corpus
    return _swap(one.text, _NUMBER, dice, lambda old: _changed(old, dice)) or _swap(
        one.text, _any_of(_SPELT), dice, lambda old: _another(old, _SPELT, dice)
    )


def _changed(figure: str, dice: Random) -> str:
    places = [place for place, letter in enumerate(figure) if letter.isdigit()]
    place = dice.choice(places)
    digit = dice.choice([digit for digit in "123456789" if digit != figure[place]])
    return figure[:place] + digit + figure[place + 1 :]


def unit(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Miles for kilometres, after a figure."""
    del corpus
    others = dict(pair.split("/") for pair in _UNITS)
    number = rf"(?:\d|\b(?:{'|'.join(sorted(NUMBER_WORDS))}))"
    pattern = rf"(?<=[\w%])[ -](?:{'|'.join(others)})\b"
    spots = [
        m for m in re.finditer(pattern, one.text) if re.search(rf"{number}[\w.,]*$", one.text[: m.start()])
    ]
    if not spots:
        return None
    spot = dice.choice(spots)
    return one.text[: spot.start() + 1] + others[spot.group()[1:]] + one.text[spot.end() :]


def currency(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Euros for dollars."""
    del corpus
    return _swap(one.text, r"[$€£](?=\d)|\b(?:crowns|dollars|euros)\b", dice, _MONEY.__getitem__)


def magnitude(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """A thousand times, or ten times, as much."""
    del corpus
    return _swap(one.text, _any_of([*_SCALES]), dice, _SCALES.__getitem__) or _swap(
        one.text,
        r"(?<![\w.,])\d{2,3}(?=,\d{3}\b)",
        dice,
        lambda digits: f"{digits}0"[-3:].lstrip("0") or None,
    )


def percent(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Percentage points for per cent, or the sign lost."""
    del corpus
    other = dice.choice([" percentage points", ""])
    return _swap(one.text, r"(?<=\d)(?: ?%| per ?cent\b)", dice, lambda _: other)


def bound(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “At least” dropped before a figure, or turned round."""
    del corpus
    pattern = rf"(?i:{_any_of([*_BOUNDS])} )(?=(?:an? |the )?[$€£]?(?:\d|{_any_of(sorted(NUMBER_WORDS))}))"
    turned = dice.random() < 0.5
    return _swap(one.text, pattern, dice, lambda old: f"{_BOUNDS[old.strip().lower()]} " if turned else "")


def exchanged(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Two figures change places."""
    del corpus
    found = [m for m in re.finditer(rf"{_NUMBER}|{_any_of(_SPELT)}", one.text)]
    if len(found) < 2:
        return None
    first, second = sorted(dice.sample(found, 2), key=lambda match: match.start())
    between = one.text[first.end() : second.start()]
    if (
        first.group() == second.group()
        or not re.search(r"[a-z]{3,}", between.replace("and", ""))
        or _years(first.group()) != _years(second.group())
    ):
        return None
    return _exchange(one.text, first.span(), second.span())


def _years(figure: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", figure) is not None


def _exchange(text: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    (a, b), (c, d) = first, second
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def rounded(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """A round figure for an exact one, without a word that says so."""
    del corpus
    return _swap(one.text, r"(?<![\w.,])[1-9]\d{0,2},\d{3}(?![\d.,]*\d)", dice, _round)


def _round(figure: str) -> str | None:
    whole = int(figure.replace(",", ""))
    near = round(whole, -2)
    return None if near == whole else f"{near:,}"


# ---- dates


def weekday(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Another day of the week."""
    del corpus
    return _swap(one.text, _any_of(_WEEKDAYS), dice, lambda old: _another(old, _WEEKDAYS, dice))


def month(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Another month."""
    del corpus
    return _swap(one.text, _any_of(_MONTHS), dice, lambda old: _another(old, _MONTHS, dice))


def day(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Another day of the month."""
    del corpus
    pattern = rf"(?<=[a-z] )\d{{1,2}}(?=, (?:19|20)\d\d)|\b\d{{1,2}}(?= (?:{'|'.join(_MONTHS)}))"
    return _swap(one.text, pattern, dice, lambda old: str(int(old) % 27 + 1))


def year(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Another year."""
    del corpus
    return _swap(
        one.text, r"\b(?:19|20)\d\d\b", dice, lambda old: str(int(old) + dice.choice([-3, -1, 1, 2]))
    )


# ---- names


def _spots(text: str) -> list[str]:
    return [name for name in names(text) if len(name) > 2 and text.count(name) == 1]


def name_of_the_text(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Another name that the source has, of as many words."""
    del corpus
    return _renamed(one, sorted(set(names("x " + " ".join(one.source.text.split())))), dice)


def name_of_a_stranger(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """A name that no source has."""
    del corpus
    return _renamed(one, STRANGERS, dice)


def _renamed(one: Told, known: Sequence[str], dice: Random) -> str | None:
    here = _spots(one.text)
    if not here:
        return None
    old = dice.choice(here)
    mine = {word.lower() for word in words(one.text)}
    size = 1 if " " not in old else 2
    others = [name for name in known if min(2, len(name.split())) == size or known is STRANGERS]
    others = [name for name in others if len(name) > 2 and mine.isdisjoint(name.lower().split())]
    return one.text.replace(old, dice.choice(others)) if others else None


# ---- who does what


_NAME = r"[A-Z][\w.’'-]*(?: (?:of |the |de |van )*[A-Z][\w.’'-]*)*"
_NOUN = r"(?:the|a|an|its|his|their) [a-z]{3,}"
_AFTER = r"(?= (?:in|on|at|of|for|to|with|by|after|and|as|during|because|since|when|while|from)\b|[.,;])"
_DEED = (
    r"(?:(?:has|have|had|will|would|may|might) )?(?:[a-z]{2,}ed|gave|took|sold|bought|told|met|saw|led|built|"
    r"won|beat|struck|left|hit|cut|own|owns|makes?|wants?|gives?|holds?|runs|named|followed|crossed|closed)"
    r"(?: (?:to|against|by|at|for|from|on|into))?"
)
_NO_ONE = {
    *_MONTHS,
    *_WEEKDAYS,
    *"The A An It He She This That But In On As They We There And If His".split(),
}


def role(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The names on either side of a verb change places."""
    del corpus
    return _turned(one.text, _NAME, dice)


def role_of_nouns(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “The union sued the firm” becomes “the firm sued the union”."""
    del corpus
    lowered = one.text[:1].lower() + one.text[1:]
    turned = _turned(lowered, _NOUN, dice)
    return turned and turned[:1].upper() + turned[1:]


def _turned(text: str, who: str, dice: Random) -> str | None:
    found = re.finditer(rf"\b({who}) (?:{_DEED}) (?:the )?({who}){_AFTER}", text)
    fits = [
        match
        for match in found
        if {match[1].split()[0], match[2].split()[0]}.isdisjoint(_NO_ONE)
        and match[1].lower() != match[2].lower()
        and not re.search(r"\b(?:of|and|in|on|at|for|from|with|to|by|,) $", text[: match.start()])
    ]
    if not fits:
        return None
    drawn = dice.choice(fits)
    return _exchange(text, drawn.span(1), drawn.span(2))


def role_of_two(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """Any two names of the sentence change places, if more than "and" stands between them."""
    del corpus
    spots = [match for name in _spots(one.text) for match in re.finditer(rf"\b{re.escape(name)}\b", one.text)]
    if len(spots) < 2:
        return None
    first, second = sorted(dice.sample(spots, 2), key=lambda match: match.start())
    apart = re.search(rf"{_VERB}|\b[a-z]{{2,}}ed\b", one.text[first.end() : max(first.end(), second.start())])
    return _exchange(one.text, first.span(), second.span()) if apart else None


def voice(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “Was struck by” becomes “struck”: who suffered it did it."""
    del corpus
    return _swap(one.text, r"\b(?:was|were|been|is|are) [a-z]+ed by\b", dice, lambda old: old.split()[1])


# ---- yes and no


def negation_added(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “Not” after a verb, or “never”."""
    del corpus
    word = dice.choice(["not", "not", "never"])
    return _swap(one.text, rf"{_VERB}(?! (?:not|no|never|nothing)\b)", dice, lambda verb: f"{verb} {word}")


def negation_dropped(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “Not”, “no” or “never” taken out."""
    del corpus
    return _swap(one.text, r"\b(?:not|never|no) (?!\d|longer|later)", dice, lambda _: "")


def opposite(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """A common word for its contrary."""
    del corpus
    return _turned_over(one.text, _OPPOSITES, dice)


def rarer_opposite(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """A less common word for its contrary."""
    del corpus
    return _turned_over(one.text, _MORE_OPPOSITES, dice)


def _turned_over(text: str, pairs: Sequence[str], dice: Random) -> str | None:
    both = [pair.split("/") for pair in pairs]
    others = {b: a for a, b in both} | {a: b for a, b in both}
    return _swap(text, _any_of([*others]), dice, others.__getitem__)


def hedge_added(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “Reportedly” before a verb that had none."""
    del corpus
    word = dice.choice(["reportedly", "possibly", "allegedly"])
    return _swap(one.text, rf"(?<=[a-z] ){_VERB}", dice, lambda verb: f"{verb} {word}")


def hedge_dropped(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """What may be, is."""
    del corpus
    sure = {"may": "will", "might": "will", "could": "will"}
    plain = sorted(HEDGES - {"about", "around"})
    pattern = rf"(?<=[\w,] )(?:{'|'.join(plain)}) "
    return _swap(one.text, pattern, dice, lambda old: f"{sure[old[:-1]]} " if old[:-1] in sure else "")


# ---- what was said


def quote_altered(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """One word inside the quotation marks is another."""
    del corpus
    found = re.search(r"“([^“”\"]+)”?|\"([^“”\"]+)\"", one.text)
    if not found or one.text.count('"') % 2:
        return None
    start, end = found.span(1 if found[1] else 2)
    spoken = list(re.finditer(r"[^\W\d_]{2,}", one.text[start:end]))
    if not spoken:
        return None
    word = dice.choice(spoken)
    return one.text[: start + word.start()] + "indeed" + one.text[start + word.end() :]


def speaker(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The words are another's, of those who speak or are spoken of in the source."""
    del corpus
    if not re.search(r"[“\"]", one.text):
        return None
    by = rf"[”\"]\)?,? (?:{_SPEECH}) ([A-Z]\w+(?: [A-Z]\w+)*)|\b([A-Z]\w+(?: [A-Z]\w+)*),? (?:{_SPEECH})\b"
    found = [m for m in re.finditer(by, one.text) if (m[1] or m[2]) not in {"The", "He", "She", "It", "They"}]
    if not found:
        return None
    match = dice.choice(found)
    group = 1 if match[1] else 2
    mine = set(one.text.split()) | set(one.before.split()) | set(one.after.split())
    known = [n for n in sorted(set(names("x " + " ".join(one.source.text.split())))) if len(n.split()) > 1]
    others = [n for n in known if mine.isdisjoint(n.split())] or list(STRANGERS[:3])
    return one.text[: match.start(group)] + dice.choice(others) + one.text[match.end(group) :]


_LEAD = re.compile(
    rf"(?:[^,;:]|, [^,;:]{{2,40}},){{3,90}}? (?:{_SPEECH})(?: (?:on )?[A-Z]\w+day| in a statement)?,? that (?=\w)"
    r"|According to [^,]{2,60}, (?=\w)"
    rf"|[^,;:]{{3,60}}? (?:said|says) (?=(?:it|he|she|they|the|there|we|its) )"
)
_TAIL = re.compile(
    r", (?!who|which|where)(?:(?:the |its |an? )?[^,]{2,60} (?:said|says|warned|added|reported)"
    r"(?: (?:on|in) [^,]{3,40}| yesterday| today)?|(?:said|says) [^,]{2,60}|according to [^.]{2,80})\.$"
)


def attribution_lost(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “X said that P” becomes “P”."""
    del corpus, dice
    if re.search(r"[“”\"]", one.text):
        return None
    if tail := _TAIL.search(one.text):
        rest = f"{one.text[: tail.start()]}."
    elif lead := _LEAD.match(one.text):
        rest = one.text[lead.end() :]
    else:
        return None
    still = re.search(rf"\b(?:{_SPEECH}|according to)\b", rest)
    whole = re.search(rf"{_VERB}|\b(?:[a-z]{{2,}}ed|fell|rose|hopes|runs|carries)\b", rest)
    cut = re.search(r", (?:which|who|whose|where)(?: [^,]*)?\.$", rest)
    return None if still or cut or not whole or len(words(rest)) < 5 else rest[:1].upper() + rest[1:]


def absence(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """As “The report does not say …” of what it does say."""
    del corpus
    first = one.text.split()[0]
    lowered = (
        one.text
        if first[1:2].isupper() or first in names(f"x {one.text}")
        else one.text[:1].lower() + one.text[1:]
    )
    lead = dice.choice(["The report does not say that", "The source does not mention that"])
    return f"{lead} {lowered}"


# ---- more than the source tells


def _halves(text: str) -> tuple[str, str]:
    told = text.split()
    return " ".join(told[: len(told) // 2]), " ".join(told[len(told) // 2 :])


def merged_neighbours(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The first half of a sentence and the second half of the next."""
    del corpus, dice
    if len(words(one.after)) < 8 or re.search(r"[“”\"]", one.text + one.after):
        return None
    return f"{_halves(one.text)[0]} {_halves(one.after)[1]}"


def merged_of_one_source(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The halves of two sentences of one source."""
    others = [
        other
        for other in corpus.told
        if other.source.id == one.source.id and other.text not in (one.text, one.before, one.after)
    ]
    if not others or re.search(r"[“”\"]", one.text):
        return None
    other = dice.choice(others)
    return None if re.search(r"[“”\"]", other.text) else f"{_halves(one.text)[0]} {_halves(other.text)[1]}"


def merged_of_two_sources(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """The halves of sentences of two sources, the first cited."""
    other = dice.choice(corpus.told)
    if other.source.id == one.source.id or re.search(r"[“”\"]", one.text + other.text):
        return None
    return f"{_halves(one.text)[0]} {_halves(other.text)[1]}"


def addition(one: Told, corpus: Corpus, dice: Random) -> str | None:
    """A clause that no source has, put behind."""
    del corpus
    if not one.text.endswith(".") or re.search(r"[“”\"]", one.text):
        return None
    return f"{one.text[:-1]}{dice.choice(_ADDED)}."


# ---- citations


def wrong_source(one: Told, corpus: Corpus, dice: Random) -> Claim | None:
    """Another source of the corpus is cited."""
    other = dice.choice(corpus.sources)
    if normal(one.text) in normal(" ".join(other.text.split())):
        return None
    return Claim(text=one.text, citations=(other.id[:8],))


def invented_id(one: Told, corpus: Corpus, dice: Random) -> Claim | None:
    """One digit of the id is another."""
    known = {source.id[:8] for source in corpus.sources}
    digits = "".join(
        _another(d, "0123456789abcdef", dice) if p == 3 else d for p, d in enumerate(one.source.id[:8])
    )
    return None if digits in known else Claim(text=one.text, citations=(digits,))


def uncited(one: Told, corpus: Corpus, dice: Random) -> Claim:
    """Nothing is cited."""
    del corpus, dice
    return Claim(text=one.text)


def stuffed(one: Told, corpus: Corpus, dice: Random) -> Claim | None:
    """The right source, and one that has nothing to do with it."""
    wrong = wrong_source(one, corpus, dice)
    return wrong.model_copy(update={"citations": (one.source.id[:8], *wrong.citations)}) if wrong else None


FAULTS: dict[str, Fault] = {
    "number: value": value,
    "number: unit": unit,
    "number: currency": currency,
    "number: magnitude": magnitude,
    "number: percent": percent,
    "number: bound": bound,
    "number: exchanged": exchanged,
    "number: rounded": rounded,
    "date: weekday": weekday,
    "date: month": month,
    "date: day": day,
    "date: year": year,
    "name: of the text": name_of_the_text,
    "name: a stranger's": name_of_a_stranger,
    "role: exchanged": role,
    "role: nouns exchanged": role_of_nouns,
    "role: any two names": role_of_two,
    "role: voice": voice,
    "negation: added": negation_added,
    "negation: dropped": negation_dropped,
    "opposite: common": opposite,
    "opposite: rarer": rarer_opposite,
    "hedge: added": hedge_added,
    "hedge: dropped": hedge_dropped,
    "quote: altered": quote_altered,
    "quote: speaker": speaker,
    "attribution lost": attribution_lost,
    "absence": absence,
    "merged: neighbours": merged_neighbours,
    "merged: one source": merged_of_one_source,
    "merged: two sources": merged_of_two_sources,
    "addition": addition,
    "wrong source": wrong_source,
    "stuffed": stuffed,
    "invented id": invented_id,
    "uncited": uncited,
}

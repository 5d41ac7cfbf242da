"""The same said otherwise: changes that keep a true sentence true, by kind."""

import re
from collections.abc import Callable

from agents.surface import MONTHS, STOP_WORDS, names, words
from evals.told import Told
from store.temporal import with_dates

Paraphrase = Callable[[Told], str | None]
"""The sentence in other words, or None where the rule does not fit."""

_SPELT = "two three four five six seven eight nine ten eleven twelve".split()
_DIGITS = {word: str(number) for number, word in enumerate(_SPELT, start=2)}
_WORDS = {digits: word for word, digits in _DIGITS.items()}
_MONTH = "|".join(month.title() for month in MONTHS)
_SAME = {
    word: other
    for word, _, other in (
        pair.partition("/")
        for pair in """said/stated begin/start began/started bought/purchased ended/finished injured/hurt
        firm/company large/big because/since hurt/injured requires/needs received/got quickly/fast
        workers/employees employees/workers jobs/positions constructed/built built/constructed shut/closed
        buy/purchase biggest/largest largest/biggest attempted/tried tried/attempted help/aid
        however/nevertheless cars/vehicles probably/likely children/kids examined/inspected
        demanded/called_for criticised/attacked postponed/delayed returned/went_back""".split()
    )
}
_DEGREE = {
    "about": "around",
    "around": "about",
    "approximately": "roughly",
    "nearly": "almost",
    "almost": "nearly",
    "over": "more than",
    "more than": "over",
    "as many as": "up to",
    "fewer than": "less than",
}
_SPEECH = "said|says|warned|added|announced"
_WHEN = (
    rf"(?:on|On) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:on|On) (?:{_MONTH}) \d{{1,2}}(?:, \d{{4}})?"
)


def synonym(one: Told) -> str | None:
    """One word for another that means the same, outside quotations."""
    if re.search(r"[“”\"]", one.text):
        return None
    pattern = rf"\b(?:{'|'.join(word for word in _SAME if '_' not in word)})\b"
    match = re.search(pattern, one.text)
    return (
        one.text[: match.start()] + _SAME[match.group()].replace("_", " ") + one.text[match.end() :]
        if match
        else None
    )


def number_form(one: Told) -> str | None:
    """As “12” for “twelve” and the other way round."""
    spelt = re.search(rf"\b(?:{'|'.join(_SPELT)})\b(?![\w-])", one.text)
    if spelt and not one.text[: spelt.start()].endswith(("-", "“")):
        return (
            one.text[: spelt.start()] + _DIGITS[spelt.group()] + one.text[spelt.end() :]
            if _plain(one)
            else None
        )
    digits = re.search(rf"(?<![\w.,$€£:-]) (?:{'|'.join(_WORDS)}) (?=[a-z])(?!pm|am|p\.m|a\.m)", one.text)
    if not digits or not _plain(one) or re.search(rf"(?:{_MONTH})$", one.text[: digits.start()]):
        return None
    return f"{one.text[: digits.start()]} {_WORDS[digits.group().strip()]} {one.text[digits.end() :]}"


def _plain(one: Told) -> bool:
    return not re.search(r"[“”\"]", one.text)


def amount_form(one: Told) -> str | None:
    """As “$4.8 billion” for “4.8 billion dollars”, “5 per cent” for “5%”, “1,500,000” for “1.5 million”."""
    if not _plain(one):
        return None
    money = re.search(r"(?:US ?)?\$(\d[\d.,]*\d|\d) (million|billion)\b", one.text)
    if money:
        return f"{one.text[: money.start()]}{money[1]} {money[2]} dollars{one.text[money.end() :]}".replace(
            "US ", ""
        )
    share = re.search(r"(\d)( per ?cent\b|%)", one.text)
    if share:
        return (
            f"{one.text[: share.start(2)]}{' percent' if share[2] == '%' else '%'}{one.text[share.end() :]}"
        )
    scaled = re.search(r"\b(\d+(?:\.\d+)?) million\b", one.text)
    if not scaled:
        return None
    return f"{one.text[: scaled.start()]}{round(float(scaled[1]) * 1_000_000):,}{one.text[scaled.end() :]}"


def date_form(one: Told) -> str | None:
    """As “4 March 2025” for “March 4, 2025”, and the other way round."""
    first = re.search(rf"\b({_MONTH}) (\d{{1,2}})(?:, (\d{{4}}),?)?(?![\w,])", one.text)
    if not _plain(one):
        return None
    if first:
        year = f" {first[3]}" if first[3] else ""
        return f"{one.text[: first.start()]}{first[2]} {first[1]}{year}{one.text[first.end() :]}"
    second = re.search(rf"\b(\d{{1,2}}) ({_MONTH})(?: (\d{{4}}))?\b", one.text)
    if not second:
        return None
    year = f", {second[3]}," if second[3] else ""
    return f"{one.text[: second.start()]}{second[2]} {second[1]}{year}{one.text[second.end() :]}".replace(
        ",.", "."
    )


def date_written_out(one: Told) -> str | None:
    """As “On Thursday, March 6, 2025” for “on Thursday”."""
    day = one.source.published_at
    written = with_dates(one.text, day.date() if day else None)
    return written if written != one.text else None


def degree(one: Told) -> str | None:
    """As “Around 300” for “about 300”."""
    match = re.search(rf"\b(?:{'|'.join(_DEGREE)}) (?=[$€£]?\d)", one.text)
    if not match or not _plain(one):
        return None
    return f"{one.text[: match.start()]}{_DEGREE[match.group().strip()]} {one.text[match.end() :]}"


def day_first(one: Told) -> str | None:
    """The day at the beginning, or from there to the end."""
    lead = re.match(rf"({_WHEN}),? (?=[a-zA-Z])", one.text)
    if lead and one.text.endswith(".") and _plain(one):
        rest = one.text[lead.end() : -1]
        return f"{rest[:1].upper()}{rest[1:]} {lead[1][0].lower()}{lead[1][1:]}."
    tail = re.search(rf" ({_WHEN})\.$", one.text)
    if not tail or not _plain(one) or re.search(r"[;:]", one.text):
        return None
    return f"{tail[1][:1].upper()}{tail[1][1:]}, {_lowered(one.text)[: tail.start()]}."


def speaker_first(one: Told) -> str | None:
    """As “X said that P” for “P, X said”."""
    tail = re.search(rf", ([^,“”\"]{{2,60}}?) ({_SPEECH})\.$", one.text)
    if not tail or not _plain(one):
        return None
    by = tail[1][:1].upper() + tail[1][1:]
    return f"{by} {tail[2]} that {_lowered(one.text)[: tail.start()]}."


def speaker_last(one: Told) -> str | None:
    """As “P, according to X” for “X said that P”."""
    lead = re.match(r"([^,;:“\"]{3,60}?) (?:said|says|warned) that (?=\w)", one.text)
    if not lead or not _plain(one) or not one.text.endswith("."):
        return None
    rest = one.text[lead.end() : -1]
    return f"{rest[:1].upper()}{rest[1:]}, {_lowered(lead[1])} said."


def clause_first(one: Told) -> str | None:
    """As “After A, B” for “B after A”."""
    match = re.match(
        r"([^,;:“”\"]{20,}),? ((?:after|because|although|when|while|as soon as|until) [^,;:“”\"]{15,})\.$",
        one.text,
    )
    if not match or re.search(rf"\b(?:{_SPEECH}|that|who|which)\b", match[1]):
        return None
    return f"{match[2][:1].upper()}{match[2][1:]}, {_lowered(match[1])}."


def passive(one: Told) -> str | None:
    """As “Y was struck by X” becomes “X struck Y”, where nothing else hangs on it."""
    match = re.match(
        r"((?:The |An? )?[A-Z]?[\w’' -]{2,40}?) (?:was|were) ([a-z]+ed) by ((?:the |an? )?[\w’' -]{2,40})\.$",
        one.text,
    )
    if not match:
        return None
    return f"{match[3][:1].upper()}{match[3][1:]} {match[2]} {_lowered(match[1])}."


def name_for_pronoun(one: Told) -> str | None:
    """Who "he" is, where the sentence before speaks of one person alone."""
    pronoun = re.match(r"(?:He|She) (?=\w)", one.text)
    people = [name for name in names(f"x {one.before}") if len(name.split()) in (2, 3) and " of " not in name]
    if not pronoun or len(people) != 1 or not one.before.startswith(people[0]):
        return None
    return f"{people[0]} {one.text[pronoun.end() :]}"


def narrowed(one: Told) -> str | None:
    """Without what is said beside it: ", which …" at the end."""
    match = re.search(r",? (?:which|where|who) [^,“”\"]{10,}\.$", one.text)
    if not match or not _plain(one) or "," not in match.group()[:1]:
        return None
    rest = one.text[: match.start()]
    return f"{rest}." if len(words(rest)) >= 6 else None


def marks(one: Told) -> str | None:
    """Straight quotation marks for typographic ones."""
    straight = one.text.translate(str.maketrans("“”‘’", "\"\"''"))
    return straight if straight != one.text else None


def _lowered(text: str) -> str:
    """Without the capital of a beginning that is no name."""
    first = text.split(maxsplit=1)[0]
    return text[:1].lower() + text[1:] if first.lower() in STOP_WORDS and first != "I" else text


PARAPHRASES: dict[str, Paraphrase] = {
    "synonym": synonym,
    "number in another form": number_form,
    "amount in another form": amount_form,
    "degree in other words": degree,
    "date in another form": date_form,
    "date written out": date_written_out,
    "day moved": day_first,
    "speaker first": speaker_first,
    "speaker last": speaker_last,
    "clauses in another order": clause_first,
    "active for passive": passive,
    "name for a pronoun": name_for_pronoun,
    "narrowed": narrowed,
    "straight quotation marks": marks,
}

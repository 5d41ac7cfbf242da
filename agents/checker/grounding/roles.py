"""Who did what to whom: words of the claim that stand in each other's places.

Two words have changed places where the claim comes nearer to the sentence of the source, neighbour by
neighbour, as soon as they are put back. "Was struck by" is read as "struck" the other way round.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from agents.checker.grounding.verbs import is_deed, is_mutual, is_participle
from agents.checker.grounding.witness import Witness
from agents.figures import NUMBER_WORDS
from agents.stemming import POSSESSIVE
from agents.surface import STOP_WORDS, stem, with_days_as_words
from store.records import Finding, Reason

_PART = re.compile(r"\d[\d.,]*\d|[^\W_]+(?:['’.&][^\W_]+)*|[;:()—–“”\"]|(?<=\w),")
_DAY_WORD = re.compile(r"[a-z]{3}\d{1,2}")
_BE = frozenset("is are was were be been being gets got".split())
LINKS = frozenset(["of", "and"])
"""Between two names they make one: what the Bank of Wend did, and what Hale and Orme did."""
NOWHERE = -2
"""No word begins next to it."""
ARTICLES = frozenset("the a an its his her their".split())
"""They go where their nouns go."""
_BEFORE_VERBS = _BE | frozenset("has have had which who that , will would may also not".split())
_BEFORE_NOUNS = frozenset("most some all both".split())
_JOINS = frozenset("and or , & as well".split())
BY_WITHIN = 4
"""Words in which "was accused of neglect" comes to its "by"."""
NEARER = 2
"""Pairs of neighbours by which the claim has to come nearer to its source."""
MOST = 60
"""Words of a claim of which places are compared: a longer one is a list."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or a name taken as one word, by what makes it equal to another."""

    key: str
    shown: str

    @property
    def means(self) -> bool:
        """Whether it could do something, or something could befall it."""
        return self.key[0].isalnum() and self.shown.lower() not in STOP_WORDS

    @property
    def is_name(self) -> bool:
        """Whether it begins with a capital and is no small word."""
        return self.shown[0].isupper() and self.key not in STOP_WORDS

    @property
    def root(self) -> str:
        """What it has in common with itself in the middle of a sentence, where it may have no capital."""
        return stem(self.key) if self.is_name else self.key

    @property
    def is_figure(self) -> bool:
        """Whether it counts."""
        return self.key[0].isdigit() or self.is_day or self.key in NUMBER_WORDS

    @property
    def is_day(self) -> bool:
        """Whether it is a day of a month."""
        return _DAY_WORD.fullmatch(self.key) is not None


def misplaced(witness: Witness) -> Iterator[Finding]:
    """Two words that have changed places, and what was done by whom it was done to."""
    if not witness.bearer:
        return
    ours, theirs = _read(with_days_as_words(witness.text))[:MOST], _read(with_days_as_words(witness.bearer))
    moved = [] if _other_voice(ours, theirs) else _moved(ours, theirs) or _changed_places(ours, theirs)
    if moved and _to_each_other(ours, *moved[0]):
        return
    for one, other in moved or _turned_round(ours, theirs):
        yield Finding(reason=_reason(one, other), detail=f"{one.shown} and {other.shown} have changed places")
        return


def _reason(one: _Word, other: _Word) -> Reason:
    if one.is_day and other.is_day:
        return Reason.DATE
    return Reason.NUMBER if one.is_figure and other.is_figure else Reason.ROLE


@lru_cache(maxsize=4_000)
def _read(text: str) -> tuple[_Word, ...]:
    """Words and marks in order; a name is one word, known by its last."""
    found: list[_Word] = []
    end = NOWHERE
    for match in _PART.finditer(text):
        word = match.group()
        name = word[0].isupper() and word.lower() not in STOP_WORDS
        one = _Word(POSSESSIVE.sub("", word.lower()) if name else _key(word), word)
        if name and match.start() == end + 1:
            one = _joined(found, one)
        if one.key not in ARTICLES:
            found.append(one)
        elif not found or found[-1].key not in LINKS:
            end = NOWHERE
            continue
        end = match.end()
    return tuple(found)


def _joined(found: list[_Word], one: _Word) -> _Word:
    """The name of which the word is a part, its beginning taken off what was found: Bank of Wend."""
    shown = one.shown
    links = 1 if found and found[-1].key in LINKS else 0
    if len(found) > links and found[-1 - links].is_name:
        shown = " ".join(word.shown for word in [*found[-1 - links :], one])
        del found[-1 - links :]
    return _Word(one.key, shown)


def _key(word: str) -> str:
    small = word.lower()
    return small if small in STOP_WORDS | NUMBER_WORDS or not word[0].isalpha() else stem(word)


# ---- places


def _changed_places(ours: Sequence[_Word], theirs: Sequence[_Word]) -> list[tuple[_Word, _Word]]:
    """The pair that brings the claim nearest to the source when it is put back."""
    told = Counter((one.key, other.key) for one, other in pairwise(_framed(theirs)))
    known = {word.key for word in theirs}
    loose = [place for place in range(len(ours)) if _is_loose(ours, place, told) and ours[place].key in known]
    gains = [
        (_gain(ours, one, other, told), -one, -other)
        for one, other in combinations(loose, 2)
        if ours[one].key != ours[other].key
        and ours[one].is_figure == ours[other].is_figure
        and not _listed(ours, one, other)
    ]
    best = max(gains, default=(0, 0, 0))
    return [(ours[-best[1]], ours[-best[2]])] if best[0] >= NEARER else []


def _framed(words: Sequence[_Word]) -> list[_Word]:
    edge = _Word(".", ".")
    return [edge, *words, edge]


def _is_loose(ours: Sequence[_Word], place: int, told: Counter[tuple[str, str]]) -> bool:
    if not ours[place].means:
        return False
    return sum(pair in told for pair in _around(ours, place)) < 2


def _around(ours: Sequence[_Word], place: int) -> list[tuple[str, str]]:
    before = ours[place - 1].key if place else "."
    after = ours[place + 1].key if place + 1 < len(ours) else "."
    return [(before, ours[place].key), (ours[place].key, after)]


def _gain(ours: Sequence[_Word], one: int, other: int, told: Counter[tuple[str, str]]) -> int:
    put_back = list(ours)
    put_back[one], put_back[other] = ours[other], ours[one]
    before = {*_around(ours, one), *_around(ours, other)}
    after = {*_around(put_back, one), *_around(put_back, other)}
    return sum(pair in told for pair in after) - sum(pair in told for pair in before)


def _listed(ours: Sequence[_Word], one: int, other: int) -> bool:
    """Whether they are members of one list, whose order says nothing."""
    between = ours[one + 1 : other]
    figures = ours[one].is_figure
    members = (word.is_figure if figures else word.is_name for word in between if word.key not in _JOINS)
    return bool(between) and all(members)


def _moved(ours: Sequence[_Word], theirs: Sequence[_Word]) -> list[tuple[_Word, _Word]]:
    """Two names or figures in each other's places, every other word as in the source."""
    wanted, told = _masked(ours), _masked(theirs)
    before, found, _ = f" {told} ".partition(f" {wanted} ")
    if not found:
        return []
    first = before.count(" ") if before else 0
    there = theirs[first : first + len(ours)]
    moved = [
        place for place, (one, other) in enumerate(zip(ours, there, strict=True)) if one.key != other.key
    ]
    same = sorted(ours[place].key for place in moved) == sorted(there[place].key for place in moved)
    if not moved or not same or _listed(ours, moved[0], moved[-1]):
        return []
    return [(ours[moved[0]], there[moved[0]])]


def _masked(words: Sequence[_Word]) -> str:
    return " ".join("#" if word.is_figure else "@" if word.is_name else word.key for word in words)


# ---- deeds


@dataclass(frozen=True, slots=True)
class _Deed:
    """Who did it and whom it befell, each by the words that stand there."""

    verb: _Word
    passive: bool
    by: frozenset[str]
    to: frozenset[str]


def _deeds(words: Sequence[_Word]) -> dict[str, _Deed]:
    """Of every "struck by" and of every word between two others, by verb; of those that stand there once."""
    verbs = Counter(word.key for word in words if word.means and not word.is_name)
    places = (place for place, word in enumerate(words) if place and verbs[word.key] == 1)
    return {words[place].key: _deed(words, place) for place in places}


def _deed(words: Sequence[_Word], place: int) -> _Deed:
    before, after = _last(words[:place]), words[place + 1 :]
    undergone = words[place - 1].key in _BE and is_participle(words[place].shown)
    participle = words[place - 1].key == "," and is_deed(words[place].shown)
    reach = BY_WITHIN if participle or words[place - 1].key in _BE else 1
    by = next((near for near, word in enumerate(after[:reach]) if word.key == "by"), None)
    if by is not None:
        return _Deed(words[place], True, _run(after[by + 1 :]), before)
    if undergone:
        return _Deed(words[place], True, frozenset(), before)
    return _Deed(words[place], False, before, _run(after))


def _run(words: Sequence[_Word]) -> frozenset[str]:
    """The words of meaning that come next, small words before them left out."""
    found: list[str] = []
    for word in words[:5]:
        if word.means and not word.is_figure:
            found.append(word.root)
        elif found or word.key not in _BEFORE_NOUNS:
            break
    return frozenset(found)


def _last(words: Sequence[_Word]) -> frozenset[str]:
    """The last word of meaning before, auxiliaries and relatives left out."""
    for word in reversed(words):
        if word.means and not word.is_figure:
            return frozenset([word.root])
        if word.key not in _BEFORE_VERBS:
            break
    return frozenset()


def _turned_round(ours: Sequence[_Word], theirs: Sequence[_Word]) -> list[tuple[_Word, _Word]]:
    """Who did it in the claim, and whom it befell, where the source has it the other way round."""
    mine, told = _deeds(ours), _deeds(theirs)
    for verb in sorted(mine.keys() & told.keys()):
        one, other = mine[verb], told[verb]
        agent, patient = one.by & other.to, one.to & other.by
        if one.passive is other.passive:
            kept = one.by & other.by or one.to & other.to
            crossed = bool(agent and patient and not kept) and _goes_one_way(one.verb, other.verb)
        else:
            active, passive = (other, one) if one.passive else (one, other)
            crossed = (agent or patient) and bool(active.to or passive.by)
        if crossed and (agent or not (one.by and other.to)) and (patient or not (one.to and other.by)):
            who = min(agent or patient)
            whom = min((patient or one.to or other.by) - {who}, default=verb)
            return [(_Word(who, who), _Word(whom, whom))]
    return []


def _other_voice(ours: Sequence[_Word], theirs: Sequence[_Word]) -> bool:
    """Whether one says in the passive what the other says in the active: of one doer, and done to one."""
    mine, told = _deeds(ours), _deeds(theirs)
    pairs = [(mine[verb], told[verb]) for verb in mine.keys() & told.keys()]
    differ = [(one, other) for one, other in pairs if one.passive is not other.passive]
    return any(one.by & other.by and one.to & other.to for one, other in differ)


def _to_each_other(ours: Sequence[_Word], one: _Word, other: _Word) -> bool:
    """Whether both stand beside what two do to each other: who met whom has met him."""
    pair = frozenset([one.root, other.root])
    return any(is_mutual(deed.verb.shown) and pair == deed.by | deed.to for deed in _deeds(ours).values())


def _goes_one_way(one: _Word, other: _Word) -> bool:
    """Whether it is a verb in both, and nothing that two do to each other."""
    return is_deed(one.shown) and is_deed(other.shown) and not is_mutual(one.shown)

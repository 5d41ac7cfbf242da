"""Names as they stand in a sentence, and whether two of them may be of one person or one body."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import dropwhile

from agents.surface import CALENDAR_STEMS, STOP_WORDS, content_stems

_PART = r"(?<!\w)[A-Z][\w’'&-]*\.?"
NAME = rf"{_PART}(?: (?:(?:of|de|del|der|den|van|von|bin|al|la|du|di|da|the) ){{0,2}}{_PART})*"
_NAMES = re.compile(NAME)
TITLES = frozenset(
    """mr mrs ms miss dr sir dame lord lady president vice prime minister chancellor mayor governor senator
    representative congressman congresswoman judge justice king queen prince princess pope bishop archbishop
    cardinal reverend father sister brother secretary general attorney chief executive officer chairman
    chairwoman chair director commissioner inspector detective sergeant captain colonel major lieutenant
    admiral professor coach councillor ambassador sheriff deputy premier speaker former""".split()
)
"""Words before a person's own name."""
_TITLE = rf"(?:{'|'.join(sorted(TITLES))})"
_OFFICE = re.compile(rf"{_TITLE}(?: {_TITLE})*(?: of(?: the)? \S+)?")
"""A title and nobody's name."""
_LINKS = frozenset("of the and".split())
LONGEST = 1_000
"""Characters of a sentence in which it is looked for who does what: a longer one is a list or a table."""
ALIKE = 4
"""Letters at the beginning in which a country and its people agree."""


@dataclass(frozen=True)
class Person:
    """Somebody, or a body, by the name that stands there."""

    shown: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its words behind the last title, in lower case."""
        every = [re.sub(r"['’]s?$", "", word).replace(".", "").lower() for word in self.shown.split()]
        last = max((place for place, word in enumerate(every[:-1]) if word in TITLES), default=-1)
        return tuple(word for word in every[last + 1 :] if word not in _LINKS) or tuple(every[-1:])

    def known(self, text: str) -> bool:
        """Whether its last word stands with a capital elsewhere than at the beginning of a sentence."""
        last = self.shown.split()[-1]
        return len(self.shown.split()) > 1 or bool(re.search(rf"[\w,] {re.escape(last)}\b", text))


@lru_cache(maxsize=4_000)
def persons(text: str) -> tuple[Person, ...]:
    """Every name in it."""
    found = (_person(match.group().rstrip(".")) for match in _NAMES.finditer(text))
    return tuple(one for one in found if one)


def _person(shown: str) -> Person | None:
    """Of a run of capitals; of small words, days and offices none."""
    every = list(dropwhile(lambda word: word.lower() in STOP_WORDS, shown.split()))
    plain = " ".join(every)
    if not CALENDAR_STEMS.issuperset(content_stems(plain)) and not _OFFICE.fullmatch(plain.lower()):
        return Person(plain)
    return None


def same(one: Person, other: Person) -> bool:
    """Whether both may be one: where in doubt they are."""
    ours, theirs = one.parts, other.parts
    if ours[-1] == theirs[-1]:
        return not (len(ours) == len(theirs) == 2 and _differ(ours[0], theirs[0]))
    if ours[-1] in theirs or theirs[-1] in ours or ours[0] == theirs[0]:
        return True
    return _initials(ours) == theirs[-1] or _initials(theirs) == ours[-1] or _akin(ours[-1], theirs[-1])


def _differ(one: str, other: str) -> bool:
    """Whether two first names are not each other's beginning: Ed and Edward may be one."""
    return not (one.startswith(other[:2]) or other.startswith(one[:2]))


def _akin(one: str, other: str) -> bool:
    return one[:ALIKE] == other[:ALIKE]


def _initials(parts: tuple[str, ...]) -> str:
    return "".join(part[0] for part in parts)

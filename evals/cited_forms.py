"""How others cite in a text, told in one form: numbers in brackets, and what each number names.

Known are inline links of Markdown, links by a label and footnotes with their definitions below, and numbers
with a list of sources at the end. Where none of these is in a text it stays as it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from store.errors import BadData
from store.snippets import sentences

_ADDRESS = r"<?(?:https?://[^\s<>)\]]*[^\s<>)\].,;:!?])>?"
_INLINE = re.compile(rf"\[(?P<words>[^\[\]]*)\]\(\s*(?P<address>{_ADDRESS})(?:\s+\"[^\"]*\")?\s*\)")
_DEFINED = re.compile(
    r"^[^\S\n]{0,3}\[(?P<label>\^?[^\[\]\n]{1,80})\]:[^\S\n]*(?P<what>\S[^\n]*)$", re.MULTILINE
)
_LABELLED = re.compile(r"\[(?P<words>[^\[\]^][^\[\]]*)\]\[(?P<label>(?!\^)[^\[\]]{0,80})\]")
_NOTE = re.compile(r"\[\^(?P<label>[^\[\]\n]{1,80})\]")
_ALONE = re.compile(r"\[(?P<label>[^\[\]]{1,80})\](?![\[(])")
_LIST = re.compile(
    r"^[^\S\n]*(?:#{1,6}[^\S\n]+|\*\*)?(?:references?|sources?|citations?|bibliography|works cited)"
    r"[^\S\n]*:?(?:\*\*)?[^\S\n]*:?[^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ENTRY = re.compile(
    r"^[^\S\n]*(?:[-*][^\S\n]+)?(?:\[(\d{1,3})\]:?|(\d{1,3})[.)])[^\S\n]+(\S[^\n]*)$", re.MULTILINE
)
_BARE = re.compile(_ADDRESS)
_WORDS_OF_A_MARK = re.compile(r"(?:\^?\d{1,3}|source|link|ref|[a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
"""Words of a link that are no part of the sentence: a number, or the name of a site."""


_MARK = re.compile(r"\s*\[(\d{1,3}(?:[,;] ?\d{1,3})*)\]")

_NUMBERS = tuple(str(number) for number in range(1, 1000))
"""A mark of more digits is rather a year."""


@dataclass
class Cited:
    """The text, and what each number in its brackets names: an address, or a title."""

    text: str
    names: dict[str, str] = field(default_factory=dict[str, str])

    def number(self, name: str) -> str:
        """Of what is named so; the same for the same. Raises BadData."""
        known = next((number for number, one in self.names.items() if one == name), None)
        number = known or next((free for free in _NUMBERS if free not in self.names), None)
        if number is None:
            raise BadData(f"A text names more than {len(_NUMBERS)} sources.", advice="Give it in parts.")
        self.names[number] = name
        return number


def in_one_form(text: str) -> Cited:
    """Numbers stay those that the text has, if it defines them or has a list of sources. Raises BadData."""
    body, listed = _without_list(text)
    defined = {one["label"].casefold(): _named(one["what"]) for one in _DEFINED.finditer(body)}
    numbers = {label: name for label, name in defined.items() if label.isdecimal()}
    found = Cited(_DEFINED.sub("", body) if defined else body, listed | numbers)
    forms: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
        (_INLINE, lambda one: _mark(one["words"], found.number(one["address"].strip("<>")))),
        (_LABELLED, lambda one: _labelled(one, defined, found)),
        (_NOTE, lambda one: _noted(one, defined, found)),
        (_ALONE, lambda one: _alone(one, defined, found)),
    ]
    for form, told in forms:
        found.text = form.sub(told, found.text)
    return found


def _without_list(text: str) -> tuple[str, dict[str, str]]:
    """The text above the last heading of a list of sources, and that list; all of it where there is none."""
    headings = list(_LIST.finditer(text))
    below = text[headings[-1].end() :] if headings else ""
    entries = {one[1] or one[2]: _named(one[3]) for one in _ENTRY.finditer(below)}
    return (text[: headings[-1].start()].rstrip() + "\n", entries) if entries else (text, {})


def _named(what: str) -> str:
    """The address in it, else its words."""
    address = _BARE.search(what)
    return address[0].strip("<>") if address else " ".join(what.split()).strip(' .*_"“”')


def _mark(words: str, number: str) -> str:
    told = words.strip()
    return f"[{number}]" if not told or _WORDS_OF_A_MARK.fullmatch(told) else f"{words} [{number}]"


def _labelled(one: re.Match[str], defined: dict[str, str], found: Cited) -> str:
    """Two numbers side by side are two citations."""
    if one["words"].isdecimal():
        return one[0]
    name = defined.get((one["label"] or one["words"]).casefold())
    return one[0] if name is None else _mark(one["words"], found.number(name))


def _noted(one: re.Match[str], defined: dict[str, str], found: Cited) -> str:
    """A footnote without a definition names nothing, and is kept to be counted."""
    label = one["label"]
    return f"[{found.number(defined.get(f'^{label}'.casefold(), f'footnote {label}'))}]"


def _alone(one: re.Match[str], defined: dict[str, str], found: Cited) -> str:
    """A label by itself, with a definition below; numbers are what they are to be."""
    label = one["label"].casefold()
    name = None if label.isdecimal() else defined.get(label)
    return one[0] if name is None else _mark(one["label"], found.number(name))


Statement = tuple[str, tuple[str, ...]]
"""A sentence without its marks, and the numbers in them."""


def statements(text: str) -> Iterator[list[Statement]]:
    """Sentences of each paragraph or entry of a list; headings are none.

    A mark is of the sentence in which it stands, or behind which.
    """
    for block in re.split(r"\n\s*\n|\n(?=[^\S\n]*(?:[-*+]|\d{1,3}[.)])[^\S\n])", text):
        plain = _plain(block)
        if plain and not block.lstrip().startswith("#"):
            yield _statements(plain)


def _plain(block: str) -> str:
    line = " ".join(re.sub(r"^\s*(?:[-*+>]|\d{1,3}[.)])\s", "", block).split())
    return re.sub(r"\*\*|__|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)", "", line)


def _statements(block: str) -> list[Statement]:
    marks: list[tuple[int, tuple[str, ...]]] = []
    bare, end = "", 0
    for one in _MARK.finditer(block):
        bare += block[end : one.start()]
        marks.append((max(len(bare) - 1, 0), tuple(re.split(r"[,;] ?", one[1]))))
        end = one.end()
    bare += block[end:]
    spans = sentences(bare)
    found: list[Statement] = []
    for start, stop in spans:
        cited = [number for place, numbers in marks if start <= place < stop for number in numbers]
        found.append((_tidy(bare[start:stop]), tuple(dict.fromkeys(cited))))
    return [one for one in found if any(letter.isalnum() for letter in one[0])]


def _tidy(sentence: str) -> str:
    """Without the brackets that held a mark alone, and the blank before it."""
    return re.sub(r"\s+([.,;:!?])", r"\1", re.sub(r"\s*\(\s*\)", "", sentence)).strip()

"""Which sentences of a source can stand in a story of their own, away from their neighbours."""

import re

from agents.figures import NUMBER_WORDS
from agents.orders import is_order
from agents.quantities import tolls
from agents.surface import MONTHS, QUOTE, WEEKDAYS, content_stems, stem, words
from agents.totals import totals
from agents.writer.antecedents import says_whom
from agents.writer.speakers import all_named
from store.records import CITATION

SHORTEST, LONGEST = 7, 50
"""Words. Shorter ones are captions and exclamations, longer ones lists and run-ons."""
COUNTING = 5
"""Words of a sentence that gives a toll: "Nobody is missing any longer" says all that there is to say."""


def _any_of(*phrases: str) -> str:
    return "|".join(phrase for line in phrases for phrase in line.split(", "))


_CONNECTIVES = _any_of(
    "However, Meanwhile, Also, In addition, Additionally, Moreover, Furthermore, Besides, Separately",
    "Nevertheless, Nonetheless, Indeed, Of course, In fact, And, But",
    "In (?:a separate|another) (?:step|move|development), In separate developments",
)
_LEANING = _any_of(
    "he, she, it, they, his, her, hers, its, their, theirs, him, them, this, that, these, those, such",
    "here, the former, the latter, the same, the others?, the two, the three, the four, the pair",
    "the duo, another, others?, both, neither, either, one of them, two more, three more, as a result",
    "instead, in contrast, by contrast, on the contrary, in the meantime, after that, before that",
    "since then, then, later, earlier, afterwards, for example, for instance, likewise, similarly, thus",
    "therefore, hence, accordingly, otherwise, if so, if not, again, too, also, that said, at the time",
    "at that time, in response, in that case, the reason, or, nor, which, who, because of this",
    "until then, by then, up to then, the first is, the second is, some in the, some among",
    "to do so, to do this, to accomplish, to achieve, more than half, most of, some of, all of",
    "reports to the contrary, none of, each of, one of the, one is, one was, part of the, asked, pressed",
)
_PAGE_FURNITURE = _any_of(
    "click, subscribe, newsletter, read more, read also, cookies?, sign up, log ?in, follow us",
    "all rights reserved, copyright, photo:, photograph:, image:, picture:, advertisement, share this",
    "comments are closed, fictional, can (?:exclusively )?reveal",
)

_ANY_DAY_OR_MONTH = "|".join(name.title() for name in (*MONTHS, *WEEKDAYS))
_CONNECTIVE = re.compile(
    rf"^(?:(?:{_CONNECTIVES})(?:, | (?=[A-Z\d]|the |a |an |in |on |at ))"
    r"|(?:Yet|So|Still|Now)(?:, | (?=the |\d)))"
)
_NEEDS_NEIGHBOUR = re.compile(rf"^[\"“'‘(]?(?:{_LEANING})\b", re.IGNORECASE)
_MORE = re.compile(
    rf"^(?:another (?!of\b)|(?:{'|'.join(sorted(NUMBER_WORDS))}) more (?!of\b))", re.IGNORECASE
)
"""They need no neighbour where it is said how many it makes in all."""
_NEAR_POINTER = re.compile(
    r"^(?:\S+ ){0,5}(?:[Tt](?:his|hese|hose)\b(?! (?:year|month|week))|the (?:company|firm|pair|group)\b)"
)
_LATE_POINTER = re.compile(
    r"\b(?:to|of|by|with|from|for|in|on|about|against) (?:these|those) [a-z]+s(?=[.,;])(?!.*[”\"])"
)
"""Did not respond to these overtures: a neighbour tells of them."""
_POINTING_PHRASE = re.compile(r"^(?:\S+ ){1,5}(?:it|them|him|her)\b,")
_VAGUE_TIME = re.compile(
    r"\b(?:earlier in the (?:week|day|month|year)|recently|comes? a day after|a day earlier|the same day|"
    r"the (?:first|second|third|fourth|final) quarter)\b"
    r"(?!.*\b(?:19|20)\d\d\b)"
)
_LATE_SUBJECT = re.compile(r"^[A-Z][a-z]+(?:ed|ing)\b[^,]*,(?: [^,]*,)* (?:he|she|it|they)\b")
_CONDITION = re.compile(r"^(?:If|When) (?:he|she|it|they)\b")
_NOT_ONE = r"(?!the\b|an?\b|this\b|that\b|each\b|every\b|its?\b)"
_OF_NOTHING = "(?:says?|said|argue|believe|fear|expect|find|found|made|make|consider)"
"""Behind these an it may be nothing: officials made it clear that …"""
_COUNTED = "|".join(word.title() for word in sorted(NUMBER_WORDS))
_ONLY_OF_MANY = re.compile(
    rf"^(?:(?:{_COUNTED})(?! \w+ (?:after|before|into|since|from)\b)|Some|Many|Several|Few|Most)\b"
    rf"(?: {_NOT_ONE}(?!{_OF_NOTHING}\b)[a-z\d,.-]+){{0,9}} its?\b"
    r"(?! (?:is|was|will|takes|took|may|might|could|would|has|seems|appears)\b|['’]s\b)"
)
"""Two banks have asked it: nothing before it is one thing."""
_EARLY_PRONOUN = re.compile(
    rf"^(?:In|On|By|During|After|Before|Since|At|With|For)(?: (?:[a-z\d][\w-]*|{_ANY_DAY_OR_MONTH}),?){{1,6}}"
    r" (?:he|she|it|they)\b"
)
_LATE_THEY = re.compile(r"^(?:On|In|By|During|After|Before|Since|At|With|For|As) [^,]{4,60}, they\b")
_UNDATED_HOUR = re.compile(
    rf"^(?!.*\b(?:19|20)\d\d\b).*(?<![\w-])(?!(?:\d+|o['’]clock|clock|{'|'.join(sorted(NUMBER_WORDS))})\b)[\w-]+"
    r" in the (?:morning|afternoon|evening)\.$"
)
_INSTEAD = re.compile(r"\binstead\b(?! of)", re.IGNORECASE)
_SAME_PLACE = re.compile(
    r"\bthe same (?:committee|meeting|hearing|interview|briefing|session|conference|source|official|"
    r"spokes\w+)\b(?! (?:of|as|on|in|where|which)\b)|^The work, (?!by )"
)
"""Told the same committee: somebody told it something before."""
_AUX = "(?:was|were|is|are|had|has|have|would|could|did|do|does)"
_OTHERS = r"(?:the|an?|its|their|his|her|most|many|some|other|in|[A-Z]\w+)"
_CUT_SHORT = re.compile(
    rf"^(?!.*\b(?:as|than) {_OTHERS} (?:(?!(?:he|she|it|they|as|than|this|that|which|who)\b)[\w'’-]+ ){{0,5}}"
    rf"{_AUX}(?: not)?\.$).*\b{_AUX}(?: not)?\.$"
)
"""The city counts 26 dead, as the hospital does: that is whole."""
_WRITTEN = (
    "(?:document|e-?mail|filing|footage|interview|letter|memo|message|note|notice|paper|report|statement|study"
    "|video)"
)
_POINTS_TO_WORDS = re.compile(
    rf"^(?:In|At|On|During|After|Before|Under|According to) the (?:same )?{_WRITTEN}\b"
    r"(?! (?:of|by|from|between|for|at|in|with|on|to|that|which)\b[^,]{0,60}[A-Z])"
)
_PERSONAL = re.compile(r"\b(?:I|[Ww]e|[Oo]urs?|us|[Mm]y|me|[Yy]ou|[Yy]our|[Ll]et's)\b")
_ANONYMOUS = re.compile(
    r"\b(?:an?|one|the) (?:unnamed |anonymous )?(?:source|insider)s?\b(?! of)", re.IGNORECASE
)
"""One witness without a name is none; two people close to a matter are told as what they say."""
_FURNITURE = re.compile(rf"\b(?:{_PAGE_FURNITURE})|https?://|www\.|@\w+\.|\||[<>{{}}]", re.IGNORECASE)
_POSING = re.compile(r"^(?:Disclaimer|System|User|Assistant|Human):|^[Vv]\d+\.\d+\b|🌳|\]\(|[.!?] [!?]$")
_MARKS = re.compile(r"[“”«»„]|(?<![^\s(—–:\[])‘(?=\w)|(?<=[.,!?…])’(?!\w)")
"""Quotation marks that open and close; an apostrophe is none."""
_NAMED = re.compile(r"‘[^‘’.,;:!?]{1,40}’(?!\w)")
"""A short name in single marks: the ‘Warnings and insurance’ page."""
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b(?!.*\b\d{4}\b)")
"""A time of day without a date beside it: a moment in a running report."""
_ENDS = re.compile(r"[.!…][\"”’')\]]*$")
_SUBJECT = re.compile(
    r"The ((?:(?:new|earlier|previous|latest|original|initial|revised) )?)([a-z]+(?:-[a-z]+)?)\b(.{0,60})"
)
_SAYS_WHICH = re.compile(r" (?:of|by|from|between|for|at|in|with|on)\b.*\b[A-Z]")
_BARE_NOUNS = frozenset(
    """agency agreement aid amount area article automaker bill building car carmaker change changes
    companies company contract correction cost count cut cuts deal decision decline document drop email
    e-mail event fall figure figures filing firm footage funding group image incident increase laden letter
    loan loans loss losses maker man manufacturer measure measures meeting message minister move news
    newspaper notice number offer official order outlet package paper payment picture plan plant price project
    proposal proposition report result results rise ship site spokesman spokeswoman statement structure study
    sum survey talks team total transaction vehicle video vote warning woman""".split()
)
"""Nouns that point back to something a neighbour named."""
_LATE_ONE = re.compile(r"\b(?!(?:no|every|any|some|each|than|by|day|number|of|least)\b)[a-z]+ one\.$")
"""A candidate who loses may demand one: of what?"""
_LEANS = (
    _NEEDS_NEIGHBOUR,
    _NEAR_POINTER,
    _POINTS_TO_WORDS,
    _LATE_SUBJECT,
    _EARLY_PRONOUN,
    _CONDITION,
    _ONLY_OF_MANY,
    _LATE_THEY,
    _POINTING_PHRASE,
    _VAGUE_TIME,
    _CUT_SHORT,
    _INSTEAD,
    _UNDATED_HOUR,
    _SAME_PLACE,
    _LATE_POINTER,
    _LATE_ONE,
)


def stand_alone(sentence: str, topic: str) -> str | None:
    """The sentence without a leading connective, or None where it leans on its neighbours or says nothing."""
    text = _CONNECTIVE.sub("", " ".join(sentence.split()), count=1)
    text = text[:1].upper() + text[1:]
    return None if is_order(text) or _leans(text, topic) or not _well_formed(text) else text


def _leans(text: str, topic: str) -> bool:
    unspoken = len(words(QUOTE.sub(" ", text))) < 3
    added = _MORE.match(text) and totals(text)
    leaning = any(pattern.search(text) for pattern in _LEANS if not (added and pattern is _NEEDS_NEIGHBOUR))
    nameless = not all_named(text) or not says_whom(text)
    return unspoken or leaning or nameless or _bare_subject(text, topic)


def _well_formed(text: str) -> bool:
    count = len(words(text))
    shouted = sum(word.isupper() and len(word) > 1 for word in words(text))
    return (
        (SHORTEST if count >= SHORTEST or not tolls(text) else COUNTING) <= count <= LONGEST
        and bool(_ENDS.search(text))
        and bool(re.match(r"[^\W_a-z]|[“\"‘$€£]", text))
        and balanced(text)
        and shouted <= count / 3
        and not _FURNITURE.search(text)
        and not _ANONYMOUS.search(text)
        and not _CLOCK.search(text)
        and not poses_as_story(text)
        and not _PERSONAL.search(QUOTE.sub("", text))
    )


def poses_as_story(text: str) -> bool:
    """Whether a source's words take the form of ours, or of a dialogue: ids, a version, a disclaimer."""
    return bool(CITATION.search(text) or _POSING.search(text))


def quote_left_open(text: str, *, before: bool) -> bool:
    """Whether a quotation is still open after the text, by its last mark; ``before`` says whether one was."""
    opened = _opened(text)
    if opened:
        return opened[-1]
    return before ^ (text.count('"') % 2 == 1)


def _opened(text: str) -> list[bool]:
    """For each quotation mark whether it opens; where „ opens, “ closes."""
    opening = "‘«„" if "„" in text else "“‘«"
    return [mark.group() in opening for mark in _MARKS.finditer(_NAMED.sub("", text))]


def balanced(text: str) -> bool:
    """Whether every quotation in it ends in it."""
    opened = _opened(text)
    pairs = opened == [True, False] * (len(opened) // 2)
    return pairs and text.count("(") == text.count(")") and text.count('"') % 2 == 0


def _bare_subject(text: str, topic: str) -> bool:
    """The plan, the company: nothing beside it says which. A noun of the topic needs nothing."""
    match = _SUBJECT.match(text)
    if not match or stem(match[2]) in content_stems(topic):
        return False
    return bool(_BARE_NOUNS & {*match[1].split(), match[2]}) and not _SAYS_WHICH.match(match[3].split(",")[0])

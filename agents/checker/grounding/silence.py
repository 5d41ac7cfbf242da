"""What a source is said not to say: "the report does not say who …"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from agents.checker.clauses import is_compound
from agents.checker.grounding.witness import Witness
from agents.checker.passages import ReadSource
from agents.surface import calendar_words, content_stems, names, read_surface
from store.records import Finding, Reason
from store.temporal import read_dates

ASKED = 0.5
"""Share of a question's words from which a sentence may answer it."""
SAID = 0.6
"""Share of a statement's words from which a sentence may say it."""
ABOUT = 0.5
"""Share of its words that the source must have: else it is about something else."""

_NOUN = r"(?:reports?|sources?|articles?|statements?|texts?|pages?|accounts?|story|papers?|notices?)"
_SILENT = re.compile(
    rf"\b{_NOUN} "
    r"(?:(?:do|does|did) not|doesn't|don't|didn't|never|nowhere) "
    r"(?:say|state|mention|give|specify|explain|report|tell|claim|disclose|reveal|(?P<who>name|identify))"
    r"(?:s|d|ed)?\b(?P<what>.*)"
    rf"|\b(?:{_NOUN} )?(?:makes?|made|is|was|contains?) no mention (?:of|that)\b(?P<of>.*)"
    rf"|\b(?:{_NOUN} )?(?:says?|said) nothing (?:about|of|on)\b(?P<about>.*)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\s*(how (?:many|much)|who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE
)
_STATED = re.compile(r"\s*(?:that|whether|if)\b", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:because|after|due|caus\w+|as|since|reasons?|owing|blam\w+|following|led|result\w*|to)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_PLACE = re.compile(r"\b(?:in|at|near|off|on|outside|inside|from|to) (?:the )?[A-Z]")
_MANNER = re.compile(r"\b(?:by|with|using|through|when|as)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Silence:
    """What is said before it, what is not said, and which word asks for it; none where it is a statement."""

    lead: str
    unsaid: str
    asked: str

    @property
    def plain(self) -> bool:
        """Whether the claim says nothing else."""
        return not content_stems(self.lead) and not is_compound(self.unsaid)

    def broken(self, source: ReadSource) -> str:
        """The sentence of the source that says it, or may answer the question; or nothing."""
        if not self.asked:
            return next(iter(source.bearers(self.unsaid, SAID)), "")
        near = source.bearers(self.unsaid, ASKED)
        named = (told for told in near if _new_names(told, self.unsaid, source))
        if self.asked == _NAMED:
            return next(named, "")
        if self.asked in _PERSONS:
            return next(chain(source.bearers(self.unsaid), named), "")
        answers = _ANSWERS.get(self.asked, _any)
        return next((told for told in near if answers(told, self.unsaid)), "")

    def concerns(self, source: ReadSource) -> bool:
        """Whether the source is about the subject on which it is silent."""
        stems = set(content_stems(self.unsaid))
        known = source.title_stems.union(content_stems(source.source.text))
        return bool(stems) and len(stems & known) >= ABOUT * len(stems)


def read_silence(text: str) -> Silence | None:
    """The silence that the claim tells of, if it does."""
    match = _SILENT.search(text)
    if not match:
        return None
    unsaid = match["what"] or match["of"] or match["about"] or ""
    lead = text[: match.start()]
    question = _QUESTION.match(unsaid)
    asked = question[1].lower() if question else _NAMED if match["who"] else ""
    said = _STATED.match(unsaid) or question
    return Silence(lead, unsaid[said.end() if said else 0 :].strip(" .:"), asked)


def wrongly_silent(witness: Witness) -> Iterator[Finding]:
    """A source that is said not to say what it says."""
    silence = read_silence(witness.text)
    told = silence.broken(witness.source) if silence else ""
    if told:
        yield Finding(reason=Reason.ABSENCE, detail=f"the source says: {' '.join(told.split())}")


def _any(told: str, unsaid: str) -> bool:
    del told, unsaid
    return True


def _new_names(told: str, unsaid: str, source: ReadSource) -> set[str]:
    """A first word is a name if it has its capital inside a sentence too."""
    found = set(names(told))
    first = told.split(maxsplit=1)[0]
    if re.search(rf"[\w,] {re.escape(first)}\b", source.source.text):
        found.update(names(told, begun=True))
    return found.difference(names(unsaid, begun=True))


def _day(told: str, unsaid: str) -> bool:
    del unsaid
    return bool(calendar_words(told) or read_dates(told, None).refused or _YEAR.search(told))


def _figure(told: str, unsaid: str) -> bool:
    return not read_surface(told).figures <= read_surface(unsaid).figures


def _has(pattern: re.Pattern[str]) -> Callable[[str, str], bool]:
    return lambda told, unsaid: len(pattern.findall(told)) > len(pattern.findall(unsaid))


_NAMED = "name"
"""Asked by "does not name": a sentence that has the person and no name is none."""
_PERSONS = frozenset(["who", "whom", "whose"])
_ANSWERS: dict[str, Callable[[str, str], bool]] = {
    "when": _day,
    "where": _has(_PLACE),
    "why": _has(_CAUSE),
    "how": _has(_MANNER),
    "how many": _figure,
    "how much": _figure,
}
"""Whether a sentence may answer the word; any sentence may answer those that are not here."""

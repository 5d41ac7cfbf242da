"""Text → sentences → snippets, as spans of the text itself."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from operator import itemgetter

from store.intake.clean import states_something
from store.records import Snippet, Source
from store.temporal import mentions, within

MAX_SENTENCE = 2000
"""Characters; what has no stop for longer is cut at a blank: it is a table or a list, no sentence."""

SNIPPET = 600
"""Characters, some 60 to 90 words: two or three sentences that are found, and cited, together."""

SHORT_PARAGRAPH = 240
"""Characters; shorter paragraphs, as news has them, may share a snippet."""

_Span = tuple[int, int]

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_GAP = re.compile(r"\s+")

# PORT ELLERY, March 4 (Agency) –: it belongs to the text, not to its first sentence.
DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]+(?<=[A-ZÀ-Þ])(?:(?:,| ?\()(?:[^.!?–—\n]|(?<=\w{3})\.){1,80}?)?"
    r"|\([^()\n]{2,40}\)) ?(?:[–—]|--?)\s+(?=[\"“‘(]?[A-ZÀ-Þ])"
)

_NUMBER_AHEAD = re.compile(r"\b(?:Nos?|N°|Rs|Art|Sec|Fig|pp?|vol|ch|approx)\.$", re.IGNORECASE)
_QUOTE_ENDS = re.compile(r"[.!?…][\"'”’»]+$")

_ABBREVIATED = frozenset(
    """corp prof sept capt supt dept assn bros messrs cmdr comdr asst blvd univ inst mass calif penn minn
    wash tenn conn okla nebr ariz colo mich miss lieut approx misc insp hons vols figs arts secs intl
    govt natl mdme mlle brig pres secy atty dist assoc mont oreg kans phila tues thurs gens sens reps
    govs revd""".split()
)
# Where a sentence may end though the word before the stop looks like an abbreviation.
_WORD_STOP = re.compile(r"(?<![^\W_])([^\W\d_]{3,})\.[\"'”’»)]*\s+(?=[\"'“‘«(]*[^\W\d_a-z])")
_VOWEL = re.compile(r"[aeiouyà-öø-ÿ]", re.IGNORECASE)
_QUOTES_MEET = re.compile(r"[.!?…][”\"]\s+(?=“)")
_CLOCK = re.compile(
    r"(?<=\d )(?:[ap]\.m\.|[AP]\.M\.)\s+(?=[\"“]?[A-Z])(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|"
    r"February|March|April|May |June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.|(?:\w+ ){1,3}time\b|Greenwich|Christmas|New Year|Easter|"
    r"Thanksgiving|Eastern|Central|Mountain|Pacific|[A-Z]{2,5}\b)"
)


def sentences(text: str) -> list[_Span]:
    """The span of each sentence, tight: no blanks at its ends; together they hold every other character.

    A blank line always ends a sentence.
    """
    return [span for paragraph in _paragraphs(text) for span in _of_paragraph(text, paragraph)]


def split(source: Source) -> tuple[Snippet, ...]:
    """Runs of whole sentences, in order; ``text == source.text[start:end]`` for each.

    Sub-headings, captions and entries of lists are no sentences: they are in no snippet and part those
    around them. A text that is mostly of such lines is a record or a note: all of it is in snippets.
    """
    text = source.text
    stretches = _stretches(text)
    dates = mentions(source, [span for stretch in stretches for paragraph in stretch for span in paragraph])
    spans = (span for stretch in stretches for run in _runs(stretch) for span in _portions(run))
    return tuple(
        Snippet(
            source_id=source.id,
            ordinal=ordinal,
            start=start,
            end=end,
            text=text[start:end],
            dates=within(dates, start, end),
        )
        for ordinal, (start, end) in enumerate(spans)
    )


def _stretches(text: str) -> list[list[list[_Span]]]:
    """The paragraphs that snippets are made of, in stretches with nothing else between them."""
    paragraphs = _paragraphs(text)
    prose = [states_something(text[start:end]) for start, end in paragraphs]
    told = sum(end - start for (start, end), is_prose in zip(paragraphs, prose, strict=True) if is_prose)
    if 2 * told < sum(end - start for start, end in paragraphs):
        return [[_of_paragraph(text, paragraph) for paragraph in paragraphs]]
    parts = groupby(zip(paragraphs, prose, strict=True), key=itemgetter(1))
    return [[_of_paragraph(text, paragraph) for paragraph, _ in part] for is_prose, part in parts if is_prose]


def _paragraphs(text: str) -> list[_Span]:
    borders = [0, *(match.end() for match in _PARAGRAPH.finditer(text)), len(text)]
    return [span for start, end in pairwise(borders) if (span := _tight(text, start, end))]


def _tight(text: str, start: int, end: int) -> _Span | None:
    piece = text[start:end]
    inner = piece.strip()
    if not inner:
        return None
    first = start + len(piece) - len(piece.lstrip())
    return first, first + len(inner)


def _of_paragraph(text: str, paragraph: _Span) -> list[_Span]:
    start, end = paragraph
    borders = [start, *_starts(text[start:end], start), end]
    whole = [span for first, last in pairwise(borders) if (span := _tight(text, first, last))]
    return [piece for span in whole for piece in _cut(text, span)]


def _starts(paragraph: str, offset: int) -> list[int]:
    """Where sentences after the first begin: as nupunkt finds them, corrected where news defeats it."""
    import nupunkt

    found = {start for start, _ in nupunkt.sentence_spans(paragraph)} - {0}
    kept = {start for start in found if not _goes_on(paragraph, start)}
    return sorted(offset + start for start in kept | set(_missed(paragraph)))


def _goes_on(paragraph: str, start: int) -> bool:
    """Whether what seems a new sentence is the rest of the one before: `…collapse.” said the minister`."""
    before, after = paragraph[max(0, start - 40) : start].rstrip(), paragraph[start : start + 2]
    if after[0].isdigit():
        return bool(_NUMBER_AHEAD.search(before))
    return after[0].islower() and not after[1:].isupper() and bool(_QUOTE_ENDS.search(before))


def _missed(paragraph: str) -> Iterator[int]:
    for match in _WORD_STOP.finditer(paragraph):
        word = match[1]
        if word.lower() not in _ABBREVIATED and _is_whole_word(word, paragraph[match.end()]):
            yield match.end()
    yield from (match.end() for match in _QUOTES_MEET.finditer(paragraph))
    for match in _CLOCK.finditer(paragraph):
        if _words_before(paragraph, match.start()) >= 4:
            yield match.end()
    if dateline := DATELINE.match(paragraph):
        yield dateline.end()


def _is_whole_word(word: str, following: str) -> bool:
    """Abbreviations are short, or lack vowels; a quotation that opens after a stop leaves little doubt.

    Of names too, for those that nupunkt takes for abbreviations are York, Poland and John among others.
    """
    if word.islower():
        return len(word) >= (3 if following in '“"' else 4)
    return word[1:].islower() and len(word) >= 4 and bool(_VOWEL.search(word))


def _words_before(paragraph: str, position: int) -> int:
    """Since the last stop: "At 5 a.m. Mr. Smith left" goes on, "He left at 5 p.m. Mrs. Smith …" does not."""
    return len(re.split(r"[.!?]\s(?![a-z])", paragraph[max(0, position - 80) : position])[-1].split())


def _cut(text: str, span: _Span) -> Iterator[_Span]:
    start, end = span
    while end - start > MAX_SENTENCE:
        blanks = [
            match.start() for match in _GAP.finditer(text, start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        ]
        stop = blanks[-1] if blanks else start + MAX_SENTENCE
        yield start, stop
        gap = _GAP.match(text, stop)
        start = gap.end() if gap else stop
    if start < end:
        yield start, end


def _runs(paragraphs: Iterable[list[_Span]]) -> Iterator[list[_Span]]:
    """Paragraphs, and short ones together up to the length of a snippet."""
    run: list[_Span] = []
    for paragraph in paragraphs:
        is_short = paragraph[-1][1] - paragraph[0][0] <= SHORT_PARAGRAPH
        if run and (not is_short or paragraph[-1][1] - run[0][0] > SNIPPET):
            yield run
            run = []
        run = [*run, *paragraph]
        if not is_short:
            yield run
            run = []
    if run:
        yield run


def _portions(run: list[_Span]) -> Iterator[_Span]:
    """Even portions rather than full ones and a rest; one over-long sentence stands alone."""
    length = run[-1][1] - run[0][0]
    even = length / -(-length // SNIPPET)
    start, end = run[0]
    for first, last in run[1:]:
        full = end - start >= even - (last - end) / 2
        if full or last - start > SNIPPET:
            yield start, end
            start = first
        end = last
    yield start, end

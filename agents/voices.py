"""Who speaks with one voice: copies of one report, and reports that use the words of another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from agents.contested import is_report, said
from agents.reporting import anonymous, same_house, site
from agents.surface import content_stems
from store.copies import Overlap, altered
from store.records import Evidence, Source
from store.shingles import shingles

MOSTLY = 0.5
"""Share of a passage's words in which a copy repeats the report: the rest is how its outlet puts it."""


def voices(sources: Iterable[Source]) -> dict[str, str]:
    """By id, the report at the beginning of all that a source copies and reuses, as far as it is known."""
    known = {source.id: source for source in sources}
    return {id_: _beginning(id_, known) for id_ in known}


def heard_once(found: Sequence[Evidence]) -> list[Evidence]:
    """In the same order, without what is said again in words that its source has from another that is there.

    Of copies the earliest speaks, and the others where they say what it does not; of one outlet's notices in
    the same words, that whose title the question names. A report that reuses another is silent where it
    repeats word for word what stands before it.
    """
    speakers = _speakers(found)
    voice = voices(one.source for one in found)
    passages = Counter(voice[one.source.id] for one in found)
    heard: defaultdict[str, set[int]] = defaultdict(set)
    kept: list[Evidence] = []
    for one in found:
        speaker = speakers[one.source.origin]
        if passages[voice[one.source.id]] == 1 and one.source.id == speaker.id:  # with nothing to compare
            kept += [one] if any(map(str.isalnum, one.snippet.text)) else []
            continue
        words = said(one.snippet.text)
        copied = one.source.id != speaker.id and len(words & said(speaker.text)) >= MOSTLY * len(words)
        if not copied and not words <= heard[voice[one.source.id]]:
            kept.append(one)
            heard[voice[one.source.id]] |= words
    return kept


def first_told(found: Sequence[Evidence], reports: Mapping[str, Source]) -> list[Evidence]:
    """Without passages that alter the words of a report which their source reuses.

    Who prints another's report with other figures has nothing of its own to say about them: the report
    stands, until its own house, a declared correction or another voice says otherwise. Which of two is the
    report, ``agents.contested`` says. ``reports`` are those that are reused, by the ids under which they are.
    """
    sources = {one.source.id: one.source for one in found}
    silent: defaultdict[str, list[_Silent]] = defaultdict(list)
    for source in sources.values():
        report = reports.get(source.reuses or "")
        if report is None or source.revises or _of_one_house(source, report):
            continue
        if not report.revises and is_report(source, report, _others(found, source, report)):
            of_first = [one.id for one in sources.values() if one.origin == report.origin]
            silenced = _silent(report, source)
        else:
            of_first, silenced = [source.id], _silent(source, report)
        for id_ in of_first:
            silent[id_].append(silenced)
    return [one for one in found if not _is_silent(one.snippet.text, silent[one.source.id])]


_Silent = tuple[frozenset[int], frozenset[int]]
"""What it alters of the report; and where it is that report, altered, all that it has from it."""


def _silent(source: Source, report: Source) -> _Silent:
    otherwise = frozenset(altered(source.text, report.text).tolist())
    near = Overlap.of(shingles(source.text), shingles(report.text)).is_near
    return otherwise, said(report.text) if near else frozenset()


def _others(found: Sequence[Evidence], *apart: Source) -> dict[str, list[str]]:
    """By voice, the passages of those that have nothing in common with these two, neither words nor house."""
    voice = voices([*(one.source for one in found), *apart])
    theirs, sites = {voice[one.id] for one in apart}, {site(one) for one in apart}
    heard: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        if voice[one.source.id] not in theirs and site(one.source) not in sites:
            heard[voice[one.source.id]].append(one.snippet.text)
    return heard


def _of_one_house(one: Source, other: Source) -> bool:
    """Who added two texts of which nothing says who speaks vouches for both."""
    return same_house(one, other) or (anonymous(one) and anonymous(other))


def _is_silent(passage: str, silent: Sequence[_Silent]) -> bool:
    if not any(otherwise or copied for otherwise, copied in silent):
        return False
    words = said(passage)
    return any(
        words & otherwise or (copied and len(words & copied) >= MOSTLY * len(words))
        for otherwise, copied in silent
    )


def _beginning(id_: str, known: dict[str, Source]) -> str:
    met: set[str] = set()
    while id_ in known and id_ not in met:
        met.add(id_)
        id_ = known[id_].reuses or known[id_].origin
    return id_


def _speakers(found: Sequence[Evidence]) -> dict[str, Source]:
    """The earliest source of each origin, or that of the same notice which is asked for."""
    speakers: dict[str, Source] = {}
    for source in sorted((one.source for one in found), key=_known_since):
        speakers.setdefault(source.origin, source)
    for one in found:
        first = speakers[one.source.origin]
        if _is_same_notice(one.source, first) and _named(one.source, one) > _named(first, one):
            speakers[one.source.origin] = one.source
    return speakers


def _is_same_notice(one: Source, other: Source) -> bool:
    """Whether one outlet says the same of two things, such as one travel warning for five countries."""
    return one.outlet == other.outlet != "" and one.title != other.title and one.text == other.text


def _named(source: Source, asked: Evidence) -> int:
    """How many words of the question stand in its title."""
    return len({*content_stems(source.title)} & {*content_stems(asked.question.text)})


def _known_since(source: Source) -> tuple[datetime, bool, datetime, str]:
    """Of the same moment the origin speaks."""
    known = source.published_at or source.fetched_at
    return known, source.id != source.origin, source.fetched_at, source.id

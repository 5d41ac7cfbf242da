"""The topic fence: which of the retrieved sources are about the topic, and which only sound like it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.headline import is_headline
from agents.surface import TOKEN, content_stems, names, read_surface, stem, words
from store.records import Evidence, Question, Source, StoryVersion

COVERED = 0.5
"""Share of the topic's words, rare ones weighing more, that a source must have if the topic has no name."""
AKIN = 2
"""Names that a source has with others, each in so many of them."""
CAST = 5
"""Names of a story that are asked for."""
OPENING = 600
"""Characters in which a source says what it is about."""


def on_topic(topic: str, evidence: Sequence[Evidence], told: Sequence[Source] = ()) -> list[Evidence]:
    """The evidence whose source is about the topic; a story's own sources may be ``told``.

    Where the topic has names, the source must have one of them in its title or opening, or speak of it often:
    another bridge that fell mentions this one in passing. Or it begins with other names of those that do:
    who tells of the mill that burnt, and of its owner, need not name the town.
    """
    sources = {one.source.id: one.source for one in evidence}
    fence = _Fence.around(topic, list(sources.values()))
    inside = {id_ for id_, source in sources.items() if fence.holds(source)}
    outside = [source for id_, source in sources.items() if id_ not in inside]
    may = [source for source in outside if fence.names and fence.speaks(source)]
    if may:
        others = [source for source in told if source.id not in sources]
        beside = _Beside.of([*others, *(sources[id_] for id_ in inside)], outside)
        inside |= {source.id for source in may if beside.holds(source)}
    return [one for one in evidence if one.source.id in inside]


def cast(live: StoryVersion) -> Iterator[Question]:
    """Who is named most in a story, beside its topic: asked beside its sources; nothing where nobody is."""
    told = Counter(name for claim in live.claims() for name in {*read_surface(claim.text).names})
    often = [name for name, count in told.most_common(CAST) if count >= AKIN and name not in live.topic]
    if often:
        yield Question(text=" ".join([live.topic, *often]), facet="cast", beside=live.sources)


def _sentence_case(topic: str, text: str) -> str:
    """A headline With Every Word Capitalised, with the capitals that the sources give its words."""
    if not is_headline(words(topic)):
        return topic
    written = {part for word in words(text) for part in word.split("-")}
    spaced = topic.replace("-", " ").replace("'s", "").replace("’s", "")
    return TOKEN.sub(
        lambda one: one[0] if one[0] in written and one[0].lower() not in written else one[0].lower(), spaced
    )


@dataclass(frozen=True)
class _Fence:
    names: dict[str, frozenset[str]]
    """Of each name the word that is least used as a common noun (Marrow, not Bridge), and all its words."""
    weights: dict[str, float]
    """Stems of the topic's other words with their weight."""

    @classmethod
    def around(cls, topic: str, sources: Sequence[Source]) -> "_Fence":
        frequency = Counter(term for s in sources for term in set(content_stems(f"{s.title} {s.text}")))
        common = Counter(word for s in sources for word in words(s.text) if word.islower())
        spoken = (
            _sentence_case(topic, " ".join(s.text for s in sources))
            .replace(" and ", ", ")
            .replace(" & ", ", ")
        )
        listed = names(spoken, begun=True)
        named = [words(name) for name in listed if not name.isupper()]
        if (
            len(named) > 1 and named[0] == words(spoken)[:1]
        ):  # Travel advice for Orme: no name, but a beginning
            capital = sum(words(s.text).count(named[0][0]) for s in sources)
            named = named[common[named[0][0].lower()] > capital :]
        rarest = {
            stem(min(name, key=lambda word: (common[word.lower()], word))): frozenset(
                stem(word) for word in name
            )
            for name in named
        }
        others = {*content_stems(topic)} - {part for parts in rarest.values() for part in parts}
        return cls(rarest, {term: math.log(1 + len(sources) / (1 + frequency[term])) for term in others})

    def holds(self, source: Source) -> bool:
        text = content_stems(f"{source.title} {source.text}")
        share = self._share(set(text))
        if not self.names:
            return share >= COVERED
        opening = set(content_stems(f"{source.title} {source.text[:OPENING]}"))
        spoken = [name for name, parts in self.names.items() if parts <= set(text)]
        mentions = sum(text.count(name) for name in spoken)
        named = mentions > 2 or any(name in opening for name in spoken)
        return named and (not self.weights or share > 0 or mentions > 1)

    def speaks(self, source: Source) -> bool:
        """Whether it has one of the topic's words that are no names."""
        return self._share({*content_stems(f"{source.title} {source.text}")}) > 0

    def _share(self, terms: set[str]) -> float:
        whole = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if term in terms) / whole if whole else 0.0


@dataclass(frozen=True)
class _Beside:
    """Names that stand beside those of the topic, and elsewhere less often."""

    inside: Counter[str]
    outside: Counter[str]

    @classmethod
    def of(cls, inside: Sequence[Source], outside: Sequence[Source]) -> "_Beside":
        return cls(*(Counter(name for s in some for name in _named(s)) for some in (inside, outside)))

    def holds(self, source: Source) -> bool:
        return sum(map(self._says, _named(source))) >= AKIN

    def _says(self, name: str) -> bool:
        others = self.outside[name] - 1
        return self.inside[name] >= AKIN and self.inside[name] > others


def _named(source: Source) -> set[str]:
    return {*names(f"{source.title}. {source.text[:OPENING]}", begun=True)}

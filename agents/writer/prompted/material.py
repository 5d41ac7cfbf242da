"""What a model is given of sources: under short labels, fenced, with their days.

Labels, not ids: an id of eight hexadecimal digits costs a model five tokens each time that it names one, and
is misspelled more easily (``docs/design/models.md`` has the figures). A label that there is not stays in the
claim as it was written: the checker reports it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prompts import fenced
from store.records import Evidence, Source

GAP = "\n[…]\n"
"""Between snippets that do not follow one another in their source."""


@dataclass(frozen=True)
class Material:
    """Sources as a prompt shows them, not yet fenced: all texts of one prompt are fenced together."""

    labels: tuple[str, ...]
    sources: tuple[Source, ...]
    texts: tuple[str, ...]

    def ids(self, shown: Mapping[str, str]) -> dict[str, str]:
        """Label to the id that the story shows."""
        return {label: shown[source.id] for label, source in zip(self.labels, self.sources, strict=True)}

    def written(self, fences: Sequence[str]) -> str:
        """With the texts in their fences."""
        heads = (f"[{label}] {_day(source)}" for label, source in zip(self.labels, self.sources, strict=True))
        return "\n\n".join(f"{head}\n{text}" for head, text in zip(heads, fences, strict=True))


def material(evidence: Sequence[Evidence], first: int = 1) -> Material:
    """Each source once, in the order of its first snippet, with its snippets in their own order."""
    groups: dict[str, dict[str, Evidence]] = {}
    for one in evidence:
        groups.setdefault(one.source.id, {})[one.snippet.id] = one
    return Material(
        labels=tuple(f"S{number}" for number in range(first, first + len(groups))),
        sources=tuple(next(iter(group.values())).source for group in groups.values()),
        texts=tuple(_text(list(group.values())) for group in groups.values()),
    )


def fences(*texts: Sequence[str]) -> list[list[str]]:
    """Several lists of texts fenced in one call, and apart again."""
    every = fenced([text for some in texts for text in some])
    found: list[list[str]] = []
    for some in texts:
        found.append(every[: len(some)])
        every = every[len(some) :]
    return found


def readable(evidence: Sequence[Evidence], room: int) -> list[Evidence]:
    """The first of each source, then the others, as far as ``room`` characters hold them."""
    met: set[str] = set()
    first = {one.snippet.id: one for one in evidence if not (one.source.id in met or met.add(one.source.id))}
    ordered = [*first.values(), *(one for one in evidence if one.snippet.id not in first)]
    kept: dict[str, Evidence] = {}
    for one in ordered:
        if one.snippet.id not in kept and len(one.snippet.text) <= room:
            kept[one.snippet.id] = one
            room -= len(one.snippet.text)
    return list(kept.values()) or ordered[:1]


def _text(group: Sequence[Evidence]) -> str:
    source = group[0].source
    told, last = [f"{source.outlet}: {source.title}".strip(": ")], None
    for one in sorted(group, key=lambda one: one.snippet.start):
        follows = last is not None and not source.text[last : one.snippet.start].strip()
        told.append((" " if follows else GAP if last is not None else "\n") + one.snippet.text)
        last = one.snippet.end
    return "".join(told)


def _day(source: Source) -> str:
    return f"{source.published_at:%Y-%m-%d}" if source.published_at else "day unknown"

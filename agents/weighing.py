"""What a reader's question is weighed by beyond the channels: the sources that hold what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.days import NEAR, Days, nearness
from agents.fusion import Scores, best_by_source, with_coverage, with_days, with_kinship
from agents.kinship import kinship
from agents.marks import Marks
from agents.relevance import about, coverage
from store.archive import Standing


@dataclass(frozen=True, slots=True)
class FoundSources:
    """What finding knows of the sources that hold what was found, by their ids."""

    marked: Mapping[str, Marks]
    told: Mapping[str, Standing]

    def scored(
        self, days: Days, length: int, scores: Scores, similarities: Sequence[float]
    ) -> tuple[Scores, dict[str, Scores]] | None:
        """Scores by snippet id, and what was said of the sources by the name of what said it.

        None where nothing is about the question. ``length`` in words; ``similarities`` are cosines, the best
        first.
        """
        near: Scores = self._near(days) if days.asked else {}
        if days.alone:
            if max(near.values(), default=0.0) < NEAR:
                return None
            return self._akin(with_days(scores, near, alone=True), 1, {"day": near})
        covered = coverage(days.rest, [*self.marked.values()])
        if about(covered, similarities) < 1:
            return None
        whole = self._by_id(covered.whole)
        scores = with_coverage(scores, whole, self._by_id(covered.opening), length)
        said = {"coverage": whole}
        if near:
            scores, said = with_days(scores, near, alone=False), said | {"day": near}
        return self._akin(scores, length, said)

    def _akin(self, scores: Scores, length: int, said: dict[str, Scores]) -> tuple[Scores, dict[str, Scores]]:
        best = best_by_source(scores)
        kin = self._by_id(kinship([*self.marked.values()], [best[id_] for id_ in self.marked]))
        return with_kinship(scores, kin, length), said | {"kinship": kin}

    def _near(self, days: Days) -> Scores:
        standing = (self.told[id_] for id_ in self.marked)
        published = [one.known.date().toordinal() if one.dated else None for one in standing]
        return self._by_id(nearness(days, [*self.marked.values()], published))

    def _by_id(self, values: Sequence[float]) -> Scores:
        return dict(zip(self.marked, values, strict=True))

"""What became of what a script wrote: emitted as it was, repaired, or held back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.events import Checked, Emitted, Event, Proposed, Repaired, Unchanged
from agents.surface import normal
from agents.writer.prompted.drafts import plain
from evals.scripted.falsehoods import CITATIONS
from evals.scripted.model import ScriptedModel
from evals.scripted.telling import VERBATIM
from store.records import StoryVersion

EMITTED, REPAIRED, HELD = "emitted", "repaired", "held back"
REWORDED = "reworded"


@dataclass(frozen=True)
class Run:
    """All events of one write or update, in order."""

    events: Sequence[Event]

    @property
    def version(self) -> StoryVersion:
        """That came of it. Raises StopIteration where none did."""
        kept = (one.version for one in self.events if isinstance(one, Emitted | Proposed | Unchanged))
        return next(kept)

    @property
    def checked(self) -> frozenset[str]:
        """Sentences and titles that came before the checker, as they are compared."""
        return frozenset(_same(one.claim.text) for one in self.events if isinstance(one, Checked))

    @property
    def repaired(self) -> frozenset[str]:
        """Those that passed otherwise than they were handed in."""
        return frozenset(_same(one.before.text) for one in self.events if isinstance(one, Repaired))

    @property
    def emitted(self) -> frozenset[str]:
        return frozenset(_same(one.text) for one in (self.version.title, *self.version.claims()))

    def became(self, text: str, *, cited: bool) -> str | None:
        """Of a sentence; None where it never came before the checker. ``cited``: its citation is at stake."""
        told = _same(text)
        if told not in self.checked:
            return None
        again = told in self.repaired
        if told in self.emitted and not (cited and again):
            return EMITTED
        return REPAIRED if again else HELD


def _same(text: str) -> str:
    return normal(plain(text)).rstrip(".")


@dataclass
class Tally:
    """By kind, of how many sentences what became; and those that were emitted, or lost, themselves."""

    false: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    true: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    escaped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    lost: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def add(self, run: Run, model: ScriptedModel) -> None:
        """What the model wrote in this run."""
        truths = {told.text for told in model.true}
        for lie in dict.fromkeys(model.planted):
            if lie.text in truths:
                continue  # another part told it truly: which of them came through cannot be seen
            became = run.became(lie.text, cited=lie.kind in CITATIONS)
            if became:
                self.false.setdefault(lie.kind, Counter())[became] += 1
            if became == EMITTED:
                self.escaped.append((lie.kind, lie.text))
        for told in dict.fromkeys(model.true):
            became = run.became(told.text, cited=False)
            if became:
                self.true.setdefault(told.how, Counter())[became] += 1
            if became == HELD:
                self.lost.append((told.how, told.text))

    def whole(self) -> Counter[str]:
        """Of all falsehoods."""
        return _sum(self.false.values())

    def verbatim(self) -> Counter[str]:
        return self.true.get(VERBATIM, Counter())

    def reworded(self) -> Counter[str]:
        return _sum(counted for how, counted in self.true.items() if how != VERBATIM)


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counters, Counter[str]())

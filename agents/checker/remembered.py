"""A checker that remembers: what it said of the same words, citations and sources it need not find again."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from agents.checker import Asking, Checker, Foreseeing
from agents.checker.meant import told
from agents.model import Prompted
from store.archive import Archive
from store.errors import StoreError
from store.records import Claim, Label, Source, Verdict, digest

KEPT_AT_ONCE = 500
"""Verdicts that are kept in one transaction: several stories' worth. A killed process loses no more."""


class RememberingChecker:
    """Any checker, with the archive as its memory.

    A verdict is kept under a digest of everything that it was found from: the claim, the sources that its
    citations may mean, and the ``rules``, which are the checker's name, the settings that it heeds, what it
    asks of others, and the code of this very installation. So a checker that was changed meets no verdict of
    its former self. One that is not its last word is known until ``keep``, and not written down.
    """

    def __init__(self, checker: Checker, archive: Archive, settings_digest: str) -> None:
        self._checker = checker
        self._archive = archive
        self._known: dict[str, Verdict | None] = {}
        self._fresh: dict[str, Verdict] = {}
        self.name = checker.name
        self.prompts = checker.prompts if isinstance(checker, Prompted) else ()
        asked = (checker.rules,) if isinstance(checker, Asking) else ()
        self.rules = digest(checker.name, settings_digest, _code(), *asked)
        self.asked = 0
        self.recalled = 0

    def check(self, claim: Claim, sources: Sequence[Source]) -> Verdict:
        """What is remembered, or what the checker finds now. ``unchecked`` is asked again the next time."""
        key = self._key(claim, sources)
        if key not in self._known:
            self._look_up([key])
        self.asked += 1
        verdict = self._known[key]
        if verdict is not None:
            self.recalled += 1
            return verdict
        verdict = self._checker.check(claim, sources)
        if verdict.label is not Label.UNCHECKED:
            self._note(key, verdict)
        return verdict

    def recall(self, claims: Iterable[Claim], sources: Sequence[Source]) -> None:
        """Look up in one query what will be asked."""
        self._look_up([self._key(claim, sources) for claim in claims])

    def foresee(self, claims: Iterable[Claim], sources: Sequence[Source]) -> None:
        """Let the checker ask beforehand about what is not remembered. Raises ModelError."""
        if not isinstance(self._checker, Foreseeing):
            return
        keys = {self._key(claim, sources): claim for claim in claims}
        self._look_up(list(keys))
        open_ = {key: claim for key, claim in keys.items() if not self._settled(self._known[key])}
        self._checker.foresee(open_.values(), sources)
        self._known |= dict.fromkeys(open_)

    def keep(self) -> None:
        """Write down what is new. Where that fails nothing is lost but time: it is checked again."""
        fresh, self._fresh = self._fresh, {}
        self._known.clear()
        if fresh:
            with suppress(StoreError):
                self._archive.remember(self.rules, fresh)

    def _note(self, key: str, verdict: Verdict) -> None:
        self._known[key] = verdict
        if self._settled(verdict):
            self._fresh[key] = verdict
        if len(self._fresh) >= KEPT_AT_ONCE:
            self.keep()

    def _look_up(self, keys: Sequence[str]) -> None:
        unknown = [key for key in keys if key not in self._known]
        self._known |= {**dict.fromkeys(unknown), **self._archive.recall(unknown)}

    def _settled(self, verdict: Verdict | None) -> bool:
        if verdict is None:
            return False
        return not isinstance(self._checker, Asking) or self._checker.settles(verdict)

    def _key(self, claim: Claim, sources: Sequence[Source]) -> str:
        return digest(self.rules, *told(claim, sources))


@cache
def _code() -> str:
    """Of agents, with what names their weights, and of store: a changed rule needs no other name."""
    rooms = Path(__file__).parents[2]
    kinds = ("agents/**/*.py", "agents/**/*.json", "store/**/*.py")
    files = sorted(file for kind in kinds for file in rooms.glob(kind))
    return digest(*(file.read_text("utf-8") for file in files))

"""What a story costs with a language model: calls, tokens and seconds, beside the embedded writer.

    python benchmarks/model_cost.py --url http://127.0.0.1:8901/v1 [--words 1200] [--from FILE.jsonl]

The first version is written from 30 sources, by their day the first of the example or of the file; then come
3 more, and the story is updated. The server speaks OpenAI's protocol. One that answers as a diligent model
does is any that can be extended by ``evals/scripted/plugin.py``.
"""
# ruff: noqa: INP001, T201

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from texts import EXAMPLE  # noqa: E402

from agents.editor import story_name  # noqa: E402
from agents.events import Checked  # noqa: E402
from agents.model import Model, Shape, Usage  # noqa: E402
from agents.model.roles import Models  # noqa: E402
from agents.newsroom import Newsroom, open_newsroom  # noqa: E402
from agents.settings import Settings, load  # noqa: E402
from agents.surface import words  # noqa: E402
from evals.newsrooms import add  # noqa: E402
from evals.scripted.outcomes import Run  # noqa: E402
from evals.scripted.reading import asked as read_prompt  # noqa: E402
from evals.scripted.staffing import staffed  # noqa: E402
from prompts import Prompt  # noqa: E402
from store.intake import read  # noqa: E402
from store.records import ChangeKind, Source, StoryVersion  # noqa: E402

FIRST, NEW = 30, 3
TOPIC = "Marrow Bridge collapse"
AIMS = {
    "first version": "≤ 10 calls, ≤ 30k + ≤ 3k tokens, ≤ 15 s",
    "update": "≤ 3 calls, ≤ 6k + ≤ 0.7k tokens, ≤ 8 s",
}


@dataclass
class Watched:
    """A model, and the prompts that it was given."""

    model: Model
    prompts: list[Prompt] = field(default_factory=list[Prompt])

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def usage(self) -> Usage:
        return self.model.usage

    def reply(self, prompt: Prompt, shape: type[Shape]) -> Shape:
        self.prompts.append(prompt)
        return self.model.reply(prompt, shape)

    def sources(self) -> int:
        """Different ones that it was shown, by their day and their title."""
        shown = (read_prompt(one.name, one.material).sources for one in self.prompts)
        return len({(one.published_at, one.title) for some in shown for one in some})


@dataclass(frozen=True)
class Cost:
    """Of one version."""

    run: Run
    usage: Usage
    seconds: float
    sources: int

    def line(self, what: str) -> str:
        told = [claim.text for claim in self.run.version.claims()]
        checked = sum(isinstance(one, Checked) for one in self.run.events)
        size = sum(len(words(text)) for text in told)
        return (
            f"{what:<24}{self.usage.calls:>6}{self.usage.tokens_in:>9,}{self.usage.tokens_out:>8,}"
            f"{self.seconds:>7.1f}{self.sources or '-':>9}{checked:>9}{len(told):>11}{size:>7,}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", required=True, help="address of the server, with /v1")
    parser.add_argument("--model", default="benchmark", help="as the server names it")
    parser.add_argument("--words", type=int, default=1200, help="of the story")
    parser.add_argument("--from", dest="file", type=Path, default=EXAMPLE, metavar="FILE", help="of sources")
    parser.add_argument("--topic", default=TOPIC, help="of the story")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    sources = in_order(asked.file)
    models: dict[str, Any] = {"writer_model": f"openai:{asked.model}", "model_url": asked.url}
    print(f"{'':<24}{'calls':>6}{'prompt':>9}{'compl.':>8}{'s':>7}{'sources':>9}{'checked':>9}", end="")
    print(f"{'sentences':>11}{'words':>7}")
    for name, given in (("embedded", {}), (f"model {asked.model}", models)):
        with tempfile.TemporaryDirectory() as home:
            measured(name, load(home=Path(home), length=asked.words, **given), asked.topic, sources)


def in_order(file: Path) -> list[Source]:
    """By their day; a page that was read again is there once."""
    found = (one for one in read([str(file)], now=datetime.now(UTC)) if isinstance(one, Source))
    dated = sorted(
        {one.id: one for one in found}.values(), key=lambda one: one.published_at or one.fetched_at
    )
    return dated[: FIRST + NEW]


def measured(name: str, settings: Settings, topic: str, sources: Sequence[Source]) -> None:
    """Two lines: written, and updated."""
    with open_newsroom(settings, "measuring costs") as newsroom:
        newsroom.checker.check(_warm(sources[0]), sources[:1])  # its model is loaded
        add(newsroom, sources[:FIRST])
        first = _cost(newsroom, settings, topic, new=False)
        print(first.line(f"{name}: first version"), flush=True)
        add(newsroom, sources[FIRST:])
        update = _cost(newsroom, settings, topic, new=True)
        print(update.line(f"{name}: update"))
        print(f"{'':<24}{_kept(first.run.version, update.run.version)}")


def _cost(newsroom: Newsroom, settings: Settings, topic: str, *, new: bool) -> Cost:
    model = Models(settings).model("writer")
    watched = Watched(model) if model else None
    editor = staffed(newsroom, settings, watched) if watched else newsroom.editor
    begun = time.perf_counter()
    run = Run(list(editor.update(story_name(topic)) if new else editor.write(topic)))
    took = time.perf_counter() - begun
    usage, shown = (watched.usage, watched.sources()) if watched else (Usage(), 0)
    return Cost(run, usage, took, shown)


def _kept(before: StoryVersion, after: StoryVersion) -> str:
    """How many sentences are the same to the letter, and what became of the others."""
    texts = {claim.id: claim.text for claim in before.claims()}
    same = {claim.text for claim in after.claims()} & set(texts.values())
    touched = [one for one in after.changes if one.kind not in {ChangeKind.KEPT, ChangeKind.ADDED}]
    counted = ", ".join(sorted(f"{one.reason or one.kind.value}" for one in touched))
    return f"{len(same)} of {len(texts)} sentences are the same to the letter; touched: {counted or 'none'}"


def _warm(source: Source) -> Any:
    from store.records import Claim

    return Claim(text=f"Nobody knows of {source.title or 'it'} yet.", citations=(source.id[:8],))


if __name__ == "__main__":
    main()

"""Every way in which a model's server may fail: what the user sees, what is emitted, what is paid twice.

    python -m evals.model_faults --url http://127.0.0.1:8901/v1 --log CALLS.jsonl [--kinds KIND …]

The server answers as a diligent model does (``evals/scripted/plugin.py``), takes the list of its faults at
``/control/faults`` and writes a line of JSON for each call. For each kind of fault, at each rate, the bundled
story is written and then updated by the command line, after a version of the embedded writer. A column each:
exit codes, seconds, versions after each command, sentences of all versions that the embedded checker does not
support, prompts that were answered well more than once. Where a command fails it is given again without the
fault: then it must do, and pay for nothing that was answered before.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import httpx

from agents.holding import read_archive
from agents.newsroom import embedded_checker
from agents.settings import load
from evals.bundled import EXAMPLE
from store.records import Label

KINDS = """429 500 502 503 529 401 404 context timeout disconnect slow stall truncate_stream bad_sse no_done
no_usage malformed_json fenced_json wrong_schema empty null refusal length content_filter bad_citation
hallucinate repeat inject""".split()
RATES = (0.1, 1.0)
TOPIC, STORY = "Marrow Bridge collapse", "marrow-bridge-collapse"
WRITTEN, UPDATED = "2025-03-16", "2025-03-23"
WORDS, TIMEOUT = 400, 4
AT_ONCE = 3
HANGS = 300
"""Seconds after which a command is said to hang."""
LAUNCHER = Path(__file__).parents[1] / "storytree.py"


@dataclass(frozen=True)
class Done:
    """A command that ended: its code, its first words on standard error and the last line of them."""

    code: int
    seconds: float
    said: tuple[str, ...]


@dataclass
class Case:
    """One kind at one rate, under a model name of its own: by it the server knows whom to fail."""

    kind: str
    rate: float
    done: list[Done] = field(default_factory=list[Done])
    again: list[Done] = field(default_factory=list[Done])
    versions: list[int] = field(default_factory=list[int])
    unsupported: int = 0

    @property
    def model(self) -> str:
        return f"{self.kind}-{self.rate:g}"

    @property
    def spec(self) -> str:
        return f"{self.kind}:p={self.rate:g}:model=^{self.model.replace('.', '[.]')}$"


class Server:
    """Whoever answers, told whom to fail."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self._control = url.removesuffix("/").removesuffix("/v1") + "/control/faults"
        self._log = log
        self._specs: set[str] = set()
        self._telling = Lock()

    @contextmanager
    def failing(self, case: Case) -> Generator[None]:
        self._tell({case.spec}, set())
        try:
            yield
        finally:
            self._tell(set(), {case.spec})

    def _tell(self, more: set[str], less: set[str]) -> None:
        with self._telling:
            self._specs = (self._specs | more) - less
            httpx.put(self._control, json=sorted(self._specs)).raise_for_status()

    def calls(self, case: Case) -> list[dict[str, Any]]:
        rows = map(json.loads, self._log.read_text("utf-8").splitlines())
        return [row for row in rows if row["model"] == case.model]


def prepare(home: Path) -> None:
    """A home with three weeks of the bundled story, and a version of the first two by the embedded writer."""
    weeks = [EXAMPLE / "sources" / f"week-{week}" for week in (1, 2, 3)]
    for words in (["add", *map(str, weeks)], ["write", TOPIC, "--as-of", "2025-03-09"]):
        done = _ran(home, words, {})
        if done.code:
            raise SystemExit("\n".join(done.said))


def measured(template: Path, server: Server, case: Case) -> Case:
    """Written, then updated, each given again without the fault where it failed."""
    with TemporaryDirectory() as folder:
        home = Path(folder, "home")
        shutil.copytree(template, home)
        models = {
            "STORYTREE_WRITER_MODEL": f"openai:{case.model}",
            "STORYTREE_MODEL_URL": server.url,
            "STORYTREE_MODEL_TIMEOUT": str(TIMEOUT),
        }
        for words in (["write", TOPIC, "--as-of", WRITTEN], ["update", STORY, "--as-of", UPDATED]):
            with server.failing(case):
                case.done.append(_ran(home, words, models))
            case.versions.append(_versions(home))
            if case.done[-1].code:
                case.again.append(_ran(home, words, models))
        case.unsupported = _unsupported(home)
    return case


def _ran(home: Path, words: Sequence[str], given: dict[str, str]) -> Done:
    settings = [f"{name}={value}" for name, value in {"STORYTREE_LENGTH": str(WORDS), **given}.items()]
    command = ["env", *settings, sys.executable, str(LAUNCHER), "--home", str(home), *words]
    begun = time.perf_counter()
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=HANGS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Done(-1, HANGS, ("it hangs",))
    told = tuple(line for line in ended.stderr.splitlines() if line.strip())
    return Done(ended.returncode, time.perf_counter() - begun, told)


def _versions(home: Path) -> int:
    with read_archive(load(home=home)) as archive:
        return len(archive.versions(STORY))


def _unsupported(home: Path) -> int:
    """Sentences and titles of all versions that the embedded checker, asked anew, does not support."""
    settings = load(home=home)
    checker = embedded_checker(settings)
    with read_archive(settings) as archive:
        claims = [
            (claim, tuple(archive.sources_by_id(version.sources).values()))
            for version in archive.versions(STORY)
            for claim in (version.title, *version.claims())
        ]
        unique = {claim.id: (claim, sources) for claim, sources in claims}
        return sum(checker.check(*one).label is not Label.SUPPORTED for one in unique.values())


def twice(calls: Sequence[dict[str, Any]]) -> int:
    """How many calls were answered well whose prompt had been answered well before."""
    well = Counter(row["prompt_sha"] for row in calls if row["status"] == 200 and not row["fault"])
    return sum(count - 1 for count in well.values())


def line(case: Case, calls: Sequence[dict[str, Any]]) -> str:
    """A row of the table, in Markdown."""
    failed = sum(bool(row["fault"]) for row in calls)
    codes = " ".join(str(one.code) for one in case.done)
    again = " ".join(str(one.code) for one in case.again) or "–"
    seconds = " ".join(f"{one.seconds:.0f}" for one in case.done)
    versions = " ".join(map(str, case.versions))
    said = "; ".join(dict.fromkeys(_said(one) for one in case.done if one.said)) or "–"
    cells = (case.kind, f"{case.rate:.0%}", f"{failed}/{len(calls)}", codes, again, seconds, versions)
    return f"| {' | '.join((*cells, str(case.unsupported), str(twice(calls)), said))} |"


def _said(done: Done) -> str:
    return " ".join(done.said[-2:] if done.code else done.said[:1])[:240]


def main() -> None:
    """Print the table as it grows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--url", required=True, help="address of the server, with /v1")
    parser.add_argument("--log", type=Path, required=True, help="file to which it writes its calls")
    parser.add_argument("--kinds", nargs="+", default=KINDS, help="of faults")
    parser.add_argument("--rates", nargs="+", type=float, default=RATES, help="shares of the calls that fail")
    asked = parser.parse_args()
    server = Server(asked.url, asked.log)
    write = sys.stdout.write
    write("| fault | rate | failed calls | exit | again | s | versions | unsupported | paid twice | said |\n")
    write("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|\n")
    cases = [Case(kind, rate) for kind in asked.kinds for rate in asked.rates]
    with TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        template = Path(folder, "home")
        prepare(template)
        for case in pool.map(partial(measured, template, server), cases):
            write(f"{line(case, server.calls(case))}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

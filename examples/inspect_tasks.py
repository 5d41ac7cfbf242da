"""The suites of `storytree eval` as tasks of Inspect, for those whose measures live there.

pip install inspect-ai
inspect eval examples/inspect_tasks.py@storytree --model none -T suite=checker -T limit=5
inspect eval examples/inspect_tasks.py@storytree --model none -T suite=faithfulness -T data=stories.jsonl

A task has one sample, the suite on its data; each of its measures is a score. What was not scored is none,
and stands in the metadata of the score with the reason, beside the intervals. The command does the work, so
that Storytree may be installed apart from Inspect.
"""
# ruff: noqa: INP001

import json
import shlex
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import Sample
from inspect_ai.scorer import Score, Target, mean, scorer
from inspect_ai.solver import Generate, TaskState, solver
from inspect_ai.util import subprocess

RUN = "run"
"""Where a sample keeps what `storytree eval --json` told."""


@solver
def measure(command: list[str]):
    """Run the suite."""

    async def solve(state: TaskState, _generate: Generate) -> TaskState:
        done = await subprocess(command)
        if not done.success:
            raise RuntimeError(f"{shlex.join(command)}: {done.stderr.strip()}")
        state.store.set(RUN, json.loads(done.stdout))
        return state

    return solve


@scorer(metrics={"*": [mean()]})
def measures():
    """Every measure that has a value."""

    async def score(state: TaskState, _target: Target) -> Score:
        (ran,) = state.store.get(RUN)["suites"]
        found = ran["scores"]["measures"]
        return Score(
            value={one["name"]: one["value"] for one in found if one["value"] is not None},
            explanation="\n".join(ran["scores"]["notes"]),
            metadata={one["name"]: told(one) for one in found},
        )

    return score


def told(measure: dict[str, Any]) -> dict[str, Any]:
    """What stands beside a value."""
    return {name: measure[name] for name in ("low", "high", "scored", "unscored", "better")}


@task
def storytree(suite: str, data: str = "", limit: int = 0, command: str = "storytree") -> Task:
    """The suite of this name, on its own data or on what is given."""
    words = [*shlex.split(command), "eval", suite, "--json"]
    words += ["--data", data] if data else []
    words += ["--limit", str(limit)] if limit else []
    sample = Sample(input=shlex.join(words), id=suite)
    return Task(dataset=[sample], solver=measure(words), scorer=measures(), name=f"storytree_{suite}")

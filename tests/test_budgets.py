"""Budgets of size that the linter does not know; it holds those of complexity, arguments and statements."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("agents", "evals", "prompts", "service", "store")
MODULES = sorted([ROOT / "storytree.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))])

MODULE_LINES = 300
LONGER_MODULES: dict[str, int] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, int]]:
    """Each function of the product with its length in lines, its decorators not counted."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, Function):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length


LENGTHS = dict(functions())


def test_the_median_function_is_under_10_lines() -> None:
    assert median(LENGTHS.values()) < 10


def test_95_percent_of_functions_are_under_45_lines() -> None:
    long = [name for name, length in LENGTHS.items() if length >= 45]
    assert len(long) <= 0.05 * len(LENGTHS), long


def test_no_function_is_over_60_lines() -> None:
    assert not {name: length for name, length in LENGTHS.items() if length > 60}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short(path: Path) -> None:
    budget = LONGER_MODULES.get(path.relative_to(ROOT).as_posix(), MODULE_LINES)
    assert len(path.read_text("utf-8").splitlines()) <= budget


def test_every_longer_module_needs_its_exception() -> None:
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if len(path.read_text("utf-8").splitlines()) > MODULE_LINES
    }
    assert needed == set(LONGER_MODULES)

"""What the rooms import is what an installation brings."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("agents", "evals", "prompts", "service", "store")


def imported() -> Iterator[str]:
    """Top names of all modules that the rooms import, wherever in a file."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Import(names):
                    yield from (name.name.partition(".")[0] for name in names)
                case ast.ImportFrom(module=str(module), level=0):
                    yield module.partition(".")[0]
                case _:
                    pass


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_imported_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["postgresql"], *extras["otel"]]
    declared = {canonical(re.split(r"[\[<>=!~ ;]", one)[0]) for one in wanted}
    brought = packages_distributions()
    foreign = set(imported()) - sys.stdlib_module_names - {*ROOMS, "storytree", "typing_extensions"}
    missing = {name for name in foreign if not declared & {canonical(one) for one in brought.get(name, [])}}
    assert missing == set()

"""What a user gets: one public module, the rooms whole, nothing else."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("agents", "evals", "prompts", "service", "store")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this tree with what is installed: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("storytree-*.whl")
    return wheel


@pytest.fixture(scope="module")
def shipped(wheel: Path) -> list[str]:
    """Names in it."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    folder = wheel.parent / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def room_files() -> Iterator[str]:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def test_storytree_is_the_only_public_name(shipped: list[str]) -> None:
    tops = {name.split("/")[0] for name in shipped if ".dist-info/" not in name}
    assert tops == {"storytree.py", "_storytree"}


def test_the_rooms_ship_whole_and_alone(shipped: list[str]) -> None:
    inside = {name for name in shipped if name.startswith("_storytree/")}
    assert inside == {f"_storytree/{path}" for path in room_files()}


def test_licence_and_notice_ship(shipped: list[str]) -> None:
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in shipped}


def python(code: str, folder: Path) -> str:
    """What it prints, where this folder comes first on the path."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_importing_the_launcher_is_cheap() -> None:
    heavy = "{'typer', 'pydantic', 'service', 'store', 'langchain_core'}"
    assert python(f"import sys, storytree; print(*sorted(set(sys.modules) & {heavy}))", ROOT) == ""


def test_help_does_not_load_langchain() -> None:
    code = (
        "import sys; sys.argv = ['storytree', '--help']\n"
        "try:\n    import storytree; storytree.main()\n"
        "except SystemExit:\n    print(sorted(set(sys.modules) & {'langchain_core', 'chromadb', 'openai'}))"
    )
    assert python(code, ROOT).endswith("[]")


def test_parts_for_langchain_come_from_the_public_module(unpacked: Path) -> None:
    code = (
        "from storytree import StoryPipeline, StoryRetriever, story_pipeline\n"
        "import inspect; from langchain_core.retrievers import BaseRetriever\n"
        "assert issubclass(StoryRetriever, BaseRetriever) and callable(story_pipeline)\n"
        "print(inspect.getfile(StoryPipeline))"
    )
    assert python(code, unpacked) == str(unpacked / "_storytree" / "service" / "langchain" / "pipeline.py")


def test_what_is_not_there_is_an_attribute_error() -> None:
    assert python("import storytree; print(hasattr(storytree, 'Story'))", ROOT) == "False"


def test_a_module_of_somebody_else_that_has_the_name_of_a_room_is_told(
    unpacked: Path, tmp_path: Path
) -> None:
    (tmp_path / "agents.py").write_text("Runner = 1\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import agents\n"
        "import storytree\n"
        "try:\n    storytree.StoryRetriever\n"
        "except ImportError as error:\n    print(error)\n"
        "import agents; assert agents.Runner"
    )
    assert "need a module 'agents'" in python(code, unpacked)

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
def shipped(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names in a wheel built from this tree with what is installed: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("storytree-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


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


def test_importing_the_launcher_is_cheap() -> None:
    code = (
        "import sys, storytree; print(*sorted(set(sys.modules) & {'typer', 'pydantic', 'service', 'store'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == ""

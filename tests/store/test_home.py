"""The folder, and the lock that one writer at a time holds on it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.errors import HomeBusy, HomeReadOnly
from store.home import Home

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from store.home import Home
with Home(Path(sys.argv[1])).lock("adding sources"):
    sys.stdout.write("held")
    sys.stdout.flush()
    time.sleep(60)
"""


@contextmanager
def another_process_holds(home: Home) -> Generator[int]:
    command = [sys.executable, "-c", HOLD, str(home.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.read(4) == b"held"
            yield other.pid
        finally:
            other.kill()


def test_open_makes_the_folder_and_those_above_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "b?c#d%20 é").open()
    assert home.folder.is_dir()
    assert home.index_folder.parent == home.folder
    assert home.open().folder == home.folder


def test_paths_stay_where_they_are_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = Home(Path("here"))
    monkeypatch.chdir("/")
    assert home.open().folder == tmp_path / "here"


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_the_way_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("something of the user's")
    with pytest.raises(HomeReadOnly, match=r"file.*in the way") as caught:
        Home(tmp_path / "file" / below).open()
    assert "--home" in caught.value.advice
    assert (tmp_path / "file").read_text() == "something of the user's"


def test_a_name_that_no_folder_can_have_is_said(tmp_path: Path) -> None:
    with pytest.raises(HomeReadOnly, match="cannot be made"):
        Home(tmp_path / ("n" * 300)).open()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_and_has_no_archive_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(HomeReadOnly, match="cannot be written"):
        Home(tmp_path).open()
    with pytest.raises(HomeReadOnly), Home(tmp_path).lock("adding sources"):
        pass


def test_a_lock_in_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "home"
    blocked.write_text("a file")
    with pytest.raises(HomeReadOnly, match="cannot be locked"), Home(blocked).lock("adding sources"):
        pass


def test_the_second_process_is_told_who_holds_the_home(home: Home) -> None:
    with another_process_holds(home) as pid:
        begun = time.monotonic()
        with pytest.raises(HomeBusy) as caught, home.lock("writing", wait=0.3):
            pass
        assert time.monotonic() - begun < 2
    assert re.search(rf"process {pid} \(adding sources, since \d{{4}}-\d\d-\d\d .* UTC\)", str(caught.value))
    assert caught.value.retry


def test_a_killed_holder_lets_go(home: Home) -> None:
    with another_process_holds(home) as pid:
        os.kill(pid, signal.SIGKILL)
        with home.lock("writing", wait=3.0):
            pass


def test_a_lock_is_waited_for(home: Home) -> None:
    with another_process_holds(home) as pid:
        subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(0.3); os.kill({pid}, 9)"]).wait(
            10
        )
        with home.lock("writing", wait=5.0):
            pass


def test_a_lock_is_free_again_after_an_error(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), home.lock("writing"):
        raise ZeroDivisionError
    with home.lock("writing", wait=0.0):
        pass
    with home.lock("writing", wait=0.0), pytest.raises(HomeBusy), home.lock("again", wait=0.1):
        pass


def test_who_holds_the_home_may_be_unreadable(home: Home) -> None:
    with home.lock("writing"):
        (home.folder / "lock.json").write_bytes(b"\xff not json")
        with pytest.raises(HomeBusy, match="another process"), home.lock("again", wait=0.0):
            pass

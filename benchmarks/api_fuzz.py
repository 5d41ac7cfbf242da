"""Thousands of requests that nobody would think of, sent to the service as it runs.

    python benchmarks/api_fuzz.py [--cases 100] [--home DIR] [-- OPTIONS OF SCHEMATHESIS]

Starts a service of its own, in a copy of the home, or with the story of the bundled example, and tries it
with every check of schemathesis, once with whatever comes to mind and once with the names of what is there.
``--cases`` is how many requests are made up for each operation, beside those that its schema itself gives
rise to. What answers are announced stands in schemathesis.toml too. Exit code 1 where anything failed.
"""
# ruff: noqa: INP001, S603, TID251

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
STORYTREE = [sys.executable, str(ROOT / "storytree.py")]
SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
PATIENCE = 120.0
PACE = "0"
"""Requests a minute, without a limit: what is refused for being too many tries nothing else."""
TOKEN = ("token", "create", "--scope", "admin", "--label", "who tries all")
REVOKED = "/v1/tokens/{label}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=100, help="for each operation")
    parser.add_argument("--home", type=Path, metavar="DIR", help="a home that has stories; it is copied")
    parser.add_argument("options", nargs="*", help="given to schemathesis as they are")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(asked.home, home) if asked.home else fill(home)
        with served(home) as address:
            configs = configs_for(address)
            key = subprocess.run([*STORYTREE, "--home", str(home), *TOKEN], check=True, capture_output=True)
            return fuzz(address, configs, ["--max-examples", str(asked.cases), *asked.options], key.stdout)


def fill(home: Path) -> None:
    """The story of the bundled example, and a version after it."""
    example = ROOT / "examples" / "marrow-bridge" / "sources"
    story = "marrow-bridge-collapse"
    for words in (
        ["add", str(example)],
        ["write", "Marrow Bridge collapse", "--as-of", "2025-03-23"],
        ["update", story, "--as-of", "2025-04-06"],
    ):
        subprocess.run([*STORYTREE, "--home", str(home), *words], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(home: Path) -> Generator[str]:
    """Where the service listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [*STORYTREE, "--home", str(home), "serve", "--port", str(port)]
    unhurried = {**os.environ, "STORYTREE_READS_A_MINUTE": PACE, "STORYTREE_WRITES_A_MINUTE": PACE}
    with subprocess.Popen(command, env=unhurried, stderr=subprocess.DEVNULL) as service:
        try:
            wait(f"{address}/readyz")
            yield address
        finally:
            service.terminate()


def wait(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(url, timeout=5).close()  # noqa: S310
        except (URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return


def configs_for(address: str) -> list[str]:
    """One with whatever comes to mind, and one about what there is."""
    base = (ROOT / "schemathesis.toml").read_text("utf-8")
    return [base, base + known(address)]


def fuzz(address: str, configs: list[str], options: list[str], key: bytes) -> int:
    """Whether anything failed. Who asks has a token, as tokens are made on the way; it is not taken back."""
    failed = 0
    mine = ["--header", f"Authorization: Bearer {key.decode().split()[-1]}", "--exclude-path", REVOKED]
    for config in configs:
        with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
            file.write(config)
            file.flush()
            command = [SCHEMATHESIS, "--config-file", file.name, "run", f"{address}/v1/openapi.json"]
            command += [*mine, *options]
            done = subprocess.run(command, cwd=tempfile.gettempdir(), check=False)
        failed += done.returncode != 0
    return failed


def known(address: str) -> str:
    """Parameters that name what the service has."""
    story = first(f"{address}/v1/stories")["story"]
    source = first(f"{address}/v1/sources")["id"]
    claim = first(f"{address}/v1/stories/{story}/claims")["claim"]["id"]
    named = {"story": story, "label": "v0.1", "about": story, "source": source, "claim": claim}
    return "\n[parameters]\n" + "".join(f'"path.{name}" = "{value}"\n' for name, value in named.items())


def first(url: str) -> dict[str, Any]:
    with urlopen(url, timeout=30) as answer:  # noqa: S310
        return json.load(answer)["items"][0]


if __name__ == "__main__":
    sys.exit(main())

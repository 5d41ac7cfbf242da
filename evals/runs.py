"""A run of suites as ``run.json`` has it: what was found, and everything that it was found by."""

import json
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Self, cast

from pydantic import Field, ValidationError

from agents.settings import Settings
from evals.context import code_digest
from evals.scores import DRAWS, Scores
from store.errors import BadData
from store.records import Record, UTCDateTime
from store.version import __version__

FORMAT = 1
LIBRARIES = ("numpy", "onnxruntime", "tokenizers", "nupunkt")
"""What a score can hang on besides our own code."""


class DataUsed(Record):
    """Which rows a suite had."""

    name: str
    digest: str = Field(description="SHA-256 of the file.")
    beside: dict[str, str] = Field(
        default_factory=dict[str, str], description="The same of files that belong to it, by name."
    )
    limit: int | None = None


class Ran(Record):
    """One suite of a run."""

    scores: Scores
    data: DataUsed
    seconds: float
    found: int = Field(default=0, description="Things that were judged in this run.")
    kept: int = Field(default=0, description="Things that an earlier run had judged.")


class Run(Record):
    """All of it. No clock but ``begun`` and ``seconds`` tells two runs of one code on one data set apart."""

    format: int = FORMAT
    version: str
    begun: UTCDateTime
    code: str = Field(description="Digest of the code and of the models that ship with it.")
    settings: dict[str, str] = Field(description="Without secrets.")
    settings_digest: str
    checker: str
    seed: int = 0
    draws: int = DRAWS
    python: str
    libraries: dict[str, str]
    suites: tuple[Ran, ...] = ()

    @classmethod
    def of(cls, settings: Settings, checker: str, begun: UTCDateTime, suites: Sequence[Ran]) -> Self:
        """With the versions that are installed here."""
        return cls(
            version=__version__,
            begun=begun,
            code=code_digest(),
            settings={name: str(value) for name, value in settings.model_dump(mode="json").items()},
            settings_digest=settings.verdict_digest(),
            checker=checker,
            python=platform.python_version(),
            libraries={name: _version(name) for name in LIBRARIES},
            suites=tuple(suites),
        )

    def scores(self, suite: str) -> Scores | None:
        """Of the suite, if it ran."""
        return next((one.scores for one in self.suites if one.scores.suite == suite), None)


def write_run(run: Run, folder: Path) -> Path:
    """As ``run.json`` in the folder, whole or not at all."""
    file = folder / "run.json"
    fresh = folder / ".run.json.new"
    fresh.write_text(run.model_dump_json(indent=1) + "\n", "utf-8")
    fresh.replace(file)
    return file


def read_run(place: Path) -> Run:
    """The file, or the ``run.json`` of the folder. Raises BadData."""
    file = place / "run.json" if place.is_dir() else place
    try:
        text = file.read_text("utf-8")
        told = cast("object", json.loads(text))
        if not isinstance(told, dict) or cast("dict[str, object]", told).get("format") != FORMAT:
            raise BadData(f"{file} is no run of format {FORMAT}.", advice=_AGAIN)
        return Run.model_validate_json(text)
    except OSError as error:
        raise BadData(f"{file} cannot be read: {error.strerror}.", advice=_AGAIN) from error
    except ValidationError as error:
        first = error.errors()[0]
        place_ = ".".join(map(str, first["loc"]))
        raise BadData(f"{file} is no run: {place_}: {first['msg']}.", advice=_AGAIN) from error
    except ValueError as error:
        raise BadData(f"{file} is no JSON: {error}.", advice=_AGAIN) from error


_AGAIN = "Make a run with: storytree eval --out DIR"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""

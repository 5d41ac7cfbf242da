"""Every setting, read once: the only file that reads the environment (``STORYTREE_HOME`` and so on)."""

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from store.embeddings.named import EMBEDDED
from store.errors import BadSettings
from store.feeds import FullText
from store.records import LONGEST, SHORTEST, digest

PREFIX = "STORYTREE_"
_CHANGES_NO_STORY = {
    "home",
    "database",
    "wait",
    "full_text",
    "pause",
    "openai_api_key",
    "index_url",
    "grader_model",
    "model_timeout",
    "model_at_once",
    "prices",
    *(f"{of}_{unit}" for of in ("story", "day") for unit in ("calls", "tokens", "cost", "seconds")),
    "trace",
    "trace_bodies",
    "jobs_at_once",
    "worker",
    "public",
    "hosts",
    "proxies",
    "secret",
    "reads_a_minute",
    "writes_a_minute",
    "public_url",
}
_CHANGES_NO_VERDICT = _CHANGES_NO_STORY | {
    "length",
    "shortest",
    "depth",
    "embedder",
    "embedder_url",
    "planner_model",
    "writer_model",
    "language",
}


_ROLE = (
    "Language model for the {} {}, as openai:MODEL; embedded where it is empty. Tried by: storytree models."
)
_OF_STORIES = "of stories"


def _limit(what: str, of: str) -> Any:
    return Field(0, ge=0, description=f"{what} in {of} at most; 0 is no limit.")


class Settings(BaseSettings):
    """What a user may set; a value given on the command line wins over the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", allow_inf_nan=False
    )

    home: Path = Field(Path(".storytree"), description="Folder for the archive and the index.")
    database: SecretStr = Field(
        SecretStr(""),
        description="Address of the archive on PostgreSQL, as postgresql://USER:PASSWORD@HOST/DATABASE; "
        "in the home where it is empty.",
    )
    length: int = Field(
        800,
        ge=SHORTEST,
        le=LONGEST,
        description="Words of a story at most, where it was not given a length of its own.",
    )
    shortest: int = Field(
        3, ge=1, le=1000, description="Sentences that must pass the checker, or no story is emitted."
    )
    depth: int = Field(
        40, ge=1, le=1000, description="Snippets that a retrieval agent brings for one question."
    )
    support: float = Field(
        0.6, ge=0.0, le=1.0, description="Least share of a sentence's words that its cited passage must hold."
    )
    entailment: float = Field(
        0.5,
        ge=0.0,
        le=1.0,
        description="Least score of the entailment model for a sentence that says it in other words than its "
        "source.",
    )
    wait: float = Field(
        5.0, ge=0.0, le=600.0, description="Seconds to wait for a home that another process holds."
    )
    embedder: str = Field(
        EMBEDDED,
        description="What makes the vectors of snippets: embedded (no download, no key), chroma-default, "
        "sentence-transformers:NAME or openai:MODEL.",
    )
    embedder_url: str = Field(
        "",
        description="Address of a server that speaks OpenAI's /v1/embeddings, as http://localhost:11434/v1.",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""), validation_alias="OPENAI_API_KEY", description="Key for OpenAI, or for that server."
    )
    planner_model: str = Field("", description=_ROLE.format("planner", _OF_STORIES))
    writer_model: str = Field("", description=_ROLE.format("writer", _OF_STORIES))
    checker_model: str = Field("", description=_ROLE.format("checker", _OF_STORIES))
    grader_model: str = Field("", description=_ROLE.format("grader", "of evals"))
    language: str = Field(
        "",
        description="Language in which a model writes, as German; that of the sources where it is empty. A "
        "sentence is checked against sources in its own language: where none are, their words are told.",
    )
    model_url: str = Field(
        "",
        description="Address of a server that speaks OpenAI's /v1/chat/completions, "
        "as http://localhost:11434/v1; OpenAI's own where it is empty.",
    )
    model_timeout: float = Field(
        120.0,
        gt=0.0,
        le=3600.0,
        description="Seconds that one answer of a language model may take; "
        "three times as many with all that is tried again.",
    )
    model_at_once: int = Field(
        8,
        ge=1,
        le=1000,
        description="Answers that one provider of language models is asked for at once, at most; "
        "fewer where it says that those are too many.",
    )
    prices: str = Field(
        "",
        description="US dollars for a million tokens asked and answered, as "
        '{"openai:MODEL": [0.4, 1.6]}, or the name of a file that holds this; '
        "by the price list that comes along where it is empty.",
    )
    story_calls: int = _limit("Calls of language models", "one run on a story")
    story_tokens: int = _limit("Tokens of language models, asked and answered,", "one run on a story")
    story_cost: float = _limit("US dollars for language models", "one run on a story")
    story_seconds: float = _limit(
        "Seconds of waiting for language models, each counted where several are waited for,",
        "one run on a story",
    )
    day_calls: int = _limit("Calls of language models", "a day (UTC), all processes together")
    day_tokens: int = _limit("Tokens of language models", "a day (UTC), all processes together")
    day_cost: float = _limit("US dollars for language models", "a day (UTC), all processes together")
    day_seconds: float = _limit(
        "Seconds of waiting for language models", "a day (UTC), all processes together"
    )
    index_url: str = Field(
        "",
        description="Address of a Chroma server that keeps the vectors, as http://localhost:8000; "
        "the home keeps them where there is none.",
    )
    full_text: FullText = Field(
        FullText.SUMMARY,
        description="Whether the page that an entry of a feed links to is read in its place: never, summary "
        "(where it is no more than one) or always.",
    )
    pause: float = Field(
        1.0, ge=0.0, le=600.0, description="Seconds between two requests to one host; more where it asks so."
    )
    trace: str = Field(
        "",
        description="File to which a line of JSON is added for each thing that happens: ids, digests, sizes, "
        "times, verdicts.",
    )
    trace_bodies: bool = Field(
        False,
        description="Whether the trace has texts too: of sentences, of questions, and what models are asked "
        "and answer.",
    )

    jobs_at_once: int = Field(2, ge=1, le=100, description="Jobs that a service works on at once, at most.")
    worker: str = Field(
        "",
        description="Name of this machine among those that share a database: the jobs that it works on are "
        "marked with it. The host's name where it is empty.",
    )
    public: bool = Field(
        False, description="Whether everybody may read what the service has; changing needs a token still."
    )
    hosts: str = Field(
        "", description="Names that the service is known by, as stories.example.org, with commas between."
    )
    proxies: str = Field(
        "",
        description="Addresses of the proxies before the service, with commas between: what they say of who "
        "asks is believed. Those on the machine itself where it is empty.",
    )
    secret: SecretStr = Field(
        SecretStr(""),
        description="Signs the sessions of pages; the same on machines that share them. The home makes one "
        "where it is empty.",
    )
    reads_a_minute: int = Field(
        1200, ge=0, description="Requests that read, of one token or address in a minute; 0 is no limit."
    )
    writes_a_minute: int = Field(
        60, ge=0, description="Requests that change, of one token or address in a minute; 0 is no limit."
    )

    public_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        description="Address at which the world sees the service, as https://stories.example.org: feeds, "
        "cards and sitemaps name it. The address that is asked for where it is empty.",
    )

    def digest(self) -> str:
        """Of everything that can change a story; what intake and the home are told cannot."""
        return digest(self.model_dump_json(exclude=_CHANGES_NO_STORY))

    def verdict_digest(self) -> str:
        """Of everything that can change a verdict."""
        return digest(self.model_dump_json(exclude=_CHANGES_NO_VERDICT))


class Telemetry(BaseSettings):
    """What OpenTelemetry's own variables say of spans; all others of them are for its library to read."""

    model_config = SettingsConfigDict(env_prefix="OTEL_", env_ignore_empty=True, frozen=True)

    sdk_disabled: str = ""
    traces_exporter: str = ""
    exporter_otlp_endpoint: str = ""
    exporter_otlp_traces_endpoint: str = ""
    exporter_otlp_protocol: str = ""
    exporter_otlp_traces_protocol: str = ""

    @property
    def is_off(self) -> bool:
        return self.sdk_disabled.strip().lower() == "true"

    @property
    def exporters(self) -> tuple[str, ...]:
        """Names of those who are to get spans; none unless somebody asks for it."""
        endpoint = self.exporter_otlp_traces_endpoint or self.exporter_otlp_endpoint
        asked = self.traces_exporter or ("otlp" if endpoint else "none")
        names = (name.strip() for name in asked.split(","))
        return () if self.is_off else tuple(name for name in names if name not in {"", "none"})

    @property
    def protocol(self) -> str:
        """Of OTLP: http/protobuf where nothing is said, as the specification has it."""
        return self.exporter_otlp_traces_protocol or self.exporter_otlp_protocol or "http/protobuf"


def load(**given: object) -> Settings:
    """From the environment, overridden by what is given (None is not given). Raises BadSettings."""
    try:
        return Settings.model_validate({key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        field = Settings.model_fields[name]
        raise BadSettings(
            f"{variable(name)} cannot be {first['input']!r}: {first['msg'].lower()}.",
            advice=f"It is {field.default} unless it is set, and means: {field.description}",
        ) from error


def variable(name: str) -> str:
    """The environment variable that sets it."""
    given = Settings.model_fields[name].validation_alias if name in Settings.model_fields else None
    return given if isinstance(given, str) else PREFIX + name.upper()


def table(settings: Settings) -> list[dict[str, str]]:
    """Every setting for people to read: name, value, environment variable, meaning."""
    return [
        {
            "name": name,
            "value": _shown(getattr(settings, name)),
            "environment": variable(name),
            "meaning": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    ]


def _shown(value: object) -> str:
    """A key is told by whether it is set."""
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value() else "not set"
    return str(value)

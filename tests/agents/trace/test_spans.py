"""Spans as OpenTelemetry's own exporter in memory gets them, and when there are any."""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from agents.newsroom import Terms, assemble
from agents.settings import Telemetry, load
from agents.trace import Call, Request, Run
from agents.trace.exporting import exported
from agents.trace.spans import Spans
from prompts import Prompt
from store.archive import Archive
from store.errors import BadAnswer, NothingToTell
from store.index import Index
from tests.agents.towns import LAST, TOPIC

ROOT = Path(__file__).parents[3]
PROMPT = Prompt("section", "Write in shape.", "Ostrel has three bridges.", "d" * 64)


class Kept:
    """What was sent."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.spans = Spans(provider.get_tracer("test"))

    def all(self) -> dict[str, ReadableSpan]:
        found = self._exporter.get_finished_spans()
        assert len({span.name for span in found}) == len(found)
        return {span.name: span for span in found}

    def text(self) -> str:
        return " ".join(span.to_json() for span in self._exporter.get_finished_spans())


@pytest.fixture
def kept() -> Kept:
    return Kept()


def told(span: ReadableSpan) -> Mapping[str, Any]:
    return span.attributes or {}


def parent(span: ReadableSpan) -> int | None:
    return span.parent.span_id if span.parent else None


def own(span: ReadableSpan) -> int:
    assert span.context
    return span.context.span_id


def test_a_story_is_one_span_with_one_for_each_stage(kept: Kept, town: tuple[Archive, Index]) -> None:
    newsroom = assemble(load(), *town, Terms(kept.spans))
    *_, last = newsroom.editor.write(TOPIC, LAST)
    spans = kept.all()
    assert list(spans) == ["plan", "retrieve", "write", "check", "invoke_workflow storytree.write"]
    run = spans.pop("invoke_workflow storytree.write")
    assert told(run)["gen_ai.operation.name"] == "invoke_workflow"
    assert told(run)["gen_ai.workflow.name"] == "storytree.write"
    assert told(run)["storytree.outcome"] == type(last).__name__.lower()
    assert run.status.status_code is StatusCode.UNSET
    assert {parent(span) for span in spans.values()} == {own(run)}
    assert told(spans["retrieve"])["gen_ai.operation.name"] == "retrieval"
    assert told(spans["retrieve"])["storytree.sources_kept"] > 3
    verdicts = [event for event in spans["check"].events if event.name == "gen_ai.evaluation.result"]
    assert len(verdicts) == told(spans["write"])["storytree.sentences"] + 1
    labels = [(event.attributes or {})["gen_ai.evaluation.score.label"] for event in verdicts]
    assert "supported" in labels
    version = getattr(last, "version")  # noqa: B009
    assert not [claim.text for claim in version.claims() if claim.text in kept.text()]
    assert TOPIC not in kept.text()


def test_stages_of_an_update(kept: Kept, town: tuple[Archive, Index]) -> None:
    newsroom = assemble(load(), *town, Terms(kept.spans))
    *_, last = assemble(load(), *town).editor.write(TOPIC, LAST)
    for _ in newsroom.editor.update(getattr(last, "version").story, LAST):  # noqa: B009
        pass
    assert list(kept.all())[:3] == ["plan", "retrieve", "revise"]


def test_what_fails_says_so_without_a_word_of_it(kept: Kept, town: tuple[Archive, Index]) -> None:
    newsroom = assemble(load(), *town, Terms(kept.spans))
    with pytest.raises(NothingToTell):
        list(newsroom.editor.write("zebra crossings of Madagascar"))
    run = kept.all()["invoke_workflow storytree.write"]
    assert run.status.status_code is StatusCode.ERROR
    assert told(run)["error.type"] == "NothingToTell"
    assert "Madagascar" not in kept.text()


def test_a_call_of_a_model_is_named_by_the_conventions(kept: Kept) -> None:
    first = Request("json_schema", error="RateLimitError")
    second = Request("json_schema", 40, 10, answer="Ostrel!", ended="stop", model="small-2")
    call = Call("writer", "openai:small", PROMPT, "Section")
    with kept.spans.run(Run("check", "")), kept.spans.call(call):
        call.requests += [first, second]
    span = kept.all()["chat small"]
    assert span.kind is SpanKind.CLIENT
    assert told(span) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "small",
        "gen_ai.output.type": "json",
        "gen_ai.prompt.name": "section",
        "gen_ai.usage.input_tokens": 40,
        "gen_ai.usage.output_tokens": 10,
        "gen_ai.response.model": "small-2",
        "gen_ai.response.finish_reasons": ("stop",),
        "storytree.role": "writer",
        "storytree.prompt_digest": PROMPT.digest,
        "storytree.requests": 2,
        "storytree.paid": True,
        "storytree.mode": "json_schema",
    }
    assert parent(span) == own(kept.all()["check"])
    assert "Ostrel" not in kept.text()


def test_a_call_that_fails(kept: Kept) -> None:
    call = Call("writer", "mistralai:small", PROMPT, "Section")
    with pytest.raises(BadAnswer), kept.spans.call(call):
        raise BadAnswer("It said: Ostrel")
    span = kept.all()["chat small"]
    assert told(span)["gen_ai.provider.name"] == "mistral_ai"
    assert told(span)["error.type"] == "BadAnswer"
    assert span.status.status_code is StatusCode.ERROR
    assert "Ostrel" not in kept.text()


@pytest.mark.parametrize(
    ("given", "exporters"),
    [
        ({}, ()),
        ({"OTEL_SERVICE_NAME": "news"}, ()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, ("otlp",)),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318"}, ("otlp",)),
        ({"OTEL_TRACES_EXPORTER": "console, otlp"}, ("console", "otlp")),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, ()),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "console"}, ()),
    ],
    ids=["nothing", "a name", "endpoint", "endpoint of traces", "exporters", "none", "disabled"],
)
def test_spans_are_sent_where_the_variables_say(
    given: dict[str, str], exporters: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert Telemetry().exporters == exporters


def test_an_exporter_that_is_not_there_is_told_and_costs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), exported(Telemetry(traces_exporter="carrier-pigeon")) as watches:
        assert watches == []
    assert "carrier-pigeon" in caplog.text
    assert "storytree[otel]" in caplog.text


AROUND = """
import sys
from agents.settings import Telemetry
from agents.trace.exporting import exported
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from agents.trace import Run
with exported(Telemetry()) as watches:
    assert watches == [], "nobody asked"
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
trace.set_tracer_provider(provider)
with exported(Telemetry()) as (spans,), spans.run(Run("check", "")):
    pass
"""


def test_a_program_around_us_gets_the_spans_that_it_set_up() -> None:
    code = [sys.executable, "-c", AROUND]
    done = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    first, _ = json.JSONDecoder().raw_decode(done.stdout)
    assert first["name"] == "check"
    assert "invoke_workflow storytree.check" in done.stdout

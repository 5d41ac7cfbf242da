"""Spans of OpenTelemetry: one of a run, one of each of its stages, one of each call of a model.

Their names are those of the semantic conventions for generative AI, which no library has:
https://github.com/open-telemetry/semantic-conventions-genai. No span has a word of what was read, asked or
written.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Lock

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, set_span_in_context, use_span

from agents.events import (
    Checked,
    Drafted,
    Emitted,
    Event,
    Fenced,
    Planned,
    Proposed,
    Retrieved,
    Revised,
    Unchanged,
)
from agents.trace import Call, Run

_STAGES = {"write": "plan", "update": "plan", "branch": "plan", "check": "check"}
"""With which an operation begins."""
_PROVIDERS = {
    "azure_ai": "azure.ai.inference",
    "azure_openai": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "google_genai": "gcp.gemini",
    "google_vertexai": "gcp.vertex_ai",
    "ibm": "ibm.watsonx.ai",
    "mistralai": "mistral_ai",
    "xai": "x_ai",
}
"""Langchain's names to those of the conventions, where they differ."""


class Spans:
    """Safe for threads."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._operation = ""
        self._run: Span | None = None
        self._stage: Span | None = None
        self._lock = Lock()

    @contextmanager
    def run(self, run: Run) -> Generator[None]:
        name = f"storytree.{run.operation}"
        told = {
            "gen_ai.operation.name": "invoke_workflow",
            "gen_ai.workflow.name": name,
            "storytree.story": run.story,
            "storytree.settings_digest": run.settings_digest,
        }
        span = self._tracer.start_span(f"invoke_workflow {name}", attributes=told)
        self._operation, self._run = run.operation, span
        self._begin(_STAGES[run.operation])
        try:
            with _ending(span, lambda: self._begin(None)):
                yield
        finally:
            self._run = None

    def tell(self, event: Event) -> None:
        if self._stage:
            _note(event, self._stage)
        if isinstance(event, Emitted | Proposed | Unchanged) and self._run:
            self._run.set_attribute("storytree.version", event.version.label)
            self._run.set_attribute("storytree.outcome", type(event).__name__.lower())
        stage = self._after(event)
        if stage:
            self._begin(stage)

    @contextmanager
    def call(self, call: Call) -> Generator[None]:
        """Around all that is tried, as the conventions want it."""
        provider, _, model = call.model.partition(":")
        told = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": _PROVIDERS.get(provider, provider),
            "gen_ai.request.model": model,
            "gen_ai.output.type": "json",
            "gen_ai.prompt.name": call.prompt.name,
            "storytree.prompt_digest": call.prompt.digest,
            "storytree.role": call.role,
        }
        span = self._tracer.start_span(
            f"chat {model}", self._context(), kind=SpanKind.CLIENT, attributes=told
        )
        # What others tell of the requests themselves belongs under it.
        with (
            _ending(span, lambda: _measure(call, span)),
            use_span(span, record_exception=False, set_status_on_exception=False),
        ):
            yield

    def _after(self, event: Event) -> str | None:
        """The stage that begins with this event."""
        match event:
            case Planned():
                return "retrieve"
            case Fenced():
                return "write" if self._operation == "write" else "revise"
            case Revised():
                return "write"
            case Drafted():
                return "check"
            case _:
                return None

    def _begin(self, stage: str | None) -> None:
        """None: nothing comes after the one that is."""
        with self._lock:
            if self._stage:
                self._stage.end()
            self._stage = None
            if stage and self._run:
                told = {"gen_ai.operation.name": "retrieval"} if stage == "retrieve" else {}
                under = set_span_in_context(self._run)
                self._stage = self._tracer.start_span(
                    stage, under, attributes={"storytree.stage": stage, **told}
                )

    def _context(self) -> Context | None:
        """Under the stage that is on, in whatever thread."""
        with self._lock:
            return set_span_in_context(self._stage) if self._stage else None


@contextmanager
def _ending(span: Span, before: Callable[[], None]) -> Generator[None]:
    try:
        yield
    except GeneratorExit:
        raise
    except BaseException as error:
        span.set_attribute("error.type", type(error).__name__)
        span.set_status(StatusCode.ERROR)
        raise
    finally:
        before()
        span.end()


def _note(event: Event, stage: Span) -> None:
    match event:
        case Planned(questions=questions):
            stage.set_attribute("storytree.questions", len(questions))
        case Retrieved(snippets=snippets):
            stage.add_event("storytree.retrieved", {"storytree.snippets": snippets})
        case Fenced(kept=kept, retrieved=retrieved):
            stage.set_attributes({"storytree.sources_kept": kept, "storytree.sources": retrieved})
        case Revised(stands=stands, retired=retired):
            stage.set_attributes({"storytree.stands": stands, "storytree.retired": retired})
        case Drafted(sentences=sentences):
            stage.set_attribute("storytree.sentences", sentences)
        case Checked(verdict=verdict):
            reasons = dict.fromkeys(one.reason.value for one in verdict.reasons)
            told = {
                "gen_ai.evaluation.name": "storytree.verdict",
                "gen_ai.evaluation.score.label": verdict.label.value,
                "gen_ai.evaluation.score.value": verdict.score,
                "storytree.claim": verdict.claim_id,
                "storytree.reasons": tuple(reasons),
            }
            stage.add_event("gen_ai.evaluation.result", told)
        case _:
            pass


def _measure(call: Call, span: Span) -> None:
    span.set_attributes(
        {
            "gen_ai.usage.input_tokens": call.tokens_in,
            "gen_ai.usage.output_tokens": call.tokens_out,
            "storytree.requests": len(call.requests),
            "storytree.paid": bool(call.requests),
        }
    )
    if call.requests:
        last = call.requests[-1]
        told = {"gen_ai.response.model": last.model, "storytree.mode": last.mode}
        span.set_attributes({name: value for name, value in told.items() if value})
        if last.ended:
            span.set_attribute("gen_ai.response.finish_reasons", [last.ended])

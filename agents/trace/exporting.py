"""Where spans go: to whom the program around us set up, else where OpenTelemetry's variables say."""

import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from agents.settings import Telemetry
from agents.trace import Watch
from store.version import __version__

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import TracerProvider as AnyProvider

_log = logging.getLogger(__name__)
_OTLP = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}
_GROUP = "opentelemetry_traces_exporter"
_NEEDS = "pip install 'storytree[otel]' brings what is needed"


@contextmanager
def exported(telemetry: Telemetry) -> Generator[list[Watch]]:
    """The spans that are asked for; the last are sent when the block is left.

    Where they cannot be sent that is warned of, and keeps nobody from a story.
    """
    around = None if telemetry.is_off else _around()
    try:
        own = _provider(telemetry) if telemetry.exporters and around is None else None
    except ImportError as error:
        _log.warning("no spans are told: %s (%s)", error, _NEEDS)
        own = None
    provider = around or own
    try:
        yield [_spans(provider)] if provider else []
    finally:
        if own:
            own.shutdown()


def _spans(provider: "AnyProvider") -> Watch:
    from agents.trace.spans import Spans

    return Spans(provider.get_tracer("storytree", __version__))


def _around() -> "AnyProvider | None":
    """That of a program which set one up, or was started by ``opentelemetry-instrument``."""
    if "opentelemetry.trace" not in sys.modules:
        return None
    from opentelemetry.trace import ProxyTracerProvider, get_tracer_provider

    provider = get_tracer_provider()
    return None if isinstance(provider, ProxyTracerProvider) else provider


def _provider(telemetry: Telemetry) -> "TracerProvider | None":
    """Raises ImportError where a package is missing."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    exporters = [_exporter(name, telemetry.protocol) for name in telemetry.exporters]
    told = Resource.create()
    if str(told.attributes.get(SERVICE_NAME, "unknown")).startswith("unknown"):
        told = told.merge(Resource({SERVICE_NAME: "storytree", "service.version": __version__}))
    provider = TracerProvider(resource=told)
    for exporter in exporters:
        provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _exporter(name: str, protocol: str) -> "SpanExporter":
    """Raises ImportError."""
    called = _OTLP.get(protocol, protocol) if name == "otlp" else name
    found = next(iter(entry_points(group=_GROUP, name=called)), None)
    if found is None:
        raise ImportError(f"there is no exporter {called!r}")
    made: SpanExporter = found.load()()
    return made

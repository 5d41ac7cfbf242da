"""Numbers for Prometheus: of requests as they are answered, of the rest when they are asked for."""

from collections import Counter as Counted
from collections.abc import Iterator
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from service.access.actors import OperatorOf
from service.here import Here, Service
from service.jobs import State
from service.operations.lag import lag

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
LAST = 1000
"""Jobs that are looked at."""
_ALWAYS = datetime.fromtimestamp(0, UTC)
router = APIRouter(include_in_schema=False)


class Meters:
    """What is counted in this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answered = Counter(
            "storytree_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "storytree_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._answered.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)


class Holdings(Collector):
    """What the archive, the index and the jobs have now."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        archive = self._service.archive
        paid = archive.paid(_ALWAYS)
        yield GaugeMetricFamily("storytree_sources", "Sources in the archive.", archive.count())
        yield GaugeMetricFamily("storytree_stories", "Stories with a version.", len(archive.stories()))
        yield GaugeMetricFamily(
            "storytree_index_lag_snippets",
            "Snippets that have no vectors yet.",
            lag(self._service.settings, archive),
        )
        jobs = GaugeMetricFamily(
            "storytree_jobs", f"The last {LAST:,} jobs by how they stand.", labels=("state",)
        )
        counts = Counted(job.state for job in self._service.works.jobs(limit=LAST))
        for state in State:
            jobs.add_metric([state], counts[state])
        yield jobs
        tokens = CounterMetricFamily("storytree_model_tokens", "Tokens of models.", labels=("direction",))
        tokens.add_metric(["asked"], paid.tokens_in)
        tokens.add_metric(["answered"], paid.tokens_out)
        yield tokens
        yield CounterMetricFamily("storytree_model_calls", "Questions to models that were paid.", paid.calls)
        yield CounterMetricFamily(
            "storytree_model_dollars", "What models cost, as far as known.", paid.cost or 0
        )


@router.get("/metrics", name="metrics")
def metrics(request: Request, here: Here, _: OperatorOf) -> Response:
    """For who is on the machine, and for admins."""
    asked = CollectorRegistry()
    asked.register(Holdings(here))
    counted: Meters = request.app.state.meters
    text = generate_latest(counted.registry) + generate_latest(asked)
    return Response(text, media_type=CONTENT_TYPE_LATEST)

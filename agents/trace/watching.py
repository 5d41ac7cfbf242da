"""Who watches, as the settings and the environment say. Nobody does where neither says so."""

from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager

from agents.settings import Settings, Telemetry
from agents.trace import Watch, Watches
from agents.trace.exporting import exported
from agents.trace.journal import Journal


@contextmanager
def watching(settings: Settings) -> Generator[Watch]:
    """Raises UsageError where the trace cannot be written, before any work is done."""
    with ExitStack() as open_:
        watches: list[Watch] = []
        if settings.trace:
            secrets = [one.get_secret_value() for one in (settings.openai_api_key, settings.database)]
            journal = Journal(settings.trace, bodies=settings.trace_bodies, secrets=secrets)
            watches.append(open_.enter_context(closing(journal)))
        watches += open_.enter_context(exported(Telemetry()))
        yield Watches(watches)

"""The commands serve and work: the service, and those who work for it."""

import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.app import app, examples, settings_of
from service.operations.logs import Form

if TYPE_CHECKING:
    from agents.settings import Settings
    from service.backroom.keeping import BackRoom

_PATIENCE = 10
"""Seconds that answers under way have to end when the service is told to; jobs then have 30 more."""
_IDLE = 15
"""Seconds for which a connection is kept that nothing is asked on."""
_AT_ONCE = 1000
"""Connections at most: more are told to come back."""
LOG_FORMAT = Annotated[
    Form, typer.Option("--log-format", help="Lines for people, or JSON for programs, on standard error.")
]


@app.command(
    epilog=examples(
        "storytree serve",
        "storytree serve --port 9000 --no-work",
        "storytree serve --host 0.0.0.0 --log-format json",
    )
)
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen at.")] = 8080,
    work: Annotated[
        bool, typer.Option("--work/--no-work", help="Do jobs too, in processes of its own.")
    ] = True,
    public: Annotated[bool | None, typer.Option("--public", help="Let everybody read.")] = None,
    log_format: LOG_FORMAT = Form.TEXT,
) -> None:
    """Serve stories: pages for readers, and an interface for programs under /v1.

    Who is on this machine needs no token until one is made; anybody else needs one (storytree token). On an
    address that others reach it is refused while there is none.
    """
    settings = settings_of(context)
    if public:
        settings = settings.model_copy(update={"public": True})
    _check_exposure(settings, host)
    from service.backroom.keeping import BackRoom
    from service.operations.logs import set_up

    set_up(log_format)
    _run(settings, host, port, BackRoom(settings, log_format, working=work))


@app.command(
    epilog=examples(
        "storytree work",
        "STORYTREE_DATABASE=postgresql://stories@db/stories storytree work",
    )
)
def work(context: typer.Context, log_format: LOG_FORMAT = Form.TEXT) -> None:
    """Do the jobs that others ordered, without pages; SIGTERM or Ctrl-C ends it.

    For machines that share a database (STORYTREE_DATABASE); in one home a service that works does them.
    """
    from threading import Event

    from service.here import close_service, open_service
    from service.operations.logs import set_up

    set_up(log_format)
    ended = Event()

    def end(_number: int, _frame: object) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    service = open_service(settings_of(context), apart=True)
    try:
        while not ended.wait(1.0):
            pass
    finally:
        close_service(service)


def _check_exposure(settings: "Settings", host: str) -> None:
    """Raises UsageError where others would reach a service that has no token."""
    from agents.holding import read_archive
    from service.access.addresses import is_loopback
    from store.errors import UsageError

    if is_loopback(host):
        return
    with read_archive(settings) as archive:
        if any(not token.revoked_at for token in archive.keys.every()):
            return
    raise UsageError(
        f"At {host} others reach the service, and there is no token that would tell who may change what.",
        advice="Make one with: storytree token create --scope admin. Or serve to this machine alone, "
        "with --host 127.0.0.1.",
    )


def _end(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _run(settings: "Settings", host: str, port: int, back: "BackRoom") -> None:
    import uvicorn

    from service.backroom.life import TURN
    from service.operations.patience import Patient
    from service.site import build

    sys.setswitchinterval(TURN)
    signal.signal(signal.SIGTERM, _end)  # uvicorn sends it again once it has ended
    with back:
        uvicorn.run(
            build(settings, back=back.socket),
            host=host,
            port=port,
            http=Patient,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=settings.proxies or "127.0.0.1,::1",
            timeout_keep_alive=_IDLE,
            timeout_graceful_shutdown=_PATIENCE,
            limit_concurrency=_AT_ONCE,
        )

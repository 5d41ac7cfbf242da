"""The service put together: its rooms, and the life of the whole."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI

from agents.settings import Settings
from service import api, feeds, web
from service.access import building as access
from service.backroom.passing import Trusting, way_to
from service.heads import Heads
from service.here import Service, close_service, open_service, settle
from service.mcp import mounted as mcp
from service.operations import building as operations
from store.version import __version__


def build(settings: Settings, *, working: bool = True, back: Path | None = None) -> FastAPI:
    """The application; ``working`` is whether it does jobs.

    ``back`` is where a process listens that does in place of this one what needs the house, and the jobs.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncGenerator[None]:
        app.state.service = await to_thread.run_sync(
            lambda: open_service(settings, working=working and not back)
        )
        async with AsyncExitStack() as opened:
            if back:
                app.state.back = await opened.enter_async_context(way_to(back))
                settle()
            await opened.enter_async_context(mcp.running(app))
            yield
        await to_thread.run_sync(close_service, app.state.service)

    app = _furnished(life)
    access.furnish(app, settings)
    operations.furnish(app)
    return app


def build_back(service: Service) -> FastAPI:
    """The application of a process at the back: without a door, since the one at the front has it."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncGenerator[None]:
        app.state.service = service
        async with mcp.running(app):
            yield

    app = _furnished(life)
    app.add_middleware(Trusting)
    return app


def _furnished(life: Callable[[FastAPI], AbstractAsyncContextManager[None]]) -> FastAPI:
    app = FastAPI(
        title="Storytree",
        version=__version__,
        summary="Living stories: every sentence cited, every sentence checked against the text it cites.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.add_middleware(Heads)
    api.furnish(app)
    feeds.furnish(app)
    web.furnish(app)
    mcp.furnish(app)
    return app

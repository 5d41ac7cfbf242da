"""The service put together: its rooms, and the life of the whole."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI

from agents.settings import Settings
from service import api, feeds, web
from service.access import building as access
from service.heads import Heads
from service.here import close_service, open_service
from service.mcp import mounted as mcp
from service.operations import building as operations
from store.version import __version__


def build(settings: Settings, *, working: bool = True, apart: bool = False) -> FastAPI:
    """The application; ``working`` and ``apart`` are as ``open_service`` has them."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncGenerator[None]:
        app.state.service = await to_thread.run_sync(
            lambda: open_service(settings, working=working, apart=apart)
        )
        async with mcp.running(app):
            yield
        await to_thread.run_sync(close_service, app.state.service)

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
    access.furnish(app, settings)
    operations.furnish(app)
    return app

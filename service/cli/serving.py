"""The commands serve and work: the service, and those who work for it."""

from typing import Annotated

import typer

from service.cli.app import app, examples, settings_of


@app.command(
    epilog=examples(
        "storytree serve",
        "storytree serve --port 9000 --no-work",
    )
)
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen at.")] = 8080,
    work: Annotated[bool, typer.Option("--work/--no-work", help="Do jobs in this process too.")] = True,
) -> None:
    """Serve stories: pages for readers, and an interface for programs under /v1."""
    import uvicorn

    from service.site import build

    uvicorn.run(build(settings_of(context), working=work), host=host, port=port, log_config=None)

"""The command mcp: stories for agents that speak the Model Context Protocol."""

from typing import Annotated

import typer

from service.cli.app import app, examples, settings_of


@app.command(
    epilog=examples(
        "storytree mcp",
        "storytree mcp --http --port 8765",
    )
)
def mcp(
    context: typer.Context,
    http: Annotated[
        bool, typer.Option("--http", help="Serve many clients by HTTP, at /mcp of the whole service.")
    ] = False,
    host: Annotated[str, typer.Option("--host", help="Address to listen at, with --http.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen at, with --http.")
    ] = 8080,
) -> None:
    """Serve stories to an agent by the Model Context Protocol, on standard input and output.

    A client starts this command itself: docs/mcp.md has what to put into its settings.
    """
    if http:
        from service.cli.serving import serve

        serve(context, host=host, port=port)
        return
    from service.mcp.stdio import serve_stdio

    serve_stdio(settings_of(context))

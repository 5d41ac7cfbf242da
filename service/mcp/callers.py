"""Who asks, and whether they may write."""

from typing import Any, NamedTuple, cast

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from store.records import Scope

LOCAL = "local"
"""Who started the server for themselves, and talks to it on standard input."""
_REFUSED = (
    "This changes stories: it needs a token with the scope write (storytree token create --scope write)."
)


class Caller(NamedTuple):
    """As jobs and the audit log name them."""

    label: str
    scope: Scope


def caller(context: Context) -> Caller:
    """Over HTTP the door says who it is (``request.state.actor``); who is not named may read."""
    request = cast("Any", context.request_context.request)
    if request is None:
        return Caller(LOCAL, Scope.ADMIN)
    actor = getattr(request.state, "actor", None)
    return Caller(actor.label, actor.scope) if actor else Caller("", Scope.READ)


def writer(context: Context) -> Caller:
    """Raises ToolError for who may not write."""
    found = caller(context)
    if not found.scope.allows(Scope.WRITE):
        raise ToolError(_REFUSED)
    return found

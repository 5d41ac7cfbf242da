"""The name of what was asked for, without what the asker put in: for logs and metrics."""

from starlette.types import Scope

UNKNOWN = "-"
"""What no route is for."""


def template(scope: Scope) -> str:
    """For example ``/v1/stories/{story}``, once a route was chosen."""
    own = getattr(scope.get("route"), "path_format", None)
    if not isinstance(own, str):
        return UNKNOWN
    try:
        filled = own.format(**scope.get("path_params", {}))
    except (LookupError, ValueError):
        return own
    path: str = scope["path"]
    return path.removesuffix(filled) + own if path.endswith(filled) else own

"""Which bodies are read: JSON, but for files."""

from fastapi import HTTPException, Request

_JSON = "application/json"
_FORM = "multipart/form-data"
_FILES = "/v1/uploads"


async def readable(request: Request) -> None:
    """Raises HTTPException (415) for a body of another type. What has no body is read by every route."""
    if request.method not in {"POST", "PUT"} or not _has_body(request):
        return
    wanted = _FORM if request.url.path == _FILES else _JSON
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated != wanted:
        raise HTTPException(415, f"Send it as {wanted}.", {"Accept": wanted})


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers

"""Lines on standard error, for people or programs. What others wrote cannot break or steer one."""

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""Id of the request that is answered, for every line that is logged meanwhile."""
FIELDS = ("request_id", "method", "route", "status", "ms", "actor")
_OURS = ("agents", "evals", "service", "store", "uvicorn.error")


class Form(StrEnum):
    """How lines look."""

    TEXT = "text"
    JSON = "json"


def set_up(form: Form) -> None:
    """All loggers write there: ours what happens, those of libraries what is amiss."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json() if form is Form.JSON else Lines())
    handler.addFilter(_with_request)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)


class Lines(logging.Formatter):
    """A line for each record, a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        told = {name: getattr(record, name) for name in FIELDS if getattr(record, name, "") != ""}
        ending = "".join(f" {name}={value}" for name, value in told.items())
        line = _plain(f"{at:%Y-%m-%dT%H:%M:%S.%fZ} {record.levelname} {record.getMessage()}{ending}")
        if not record.exc_info:
            return line
        below = self.formatException(record.exc_info).splitlines()
        return "\n".join([line, *(f"  {_plain(one)}" for one in below)])


def _json() -> logging.Formatter:
    """ASCII, so that no character of others means anything to who reads it."""
    from pythonjsonlogger.core import RESERVED_ATTRS
    from pythonjsonlogger.json import JsonFormatter

    return JsonFormatter(
        ["levelname", "name", "message"],
        rename_fields={"levelname": "level", "name": "logger"},
        timestamp="at",
        reserved_attrs=[*RESERVED_ATTRS, "color_message"],  # uvicorn's, for terminals
        json_ensure_ascii=True,
    )


def _with_request(record: logging.LogRecord) -> bool:
    if not hasattr(record, "request_id") and (request := REQUEST.get()):
        record.request_id = request
    return True


def _plain(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape", "backslashreplace").decode("ascii")
        for one in text
    )

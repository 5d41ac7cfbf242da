"""Writes the OpenAPI document of the service: ``python -m service.api.schema FILE`` (``make docs``)."""

import json
import sys
from pathlib import Path

from agents.settings import load
from service.site import build


def openapi_text() -> str:
    """The file as it is kept in docs/schema."""
    document = build(load()).openapi()
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(openapi_text(), encoding="utf-8")

"""Writes the JSON Schema of a story: ``python -m service.render.schema FILE`` (``make docs``)."""

import json
import sys
from pathlib import Path

from service.render.json import story_schema


def schema_text() -> str:
    """The file as it is kept in docs/schema."""
    return json.dumps(story_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")

"""The script behind a server: ``respond`` answers a request of any kind of server that can be extended so.

The request has ``system`` and ``messages``, each with its ``role`` and ``text``. What is no prompt of ours
is left to the server.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # it is loaded as a file

from evals.scripted.model import ScriptedModel
from prompts import load


def _rules(name: str) -> str | None:
    try:
        return load(name).rules
    except ValueError:
        return None  # there is no such prompt yet


RULES = {
    name: rules
    for name in ("writer", "reviser", "title", "what-is-new")
    if (rules := _rules(name)) is not None
}


def respond(request: Any) -> str | None:
    """JSON as short as a model writes it."""
    name = next((name for name, rules in RULES.items() if request.system.startswith(rules)), None)
    material = next((one["text"] for one in request.messages if one["role"] == "user"), "")
    if name is None:
        return None
    answer = ScriptedModel().answer(name, material)
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))

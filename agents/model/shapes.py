"""Shapes on their way to a model, and values on their way back out of what it wrote."""

import json
import re
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from agents.model import Shape

_THOUGHT = re.compile(r"<(/?)(?:think|thinking|reasoning)>", re.IGNORECASE)
_OBJECT = re.compile(r"\{\s*[\"}]")
_TOLD = 5
"""Errors that a model is told at once."""


class NotShaped(ValueError):
    """The message says what is wrong with it, in words for the model."""


def strict(shape: type[BaseModel]) -> dict[str, Any]:
    """Its JSON Schema as OpenAI's strict mode wants it: all fields required, no others, no defaults."""
    return cast("dict[str, Any]", _strict(shape.model_json_schema()))


def described(shape: type[BaseModel]) -> str:
    """Its JSON Schema in words for a model that is given none otherwise."""
    return (
        "Answer with one JSON object and nothing else. It fits this JSON Schema:\n"
        f"{json.dumps(strict(shape), separators=(',', ':'), ensure_ascii=False)}"
    )


def read(answer: str, shape: type[Shape]) -> Shape:
    """The value in an answer, whatever was thought or said around it. Raises NotShaped."""
    try:
        return shape.model_validate_json(answer)
    except ValidationError as error:
        wrong = error
    for found in _objects(_spoken(answer)):
        try:
            return shape.model_validate_json(found)
        except ValidationError as error:
            wrong = error
    raise NotShaped(_told(wrong)) from wrong


def _spoken(answer: str) -> str:
    """Without what was thought: some servers leave out the mark where that begins."""
    spoken: list[str] = []
    depth = place = 0
    for mark in _THOUGHT.finditer(answer):
        if depth == 0:
            spoken.append(answer[place : mark.start()])
        if not mark[1]:
            depth += 1
        elif depth == 0:
            spoken.clear()
        else:
            depth -= 1
        place = mark.end()
    return "".join([*spoken, "" if depth else answer[place:]])


def _objects(text: str) -> list[str]:
    """The JSON objects in a text, outermost only: after one that is damaged nothing is looked for."""
    found: list[str] = []
    decoder = json.JSONDecoder()
    place = 0
    while begun := _OBJECT.search(text, place):
        try:
            _, place = decoder.raw_decode(text, begun.start())
        except (ValueError, RecursionError):
            break
        found.append(text[begun.start() : place])
    return found


def _told(wrong: ValidationError) -> str:
    errors = wrong.errors(include_url=False, include_input=False, include_context=False)
    lines = [
        f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}"[:200] for one in errors[:_TOLD]
    ]
    return "; ".join(lines)


def _strict(schema: Any) -> Any:
    """Also below: a reference stands alone, an object is closed."""
    if isinstance(schema, list):
        return [_strict(part) for part in cast("list[Any]", schema)]
    if not isinstance(schema, dict):
        return schema
    given = cast("dict[str, Any]", schema)
    if "$ref" in given:
        return {"$ref": given["$ref"]}
    closed: dict[str, Any] = {}
    for key, value in given.items():
        if key in {"properties", "$defs"}:
            closed[key] = {name: _strict(part) for name, part in value.items()}
        elif key != "default":
            closed[key] = _strict(value)
    if "properties" in closed:
        closed |= {"required": list(closed["properties"]), "additionalProperties": False}
    return closed

"""Source records in JSON: their fields, and what can be wrong with them."""

import json
from typing import cast

from store.errors import UnreadableSource
from store.intake.fields import reading_of
from store.intake.reading import Reading

_ADVICE = 'A record is an object such as {"text": "…", "title": "…", "published": "2025-03-05"}.'


def parse(text: str, name: str) -> object:
    """The JSON value; raises UnreadableSource naming the place of the fault."""
    try:
        return cast("object", json.loads(text))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        raise UnreadableSource(name, f"broken JSON: {error.msg} at {where}", advice=_ADVICE) from error
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableSource(name, f"broken JSON: {error}", advice=_ADVICE) from error
    except RecursionError as error:
        raise UnreadableSource(name, "JSON nested too deeply", advice=_ADVICE) from error


def reading_of_record(record: object, name: str) -> Reading | UnreadableSource:
    """The Reading that a parsed record makes: ``text``, or else ``sentences``, is all that it must have."""
    if not isinstance(record, dict):
        return UnreadableSource(name, "is not an object", advice=_ADVICE)
    fields = {key.lower(): value for key, value in cast("dict[str, object]", record).items()}
    text = fields.get("text") or _joined(fields.get("sentences"))
    if not isinstance(text, str) or not text.strip():
        return UnreadableSource(name, "has neither text nor sentences", advice=_ADVICE)
    return reading_of(name, text, fields)


def _joined(sentences: object) -> str:
    if not isinstance(sentences, list):
        return ""
    return " ".join(one.strip() for one in cast("list[object]", sentences) if isinstance(one, str))

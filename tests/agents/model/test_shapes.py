"""Schemas for strict servers, and values out of whatever a model wrote."""

import json
import time
from contextlib import suppress
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from agents.model.shapes import NotShaped, described, read, strict


class Part(BaseModel):
    ids: list[str] = Field(default_factory=list, description="Of snippets.")
    default: str = "a field of this name"


class Whole(BaseModel):
    """Two of each."""

    text: str
    first: Part = Part()
    parts: dict[str, Part] | list[Part] = []


def objects(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [one for part in cast("list[Any]", schema) for one in objects(part)]
    if not isinstance(schema, dict):
        return []
    given = cast("dict[str, Any]", schema)
    return [*([given] if "properties" in given else []), *objects(list(given.values()))]


def test_a_strict_schema_closes_every_object_and_wants_every_field() -> None:
    found = objects(strict(Whole))
    assert len(found) == 2
    for one in found:
        assert one["additionalProperties"] is False
        assert one["required"] == list(one["properties"])
        assert not any("default" in field for field in one["properties"].values())
    assert "default" in strict(Whole)["$defs"]["Part"]["properties"]
    assert strict(Whole)["properties"]["first"] == {"$ref": "#/$defs/Part"}


def test_a_model_without_schemas_is_told_it_in_words() -> None:
    _, _, told = described(Whole).partition("\n")
    assert json.loads(told) == strict(Whole)


values = st.builds(Whole, text=st.text(st.characters(codec="utf-8")), parts=st.lists(st.builds(Part)))
prose = st.text(st.characters(codec="utf-8", exclude_characters='{}<>"'), max_size=40)


@given(values, prose, prose)
def test_what_is_said_around_a_value_changes_nothing(value: Whole, before: str, after: str) -> None:
    written = value.model_dump_json()
    for text in (f"{before}{written}{after}", f"<think>{{}}{before}</think>```json\n{written}\n```{after}"):
        assert read(text, Whole) == value


@given(values, st.data())
def test_an_answer_that_was_cut_off_is_never_read(value: Whole, data: st.DataObject) -> None:
    """Not even where an object inside it would do: all of a Part may be left out."""
    written = json.dumps({"more": {"text": "inside"}, **value.model_dump()})
    with pytest.raises(NotShaped):
        read(written[: data.draw(st.integers(0, len(written) - 1))], Whole)


@given(st.text())
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    with suppress(NotShaped):
        assert isinstance(read(text, Whole), Whole)


def test_many_braces_take_no_time() -> None:
    begun = time.monotonic()
    for text in ('{"a":' * 50_000, "{" * 200_000, '{"a":1}' * 5_000, "<think>" * 50_000, "</think>" * 50_000):
        with pytest.raises(NotShaped):
            read(text, Whole)
    assert time.monotonic() - begun < 5.0

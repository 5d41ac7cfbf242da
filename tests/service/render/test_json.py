"""The JSON of a story, and the schema that documents it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from service.render.json import render_json, story_schema
from service.render.schema import schema_text
from store.records import Claim, Reason, StoryVersion
from tests.builders import a_claim, a_source, a_story, left_out, supported
from tests.strategies import stories

KEPT = Path(__file__).parents[3] / "docs" / "schema" / "story.schema.json"
VALIDATOR: Any = Draft202012Validator(story_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.fixture
def story() -> dict[str, Any]:
    source, unused = a_source(title="The fall"), a_source("Unused.")
    claim = a_claim("It fell.", source)
    version = a_story(
        (claim,),
        verdicts=(supported(claim, source),),
        sources=(source.id,),
        left_out=(left_out(Claim(text="It rose."), Reason.UNCITED),),
        parent=(0, 0),
        prompts={"write": "00"},
    )
    return json.loads(render_json(version, {one.id: one for one in (source, unused)}))


def test_the_kept_schema_is_current() -> None:
    assert KEPT.read_text("utf-8") == schema_text(), "make docs writes it anew"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(story_schema())


def test_a_rendered_story_is_as_the_schema_says(story: dict[str, Any]) -> None:
    VALIDATOR.validate(story)


@given(stories)
def test_any_story_is_as_the_schema_says_and_comes_back(version: StoryVersion) -> None:
    rendered = json.loads(render_json(version, {}))
    VALIDATOR.validate(rendered)
    assert rendered.pop("references") == []
    assert rendered.pop("corroboration") == {claim.id: 0 for claim in version.claims()}
    assert StoryVersion.model_validate(rendered) == version


@pytest.mark.parametrize("field", ["title", "paragraphs", "written_at", "references"])
def test_the_schema_misses_what_is_missing(story: dict[str, Any], field: str) -> None:
    del story[field]
    assert not VALIDATOR.is_valid(story)


def test_the_schema_knows_every_field(story: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(story | {"surprise": 1})
    story["references"][0]["surprise"] = 1
    assert not VALIDATOR.is_valid(story)


def test_references_are_the_cited_sources_without_their_text(story: dict[str, Any]) -> None:
    (reference,) = story["references"]
    assert reference["title"] == "The fall"
    assert reference["published_basis"] == "metadata"
    assert reference["kind"] == "unknown"
    assert reference["id"] == story["sources"][0]
    assert "text" not in reference


def test_a_claim_has_its_id(story: dict[str, Any]) -> None:
    (claim,) = story["paragraphs"][0]["claims"]
    assert claim["id"] == story["verdicts"][0]["claim_id"]

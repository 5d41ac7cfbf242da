"""A story as JSON: the records as they are, with the cited sources' metadata as ``references``.

``corroboration`` is how many of them tell a claim without having it from one another.
"""

import json
from collections.abc import Mapping
from typing import Any

from service.render.disputes import origins
from service.render.references import References
from store.records import Source, StoryVersion


def render_json(version: StoryVersion, sources: Mapping[str, Source]) -> str:
    """An object as `story_schema` describes it; `sources` are the cited ones by whole id."""
    cited = References.of_story(version, sources)
    story = {
        **version.model_dump(mode="json"),
        "references": [source.model_dump(mode="json", exclude={"text"}) for source in cited],
        "corroboration": {claim.id: origins(claim, cited) for claim in version.claims()},
    }
    return json.dumps(story, ensure_ascii=False, indent=2)


def story_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a rendered story, generated from the records."""
    story = StoryVersion.model_json_schema(mode="serialization")
    reference = Source.model_json_schema(mode="serialization", ref_template="#/$defs/{model}")
    shared = reference.pop("$defs")
    del reference["properties"]["text"]
    reference["required"].remove("text")
    reference |= {"title": "Reference", "description": "A cited Source without its text."}
    story["$defs"] |= shared | {"Reference": reference}
    story["properties"]["references"] = {
        "description": "The cited sources, in order of first citation.",
        "items": {"$ref": "#/$defs/Reference"},
        "title": "References",
        "type": "array",
    }
    story["properties"]["corroboration"] = {
        "description": "Id of a claim → how many of the cited sources tell it independently of one another.",
        "additionalProperties": {"minimum": 0, "type": "integer"},
        "title": "Corroboration",
        "type": "object",
    }
    story["required"] += ["references", "corroboration"]
    heading = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Story",
        "description": "A version of a story, as `storytree show STORY --format json` gives it.",
    }
    return heading | {key: value for key, value in story.items() if key not in heading}

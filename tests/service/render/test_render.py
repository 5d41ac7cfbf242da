"""The one call for every form."""

import json

import pytest

from service.render import Format, render
from tests.builders import a_claim, a_source, a_story


@pytest.mark.parametrize(
    ("form", "start"),
    [(Format.TEXT, "v0.1 🌳"), (Format.MARKDOWN, "# The bridge fell"), (Format.HTML, "<!doctype html>")],
)
def test_each_form_begins_as_it_should(form: Format, start: str) -> None:
    source = a_source()
    rendered = render(a_story((a_claim("It fell.", source),)), {source.id: source}, form)
    assert rendered.startswith(start)
    assert not rendered.endswith("\n")


def test_json_is_json() -> None:
    assert json.loads(render(a_story(), {}, Format.JSON))["title"]["text"] == "The bridge fell"

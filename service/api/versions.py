"""How a story came to be: the tree of its versions, and what differs between two of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from service.api.fields import Name, StoryPath, number_of
from service.api.negotiating import HTML, JSON, SVG, TEXT, Forms, documented, respond
from service.here import Here, Service
from service.render.diff import Diff, DiffRow, render_diff, render_diff_page
from service.render.tree import Tree, render_picture, render_tree, render_tree_page
from store.changes import between
from store.errors import UnknownVersion
from store.records import Conflict, UTCDateTime

router = APIRouter(prefix="/stories", tags=["stories"])

LabelAsked = Annotated[Name | None, Query(max_length=30)]


class DiffShown(BaseModel):
    """What changed from one version to another, claim by claim, and why."""

    story: str
    older: str = Field(alias="from")
    newer: str = Field(alias="to")
    what_is_new: str = Field(description="One paragraph with its citations; empty where nothing is new.")
    kept: int = Field(description="How many claims stand as they stood.")
    changes: list[DiffRow]
    conflicts: list[Conflict] = Field(description="Those of the later version.")
    corrections: list[str] = Field(description="What sources took back that was told from them.")


class Node(BaseModel):
    """A version in the tree."""

    version: str
    parent: str | None
    branch: str
    live: bool
    dated: UTCDateTime
    title: str
    added: int
    retired: int


class TreeShown(BaseModel):
    """The versions of a story, each with the one that it went on from, in order of their numbers."""

    story: str
    versions: list[Node]


@router.get("/{story}/diff", response_model=DiffShown, responses=documented(HTML, TEXT))
def diff(
    here: Here,
    request: Request,
    story: StoryPath,
    older: Annotated[LabelAsked, Query(alias="from", description="Else the one before the later.")] = None,
    newer: Annotated[LabelAsked, Query(alias="to", description="Else the live one.")] = None,
) -> Response:
    """What changed between two versions: as JSON, HTML or text."""
    return respond(request, _forms_of_diff(here, _diff(here, story, older, newer)))


@router.get("/{story}/tree", response_model=TreeShown, responses=documented(HTML, SVG, TEXT))
def tree(here: Here, request: Request, story: StoryPath) -> Response:
    """All versions, each under the one that it went on from: as JSON, HTML, SVG or text."""
    here.archive.version(story)
    found = Tree(here.archive.versions(story))
    forms: Forms = {
        JSON: lambda: _tree(story, found).model_dump_json(),
        HTML: lambda: render_tree_page(found),
        SVG: lambda: render_picture(found),
        TEXT: lambda: "\n".join(render_tree(found)),
    }
    return respond(request, forms)


def _diff(here: Service, story: str, older: str | None, newer: str | None) -> Diff:
    """Raises UnknownStory and UnknownVersion."""
    second = here.archive.version(story, number_of(story, newer) if newer else None)
    if older is None and second.parent is None:
        raise UnknownVersion(f"{second.label} is the first version of {story}: nothing came before it.")
    first = here.archive.version(story, number_of(story, older) if older else second.parent)
    return Diff(first, second, between(first, second, here.archive.versions(story)))


def _forms_of_diff(here: Service, found: Diff) -> Forms:
    return {
        JSON: lambda: DiffShown.model_validate(found.as_json()).model_dump_json(by_alias=True),
        HTML: lambda: render_diff_page(
            found, here.archive.sources_by_id({*found.older.sources, *found.newer.sources})
        ),
        TEXT: lambda: "\n".join(render_diff(found)),
    }


def _tree(story: str, found: Tree) -> TreeShown:
    return TreeShown(story=story, versions=[Node.model_validate(one) for one in found.as_json()])

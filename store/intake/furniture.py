"""What a page says around its article, told by its words: invitations, share bars, lists of other articles.

Nothing here looks at markup, so that it serves raw texts as well.
"""

from collections.abc import Iterator, Sequence

from store.intake.blocks import Block, length_of
from store.intake.phrases import INVITATION, SECTION

_LONGEST_HEADING = 80
_LONGEST_INVITATION = 500
_BOX, _BOXED = 400, 0.2
"""Characters, and share of an article's prose, that its boxes have at most."""
_RESUMED = 200
"""Characters of prose that are more than a standfirst: with them the article goes on."""
_AROUND = " :…»›>→|-–•▼▾*#"


def is_section(block: Block) -> bool:
    """Whether it is the heading of something that stands beside an article."""
    text = block.text.strip(_AROUND)
    return len(text) <= _LONGEST_HEADING and not block.text.endswith(".") and bool(SECTION.fullmatch(text))


def is_invitation(block: Block) -> bool:
    """Whether it speaks to the readers of the page about the page."""
    return len(block.text) <= _LONGEST_INVITATION and bool(INVITATION.fullmatch(block.text.lstrip(_AROUND)))


def without_boxes(blocks: Sequence[Block]) -> list[Block]:
    """Without the few sentences that stand in tables where most do not: they are in a box with a notice."""
    boxed = [block for block in blocks if block.kind == "table" and block.is_prose]
    few = min(_BOX, _BOXED * length_of(block for block in blocks if block.is_prose))
    return [block for block in blocks if block not in boxed] if length_of(boxed) < few else list(blocks)


def without_furniture(blocks: Sequence[Block]) -> list[Block]:
    """The article's blocks alone."""
    return list(_outside_sections([block for block in blocks if not is_invitation(block)]))


def _outside_sections(blocks: Sequence[Block]) -> Iterator[Block]:
    """Above the middle of the prose such a heading is passed over alone: the article is still to come."""
    middle = length_of(block for block in blocks if block.is_prose) / 2
    place, seen = 0, 0
    while place < len(blocks):
        block = blocks[place]
        place += 1
        if not is_section(block):
            seen += len(block.text) if block.is_prose else 0
            yield block
        elif seen >= middle:
            place = _resumes(blocks, place)


def _resumes(blocks: Sequence[Block], start: int) -> int:
    """Where the article goes on: with two paragraphs in a row, or with one that is too long for a teaser."""
    for place in range(start, len(blocks)):
        run = [block for block in blocks[place : place + 2] if block.is_prose and block.kind == "p"]
        if blocks[place].is_prose and blocks[place].kind == "p" and length_of(run) >= _RESUMED:
            return place
    return len(blocks)

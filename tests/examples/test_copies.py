"""The copies that are planted in the bundled example are found, each group as one report."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from store.archive import Archive
from store.ingest import Added, ingest
from store.intake import read
from store.records import Source

HOME = Path(__file__).parents[2] / "examples" / "marrow-bridge"
TRUTH: dict[str, Any] = yaml.safe_load((HOME / "truth.yaml").read_text("utf-8"))
LISTED: dict[str, dict[str, Any]] = {source["key"]: source for source in TRUTH["sources"]}
GROUPS: list[list[str]] = [trap["one_vote"] for trap in TRUTH["planted"] if trap.get("one_vote")]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Source]:
    """By place and title, as the archive kept them."""
    with Archive(f"sqlite:///{tmp_path_factory.mktemp('home')}/archive.sqlite") as archive:
        readings = read([str(HOME / "sources")], now=datetime(2025, 6, 1, tzinfo=UTC))
        kept = [one.source for one in ingest(readings, archive) if isinstance(one, Added)]
    return {f"{_place(source)} {source.title}": source for source in kept}


def _place(source: Source) -> str:
    return Path(source.name.partition(" ")[0]).relative_to(HOME).as_posix()


def sources(keys: list[str], found: dict[str, Source]) -> list[Source]:
    return [found[f"{LISTED[key]['file']} {LISTED[key]['title']}"] for key in keys]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_a_planted_group_has_one_origin(found: dict[str, Source], group: list[str]) -> None:
    assert len({source.origin for source in sources(group, found)}) == 1


def test_nothing_else_is_a_copy(found: dict[str, Source]) -> None:
    planted = {source.id for group in GROUPS for source in sources(group, found)}
    assert [
        source.name for source in found.values() if source.origin != source.id and source.id not in planted
    ] == []


def test_a_page_with_another_figure_is_no_copy_but_reuses_the_one_before(found: dict[str, Source]) -> None:
    before, after = sources(["herald-fifteen", "herald-fifteen-corrected"], found)
    assert (after.origin, after.reuses) == (after.id, before.id)


def test_the_agency_of_wire_copy_is_known(found: dict[str, Source]) -> None:
    wires = [source for source in found.values() if "skerry-wire" in source.name]
    assert wires
    assert {source.agencies for source in wires} == {("Skerry Wire",)}

"""Sources as lists show them: page after page, the newest first, each once."""

import pytest

from store.archive import Archive
from store.records import DateBasis, SourceKind
from tests.builders import a_source


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_pages_have_each_source_once_the_newest_first(archive: Archive, size: int) -> None:
    sources = [a_source(f"Boat {number} sailed for the islands at dawn.") for number in range(7)]
    archive.add_many((source, ()) for source in sources)
    found: list[str] = []
    before: int | None = None
    while page := archive.newest(before, size):
        assert len(page) <= size
        found += [spine.id for spine in page]
        before = page[-1].sequence
    assert found == [source.id for source in reversed(sources)]


def test_what_is_shown_is_what_was_kept(archive: Archive) -> None:
    source = a_source(
        "A boat sailed.",
        title="Boats",
        kind=SourceKind.LIVE,
        published_at=None,
        published_basis=DateBasis.UNKNOWN,
    )
    archive.add(source, ())
    [spine] = archive.newest()
    told = spine._asdict()
    assert told.pop("sequence") >= 1
    assert told == {name: getattr(source, name) for name in told}
    assert isinstance(spine.published_basis, DateBasis)
    assert isinstance(spine.kind, SourceKind)

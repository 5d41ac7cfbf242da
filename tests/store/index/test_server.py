"""The vectors on a Chroma server: the same projection, and what a server adds to what can go wrong."""

import shutil
import time
from collections.abc import Callable, Generator
from pathlib import Path

import httpx
import pytest

from store.archive import Archive
from store.embeddings.static import StaticEmbedder
from store.errors import BadSettings, IndexDamaged, IndexUnreachable
from store.home import Home
from store.index import Index, ServerPlace
from store.records import Snippet, Source
from tests.chroma import Chroma, running
from tests.site import Site, answer

Made = tuple[Source, tuple[Snippet, ...]]
Make = Callable[..., Made]


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Generator[Chroma]:
    with running(tmp_path_factory.mktemp("chroma")) as chroma:
        yield chroma


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return served(tmp_path / "home")


@pytest.fixture
def index(home: Home, chroma: Chroma) -> Generator[Index]:
    opened = index_of(home, chroma.url)
    yield opened
    opened.close()


def served(folder: Path) -> Home:
    return Home(folder, served=True).open()


def index_of(home: Home, url: str) -> Index:
    return Index(home.index_folder, StaticEmbedder(), ServerPlace(url, home.folder))


def catch_up(home: Home, url: str) -> int:
    """As a process does that ends after it."""
    with Archive(home.archive_url) as archive:
        index = index_of(home, url)
        try:
            return index.catch_up(archive)
        finally:
            index.close()


def finds(home: Home, url: str, text: str) -> float:
    index = index_of(home, url)
    try:
        return index.nearest(text, 1)[0][1]
    finally:
        index.close()


def test_what_the_archive_has_is_found(index: Index, archive: Archive, town: list[Snippet]) -> None:
    assert index.catch_up(archive) == len(town)
    found = [index.nearest(snippet.text, 5) for snippet in town]
    assert all(
        (snippet.id, pytest.approx(1.0, abs=1e-4)) in near for snippet, near in zip(town, found, strict=True)
    )
    assert index.catch_up(archive) == 0
    assert len(index.nearest("harbour", 10_000)) == len(town)
    assert index.nearest(town[0].text, 5, [town[0].id, town[1].id])[0][0] == town[0].id
    assert index.nearest("harbour", 0) == []


def test_another_process_goes_on(home: Home, chroma: Chroma, town: list[Snippet], made: Make) -> None:
    assert catch_up(home, chroma.url) == len(town)
    assert catch_up(home, chroma.url) == 0
    source, snippets = made("A meteor fell into the quarry of Ost.")
    with Archive(home.archive_url) as archive:
        archive.add(source, snippets)
    assert catch_up(home, chroma.url) == 1
    assert finds(home, chroma.url, snippets[0].text) > 0.999


def test_an_empty_archive_finds_nothing(index: Index, archive: Archive) -> None:
    assert index.catch_up(archive) == 0
    assert index.nearest("anything", 5) == []


def test_an_address_may_end_in_a_slash(home: Home, chroma: Chroma, town: list[Snippet]) -> None:
    assert catch_up(home, f"{chroma.url}/") == len(town)


def test_no_more_at_a_time_than_the_server_takes(
    index: Index, archive: Archive, town: list[Snippet], monkeypatch: pytest.MonkeyPatch
) -> None:
    def seven(_: object) -> int:
        return 7

    monkeypatch.setattr("store.index.wire.Wire.get_max_batch_size", seven)
    steps: list[int] = []
    index.catch_up(archive, lambda done, _: steps.append(done))
    assert steps == [*range(7, len(town), 7), len(town)]


def test_the_environment_chooses_no_proxy(
    home: Home, chroma: Chroma, town: list[Snippet], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert catch_up(home, chroma.url) == len(town)


# ---- homes that share a server


def test_two_homes_do_not_meet(
    home: Home, chroma: Chroma, town: list[Snippet], tmp_path: Path, made: Make
) -> None:
    catch_up(home, chroma.url)
    other = served(tmp_path / "other")
    source, snippets = made("A meteor fell into the quarry of Ost.")
    with Archive(other.archive_url) as archive:
        archive.add(source, snippets)
    assert catch_up(other, chroma.url) == 1
    assert finds(other, chroma.url, town[0].text) < 0.9
    assert finds(home, chroma.url, town[0].text) > 0.999


def test_a_copy_takes_nothing_from_its_original(
    home: Home, chroma: Chroma, town: list[Snippet], tmp_path: Path
) -> None:
    catch_up(home, chroma.url)
    shutil.copytree(home.folder, tmp_path / "copy")
    copy = served(tmp_path / "copy")
    with pytest.raises(IndexDamaged, match="is a copy"):
        finds(copy, chroma.url, town[0].text)
    assert catch_up(copy, chroma.url) == len(town)
    index_of(copy, chroma.url).remove()
    assert catch_up(home, chroma.url) == 0
    assert finds(home, chroma.url, town[0].text) > 0.999


def test_a_home_that_moved_is_the_same(
    home: Home, chroma: Chroma, town: list[Snippet], tmp_path: Path
) -> None:
    catch_up(home, chroma.url)
    moved = served(home.folder.rename(tmp_path / "moved"))
    assert catch_up(moved, chroma.url) == 0
    assert finds(moved, chroma.url, town[0].text) > 0.999


def test_what_is_removed_is_gone_from_the_server(home: Home, chroma: Chroma, town: list[Snippet]) -> None:
    before = chroma.collections()
    catch_up(home, chroma.url)
    assert sorted(chroma.collections().values()) == sorted([*before.values(), len(town)])
    index_of(home, chroma.url).remove()
    assert chroma.collections() == before
    assert not home.index_folder.exists()


def test_a_rebuild_leaves_nothing_behind(
    home: Home, index: Index, chroma: Chroma, archive: Archive, town: list[Snippet]
) -> None:
    before = chroma.collections()
    index.catch_up(archive)
    index.rebuild(archive)
    assert index.nearest(town[0].text, 1)[0][1] > 0.999
    assert len(chroma.collections()) == len(before) + 1
    assert home.index_folder.is_dir()


# ---- what is damaged on the server


def mine(home: Home, chroma: Chroma) -> str:
    names = [one for one in chroma.collections() if one.removeprefix("storytree-") in state(home)]
    assert len(names) == 1
    return names[0]


def state(home: Home) -> str:
    return (home.index_folder / "state.json").read_text()


def test_a_collection_that_is_gone_is_made_anew(home: Home, chroma: Chroma, town: list[Snippet]) -> None:
    catch_up(home, chroma.url)
    chroma.drop(mine(home, chroma))
    with pytest.raises(IndexDamaged):
        finds(home, chroma.url, town[0].text)
    assert catch_up(home, chroma.url) == len(town)
    assert finds(home, chroma.url, town[0].text) > 0.999


def test_vectors_that_are_gone_are_missed(home: Home, chroma: Chroma, town: list[Snippet]) -> None:
    catch_up(home, chroma.url)
    chroma.change(mine(home, chroma), "delete", ids=[town[3].id])
    with pytest.raises(IndexDamaged, match=f"has {len(town) - 1} snippets where {len(town)} were added"):
        finds(home, chroma.url, town[0].text)
    assert catch_up(home, chroma.url) == len(town)
    assert finds(home, chroma.url, town[3].text) > 0.999


def test_vectors_without_a_state_are_passed_over(
    home: Home, chroma: Chroma, archive: Archive, town: list[Snippet], made: Make
) -> None:
    """What a kill between adding and noting leaves."""
    catch_up(home, chroma.url)
    source, snippets = made("A meteor fell into the quarry of Ost.", "It hurt nobody.")
    archive.add(source, snippets)
    vectors = StaticEmbedder().embed([snippets[0].text])
    chroma.change(mine(home, chroma), "add", ids=[snippets[0].id], embeddings=vectors.tolist())
    assert catch_up(home, chroma.url) == 2
    assert chroma.collections()[mine(home, chroma)] == len(town) + 2


# ---- what is wrong with the server


def test_a_server_that_is_killed_and_started_again_has_what_it_was_given(
    home: Home, archive: Archive, town: list[Snippet], made: Make, tmp_path: Path
) -> None:
    (tmp_path / "chroma").mkdir()
    with running(tmp_path / "chroma") as chroma:
        index = index_of(home, chroma.url)
        assert index.catch_up(archive) == len(town)
        chroma.kill()
        source, snippets = made("A meteor fell into the quarry of Ost.")
        archive.add(source, snippets)
        with pytest.raises(IndexUnreachable, match="does not answer"):
            index.catch_up(archive)
        with pytest.raises(IndexUnreachable):
            index.nearest("harbour", 1)
        chroma.start()
        assert index.catch_up(archive) == 1
        assert index.nearest(snippets[0].text, 1)[0][1] > 0.999
        assert index.nearest(town[0].text, 1)[0][1] > 0.999
        index.close()


@pytest.mark.usefixtures("town")
def test_where_there_is_no_server_nothing_is_lost(home: Home, chroma: Chroma, site: Site) -> None:
    catch_up(home, chroma.url)
    before = state(home)
    with pytest.raises(IndexUnreachable):
        catch_up(home, site.url(""))
    assert state(home) == before
    assert catch_up(home, chroma.url) == 0


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<h1>Hello</h1>"),
        (200, "[]"),
        (200, "null"),
        (301, ""),
        (401, '{"error": 1}'),
        (404, "[]"),
        (502, "<h1>Bad gateway</h1>"),
        (503, '{"error": "RateLimitError", "message": "later"}'),
    ],
)
def test_what_is_no_chroma_is_told_to_be_none(
    home: Home, town: list[Snippet], site: Site, status: int, body: str
) -> None:
    assert town
    site.answers["/api/v2/version"] = answer(body, status)
    with pytest.raises(IndexUnreachable) as told:
        catch_up(home, site.url(""))
    assert site.url("") in str(told.value)
    assert "chroma run" in told.value.advice


def test_an_older_chroma_is_told_by_its_version(home: Home, town: list[Snippet], site: Site) -> None:
    assert town
    site.answers["/api/v2/version"] = answer('"0.6.3"')
    with pytest.raises(IndexUnreachable, match=r"is Chroma 0\.6\.3"):
        catch_up(home, site.url(""))


def test_what_a_server_says_is_told_without_its_control_characters(
    home: Home, town: list[Snippet], site: Site
) -> None:
    assert town
    site.answers["/api/v2/version"] = answer('{"error": "RateLimitError", "message": "\\u001b[2J wait"}', 429)
    with pytest.raises(IndexUnreachable, match=r"refuses \( \[2J wait\)"):
        catch_up(home, site.url(""))


def test_a_server_that_does_not_answer_is_not_waited_for_for_ever(
    home: Home, town: list[Snippet], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert town
    monkeypatch.setattr("store.index.wire.PATIENCE", httpx.Timeout(0.2))
    site.answers["/api/v2/version"] = lambda: time.sleep(1) or answer('"1.0.0"')
    with pytest.raises(IndexUnreachable, match="does not answer"):
        catch_up(home, site.url(""))


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://localhost",
        "http://",
        "http://:8000",
        "http://localhost:0",
        "http://localhost:99999",
        "http://[::1",
        "http://me:secret@localhost:8000",
        "http://localhost:8000?x=secret",
        "chroma",
    ],
)
def test_an_address_that_is_none_is_a_bad_setting(home: Home, url: str) -> None:
    with pytest.raises(BadSettings, match="STORYTREE_INDEX_URL") as told:
        index_of(home, url)
    assert "secret" not in f"{told.value}{told.value.advice}"

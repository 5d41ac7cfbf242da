"""The server at /mcp of the service, with the real client of the SDK and a real server."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from store.archive import Archive
from store.home import Home
from tests.commands import STORY, call
from tests.service.mcp.conftest import READER, WRITER

MODES = ("auto", "legacy")
NOT_YET = "This changes stories: it needs a token with the scope write"


def asked(address: str, ask: Callable[[Client], Coroutine[Any, Any, Any]], mode: Any, token: str = "") -> Any:
    async def run() -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=120) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            return await ask(client)

    return anyio.run(run)


@pytest.mark.parametrize("mode", MODES)
def test_anybody_who_is_let_in_may_read(address: str, mode: str) -> None:
    async def ask(client: Client) -> tuple[Any, ...]:
        stories = await client.call_tool("list_stories", {})
        found = await client.call_tool("search_sources", {"query": "bus driver", "limit": 3})
        return stories.structured_content, found.structured_content

    stories, found = asked(address, ask, mode)
    assert [one["story"] for one in stories["stories"]] == [STORY]
    assert len(found["found"]) == 3
    assert all(one["text"]["untrusted"] for one in found["found"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("token", ["", READER], ids=["nobody", "reader"])
def test_who_may_not_write_is_told_what_it_takes(
    address: str, keys: dict[str, str], mode: str, token: str
) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("update_story", {"story": STORY, "wait": 0})

    answer = asked(address, ask, mode, keys[token])
    assert answer.is_error
    assert NOT_YET in answer.content[0].text


@pytest.mark.parametrize("mode", MODES)
def test_an_update_tells_how_it_goes_and_what_came_of_it(
    address: str, keys: dict[str, str], mode: str
) -> None:
    """The first client finds something new, and the second the version that stands."""
    heard: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        assert total is None
        heard.append((progress, message))

    async def ask(client: Client) -> Any:
        done = await client.call_tool("update_story", {"story": STORY}, progress_callback=hear)
        assert not done.is_error, done.content
        job: Any = done.structured_content
        again = await client.call_tool("get_job", {"job": job["job"]})
        assert again.structured_content == job
        return job

    job = asked(address, ask, mode, keys[WRITER])
    assert (job["state"], job["problem"]) == ("done", "")
    assert job["version"] in {"v0.2", "v1.0"}
    assert heard
    assert [progress for progress, _ in heard] == sorted({progress for progress, _ in heard})
    assert all(message for _, message in heard)


def test_who_had_a_story_updated_is_on_record(address: str, keys: dict[str, str], served: Path) -> None:
    async def ask(client: Client) -> Any:
        return await client.call_tool("update_story", {"story": STORY, "wait": 0})

    assert not asked(address, ask, "auto", keys[WRITER]).is_error
    with Archive(Home(served).archive_url) as archive:
        deed = archive.keys.noted(1)[0]
    assert (deed.actor, deed.action, deed.object) == (WRITER, "story.update", STORY)


def test_a_job_that_takes_longer_is_asked_after(address: str, keys: dict[str, str]) -> None:
    async def ask(client: Client) -> Any:
        return (await client.call_tool("update_story", {"story": STORY, "wait": 0})).structured_content

    job = asked(address, ask, "auto", keys[WRITER])
    assert job["state"] in {"waiting", "working", "done"}
    assert job["about"] == STORY


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403), ("", 200)],
)
def test_no_page_of_another_site_gets_in(address: str, origin: str, status: int) -> None:
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    asks = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    headers = {"Accept": "application/json, text/event-stream"} | ({"Origin": origin} if origin else {})
    assert httpx.post(address, json=asks, headers=headers).status_code == status
    own = address.removesuffix("/mcp")
    assert httpx.post(address, json=asks, headers=headers | {"Origin": own}).status_code == 200


def test_the_command_serves_it_by_http(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    def run(app: Any, **given: Any) -> None:
        assert "/mcp" in [getattr(route, "path", "") for route in app.routes]
        asked.append(given)

    monkeypatch.setattr("uvicorn.run", run)
    assert call("mcp", "--http", "--port", "8765", home=tmp_path).code == 0
    assert (asked[0]["host"], asked[0]["port"]) == ("127.0.0.1", 8765)

"""Chroma's own client of its server, which by itself waits for ever and takes any proxy of the environment.

Loaded where a server is used, and only there: it loads Chroma.
"""

import httpx
from chromadb.api.fastapi import FastAPI
from chromadb.config import Settings, System
from chromadb.errors import error_types

PATIENCE = httpx.Timeout(120.0, connect=5.0)
"""Seconds for an answer: a server may write its graph anew before it gives one."""


class Wire(FastAPI):
    """Raises ``httpx.HTTPError`` for an answer that refuses and is none of Chroma's own errors."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        headers = self._session.headers
        self._session.close()
        self._session = httpx.Client(
            headers=headers, timeout=PATIENCE, trust_env=False, event_hooks={"response": [_refused]}
        )

    def close(self) -> None:
        self._session.close()


def connected(url: str) -> Wire:
    """Nothing is sent yet."""
    settings = Settings.model_construct(
        anonymized_telemetry=False, chroma_server_host=url, chroma_server_http_port=0
    )
    return System(settings).instance(Wire)


def _refused(answer: httpx.Response) -> None:
    if not answer.is_success:
        answer.read()
        if not _in_chromas_words(answer):
            answer.raise_for_status()


def _in_chromas_words(answer: httpx.Response) -> bool:
    try:
        return answer.json()["error"] in error_types
    except (ValueError, LookupError, TypeError):
        return False

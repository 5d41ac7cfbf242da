"""How long a slow client is waited for: for the head of a request here, for its body in ``Bodies``."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
HEAD_BYTES = 65_536


class Patient(HttpToolsProtocol):
    """uvicorn's own, which waits for the head of a request for ever, and keeps all that comes of it."""

    _timer: asyncio.TimerHandle | None = None
    _unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_answering:
            self._rest()
            return
        self._unread += len(data)
        self._wait()
        if self._unread > HEAD_BYTES:
            self._give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    @property
    def _is_answering(self) -> bool:
        """Whether a head is whole that is not answered yet."""
        return self.cycle is not None and not self.cycle.response_complete  # pyright: ignore[reportUnnecessaryComparison]

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _rest(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer, self._unread = None, 0

    def _give_up(self) -> None:
        self._rest()
        if not self.transport.is_closing():
            self.transport.close()

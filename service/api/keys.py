"""Idempotency keys: a request that is sent again under its key does nothing again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from service.access import ActorOf
from service.here import Here, Service
from service.jobs import Job, Order
from store.errors import KeyReused
from store.records import digest


@dataclass(frozen=True)
class Sending:
    """Who sends something, and under which key, if any."""

    service: Service
    actor: str
    key: str
    path: str

    def claim(self, asked: str) -> str:
        """From then on the key stands for this; where there is a key, a name for what comes of it.

        Raises KeyReused. The key is its sender's own: that of another sender is another key.
        """
        if not self.key:
            return ""
        name = digest(self.actor, self.key)
        if not self.service.archive.claim(name, digest(self.path, asked)):
            raise KeyReused("This Idempotency-Key was sent with another request before.")
        return name[:32]

    def order(self, order: Order) -> Job:
        """The job; under a key that was used before, the one that it was used for."""
        id_ = self.claim(order.model_dump_json())
        return self.service.works.order(order, key=id_, actor=self.actor)


async def _sending(
    request: Request,
    here: Here,
    actor: ActorOf,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            description="The same request sent again with it does nothing again; another is refused.",
        ),
    ] = None,
) -> Sending:
    return Sending(here, actor.label, key or "", request.url.path)


Sent = Annotated[Sending, Depends(_sending)]

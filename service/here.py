"""What requests work with: one ``Service`` for the life of a process."""

import gc
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request

from agents.settings import Settings
from service.desk import Desk
from service.jobs import Works
from service.jobs.apart import Apart
from service.jobs.bench import Bench
from service.shelf import Shelf
from store.archive import Archive
from store.home import Home

_NEW = 20_000
"""Objects that are made, beyond those that went, before the collector looks for what can go."""


@dataclass(frozen=True)
class Made:
    """A version in one form, packed, and how it is known again."""

    packed: bytes
    tag: str
    changed: datetime

    def __len__(self) -> int:
        return len(self.packed)


@dataclass(frozen=True)
class Service:
    """What requests work with; one for the life of the process."""

    settings: Settings
    archive: Archive
    """For reading, and for what changes no snippet."""
    desk: Desk
    """For searching and adding."""
    works: Works
    told: Shelf[Made] = field(default_factory=lambda: Shelf[Made](32_000_000, len, 3600))
    """Versions in the forms in which they were asked for lately."""


async def service_of(request: Request) -> Service:
    return cast("Service", request.app.state.service)


Here = Annotated[Service, Depends(service_of)]
"""What a request works with, as a parameter of its function."""


def open_service(settings: Settings, *, working: bool = True, apart: bool = False) -> Service:
    """Raises what StoreError covers. ``close_service`` lets go of it.

    ``working`` is whether its jobs are done, and ``apart`` whether in processes of their own.
    """
    home = Home(settings.home).open()
    archive = Archive(settings.database.get_secret_value() or home.archive_url)
    desk = Desk(settings, "storytree serve")
    worker = Apart(settings, desk) if apart else Bench(settings, desk)
    works = Works(settings, worker, working=working)
    works.open()
    return Service(settings, archive, desk, works)


def close_service(service: Service) -> None:
    """Jobs that are worked on have a while to end; the others wait for the next start."""
    service.works.close()
    service.desk.close()
    service.archive.close()


def settle() -> None:
    """What is there now is there as long as the process: the collector of garbage need not go through it.

    It did so many times a minute, and whoever was answered meanwhile waited for a fifth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW)

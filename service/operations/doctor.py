"""What is wrong with a home, and what to do about it. Looks, and changes nothing but who holds the lock."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from agents.holding import read_archive
from agents.settings import Settings, variable
from service.operations.backup import JOBS
from service.operations.lag import lag, state
from store.archive import Archive, keeping
from store.embeddings.named import embedder
from store.errors import HomeBusy, StorytreeError
from store.feeds import FeedState
from store.home import ARCHIVE, Home
from store.index.embedded import EmbeddedPlace
from store.index.server import ServerPlace
from store.index.state import IndexState
from store.records import Record

LEAST_ROOM = 64 << 20
"""Bytes without which nothing is added any more."""
LITTLE_ROOM = 1 << 30
LONG = timedelta(hours=1)
"""For which no job should wait or be worked on."""
SKEW = timedelta(minutes=2)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right is before it."""


class Health(StrEnum):
    """How something stands."""

    WELL = "well"
    WEAK = "weak"
    """It works, and somebody should look at it."""
    ILL = "ill"


class Sign(Record):
    """What was looked at, how it stands, and what to do."""

    name: str
    health: Health
    detail: str
    advice: str = ""


_Examine = Callable[[Settings, Archive], Sign]


def examine(settings: Settings) -> list[Sign]:
    """All there is to say; what cannot be looked at is a sign too."""
    home = Home(settings.home, served=bool(settings.index_url))
    shared = bool(settings.database.get_secret_value())
    if not home.folder.is_dir():
        advice = "Name another with --home DIR, or begin with: storytree add PATH"
        return [_ill("home", f"There is no home at {home.folder}.", advice)]
    signs = [_home(home), _disk(home.folder), _clock(), _models(settings)]
    if not shared:
        if not (home.folder / ARCHIVE).is_file():
            return [*signs, _ill("archive", "There is none yet.", "Begin with: storytree add PATH")]
        signs += [_integrity(home.folder / ARCHIVE), _migration(home.folder / ARCHIVE)]
    if any(sign.health is Health.ILL for sign in signs if sign.name in {"archive", "migration"}):
        return signs
    return [*signs, *_inside(settings)]


def is_ill(signs: list[Sign]) -> bool:
    return any(sign.health is Health.ILL for sign in signs)


def _inside(settings: Settings) -> Iterator[Sign]:
    """Of what the archive can be asked."""
    try:
        with read_archive(settings) as archive:
            for name, look in _LOOKS.items():
                yield _looked(name, look, settings, archive)
    except StorytreeError as error:
        yield _ill("archive", str(error), error.advice)


def _looked(name: str, look: _Examine, settings: Settings, archive: Archive) -> Sign:
    try:
        return look(settings, archive)
    except StorytreeError as error:
        return _ill(name, str(error), error.advice)


def _home(home: Home) -> Sign:
    try:
        with home.lock("storytree doctor", wait=0):
            return _well("home", f"{home.folder}, which nobody else holds now.")
    except HomeBusy as error:
        return _well("home", str(error))
    except StorytreeError as error:
        return _ill("home", str(error), error.advice)


def _disk(folder: Path) -> Sign:
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:,.1f} GB are free."
    if free < LEAST_ROOM:
        return _ill("disk", detail, "Make room: nothing is added any more.")
    if free < LITTLE_ROOM:
        return _weak("disk", detail, "Make room soon: with less than 64 MB nothing is added.")
    return _well("disk", detail)


def _clock() -> Sign:
    now = datetime.now(UTC)
    detail = f"{now:%Y-%m-%d %H:%M:%S} UTC."
    return _well("clock", detail) if now > BEFORE else _ill("clock", detail, "Set it: dates hang on it.")


def _written(_: Settings, archive: Archive) -> Sign:
    """Versions of a time to come were written by a clock that was wrong, or this one is."""
    heads, now = archive.heads(limit=1), datetime.now(UTC)
    if heads and heads[0].written_at > now + SKEW:
        detail = (
            f"{heads[0].story} was written at {heads[0].written_at:%Y-%m-%d %H:%M} UTC, which is to come."
        )
        return _ill("stories", detail, "Set the clock of this machine, or of the one that wrote it.")
    return _well("stories", f"{archive.count():,} sources, {len(archive.stories()):,} stories.")


def _models(settings: Settings) -> Sign:
    roles = ("planner_model", "writer_model", "checker_model")
    named = {role: getattr(settings, role) for role in roles if getattr(settings, role)}
    if not named:
        return _well("models", "None is set: planner, writer and checker are embedded.")
    detail = ", ".join(f"{variable(role)}={model}" for role, model in named.items())
    key = settings.openai_api_key.get_secret_value()
    if any(model.startswith("openai:") for model in named.values()) and not (key or settings.model_url):
        return _ill("models", f"{detail}, and no key.", "Set OPENAI_API_KEY or STORYTREE_MODEL_URL.")
    return _well("models", f"{detail}. Whether they answer: storytree models")


def _integrity(archive: Path) -> Sign:
    if wrong := keeping.faults(archive):
        return _ill(
            "archive", f"It is damaged: {'; '.join(wrong)}", "Restore a backup: storytree restore FILE"
        )
    return _well("archive", f"{archive.stat().st_size / 1e6:,.1f} MB, read whole and found sound.")


def _migration(archive: Path) -> Sign:
    found = keeping.migration(archive)
    if found == keeping.HEAD:
        return _well("migration", f"{found}, which is the newest.")
    if found and found < keeping.HEAD:
        advice = "Any command that writes brings it up. Make a backup before: storytree backup FILE"
        return _ill("migration", f"{found}; the newest is {keeping.HEAD}.", advice)
    advice = "Install the newest Storytree, or name another home with --home DIR."
    return _ill(
        "migration", f"{found or 'None'}: the archive is of a newer Storytree, or none of ours.", advice
    )


def _index(settings: Settings, archive: Archive) -> Sign:
    found = state(settings)
    if found is None:
        if not archive.waiting(0):
            return _well("index", "There is nothing to find yet.")
        return _weak("index", "There is none, or it cannot be read.", "Build it with: storytree reindex")
    if sign := _of_another(settings, found):
        return sign
    if wrong := _unsound(settings, found):
        return _ill("index", wrong, "Build it anew with: storytree reindex")
    behind = lag(settings, archive)
    detail = f"{found.count:,} vectors of {found.embedder}; {behind:,} snippets have none yet."
    if behind:
        return _weak("index", detail, "The next command that searches or adds makes them.")
    return _well("index", detail)


def _of_another(settings: Settings, found: IndexState) -> Sign | None:
    key = settings.openai_api_key.get_secret_value()
    now = embedder(settings.embedder, key=key, url=settings.embedder_url)
    if (found.embedder, found.digest) == (now.name, now.digest):
        return None
    detail = f"It was made by the embedder {found.embedder}, and {now.name} is set."
    return _ill("index", detail, "Build it anew with: storytree reindex")


def _unsound(settings: Settings, found: IndexState) -> str:
    """What does not fit what the index says of itself: of files by their seal, of a server by its count."""
    home = Home(settings.home, served=bool(settings.index_url))
    if not home.served:
        place = EmbeddedPlace(home.index_folder)
        sound = place.holds(found) and (home.index_folder / found.name).is_dir()
        return "" if sound else "Its files have changed or gone."
    server = ServerPlace(settings.index_url, home.folder)
    try:
        count = server.open(found).count()
    finally:
        server.close()
    return "" if count >= found.count else f"The server has {count:,} of {found.count:,} vectors."


def _jobs(settings: Settings, _: Archive) -> Sign:
    from service.jobs.looking import open_jobs

    jobs = Home(settings.home).folder / JOBS
    if jobs.is_file() and (wrong := keeping.faults(jobs)):
        return _ill(
            "jobs", f"{jobs} is damaged: {wrong[0]}", "Move it away: with it go the jobs, and no story."
        )
    found, now = open_jobs(settings), datetime.now(UTC)
    stuck = [job for job in found if now - job.since > LONG]
    if stuck:
        names = ", ".join(f"{job.id} ({job.about})" for job in stuck[:5])
        advice = "See that a service or storytree work runs; cancel one with POST /v1/jobs/ID/cancel"
        return _ill("jobs", f"{len(stuck):,} have been open for more than an hour: {names}", advice)
    working = sum(job.begun for job in found)
    return _well("jobs", f"{working:,} are worked on, {len(found) - working:,} wait.")


def _feeds(_: Settings, archive: Archive) -> Sign:
    feeds = archive.feeds()
    wrong = [feed for feed in feeds if feed.state in {FeedState.FAILING, FeedState.GONE}]
    if wrong:
        told = "; ".join(f"{feed.address}: {feed.problem or feed.state}" for feed in wrong[:5])
        advice = "storytree feeds shows them; one that is gone for good: storytree unfollow ADDRESS"
        return _weak("feeds", f"{len(wrong):,} of {len(feeds):,} fail: {told}", advice)
    return _well("feeds", f"{len(feeds):,} are followed, and none fails.")


def _tokens(settings: Settings, archive: Archive) -> Sign:
    live = Counter(str(token.scope) for token in archive.keys.every() if not token.revoked_at)
    if live:
        return _well("tokens", ", ".join(f"{count} {scope}" for scope, count in live.items()))
    if settings.hosts or settings.public:
        advice = "Make one with: storytree token create --scope admin"
        return _weak("tokens", "There is none, and the service is set up for others to reach it.", advice)
    return _well("tokens", "There is none: this machine alone reaches the service.")


_LOOKS: dict[str, _Examine] = {
    "stories": _written,
    "index": _index,
    "jobs": _jobs,
    "feeds": _feeds,
    "tokens": _tokens,
}


def _well(name: str, detail: str) -> Sign:
    return Sign(name=name, health=Health.WELL, detail=detail)


def _weak(name: str, detail: str, advice: str) -> Sign:
    return Sign(name=name, health=Health.WEAK, detail=detail, advice=advice)


def _ill(name: str, detail: str, advice: str) -> Sign:
    return Sign(name=name, health=Health.ILL, detail=detail, advice=advice)

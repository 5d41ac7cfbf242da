"""Sessions of pages: a cookie that says which token was shown, signed, for half a day."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from itsdangerous import BadData as Forged
from itsdangerous import URLSafeTimedSerializer

from agents.settings import Settings
from store.errors import HomeReadOnly
from store.home import Home

COOKIE = "storytree_session"
HALF_A_DAY = 12 * 60 * 60


class Sessions:
    """Cookies of all who know the secret."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="session")

    def begin(self, digest: str) -> str:
        """The cookie of who showed the token with this digest."""
        return str(self._signer.dumps(digest))

    def digest(self, cookie: str) -> str:
        """Of the token that was shown; empty for a cookie that is forged or old."""
        try:
            return str(self._signer.loads(cookie, max_age=HALF_A_DAY))
        except Forged:
            return ""


def open_sessions(settings: Settings) -> Sessions:
    """With the secret that is set, else with one that the home keeps."""
    return Sessions(settings.secret.get_secret_value() or _kept(Home(settings.home).folder / "secret"))


def _kept(place: Path) -> str:
    """Made at the first use, for the owner's eyes alone. Two who make it at once end with the same."""
    try:
        fresh = place.with_name(f"secret.{os.getpid()}.new")
        if not place.exists():
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
            with suppress(FileExistsError):
                os.link(fresh, place)
            fresh.unlink()
        return place.read_text(encoding="ascii")
    except OSError as error:
        raise HomeReadOnly(f"{place} cannot be kept ({error.strerror or error}).") from error

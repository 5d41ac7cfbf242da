"""Keys to the service: shown once, kept by their digests."""

import re
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from service.access.actors import RESERVED
from store.archive import Keys
from store.errors import UsageError
from store.records import Deed, Scope, Token

PREFIX = "st_"
"""By which scanners for leaked secrets know one."""
BITS = 256
FRESH = 1.0
"""Seconds for which tokens are remembered: so long one that another process revoked may live on."""
_LABEL = re.compile(r"[\w.@-][\w.@ -]{0,62}[\w.@-]|[\w.@-]")


def digest(key: str) -> str:
    """What is kept of a key. It has 256 bits of chance: no salt and no slow hash would make it safer."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def create(keys: Keys, label: str, scope: Scope, *, by: str) -> tuple[str, Token]:
    """The key, which nobody can show again, and what is kept. Raises UsageError for a label in use."""
    if not _LABEL.fullmatch(label) or label in RESERVED:
        advice = "Use letters, digits, spaces and . @ _ -, 64 at most; local, public and schedule are taken."
        raise UsageError(f"A token cannot be called {label!r}.", advice=advice)
    if any(token.label == label and not token.revoked_at for token in keys.every()):
        advice = f"Give another --label, or revoke it: storytree token revoke {label}"
        raise UsageError(f"There is a token called {label!r}.", advice=advice)
    key = PREFIX + secrets.token_urlsafe(BITS // 8)
    token = Token(label=label, digest=digest(key), scope=scope, created_at=datetime.now(UTC))
    keys.add(token)
    keys.note([_deed("token.create", f"{label} ({scope})", by)])
    return key, token


def revoke(keys: Keys, label: str, *, by: str) -> Token:
    """From then on nobody uses it. Raises UsageError where none that lives is called so."""
    live = [token for token in keys.every() if token.label == label and not token.revoked_at]
    if not live:
        raise UsageError(
            f"There is no token called {label!r} that could be revoked.",
            advice="List what is there with: storytree token list",
        )
    for token in live:
        keys.revoke(token.digest, datetime.now(UTC))
    keys.note([_deed("token.revoke", label, by)])
    return live[0]


def _deed(action: str, what: str, by: str) -> Deed:
    return Deed(at=datetime.now(UTC), actor=by, action=action, object=what)


class Ring:
    """The tokens of an archive, read again when they are a second old."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._tokens: Mapping[str, Token] = {}
        self._read_at = float("-inf")

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self._read_at < FRESH

    def read(self) -> None:
        """Raises what StoreError covers; what was known before then stays unread."""
        now = time.monotonic()
        self._tokens = {token.digest: token for token in self.keys.every()}
        self._read_at = now

    @property
    def is_empty(self) -> bool:
        """Whether no token was ever made."""
        return not self._tokens

    def find(self, digest: str) -> Token | None:
        """The one that has it, unless it is revoked."""
        token = self._tokens.get(digest)
        return token if token and not token.revoked_at else None

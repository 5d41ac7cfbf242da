"""Who may use the service, and what was done through it."""

from enum import StrEnum

from pydantic import Field

from store.records.base import Record, UTCDateTime


class Scope(StrEnum):
    """What a token allows; each allows what those before it do."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def allows(self, other: "Scope") -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


class Token(Record):
    """A key to the service, as it is kept: nobody can tell from it what the key is."""

    label: str = Field(description="What people call it, and what the audit log knows its owner by.")
    digest: str = Field(description="SHA-256 of the key, which has 256 bits of chance in it.")
    scope: Scope
    created_at: UTCDateTime
    revoked_at: UTCDateTime | None = None


class Deed(Record):
    """One change through the service."""

    at: UTCDateTime
    actor: str = Field(description="The token's label; `local` for who needs none on the machine itself.")
    action: str = Field(description="For example `story.update`.")
    object: str = Field(description="What it was done to: a story, the id of a source, an address.")
    request: str = Field(default="", description="Id of the request, as logs have it.")

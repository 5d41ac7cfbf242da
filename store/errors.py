"""Everything that can go wrong, in one tree.

StorytreeError                what to do: `advice`; worth trying again: `retry`; `exit_code`
├── UsageError                the caller asked for something that cannot be (exit 2)
│   ├── UnknownSource
│   ├── AmbiguousSource
│   ├── UnknownStory
│   ├── UnknownVersion
│   ├── MalformedStory
│   └── BadSettings
├── UnreadableSource          one source of many; reported, the rest goes in
├── NothingToTell             no evidence, or too little passed the checker
└── StoreError
    ├── HomeBusy              another process holds the home (retry)
    ├── HomeReadOnly
    ├── ArchiveDamaged
    └── IndexDamaged          the projection; healed by a rebuild from the archive
"""


class StorytreeError(Exception):
    """Base of the tree. ``advice`` completes the message: it says what the user can do."""

    advice = ""
    retry = False
    exit_code = 1

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice


class UsageError(StorytreeError):
    """The caller asked for something that cannot be."""

    exit_code = 2


class UnknownSource(UsageError):
    """No source has this id."""

    advice = "List what is there with: storytree sources"


class AmbiguousSource(UsageError):
    """Several sources have ids that begin so."""

    advice = "Give more digits of the id."


class UnknownStory(UsageError):
    """No story has this name."""

    advice = "List what is there with: storytree stories"


class UnknownVersion(UsageError):
    """The story has no such version."""

    advice = "List what is there with: storytree stories"


class MalformedStory(UsageError):
    """The text does not have the form of a story."""

    advice = "Show the form with: storytree show STORY --format text"


class BadSettings(UsageError):
    """A setting has a value that cannot be used."""

    advice = "Show every setting, its value and its meaning with: storytree settings"


class UnreadableSource(StorytreeError):
    """One source cannot be read; ``name`` says which, the message says why."""

    def __init__(self, name: str, reason: str, *, advice: str | None = None) -> None:
        super().__init__(reason, advice=advice)
        self.name = name


class NothingToTell(StorytreeError):
    """No evidence on the topic, or too little of the draft passed the checker."""

    advice = "Add sources on the topic with: storytree add PATH"


class StoreError(StorytreeError):
    """The home, its archive or its index cannot be used."""


class HomeBusy(StoreError):
    """Another process holds the home."""

    advice = "Wait until it is done, or use another home with --home DIR."
    retry = True


class HomeReadOnly(StoreError):
    """The home cannot be written."""

    advice = "Make the folder writable, or use another home with --home DIR."


class ArchiveDamaged(StoreError):
    """The archive is not a Storytree database, or is damaged."""

    advice = "Restore it from a backup, or use another home with --home DIR."


class IndexDamaged(StoreError):
    """The vector index cannot be used."""

    advice = "Rebuild it from the archive with: storytree reindex"
    retry = True

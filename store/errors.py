"""Everything that can go wrong, in one tree.

StorytreeError                what to do: `advice`; worth trying again: `retry`; `exit_code`
├── UsageError                the caller asked for something that cannot be (exit 2)
│   ├── UnknownSource
│   ├── AmbiguousSource
│   ├── UnknownStory
│   ├── UnknownVersion
│   ├── UnknownFeed
│   ├── UnknownJob
│   ├── KeyReused             an idempotency key that stands for another order
│   ├── NotThere              a claim, a schedule, a run of evals
│   ├── MalformedStory
│   ├── BadData               a set of rows, or a run, that cannot be read as what it should be
│   └── BadSettings
├── UnreadableSource          one source of many; reported, the rest goes in
│   └── Unfetched             its server did not give it; `status`, `retry_after`
├── NothingFound              no source is about what was looked for
├── NothingToTell             no evidence, or too little passed the checker
├── ModelUnavailable          a model that ships cannot be loaded; what it would judge is unchecked
├── ModelError                a language model gave no answer that can be used
│   ├── ModelFailed           it cannot be reached, or its server refuses (`retry`); `status`, `retry_after`
│   ├── ModelRefused          it will not answer this, or a filter keeps the answer back
│   ├── ModelTruncated        the answer ended before it was whole
│   ├── ContextTooLong        it was given more than it takes
│   ├── BadAnswer             twice not what was asked for
│   └── BudgetSpent           what may be spent is spent
└── StoreError
    ├── HomeBusy              another process holds the home (retry)
    ├── HomeReadOnly
    ├── StaleParent           another version came first; nothing was kept (retry)
    ├── ArchiveUnreachable    the server that keeps it is down, or lets nobody in (`retry`)
    ├── ArchiveDamaged
    ├── IndexDamaged          the projection; healed by a rebuild from the archive
    ├── IndexUnreachable      the server that keeps it (retry)
    ├── EmbedderChanged       the index was made by another one
    └── EmbedderFailed        a server that makes vectors did not, or made none (`retry`)
"""

PASSING = frozenset({408, 425, 429})
"""Answers below 500 that say "not now" rather than "no"."""


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


class UnknownFeed(UsageError):
    """No feed of those that are followed is meant by these words, or more than one."""

    advice = "List those that are followed with: storytree feeds"


class UnknownJob(UsageError):
    """No job has this id."""

    advice = "List what is there with: storytree jobs"


class KeyReused(UsageError):
    """The key of an order was used for another one."""

    advice = "Order it with a key of its own; the old key stands for what was ordered with it first."


class NotThere(UsageError):
    """Nothing of its kind has this name: no claim, no schedule, no run of evals."""

    advice = "The list of its kind says what is there."


class MalformedStory(UsageError):
    """The text does not have the form of a story."""

    advice = "Show the form with: storytree show STORY --format text"


class BadData(UsageError):
    """A data set to measure with, or the record of a run, is not what its format says."""

    advice = "The command storytree eval --list tells the format of each suite's data."


class BadSettings(UsageError):
    """A setting has a value that cannot be used."""

    advice = "Show every setting, its value and its meaning with: storytree settings"


class UnreadableSource(StorytreeError):
    """One source cannot be read; ``name`` says which, the message says why."""

    def __init__(self, name: str, reason: str, *, advice: str | None = None) -> None:
        super().__init__(reason, advice=advice)
        self.name = name


class Unfetched(UnreadableSource):
    """A server did not give what it was asked for, or was not asked.

    ``status`` is its answer, 0 where there was none; ``retry_after`` is how many seconds it wants to be left
    alone, 0 where it does not say; ``retry`` is whether another day may bring another answer.
    """

    def __init__(
        self, name: str, reason: str, *, advice: str = "", status: int = 0, retry_after: float = 0.0
    ) -> None:
        super().__init__(name, reason, advice=advice)
        self.status = status
        self.retry_after = retry_after
        self.retry = status in PASSING or status >= 500


class NothingFound(StorytreeError):
    """A search that came to nothing; the nearest nonsense is no answer."""

    advice = "Fewer words or other ones may find it; storytree sources lists what there is."


class NothingToTell(StorytreeError):
    """No evidence on the topic, or too little of the draft passed the checker."""

    advice = "Add sources on the topic with: storytree add PATH"


class ModelUnavailable(StorytreeError):
    """A model that ships with the code, or what runs it, is missing or is not the one described."""

    advice = "Install Storytree anew: what needs the model stays unchecked until then."


class ModelError(StorytreeError):
    """A language model gave no answer that can be used."""


class ModelFailed(ModelError):
    """It cannot be reached, or its server refuses or answers with what is none.

    ``retry_after`` is how many seconds its server wants to be left alone, 0 where it does not say; ``status``
    is its answer, 0 where there was none.
    """

    advice = "Try again later."

    def __init__(
        self,
        message: str,
        *,
        advice: str | None = None,
        retry: bool = True,
        retry_after: float = 0.0,
        status: int = 0,
    ) -> None:
        super().__init__(message, advice=advice)
        self.retry = retry
        self.retry_after = retry_after
        self.status = status


class ModelRefused(ModelError):
    """It will not answer this, or a filter of its provider keeps the answer back."""

    advice = "Another model may answer: storytree settings shows which are set."


class ModelTruncated(ModelError):
    """The answer ended at the length that the model may write."""

    advice = "A model that may write longer answers, or a shorter story (STORYTREE_LENGTH), will do."


class ContextTooLong(ModelError):
    """It was given more than it takes."""

    advice = "A model with a larger context will do, or less that is retrieved (STORYTREE_DEPTH)."


class BadAnswer(ModelError):
    """Its answer was not what was asked for, and neither was the one after it was told so."""

    advice = "A larger model may do better: storytree models tries those that are set."


class BudgetSpent(ModelError):
    """What may be spent on language models is spent, or would be by the next question."""

    advice = "Nothing that was paid for is lost: raise the budget (storytree settings) and run it again."


class StoreError(StorytreeError):
    """The home, its archive or its index cannot be used."""


class HomeBusy(StoreError):
    """Another process holds the home."""

    advice = "Wait until it is done, or use another home with --home DIR."
    retry = True


class HomeReadOnly(StoreError):
    """The home cannot be written."""

    advice = "Make the folder writable, or use another home with --home DIR."


class StaleParent(StoreError):
    """Another version of the story was committed since this one was begun."""

    retry = True
    advice = "Try again: it then goes on from the version that came first."


class ArchiveDamaged(StoreError):
    """The archive is not a Storytree database, or is damaged."""

    advice = "Restore it from a backup, or use another home with --home DIR."


class ArchiveUnreachable(StoreError):
    """The server that keeps the archive is down, breaks off, or does not let this user in."""

    advice = "See that the server runs and STORYTREE_DATABASE names it, and try again."

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.retry = advice is None


class IndexDamaged(StoreError):
    """The vector index cannot be used."""

    advice = "Rebuild it from the archive with: storytree reindex"
    retry = True


class IndexUnreachable(StoreError):
    """The server that keeps the vectors does not answer, refuses, or is none."""

    advice = (
        "See that `chroma run` runs at STORYTREE_INDEX_URL; without that variable the home keeps the index."
    )
    retry = True


class EmbedderChanged(StoreError):
    """Vectors of two kinds cannot be compared; making them anew may cost money, so nobody does it unasked."""

    advice = "Build it anew with: storytree reindex"


class EmbedderFailed(StoreError):
    """A server that makes vectors cannot be reached, refuses, or answers with what are none."""

    advice = "Try again later."

    def __init__(self, message: str, *, advice: str | None = None, retry: bool = True) -> None:
        super().__init__(message, advice=advice)
        self.retry = retry

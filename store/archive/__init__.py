"""The truth: what was read and what was written, append-only, through SQLAlchemy.

SQLite by default, PostgreSQL by its address. Several processes may read while one writes; the texts of
snippets are cut from their sources, and the lexical index keeps words alone, so that a text is stored once.
"""

import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Self

from store.archive import (
    marks,
    notices,
    receipts,
    shelf,
    snippets,
    sources,
    standing,
    stories,
    usage,
    verdicts,
)
from store.archive.access import Keys
from store.archive.connection import connect, migrate, writing
from store.archive.followed import Followed
from store.archive.lexical import Lexicon
from store.archive.marks import Make
from store.archive.searched import Searched
from store.archive.shelf import Spine
from store.archive.sources import ALL, Sieve
from store.archive.standing import Standing
from store.archive.stories import Citing, Failure, Head, Written
from store.errors import AmbiguousSource, UnknownSource
from store.records import Notice, Payment, Snippet, Source, Spent, StoryVersion, Usage, Verdict

__all__ = ["Archive", "Citing", "Failure", "Head", "Keys", "Sieve", "Spine", "Standing", "Written"]


_NONE: Mapping[str, Source] = {}


class Archive(Followed, Searched):
    """Opens and migrates; raises ``ArchiveDamaged``, or ``HomeReadOnly`` where it would have to write.

    On a server also ``ArchiveUnreachable``; ``BadSettings`` for an address that is none.
    """

    def __init__(self, url: str) -> None:
        self._engine = connect(url)
        self._writer = writing(self._engine)
        self.close = weakref.finalize(self, self._engine.dispose)
        """Let go of the files. It happens by itself when nothing holds the archive any more."""
        self.keys = Keys(self._engine, self._writer)
        """Who may use the service, and what was done through it."""
        self._lexicon = Lexicon()
        migrate(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def add(self, source: Source, spans: Sequence[Snippet]) -> Source | None:
        """The source as it was kept, with origin, reuses and revises filled; None when it was known."""
        return self.add_many([(source, spans)])[0]

    def add_many(self, pairs: Iterable[tuple[Source, Sequence[Snippet]]]) -> list[Source | None]:
        """As ``add``, all in one transaction: on return each is kept for good, on an error none is."""
        from store.archive.copies import Copies

        given = list(pairs)
        new: dict[str, tuple[Source, Sequence[Snippet]]] = {}
        with self._writer.begin() as connection:
            known = sources.known(connection, (source.id for source, _ in given))
            for source, spans in given:
                if source.id not in known:
                    new.setdefault(source.id, (source, spans))
            copies = Copies(connection, {id_: source.text for id_, (source, _) in new.items()})
            added = {id_: sources.add(connection, source, copies) for id_, (source, _) in new.items()}
            snippets.add(connection, [(added[id_][0], *pair) for id_, pair in new.items()])
            copies.write()
        return [added.pop(source.id, (0, None))[1] for source, _ in given]

    def give(self, given: Iterable[Notice]) -> None:
        """Keep notices of correction and retraction, all in one transaction; the sources must be there."""
        with self._writer.begin() as connection:
            notices.give(connection, given)

    def notices(self, source_id: str) -> tuple[Notice, ...]:
        """What was said of a source, in the order in which it was said."""
        with self._engine.connect() as connection:
            return notices.of_source(connection, source_id)

    def reinstated(self, since: datetime) -> tuple[str, ...]:
        """Ids of the sources of which a retraction was taken back after this moment."""
        with self._engine.connect() as connection:
            return notices.reinstated(connection, since)

    def last_notice(self) -> int:
        """Grows with each notice: until then what is known of sources stays as it is."""
        with self._engine.connect() as connection:
            return notices.last(connection)

    def source(self, prefix: str) -> Source:
        """The one whose id begins so; raises ``UnknownSource`` or ``AmbiguousSource``."""
        with self._engine.connect() as connection:
            ids = sources.matching(connection, prefix, limit=2)
            match ids:
                case ():
                    raise UnknownSource(f"There is no source {prefix!r}.")
                case (only,):
                    return sources.by_id(connection, ids)[only]
                case _:
                    raise AmbiguousSource(f"Several sources have ids that begin with {prefix!r}.")

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Whole ids that begin so, in order."""
        with self._engine.connect() as connection:
            return sources.matching(connection, prefix)

    def sources_by_id(self, ids: Iterable[str]) -> dict[str, Source]:
        """Those that there are among these whole ids."""
        with self._engine.connect() as connection:
            return sources.by_id(connection, ids)

    def sources(self, sieve: Sieve = ALL) -> Iterator[Source]:
        """Those that pass, in order of arrival, a page at a time: memory does not grow with their number."""
        return sources.arrived(self._engine, sieve)

    def newest(self, before: int | None = None, limit: int = 50) -> tuple[Spine, ...]:
        """What lists show of sources, arrived last first, from behind this sequence number on."""
        with self._engine.connect() as connection:
            return shelf.newest(connection, before, limit)

    def copies(self, origin: str) -> tuple[Source, ...]:
        """All sources that carry the report of this origin, itself included, in order of arrival."""
        with self._engine.connect() as connection:
            return sources.of_origin(connection, origin)

    def count(self) -> int:
        """How many sources there are."""
        with self._engine.connect() as connection:
            return sources.count(connection)

    def arrival(self, id_: str) -> int:
        """As which of them the source with this whole id arrived; 0 for none."""
        with self._engine.connect() as connection:
            return sources.arrival(connection, id_)

    def last_arrival(self) -> int:
        """Grows with each source that is added: what ``News.after`` counts."""
        with self._engine.connect() as connection:
            return sources.last(connection)

    def marks(self, ids: Iterable[str], made_by: str) -> dict[str, bytes]:
        """What ``mark`` keeps of those of these sources that were there when it was last called."""
        with self._engine.connect() as connection:
            return marks.of(connection, ids, made_by)

    def mark(self, made_by: str, make: Make) -> int:
        """Keep what is made of title and text of each source that came since; returns of how many.

        What was made by another goes. It is a projection: like the index it follows the sources.
        """
        return marks.catch_up(self._engine, self._writer, made_by, make)

    def standing(self, ids: Iterable[str], until: datetime | None, made_by: str) -> dict[str, Standing]:
        """Those of these sources that nothing retracted, and nothing replaced by ``until``."""
        with self._engine.connect() as connection:
            return standing.of(connection, ids, until, made_by)

    def revised(self, ids: Iterable[str], until: datetime | None) -> set[str]:
        """Those of these sources that a later one at the same address replaced by ``until``."""
        with self._engine.connect() as connection:
            return sources.revised(connection, ids, until)

    def newest_edition(self, id_: str, until: datetime | None) -> Source | None:
        """What stands in the place of a source that was edited or corrected by ``until``; None if nothing."""
        with self._engine.connect() as connection:
            return sources.newest_edition(connection, id_, until)

    def snippets(self, ids: Iterable[str], known: Mapping[str, Source] = _NONE) -> dict[str, Snippet]:
        """Those that there are among these ids, cut from the sources that are known, by whole id."""
        with self._engine.connect() as connection:
            return snippets.by_id(connection, ids, known)

    def snippets_of(self, source_id: str) -> tuple[Snippet, ...]:
        """In the order of the text; none for a source that is not there."""
        with self._engine.connect() as connection:
            return snippets.of_source(connection, source_id)

    def arrived(self, after: int, limit: int) -> list[tuple[int, Snippet]]:
        """(sequence number, snippet) in order of arrival, the first above ``after``: feeds the index."""
        with self._engine.connect() as connection:
            return snippets.arrived(connection, after, limit)

    def waiting(self, after: int) -> int:
        """How many snippets have a sequence number above ``after``."""
        with self._engine.connect() as connection:
            return snippets.waiting(connection, after)

    def commit(self, version: StoryVersion, job: str = "") -> None:
        """In one transaction; ``StaleParent`` where another came first, ``UnknownVersion`` for no parent.

        A job, where one is named, writes one version at most: ``version_of_job`` finds it.
        """
        with self._writer.begin() as connection:
            stories.commit(connection, version, job)

    def version_of_job(self, job: str) -> StoryVersion | None:
        """The version that this job wrote, if it wrote one."""
        with self._engine.connect() as connection:
            return stories.of_job(connection, job)

    def heads(self, after: tuple[datetime, str] | None = None, limit: int = 100) -> tuple[Head, ...]:
        """What lists show of stories, written last first, from behind this moment and name on."""
        with self._engine.connect() as connection:
            return stories.heads(connection, after, limit)

    def latest(self, story: str | None, limit: int) -> tuple[Written, ...]:
        """The versions of trunks that were written last, first; of one story or of all."""
        with self._engine.connect() as connection:
            return stories.latest(connection, story, limit)

    def version(self, story: str, number: tuple[int, int] | None = None) -> StoryVersion:
        """The live one, which has the highest number on the trunk, or the one asked for."""
        with self._engine.connect() as connection:
            return stories.version(connection, story, number)

    def versions(self, story: str) -> tuple[StoryVersion, ...]:
        """In order of their numbers; none for a story that is not there."""
        with self._engine.connect() as connection:
            return stories.of_story(connection, story)

    def numbers(self, story: str) -> dict[tuple[int, int], str]:
        """The number of each version, in order, and the branch that it is on; none for no story."""
        with self._engine.connect() as connection:
            return stories.numbers(connection, story)

    def citing(self, ids: Iterable[str]) -> tuple[Citing, ...]:
        """For each story that cites any of these sources, its newest version that does."""
        with self._engine.connect() as connection:
            return stories.citing(connection, ids)

    def stories(self) -> tuple[str, ...]:
        """Names of the stories that have a version, in order of their first."""
        with self._engine.connect() as connection:
            return stories.names(connection)

    def record_failure(self, story: str, topic: str, reason: str, at: datetime) -> None:
        """Keep the attempt that came to nothing."""
        with self._writer.begin() as connection:
            stories.record_failure(connection, story, Failure(topic, reason, at))

    def failures(self, story: str) -> tuple[Failure, ...]:
        """In the order in which they were recorded."""
        with self._engine.connect() as connection:
            return stories.failed(connection, story)

    def claim(self, name: str, asked: str) -> bool:
        """Whether this is what was first asked under the name: from now on it is, where nothing was."""
        with self._writer.begin() as connection:
            return receipts.claim(connection, name, asked)

    def pay(self, payments: Iterable[Payment]) -> None:
        """Keep what was asked of language models in the ledger."""
        with self._writer.begin() as connection:
            usage.pay(connection, payments)

    def paid(self, since: datetime) -> Usage:
        """What the ledger has from then on; the cost is that of what has a known price."""
        with self._engine.connect() as connection:
            return usage.paid(connection, since)

    def spent(self, since: datetime | None = None, story: str | None = None) -> tuple[Spent, ...]:
        """What the ledger has from then on, of one story or all, by day, story, role and model."""
        with self._engine.connect() as connection:
            return usage.spent(connection, since, story)

    def recall(self, keys: Iterable[str]) -> dict[str, Verdict]:
        """Verdicts remembered under these keys."""
        with self._engine.connect() as connection:
            return verdicts.recall(connection, keys)

    def remember(self, checker: str, found: Mapping[str, Verdict]) -> None:
        """Keep verdicts under their keys; those of every other checker are forgotten."""
        with self._writer.begin() as connection:
            verdicts.remember(connection, checker, found)

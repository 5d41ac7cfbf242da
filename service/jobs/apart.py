"""Jobs in processes of their own: readers need not wait for the interpreter while stories are written.

The house stays with the process that serves: it alone has the index open, and finds and adds for the others.
What they tell and log passes through it, too.
"""

import logging
import time
from contextlib import ExitStack
from multiprocessing import get_context
from threading import Lock
from typing import Self

from agents.settings import Settings
from service.desk import House, Lender
from service.jobs import away
from service.jobs.bench import Tell
from service.jobs.letters import Answer, CatchUp, Enter, Leave, Letter, Near, Note, Say, Task
from service.jobs.orders import Order, Outcome
from store.errors import StorytreeError

IDLE = 300.0
"""Seconds for which a process is kept that has nothing to do: a new one takes a second or two to begin."""
_ENDING = 5.0
"""Seconds that one has to end by itself."""
_CONTEXT = get_context("spawn")


class Gone(StorytreeError):
    """The process that did the job is no more."""

    retry = True


class Apart:
    """A worker with as many processes as jobs are worked on at once; one that is free takes the next."""

    def __init__(self, settings: Settings, desk: Lender) -> None:
        self._settings = settings
        self._desk = desk
        self._free: list[_Hand] = []
        self._busy: set[_Hand] = set()
        self._lock = Lock()

    def do(self, order: Order, job: str, tell: Tell) -> Outcome:
        """As ``Worker.do``. Raises ``Gone`` where the process ends before the work does."""
        hand = self._taken()
        try:
            outcome = hand.do(Task(order, job), tell, self._desk)
        except BaseException:
            with self._lock:
                self._busy.discard(hand)
            hand.kill()
            raise
        with self._lock:
            self._busy.discard(hand)
            self._free.append(hand)
        return outcome

    def rest(self) -> None:
        """End those who had nothing to do for a while."""
        with self._lock:
            tired = [hand for hand in self._free if hand.is_tired]
            self._free = [hand for hand in self._free if hand not in tired]
        for hand in tired:
            hand.end()

    def close(self) -> None:
        """End all of them; what they were at is ``Gone``."""
        with self._lock:
            free, self._free = self._free, []
            for hand in self._busy:
                hand.stop()
        for hand in free:
            hand.end()

    def _taken(self) -> "_Hand":
        """The last that worked of those that are free, else a new one."""
        with self._lock:
            while self._free:
                hand = self._free.pop()
                if hand.is_alive:
                    break
                hand.kill()
            else:
                hand = _Hand(self._settings)
            self._busy.add(hand)
            return hand


class _Hand:
    """One process, and the line to it."""

    def __init__(self, settings: Settings) -> None:
        self._line, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=away.live, args=(settings, theirs), name="storytree job", daemon=True
        )
        self._process.start()
        theirs.close()
        self._worked = time.monotonic()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def is_tired(self) -> bool:
        return time.monotonic() - self._worked > IDLE

    def do(self, task: Task, tell: Tell, desk: Lender) -> Outcome:
        try:
            self._line.send(task)
            with _Lending(desk) as lending:
                while not isinstance(letter := self._line.recv(), Outcome):
                    if isinstance(letter, Note):
                        _write(letter.record)
                    else:
                        self._line.send(_answered(letter, tell, lending))
                return letter
        except (EOFError, ConnectionError):
            self._process.join(_ENDING)
            raise Gone(f"The process that did the work ended ({self._process.exitcode}).") from None
        finally:
            self._worked = time.monotonic()

    def end(self) -> None:
        """It is not at work: the end of its line ends it."""
        self._line.close()
        self._process.join(_ENDING)
        self.kill()

    def stop(self) -> None:
        """Whoever waits for it is told that it is gone, and lets go of it."""
        self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._line.close()


class _Lending:
    """The house as often as it is lent; all of it is given back in the end."""

    def __init__(self, desk: Lender) -> None:
        self._desk = desk
        self._lent: list[ExitStack] = []
        self._house: House | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._lent:
            self.leave()

    @property
    def house(self) -> House:
        if not self._house:
            raise RuntimeError("the house was not lent")
        return self._house

    def enter(self) -> None:
        with ExitStack() as entered:
            self._house = entered.enter_context(self._desk.house())
            self._lent.append(entered.pop_all())

    def leave(self) -> None:
        self._lent.pop().close()
        if not self._lent:
            self._house = None


def _answered(letter: Letter, tell: Tell, lending: _Lending) -> Answer:
    """Errors of ours are for who asked; any other is one of this process."""
    try:
        match letter:
            case Say(told):
                tell(told)
            case Enter():
                lending.enter()
            case Leave():
                lending.leave()
            case Near(text, limit, among):
                return Answer(lending.house.index.nearest(text, limit, among))
            case CatchUp():
                return Answer(lending.house.index.catch_up(lending.house.archive))
            case Note():
                pass
    except StorytreeError as error:
        return Answer(error=error)
    return Answer()


def _write(record: logging.LogRecord) -> None:
    log = logging.getLogger(record.name)
    if log.isEnabledFor(record.levelno):
        log.handle(record)

"""Durable writes from an event loop: all that wait share one transaction, and one sync of the disk."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

from bot.storage.database import Database
from bot.storage.errors import StoreBusyError, StoreError, of_file
from bot.storage.inbox import Inbox

T = TypeVar("T")

# An operation, and the future of whoever waits for it.
_Task = tuple[Callable[[Inbox], object], "asyncio.Future[object]"]
# What came of one: the result, or the error that it raised.
_Outcome = tuple[object, Exception | None]

# So many operations are committed at once, at most: nobody waits for an endless batch.
_MOST = 1000
# How long to wait before what failed for now is tried again, in seconds.
_PATIENCE = 1.0


class GroupCommit:
    """Runs operations on the inbox in the order in which they were submitted, many to a commit.

    A thread owns the database. While it waits for the disk, operations gather; the next commit takes them all.
    An operation may be run more than once before it is committed, so it must do nothing but use the inbox.
    """

    def __init__(self, database: Database, on_trouble: Callable[[StoreError | None], None]) -> None:
        """Take the database over; `close` closes it.

        `on_trouble` is called in the event loop, which must be running: with an error when nothing can be written,
        once, and with None when that is over.
        """
        self._database = database
        self._inbox = Inbox(database.connection)
        self._on_trouble = on_trouble
        self._loop = asyncio.get_running_loop()
        self._waiting: SimpleQueue[_Task | None] = SimpleQueue()
        self._is_closing = threading.Event()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._broken: StoreError | None = None
        self._in_trouble = False
        self._tidy_at = 0.0
        # If nobody closes it, it keeps no process alive: what nobody was told is committed may be lost.
        threading.Thread(target=self._work, name="inbox", daemon=True).start()

    async def run(self, operation: Callable[[Inbox], T]) -> T:
        """Run an operation and return its result when that is on the disk.

        Raises what the operation raises, nothing of which is kept then. While the file is locked, its disk is full or
        the like, this waits; a damaged file raises `StoreDamagedError`. To cancel the wait does not take the operation
        back.
        """
        return await self.submit(operation)

    def submit(self, operation: Callable[[Inbox], T]) -> "asyncio.Future[T]":
        """Do as `run` does, in its turn, whether or not anybody awaits the result."""
        if self._is_closing.is_set():
            raise StoreError(f"{self._database.path} is closed: the program is stopping")
        future: asyncio.Future[T] = self._loop.create_future()
        self._waiting.put((operation, future))  # type: ignore[arg-type]  # each gets what its own operation returns
        return future

    async def close(self) -> None:
        """Commit what waits, then close the database.

        What cannot be written now raises `StoreBusyError` where it is waited for: a program that stops cannot wait.
        """
        if not self._is_closing.is_set():
            self._is_closing.set()
            self._waiting.put(None)
        await asyncio.shield(self._ended)

    def _work(self) -> None:
        with suppress(RuntimeError):  # the event loop is closed: nobody waits any more
            while self._take_and_commit():
                pass
        self._database.close()
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _take_and_commit(self) -> bool:
        """Commit all that waits; return whether there may be more."""
        batch: list[_Task] = []
        is_last = False
        with suppress(Empty):
            task = self._waiting.get(timeout=_PATIENCE if self._inbox.has_erased else None)
            while task is not None:
                batch.append(task)
                if len(batch) == _MOST:
                    break
                task = self._waiting.get_nowait()
            is_last = task is None
        outcomes = self._commit(batch) if batch else []
        self._empty_log()
        if batch:
            self._loop.call_soon_threadsafe(_resolve, batch, outcomes)
        return not is_last

    def _commit(self, batch: Sequence[_Task]) -> Sequence[_Outcome]:
        """Return what came of each, trying again for as long as that may help."""
        while self._broken is None:
            try:
                outcomes = self._attempt(batch)
            except StoreBusyError as error:
                self._tell(error)
                if self._is_closing.is_set():
                    self._broken = error
                self._is_closing.wait(_PATIENCE)
            except StoreError as error:
                self._broken = error
                self._loop.call_soon_threadsafe(self._on_trouble, error)
            except Exception as error:  # noqa: BLE001  # whoever waits is to know it
                return [(None, error)] * len(batch)
            else:
                self._tell(None)
                return outcomes
        return [(None, self._broken)] * len(batch)

    def _attempt(self, batch: Sequence[_Task]) -> Sequence[_Outcome]:
        try:
            with self._database.transaction():
                return [(operation(self._inbox), None) for operation, _ in batch]
        except StoreError:
            raise
        except Exception:  # noqa: BLE001  # one of them failed; told when it is found
            return self._attempt_each(batch)

    def _attempt_each(self, batch: Sequence[_Task]) -> Sequence[_Outcome]:
        """Commit all but those that fail. It takes thrice as many statements, so it is not the first attempt."""
        outcomes: list[_Outcome] = []
        with self._database.transaction() as connection:
            for operation, _ in batch:
                connection.execute("SAVEPOINT operation")
                try:
                    outcomes.append((operation(self._inbox), None))
                except Exception as error:
                    if of_file(error, self._database.path) is not None:
                        raise
                    connection.execute("ROLLBACK TO operation")
                    outcomes.append((None, error))
                connection.execute("RELEASE operation")
        return outcomes

    def _tell(self, error: StoreError | None) -> None:
        """Tell of trouble when it begins and when it is over."""
        if self._in_trouble != (error is not None):
            self._in_trouble = error is not None
            self._loop.call_soon_threadsafe(self._on_trouble, error)

    def _empty_log(self) -> None:
        """Leave nothing of what was erased in the log; whoever asked for it waits for that, unless a reader is slow."""
        if self._inbox.has_erased and time.monotonic() >= self._tidy_at:
            self._inbox.has_erased = not self._database.empty_log()
            self._tidy_at = time.monotonic() + (_PATIENCE if self._inbox.has_erased else 0)


def _resolve(batch: Sequence[_Task], outcomes: Sequence[_Outcome]) -> None:
    """Tell each of those who wait what came of it."""
    for (_, future), (result, error) in zip(batch, outcomes, strict=True):
        if future.done():  # cancelled
            continue
        if error is None:
            future.set_result(result)
        elif isinstance(error, StopIteration):  # which no future can hold
            future.set_exception(RuntimeError("an operation raised StopIteration"))
        else:
            future.set_exception(error)

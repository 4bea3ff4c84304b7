"""Group commit: concurrent writes from an event loop share one transaction, and one sync of the disk."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeVar

from bot.storage.database import Database
from bot.storage.errors import StoreBusyError, StoreError, of_file


class Tables(Protocol):
    """What a store of tables must tell."""

    has_erased: bool
    """Whether texts were erased that should not stay in the database's log either."""


Store = TypeVar("Store", bound=Tables)
Result = TypeVar("Result")

_Outcome = tuple[object, Exception | None]
"""The result of an operation, or the error that it raised."""

_MOST = 1000
"""The most operations of one commit, so that nobody waits for an endless batch."""


class GroupCommit(Generic[Store]):
    """Runs operations on a store in the order of submission, many to a commit.

    A thread owns the database. While it waits for the disk, operations gather; the next commit takes them all.
    An operation may be run more than once before it is committed, so it must do nothing but use the store.
    """

    def __init__(
        self,
        database: Database,
        store: Callable[[sqlite3.Connection], Store],
        on_trouble: Callable[[StoreError | None], None],
        *,
        retry_seconds: float = 1.0,
    ) -> None:
        """Take over the database, which `close` closes, and make the store on its connection.

        `on_trouble` is called in the event loop, which must be running: once with an error when nothing can be
        written, and with None when that is over. A commit that fails for a passing reason is retried every
        `retry_seconds`.
        """
        self._database = database
        self._store = store(database.connection)
        self._on_trouble = on_trouble
        self._retry_seconds = retry_seconds
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[tuple[Callable[[Store], object], asyncio.Future[object]] | None] = SimpleQueue()
        self._is_closing = threading.Event()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._broken: StoreError | None = None
        self._in_trouble = False
        self._empty_log_at = 0.0
        # A daemon: a program that ends without closing loses only what it was not told is committed.
        threading.Thread(target=self._work, name="group commit", daemon=True).start()

    async def run(self, operation: Callable[[Store], Result]) -> Result:
        """Run an operation and return its result once it is on the disk.

        Raises what the operation raises, whose changes are then rolled back. While the file is locked or its disk is
        full, this waits; a damaged file raises `StoreDamagedError`. Cancelling the wait does not cancel the operation.
        """
        return await self.submit(operation)

    def submit(self, operation: Callable[[Store], Result]) -> "asyncio.Future[Result]":
        """Do what `run` does, whether or not anybody awaits the result."""
        if self._is_closing.is_set():
            raise StoreError(f"{self._database.path} is closed: the program is stopping")
        future: asyncio.Future[Result] = self._loop.create_future()
        self._queue.put((operation, future))  # type: ignore[arg-type]  # each gets what its own operation returns
        return future

    async def close(self) -> None:
        """Commit what waits, then close the database.

        What cannot be written now raises `StoreBusyError` where it is awaited: a program that stops cannot wait.
        """
        if not self._is_closing.is_set():
            self._is_closing.set()
            self._queue.put(None)
        await asyncio.shield(self._ended)

    def _work(self) -> None:
        with suppress(RuntimeError):  # the event loop is closed: nobody awaits anything
            while self._commit_batch():
                pass
        self._database.close()
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _commit_batch(self) -> bool:
        """Commit all that waits; return whether there may be more."""
        operations: list[Callable[[Store], object]] = []
        futures: list[asyncio.Future[object]] = []
        is_last = False
        with suppress(Empty):
            task = self._queue.get(timeout=self._retry_seconds if self._store.has_erased else None)
            while task is not None:
                operations.append(task[0])
                futures.append(task[1])
                if len(operations) == _MOST:
                    break
                task = self._queue.get_nowait()
            is_last = task is None
        outcomes = self._commit(operations) if operations else []
        self._empty_log()
        if operations:
            self._loop.call_soon_threadsafe(_resolve, futures, outcomes)
        return not is_last

    def _commit(self, operations: Sequence[Callable[[Store], object]]) -> Sequence[_Outcome]:
        """Return the outcome of each operation; failures that may pass are retried."""
        while self._broken is None:
            try:
                outcomes = self._attempt(operations)
            except StoreBusyError as error:
                self._tell(error)
                if self._is_closing.is_set():
                    self._broken = error
                self._is_closing.wait(self._retry_seconds)
            except StoreError as error:
                self._broken = error
                self._loop.call_soon_threadsafe(self._on_trouble, error)
            except Exception as error:  # noqa: BLE001  # raised where the results are awaited
                return [(None, error)] * len(operations)
            else:
                self._tell(None)
                return outcomes
        return [(None, self._broken)] * len(operations)

    def _attempt(self, operations: Sequence[Callable[[Store], object]]) -> Sequence[_Outcome]:
        try:
            with self._database.transaction():
                return [(operation(self._store), None) for operation in operations]
        except StoreError:
            raise
        except Exception:  # noqa: BLE001  # one of them failed; the second attempt finds which
            return self._attempt_each(operations)

    def _attempt_each(self, operations: Sequence[Callable[[Store], object]]) -> Sequence[_Outcome]:
        """Commit all but those that fail. This takes three times as many statements, so it is not the first attempt."""
        outcomes: list[_Outcome] = []
        with self._database.transaction() as connection:
            for operation in operations:
                connection.execute("SAVEPOINT operation")
                try:
                    outcomes.append((operation(self._store), None))
                except Exception as error:
                    if of_file(error, self._database.path) is not None:
                        raise
                    connection.execute("ROLLBACK TO operation")
                    outcomes.append((None, error))
                connection.execute("RELEASE operation")
        return outcomes

    def _tell(self, error: StoreError | None) -> None:
        """Report trouble when it begins and when it is over."""
        if self._in_trouble != (error is not None):
            self._in_trouble = error is not None
            self._loop.call_soon_threadsafe(self._on_trouble, error)

    def _empty_log(self) -> None:
        """Remove erased texts from the log before the erasure is reported, unless another process is reading it."""
        if self._store.has_erased and time.monotonic() >= self._empty_log_at:
            self._store.has_erased = not self._database.empty_log()
            self._empty_log_at = time.monotonic() + (self._retry_seconds if self._store.has_erased else 0)


def _resolve(futures: Sequence["asyncio.Future[object]"], outcomes: Sequence[_Outcome]) -> None:
    """Give each future its outcome."""
    for future, (result, error) in zip(futures, outcomes, strict=True):
        if future.done():  # cancelled
            continue
        if error is None:
            future.set_result(result)
        elif isinstance(error, StopIteration):  # which no future can hold
            future.set_exception(RuntimeError("an operation raised StopIteration"))
        else:
            future.set_exception(error)

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
from bot.storage.errors import StoreBusyError, StoreError, to_store_error


class ErasingStore(Protocol):
    """A store that records whether it has erased texts."""

    has_erased: bool
    """Whether erased texts may still be in the write-ahead log."""


Store = TypeVar("Store", bound=ErasingStore)
Result = TypeVar("Result")

_Outcome = tuple[object, Exception | None]
"""The result of an operation, or the error that it raised."""

_MAX_BATCH = 1000
"""The most operations of one commit: no operation waits for an endless batch."""


class GroupCommit(Generic[Store]):
    """Runs operations on a store in the order of submission, many to a commit.

    A thread owns the database. While it waits for the disk, operations gather; the next commit takes them all.
    An operation may be run more than once before it is committed, so it must do nothing but use the store.
    """

    def __init__(
        self,
        database: Database,
        store: Callable[[sqlite3.Connection], Store],
        on_error: Callable[[StoreError | None], None],
        *,
        retry_seconds: float = 1.0,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
    ) -> None:
        """Take over the database, which `close` closes, and make the store on its connection.

        `on_error` is called in the event loop, which must be running: with the error when commits begin to fail, and
        with None when they succeed again. A commit with a transient error is retried every `retry_seconds`;
        `wait` waits so long in the thread, or until the event is set.
        """
        self._database = database
        self._store = store(database.connection)
        self._on_error = on_error
        self._retry_seconds = retry_seconds
        self._wait = wait
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[tuple[Callable[[Store], object], asyncio.Future[object]] | None] = SimpleQueue()
        self._is_closing = threading.Event()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._broken: StoreError | None = None
        self._has_failed = False
        self._truncate_at = 0.0
        # A daemon: a process that ends without `close` loses only operations whose results it has not got.
        threading.Thread(target=self._work, name="group commit", daemon=True).start()

    async def run(self, operation: Callable[[Store], Result]) -> Result:
        """Run an operation and return its result once it is on the disk.

        Raises what the operation raises, whose changes are then rolled back. While the file is locked or its disk is
        full, this waits; a damaged file raises `StoreDamagedError`. Cancelling the wait does not cancel the operation.
        """
        return await self.submit(operation)

    def submit(self, operation: Callable[[Store], Result]) -> "asyncio.Future[Result]":
        """Do the same as `run`, whether or not the result is awaited."""
        if self._is_closing.is_set():
            raise StoreError(f"{self._database.path} is closed: the program is stopping")
        future: asyncio.Future[Result] = self._loop.create_future()
        self._queue.put((operation, future))  # type: ignore[arg-type]  # each gets what its own operation returns
        return future

    async def close(self) -> None:
        """Commit the pending operations, then close the database.

        Operations that cannot be committed now raise `StoreBusyError` where they are awaited, and are not retried.
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
        """Commit the pending operations; return False after the last."""
        operations: list[Callable[[Store], object]] = []
        futures: list[asyncio.Future[object]] = []
        is_last = False
        with suppress(Empty):
            task = self._queue.get(timeout=self._retry_seconds if self._store.has_erased else None)
            while task is not None:
                operations.append(task[0])
                futures.append(task[1])
                if len(operations) == _MAX_BATCH:
                    break
                task = self._queue.get_nowait()
            is_last = task is None
        outcomes = self._commit(operations) if operations else []
        self._truncate_wal()
        if operations:
            self._loop.call_soon_threadsafe(_resolve, futures, outcomes)
        return not is_last

    def _commit(self, operations: Sequence[Callable[[Store], object]]) -> Sequence[_Outcome]:
        """Return the outcome of each operation; transient errors are retried."""
        while self._broken is None:
            try:
                outcomes = self._attempt(operations)
            except StoreBusyError as error:
                self._report(error)
                if self._is_closing.is_set():
                    self._broken = error
                self._wait(self._is_closing, self._retry_seconds)
            except StoreError as error:
                self._broken = error
                self._loop.call_soon_threadsafe(self._on_error, error)
            except Exception as error:  # noqa: BLE001  # raised where the results are awaited
                return [(None, error)] * len(operations)
            else:
                self._report(None)
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
                    if to_store_error(error, self._database.path) is not None:
                        raise
                    connection.execute("ROLLBACK TO operation")
                    outcomes.append((None, error))
                connection.execute("RELEASE operation")
        return outcomes

    def _report(self, error: StoreError | None) -> None:
        """Report the first failure of a series, and the first success after it."""
        if self._has_failed != (error is not None):
            self._has_failed = error is not None
            self._loop.call_soon_threadsafe(self._on_error, error)

    def _truncate_wal(self) -> None:
        """Remove erased texts from the write-ahead log too; try again later if another process is reading it."""
        if self._store.has_erased and time.monotonic() >= self._truncate_at:
            self._store.has_erased = not self._database.truncate_wal()
            self._truncate_at = time.monotonic() + (self._retry_seconds if self._store.has_erased else 0)


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

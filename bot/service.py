"""One coroutine for each thing that a person can do; the same for every adapter."""

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from bot.answering import to_answer
from bot.messages import Answer, Reloaded, ReloadFailed, Reloading, ReloadNotice, ReloadRunning, Sources
from retrieval.errors import IndexBusyError, ReloadInProgressError, RetrievalError
from retrieval.models import Progress
from retrieval.searcher import Searcher

_log = logging.getLogger(__name__)

_PROGRESS_SECONDS = 0.5
_MOST_REMEMBERED = 512

Result = TypeVar("Result")


class Service:
    """Answers questions and reloads the corpus. The work is done in threads: the event loop goes on."""

    def __init__(self, searcher: Searcher, citations: int, *, progress_seconds: float = _PROGRESS_SECONDS) -> None:
        """Take the searcher, how many sentences an answer quotes, and how often a reload tells how far it is."""
        self._searcher = searcher
        self._citations = citations
        self._progress_seconds = progress_seconds
        # One thread: Python computes one thing at a time, and several that search get in each other's way.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._remembered: OrderedDict[tuple[int, str, int], Answer] = OrderedDict()

    @property
    def generation(self) -> int:
        """Which reading of the corpus serves now, counted from 1."""
        return self._searcher.snapshot.generation

    async def ask(self, question: str, top: int | None = None) -> Answer:
        """Answer a question with up to `top` citations; by default as many as the settings say.

        The answer depends on nothing but the question and the corpus, so that of a question just asked is given again.
        """
        limit = top or self._citations
        key = (self.generation, question, limit)
        if (answer := self._remembered.get(key)) is not None:
            self._remembered.move_to_end(key)
            return answer
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._thread, self._searcher.search, question, limit)
        answer = to_answer(result)
        self._remembered[result.generation, question, limit] = answer
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return answer

    def sources(self) -> Sources:
        """Return what the corpus holds."""
        snapshot = self._searcher.snapshot
        return Sources(snapshot.corpus, snapshot.loaded_at)

    async def reload(self) -> AsyncGenerator[ReloadNotice]:
        """Reload the corpus: say so at once, then how far it is, at last what it did or why it failed."""
        yield Reloading()
        latest: Progress | None = None

        def on_progress(progress: Progress) -> None:  # called in the thread that reloads
            nonlocal latest
            latest = progress

        work = _in_thread_of_its_own(lambda: self._searcher.reload(on_progress))
        told: Progress | None = None
        while not (await asyncio.wait({work}, timeout=self._progress_seconds))[0]:
            if latest != told:
                told = latest
                yield Reloading(told)
        try:
            yield Reloaded(await work)
        except (ReloadInProgressError, IndexBusyError):  # in this process, or in another
            yield ReloadRunning()
        except RetrievalError as error:
            yield ReloadFailed(str(error))
        except Exception as error:  # noqa: BLE001
            # Whatever it was, the admin must hear that the old articles go on serving, and why.
            _log.exception("the reload failed")
            yield ReloadFailed(f"{type(error).__name__}: {error}")


def _in_thread_of_its_own(work: Callable[[], Result]) -> asyncio.Future[Result]:
    """Do long work in a thread that the end of the program does not wait for, as it would for one of a pool."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def tell(how: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            loop.call_soon_threadsafe(lambda: None if future.cancelled() else how())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  (raised where it is awaited)
            raised = error
            tell(lambda: future.set_exception(raised))
        else:
            tell(lambda: future.set_result(result))

    threading.Thread(target=run, name="reload", daemon=True).start()
    return future

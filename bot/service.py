"""The service: answers questions and reloads the corpus, for all adapters."""

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from bot.answer import Answer
from bot.answering import MOST_QUOTES, AnswerRules, repeats, to_answer
from bot.asked import Asked
from retrieval.errors import IndexBusyError, ReloadInProgressError, RetrievalError
from retrieval.models import Document, Filters, Progress, SearchResult
from retrieval.query.filter_parts import parts_of, without_part
from retrieval.searcher import Searcher

if TYPE_CHECKING:
    from bot.introduction import Introductions
    from bot.messages import ReloadNotice, Sources

_log = logging.getLogger(__name__)

_PROGRESS_SECONDS = 0.5
_CACHE_SIZE = 512
Result = TypeVar("Result")


class Service:
    """Answers questions and reloads the corpus in threads, so that the event loop is never blocked."""

    def __init__(
        self,
        searcher: Searcher,
        citations: int,
        *,
        rules: AnswerRules | None = None,
        progress_seconds: float = _PROGRESS_SECONDS,
    ) -> None:
        """Take the searcher, the number of citations in an answer, and the interval of progress notices in seconds.

        `rules` decide which citations stand together.
        """
        self.rules = rules or AnswerRules()
        self._searcher = searcher
        self._citations = citations
        self._progress_seconds = progress_seconds
        # One thread: under the GIL, several would only slow each other down.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._cache: OrderedDict[tuple[int, Asked, int], Answer] = OrderedDict()

    @cached_property
    def introductions(self) -> "Introductions":
        """What is told to people who have not asked yet."""
        from bot.introduction import Introductions  # noqa: PLC0415  (a single question needs none)

        return Introductions(self._searcher, self._thread)

    @property
    def generation(self) -> int:
        """The number of the corpus generation that is served now, from 1."""
        return self._searcher.snapshot.generation

    async def ask(self, asked: Asked | str, top: int | None = None) -> Answer:
        """Answer what is asked with up to `top` citations; by default, as many as the settings say.

        A text is asked as it is. Answers are cached: they depend only on what is asked and the corpus generation.
        """
        asked = Asked.plainly(asked) if isinstance(asked, str) else asked
        limit = top or self._citations
        key = (self.generation, asked, limit)
        if (answer := self._cache.get(key)) is not None:
            self._cache.move_to_end(key)
            return answer
        loop = asyncio.get_running_loop()
        most = max(limit, MOST_QUOTES) if asked.newest_first else limit
        result, excluded_by = await loop.run_in_executor(self._thread, self._search, asked, most)
        answer = to_answer(result, self.rules, asked, limit, excluded_by)
        if most < MOST_QUOTES and repeats(answer, result.following, self.rules.is_same):
            # Others may say the same, and there is room for what says something else.
            result, _ = await loop.run_in_executor(self._thread, self._search, asked, MOST_QUOTES)
            answer = to_answer(result, self.rules, asked, limit, excluded_by)
        self._cache[result.generation, asked, limit] = answer
        if len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)
        return answer

    def _search(self, asked: Asked, limit: int) -> tuple[SearchResult, tuple[Filters, ...]]:
        """Return the result, and if it is empty the filters without any of which it is not."""
        search, filters = partial(self._searcher.search, asked.question), asked.filters
        leave_out = frozenset((it.document_id, it.start, it.end) for it in asked.leave_out)
        result = search(limit, filters, leave_out)
        if result.hits or filters.is_empty:
            return result, ()
        if not result.query.terms:
            return result, (filters,) if filters.phrases else ()
        if not search(1, Filters(), leave_out).hits:
            return result, ()
        parts = tuple(it for it in parts_of(filters) if search(1, without_part(filters, it), leave_out).hits)
        return result, parts or (filters,)

    async def with_searcher(self, read: Callable[[Searcher], Result]) -> Result:
        """Return what a function reads of the corpus, in the thread of searches."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, read, self._searcher)

    async def document(self, document_id: str) -> tuple[Document, int] | None:
        """Return an article and the number of its sentences; None if there is none of this id, or not any more."""

        def read(searcher: Searcher) -> tuple[Document, int] | None:
            snapshot = searcher.snapshot
            try:
                return snapshot.document(document_id), snapshot.sentence_count(document_id)
            except KeyError:
                return None

        return await self.with_searcher(read)

    def text_hash(self, document_id: str) -> bytes | None:
        """Return the hash of an article's text, None if there is none of this id. It is read from a mapped file."""
        try:
            return self._searcher.snapshot.reader.text_hash(document_id)
        except KeyError:
            return None

    def sources(self) -> "Sources":
        """Return the size of the corpus, and when it was loaded."""
        from bot.messages import Sources  # noqa: PLC0415  (a question needs none of the many kinds of messages)

        snapshot = self._searcher.snapshot
        return Sources(snapshot.corpus, snapshot.loaded_at)

    async def reload(self) -> AsyncGenerator["ReloadNotice"]:
        """Reload the corpus. Yields a notice at once, then the progress, then the result or why it failed."""
        from bot.messages import Reloaded, ReloadFailed, Reloading, ReloadRunning  # noqa: PLC0415  (see `sources`)

        yield Reloading()
        latest: Progress | None = None

        def on_progress(progress: Progress) -> None:  # called in the thread that reloads
            nonlocal latest
            latest = progress

        work = in_daemon_thread(lambda: self._searcher.reload(on_progress))
        reported: Progress | None = None
        try:
            while not (await asyncio.wait({work}, timeout=self._progress_seconds))[0]:
                if latest != reported:
                    reported = latest
                    yield Reloading(reported)
            report = await work
            self.introductions.prepare()
            yield Reloaded(report)
        except (ReloadInProgressError, IndexBusyError):  # in this process, or in another
            yield ReloadRunning()
        except RetrievalError as error:
            yield ReloadFailed(str(error))
        except Exception as error:  # noqa: BLE001
            # Any error is reported to the admin: the old articles are still served.
            _log.exception("the reload failed, the articles of before are still served")
            yield ReloadFailed(f"{type(error).__name__}: {error}")
        finally:
            work.cancel()  # else its thread would call an event loop that may be closed


def in_daemon_thread(work: Callable[[], Result]) -> asyncio.Future[Result]:
    """Run a function in a thread that, unlike a pool's, does not delay the exit of the process."""
    future: Future[Result] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  (raised where the future is awaited)
            future.set_exception(error)

    threading.Thread(target=run, name="update", daemon=True).start()
    return asyncio.wrap_future(future)

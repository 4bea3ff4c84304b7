"""One coroutine for each thing that a person can do; the same for every adapter."""

import asyncio
import logging
from collections.abc import AsyncGenerator

from bot.answering import to_answer
from bot.messages import Answer, Notice, NoticeKind
from retrieval.errors import ReloadInProgressError, RetrievalError
from retrieval.models import Progress, ReloadReport
from retrieval.searcher import Searcher

_log = logging.getLogger(__name__)

_PROGRESS_SECONDS = 1.0


class Service:
    """Answers questions and reloads the corpus. The work is done in threads: the event loop goes on."""

    def __init__(self, searcher: Searcher, citations: int) -> None:
        """Take the searcher, and how many sentences an answer quotes."""
        self._searcher = searcher
        self._citations = citations

    async def ask(self, question: str, top: int | None = None) -> Answer:
        """Answer a question with up to `top` citations; by default as many as the settings say."""
        result = await asyncio.to_thread(self._searcher.search, question, top or self._citations)
        return to_answer(result)

    def sources(self) -> Notice:
        """Tell what the articles are."""
        snapshot = self._searcher.snapshot
        corpus = snapshot.corpus
        return Notice(
            NoticeKind.SOURCES,
            {
                "documents": corpus.documents,
                "sentences": corpus.sentences,
                "newest": corpus.newest,
                "skipped": corpus.skipped,
                "loaded_at": snapshot.loaded_at.strftime("%Y-%m-%d %H:%M UTC"),
            },
        )

    async def reload(self) -> AsyncGenerator[Notice]:
        """Reload the corpus: say so at once, then how far it is, at last what it did or why it failed."""
        yield Notice(NoticeKind.RELOADING, {"progress": None})
        latest: Progress | None = None

        def on_progress(progress: Progress) -> None:  # called in the thread that reloads
            nonlocal latest
            latest = progress

        work = asyncio.create_task(asyncio.to_thread(self._searcher.reload, on_progress))
        told: Progress | None = None
        while not (await asyncio.wait({work}, timeout=_PROGRESS_SECONDS))[0]:
            if latest != told:
                told = latest
                yield Notice(NoticeKind.RELOADING, {"progress": told})
        try:
            yield _reloaded(await work)
        except ReloadInProgressError:
            yield Notice(NoticeKind.RELOAD_RUNNING)
        except RetrievalError as error:
            yield Notice(NoticeKind.RELOAD_FAILED, {"reason": str(error)})
        except Exception as error:  # noqa: BLE001
            # Whatever it was, the admin must hear that the old articles go on serving, and why.
            _log.exception("the reload failed")
            yield Notice(NoticeKind.RELOAD_FAILED, {"reason": f"{type(error).__name__}: {error}"})


def _reloaded(report: ReloadReport) -> Notice:
    return Notice(
        NoticeKind.RELOADED,
        {
            "added": report.added,
            "changed": report.changed,
            "removed": report.removed,
            "skipped": report.corpus.skipped,
            "documents": report.corpus.documents,
            "sentences": report.corpus.sentences,
            "seconds": report.seconds,
        },
    )

"""What the bot tells of its articles to people who have not asked yet: topics, and questions that are sure to work."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

from retrieval.errors import RetrievalError
from retrieval.models import SearchResult
from retrieval.overview.overview import SampleQuestion
from retrieval.searcher import Searcher

_MOST_QUESTIONS = 3
_LEAST_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Introduction:
    """The names that most articles share, and questions that were tried: their own sentences answer them."""

    topics: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Introductions:
    """Makes the introduction to each generation of the corpus.

    Questions are tried in the thread that searches, each behind the questions of people that wait: so it delays none by
    more than one search. Until they have been tried there are none.
    """

    def __init__(self, searcher: Searcher, thread: ThreadPoolExecutor) -> None:
        """Take the searcher, and the one thread in which it searches."""
        self._searcher = searcher
        self._thread = thread
        self._generation = 0  # from here on, changed in the thread only
        self._known = Introduction()
        self._left: list[SampleQuestion] = []

    async def current(self) -> Introduction:
        """Return the introduction to the articles that are served now, with the questions that have been tried."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._read)

    def prepare(self) -> None:
        """Begin to try the questions of the articles that are served now."""
        self._later()

    def _read(self) -> Introduction:
        snapshot = self._searcher.snapshot
        if snapshot.generation != self._generation:
            overview = snapshot.stored.overview()
            self._generation, self._known = snapshot.generation, Introduction(overview.topics)
            self._left = list(overview.questions)
        return self._known

    def _try_next(self) -> None:
        """Try one question, and leave the next for later."""
        if len(self._read().questions) == _MOST_QUESTIONS or not self._left:
            return
        sample = self._left.pop(0)
        with suppress(RetrievalError):
            result = self._searcher.search(sample.question, 1)
            if result.generation == self._generation and _answers(sample, result):
                self._known = replace(self._known, questions=(*self._known.questions, sample.question))
        self._later()

    def _later(self) -> None:
        with suppress(RuntimeError):  # the program ends
            self._thread.submit(self._try_next)


def _answers(sample: SampleQuestion, result: SearchResult) -> bool:
    """Tell whether a question is answered first, and surely, by the sentence that it was made from."""
    if not result.answered or result.confidence < _LEAST_CONFIDENCE:
        return False
    best = result.hits[0].sentence
    return (best.document_id, best.start, best.end) == (sample.document_id, sample.start, sample.end)

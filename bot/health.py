"""Health of the bot: metrics for Prometheus, and whether it is ready to answer."""

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

EXPOSITION_TYPE = CONTENT_TYPE_LATEST
"""The media type of `Health.exposition`."""

# Seconds: from an immediate answer to one that waited for Telegram's limits or for the end of an outage.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


class Health:
    """Counts events and exposes the counts. Holds numbers only, never what people write."""

    def __init__(
        self,
        ready_after: float = 90,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take both clocks; the bot is unready if Telegram was last reached over `ready_after` seconds ago."""
        self._ready_after = ready_after
        self._clock = clock
        self._now = now
        self._reached: float | None = None
        self._store_trouble: str | None = None
        self._generation: Callable[[], int] | None = None
        registry = self._registry = CollectorRegistry()
        self._questions = Counter("verbatim_questions", "Questions received.", registry=registry)
        self._answers = Counter("verbatim_answers", "Questions answered with citations.", registry=registry)
        self._no_answers = Counter("verbatim_no_answers", "Questions that nothing answered.", registry=registry)
        self._seconds = Histogram(
            "verbatim_answer_seconds",
            "From a question's receipt until its answer was sent.",
            buckets=_BUCKETS,
            registry=registry,
        )
        self._retries = Counter("verbatim_retries", "Calls to Telegram that were tried again.", registry=registry)
        self._backlog = Gauge("verbatim_backlog", "Updates that wait or are being worked on.", registry=registry)
        self._oldest = Gauge(
            "verbatim_oldest_waiting_seconds", "How long the oldest waiting update has waited.", registry=registry
        )
        self._dead = Gauge("verbatim_dead", "Updates that failed and are kept.", registry=registry)
        self._corpus = Gauge(
            "verbatim_corpus_generation", "How many times the corpus has been read; 0 is never.", registry=registry
        )

    def question_received(self) -> None:
        """Count a question."""
        self._questions.inc()

    def answered(self, seconds: float, *, found: bool) -> None:
        """Count a reply to a question and its latency; `found` tells whether the reply is an answer."""
        (self._answers if found else self._no_answers).inc()
        self._seconds.observe(max(0.0, seconds))

    def retried(self) -> None:
        """Count a retried call."""
        self._retries.inc()

    def telegram_reached(self) -> None:
        """Record that Telegram was reached just now, by a poll, a delivery or another call."""
        self._reached = self._clock()

    def set_store_trouble(self, error: str | None) -> None:
        """Record why the inbox cannot be written; None if it can."""
        self._store_trouble = error

    @property
    def store_trouble(self) -> str | None:
        """Why the inbox cannot be written; None if it can."""
        return self._store_trouble

    def watch(
        self,
        *,
        backlog: Callable[[], int],
        oldest: Callable[[], float | None],
        dead: Callable[[], int],
        generation: Callable[[], int],
    ) -> None:
        """Read these gauges when they are scraped; `oldest` is the POSIX time of the oldest waiting update."""
        self._generation = generation
        self._backlog.set_function(backlog)
        self._oldest.set_function(lambda: 0.0 if (since := oldest()) is None else max(0.0, self._now() - since))
        self._dead.set_function(dead)
        self._corpus.set_function(generation)

    def problems(self) -> list[str]:
        """Return the reasons why the service cannot answer; none if it is ready."""
        problems = []
        if self._generation is None or self._generation() < 1:
            problems.append("the articles are being read")
        if self._store_trouble is not None:
            problems.append(f"the inbox cannot be written: {self._store_trouble}")
        if self._reached is None:
            problems.append("Telegram has not been reached yet")
        elif (ago := self._clock() - self._reached) > self._ready_after:
            problems.append(f"Telegram was last reached {ago:.0f} s ago, which is more than {self._ready_after:g} s")
        return problems

    def exposition(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self._registry)

"""What is recorded of an answer that was sent: its row, the counts, where set its question, and a line of the log."""

import logging
from dataclasses import dataclass

from bot.answer import Answer
from bot.clock import Clock
from bot.given_answer import GivenAnswer
from bot.health import Health
from bot.requests import Origin
from bot.storage import AnswerRow
from bot.telegram.job import Job

_answers = logging.getLogger("verbatim.answers")


@dataclass(frozen=True, slots=True)
class Took:
    """How many seconds an answer took to be found, and to be sent."""

    searching: float
    sending: float


class Outcomes:
    """Records answers. What goes into tables is written with the end of the job."""

    def __init__(self, health: Health, clock: Clock, *, logs_questions: bool, stores_questions: bool) -> None:
        """Take what counts for the monitoring, and whether the log and the tables may hold questions."""
        self._health = health
        self._clock = clock
        self._logs_questions = logs_questions
        self._stores_questions = stores_questions

    def record(self, answer: Answer, key: str, job: Job, took: Took) -> None:
        """Count and log an answer that was sent, and where set store its question."""
        seconds = self.count(answer, key, job)
        self._health.answered(seconds, found=answer.answered)
        self._log(answer, job, seconds, took)

    def count(self, answer: Answer, key: str, job: Job) -> float:
        """Count the question of an answer whose row is stored, once, and where set store it; return how long it took.

        The answer is the last that the person saw, also by an edit or a button.
        """
        seconds = max(0.0, self._clock.time() - job.received_at)
        text = answer.asked.question or answer.asked.typed
        is_kept = self._stores_questions
        job.writes.append(lambda tables: tables.count(key, text, seconds, answered=answer.answered, keeps=is_kept))
        return seconds

    def _log(self, answer: Answer, job: Job, seconds: float, took: Took) -> None:
        """Log an answer without the person, and unless set without the question."""
        event = {
            "update_id": job.update.update_id,
            "chat_id": job.update.chat_id,
            "seconds": round(seconds, 4),
            "search_ms": round(took.searching * 1000, 2),
            "send_ms": round(took.sending * 1000, 2),
            "answered": answer.answered,
            "confidence": round(answer.confidence, 4),
            "hits": [f"{it.document_id}:{it.start}-{it.end}" for it in answer.citations],
            "corpus": answer.corpus.fingerprint,
        }
        if self._logs_questions:
            event["question"] = answer.question
        _answers.info("answered", extra=event)


def store(kept: GivenAnswer, key: str, origin: Origin, sent: tuple[int, str | None], job: Job) -> None:
    """Let what is remembered of a reply be stored with the end of the job, for its buttons and for follow-ups.

    `sent` is its message, and the language of that.
    """
    if origin.chat_id is None or origin.message_id is None:
        return
    row = AnswerRow(
        key=key,
        chat_id=origin.chat_id,
        topic_id=origin.topic_id,
        person_id=origin.person_id,
        question_id=origin.message_id,
        message_id=sent[0],
        language=sent[1],
        given=kept,
        created_at=_asked_at(origin, job),
    )
    job.writes.append(lambda tables: tables.give(row))


def _asked_at(origin: Origin, job: Job) -> float:
    return job.received_at if origin.sent_at is None else origin.sent_at

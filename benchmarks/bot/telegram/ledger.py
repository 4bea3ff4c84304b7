"""Records every question of a measurement: when it was asked, fetched and answered."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

FIRST_UPDATE_ID = 700_000_001
MAX_BATCH = 100  # updates of one getUpdates
ANYTHING = ""
"""The reply of a question that any message answers. Its chat must ask no other question."""


@dataclass(slots=True)
class TrackedQuestion:
    """One question with the times of its events, by the monotonic clock, which processes share."""

    update_id: int
    chat: int
    text: str
    reply: str
    created: float
    fetched: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    @property
    def update(self) -> bytes:
        """The update as JSON of the Bot API."""
        person = {"id": self.chat, "is_bot": False, "first_name": f"Person {self.chat}", "language_code": "en"}
        message = {
            "message_id": self.update_id - FIRST_UPDATE_ID + 1,
            "from": person,
            "chat": {"id": self.chat, "first_name": f"Person {self.chat}", "type": "private"},
            "date": int(time.time()),
            "text": self.text,
        }
        return json.dumps({"update_id": self.update_id, "message": message}).encode()


@dataclass(slots=True)
class TypedQuery:
    """An inline query, what a person has typed so far; times are as those of a question."""

    update_id: int
    person: int
    text: str
    created: float
    fetched: list[float] = field(default_factory=list)
    shown: float | None = None

    @property
    def update(self) -> bytes:
        """The update as JSON of the Bot API; the query's id is that of the update."""
        person = {"id": self.person, "is_bot": False, "first_name": f"Person {self.person}", "language_code": "en"}
        query = {"id": str(self.update_id), "from": person, "query": self.text, "offset": ""}
        return json.dumps({"update_id": self.update_id, "inline_query": query}).encode()


Tracked = TrackedQuestion | TypedQuery


class Ledger:
    """All questions and queries in the order of asking; those in `waiting` are not confirmed by the bot."""

    def __init__(self) -> None:
        """Start empty."""
        self.questions: list[TrackedQuestion] = []
        self.typed: dict[int, TypedQuery] = {}
        self.waiting: deque[Tracked] = deque()
        self.answered = 0  # questions answered at least once
        self.sends = 0
        self.others: list[str] = []  # texts that answer no question, such as error notices
        self.last_send = 0.0
        # A chat never asks two questions with the same reply, so a reply identifies its question.
        self._by_reply: dict[tuple[int, str], TrackedQuestion] = {}
        self._message_ids: dict[int, int] = defaultdict(int)

    def ask(self, chat: int, text: str, reply: str) -> TrackedQuestion:
        """Add a question with the current time."""
        question = TrackedQuestion(self._next_id, chat, text, reply.strip(), time.monotonic())
        self.questions.append(question)
        self._by_reply[chat, question.reply] = question
        return question

    def type(self, person: int, text: str) -> TypedQuery:
        """Add an inline query with the current time."""
        query = TypedQuery(self._next_id, person, text, time.monotonic())
        self.typed[query.update_id] = query
        return query

    def show(self, query_id: int) -> None:
        """Record that an inline query was answered."""
        self.typed[query_id].shown = time.monotonic()

    @property
    def _next_id(self) -> int:
        return FIRST_UPDATE_ID + len(self.questions) + len(self.typed)

    def oldest(self, limit: int) -> list[Tracked]:
        """Return the batch of a getUpdates, the oldest waiting questions, and record that they were fetched."""
        batch = list(islice(self.waiting, max(1, min(limit, MAX_BATCH))))
        now = time.monotonic()
        for question in batch:
            question.fetched.append(now)
        return batch

    def confirm(self, offset: int) -> None:
        """Drop the updates before the offset from `waiting`."""
        while self.waiting and self.waiting[0].update_id < offset:
            self.waiting.popleft()

    def send(self, chat: int, text: str) -> int:
        """Record a message of the bot, and return its id."""
        self.sends += 1
        self.last_send = time.monotonic()
        question = self._by_reply.get((chat, text.strip())) or self._by_reply.get((chat, ANYTHING))
        if question is None:
            self.others.append(text)
        else:
            self.answered += not question.answered
            question.answered.append(self.last_send)
        self._message_ids[chat] += 1
        return self._message_ids[chat]

    def as_json(self) -> Mapping[str, object]:
        """Return all records, for the benchmark's process."""
        return {
            "questions": [
                [it.update_id, it.chat, it.created, len(it.fetched), it.fetched[:1], it.answered]
                for it in self.questions
            ],
            "typed": [[it.created, it.shown] for it in self.typed.values()],
            "sends": self.sends,
            "others": self.others[:20],
            "other_sends": len(self.others),
        }

"""Guest mode: what people ask in chats of which the bot is no member, and the one answer to each."""

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field

from .chats import user
from .incoming import marked
from .inline import InlineMessage, check_ids, content_of, sent_as
from .params import Params
from .presses import TOO_OLD
from .records import Answer, bad_request

_ANSWER_SECONDS = 10.0
"""How long after its arrival a query may be answered."""


@dataclass(slots=True)
class GuestMode:
    """The queries that can still be answered, and the answers to them."""

    is_on: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    """The ids of the messages that answer."""
    passed: float = 0.0
    """Seconds that a test lets pass beside those of the clock."""
    _arrived: dict[str, float] = field(default_factory=dict)
    _last_id: int = 0

    def update(
        self, user_id: int, text: str, chat_id: int, fields: Mapping[str, object], language: str
    ) -> tuple[str, dict[str, object]]:
        """Make the id and the update of a query. The chat is none of the bot's, whatever its id."""
        self._last_id += 1
        query_id = str(8_000_000 + self._last_id)
        self._arrived[query_id] = self._now()
        message = {
            "message_id": self._last_id,
            "from": user(user_id, language),
            "chat": {"id": chat_id, "title": "A chat without the bot", "type": "supergroup"},
            "date": int(time.time()),
            "guest_query_id": query_id,
            **marked(text),
            **fields,
        }
        return query_id, {"guest_message": message}

    def answer(self, params: Params, messages: MutableMapping[str, InlineMessage]) -> Answer:
        """Answer a query once and in time, with a SentGuestMessage, which is one of the inline `messages` from then on.

        Raises `ApiError` in Telegram's words.
        """
        result = params.json("result")
        if not isinstance(result, dict):
            raise bad_request("can't parse result: expected an InlineQueryResult")
        check_ids([str(result.get("id", ""))])
        query_id = params.text("guest_query_id")
        sent = sent_as(result, f"guest-{query_id}")
        arrived = self._arrived.pop(query_id, None)
        if arrived is None or self._now() - arrived > _ANSWER_SECONDS:
            raise bad_request(TOO_OLD)
        self.answers[query_id] = sent.inline_message_id
        messages[sent.inline_message_id] = sent
        return Answer({"inline_message_id": sent.inline_message_id}, content_of(result).violations)

    def _now(self) -> float:
        return time.monotonic() + self.passed

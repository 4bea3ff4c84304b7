"""The presses of buttons under messages, and the answers to them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from .chats import Chat, user
from .params import Params
from .records import Answer, bad_request

_MOST_TOAST = 200
_ANSWER_SECONDS = 15.0
"""How long after its arrival a press may be answered, as others have observed."""

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person saw after a press; no text if the press was answered without one."""

    query_id: str
    text: str


@dataclass(slots=True)
class Presses:
    """The presses that can still be answered, and the answers to them."""

    toasts: list[Toast] = field(default_factory=list)
    passed: float = 0.0
    """Seconds that a test lets pass beside those of the clock."""
    _arrived: dict[str, float] = field(default_factory=dict)
    last_id: int = 4_000_000

    def update(self, chat: Chat, message_id: int, user_id: int, data: str, *, is_accessible: bool) -> dict[str, object]:
        """Make the update of a press under a message of the bot."""
        message: dict[str, object] = {"chat": chat.about, "message_id": message_id, "date": 0}
        if is_accessible and message_id in chat.messages:
            message = chat.messages[message_id]
        about = {"message": message, "chat_instance": str(chat.about["id"])}
        return self._pressed(user(user_id, chat.languages.get(user_id, "en")), data, about)

    def inline_update(self, inline_message_id: str, person: Mapping[str, object], data: str) -> dict[str, object]:
        """Make the update of a press under a message that was sent through the bot: it tells no chat."""
        about = {"inline_message_id": inline_message_id, "chat_instance": f"of {inline_message_id}"}
        return self._pressed(person, data, about)

    def _pressed(self, person: Mapping[str, object], data: str, about: Mapping[str, object]) -> dict[str, object]:
        self.last_id += 1
        query_id = str(self.last_id)
        self._arrived[query_id] = self._now()
        return {"callback_query": {"id": query_id, "from": person, "data": data, **about}}

    def answer(self, params: Params) -> Answer:
        """Answer a press, once and in time."""
        query_id = params.text("callback_query_id")
        arrived = self._arrived.pop(query_id, None)
        if arrived is None or self._now() - arrived > _ANSWER_SECONDS:
            raise bad_request(TOO_OLD)
        text = params.text("text")
        if len(text) > _MOST_TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        self.toasts.append(Toast(query_id, text))
        return Answer(result=True)

    def _now(self) -> float:
        return time.monotonic() + self.passed

"""The buttons under messages: what Telegram refuses of a keyboard, and the presses of people."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from .chats import Chat, user
from .params import Params
from .records import Answer, bad_request

_MOST_DATA = 64
_MOST_COPIED = 256
_MOST_TOAST = 200
_ANSWER_SECONDS = 15.0
"""How long after its arrival a press may be answered, as others have observed."""
_KINDS = ("callback_data", "url", "copy_text", "switch_inline_query", "switch_inline_query_chosen_chat")

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
    _last_id: int = 0

    def update(self, chat: Chat, message_id: int, user_id: int, data: str, *, is_accessible: bool) -> dict[str, object]:
        """Make the update of a press."""
        self._last_id += 1
        query_id = str(4_000_000 + self._last_id)
        self._arrived[query_id] = self._now()
        message: Mapping[str, object] = {"chat": chat.about, "message_id": message_id, "date": 0}
        if is_accessible:
            message = chat.messages[message_id]
        query = {
            "id": query_id,
            "from": user(user_id),
            "message": message,
            "chat_instance": str(chat.about["id"]),
            "data": data,
        }
        return {"callback_query": query}

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


def markup_of(params: Params) -> Mapping[str, object] | None:
    """Return the `reply_markup` of a request. Raises `ApiError` for one that Telegram refuses."""
    if not params.wire.get("reply_markup"):
        return None
    markup = params.json("reply_markup")
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    for row in rows:
        for button in row:
            _check(button)
    return markup if any(rows) else None


def _check(button: object) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not any(kind in button for kind in _KINDS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if not 1 <= len(str(button.get("callback_data", "x")).encode()) <= _MOST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    copied = button.get("copy_text", {"text": "x"})
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 1 <= len(text.encode("utf-16-le")) // 2 <= _MOST_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")

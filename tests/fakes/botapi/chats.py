"""The chats the bot has been in touch with, and every message in them, as the Bot API writes them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .membership import Membership
from .records import SentFile, SentMessage


@dataclass(slots=True)
class Chat:
    """One chat: its description and its messages by id."""

    about: Mapping[str, object]
    messages: dict[int, dict[str, object]] = field(default_factory=dict)
    sent: dict[int, SentMessage] = field(default_factory=dict)
    moved_to: int | None = None
    """The supergroup that the group has become."""
    membership: Membership = field(default_factory=Membership)
    languages: dict[int, str] = field(default_factory=dict)
    """By person, the language of their app; English by default."""
    _last_id: int = 0

    def new_id(self) -> int:
        """Return the id of the next message, of either side."""
        self._last_id += 1
        return self._last_id

    def hear(self, message: Mapping[str, object]) -> None:
        """Store a message to the bot, so that the bot can answer or delete it."""
        message_id = int(str(message["message_id"]))
        self._last_id = max(self._last_id, message_id)
        self.messages[message_id] = dict(message)
        self.membership.see(message)

    def send(self, sent: SentMessage, author: Mapping[str, object]) -> dict[str, object]:
        """Store a message of the bot and return it as a Message of the Bot API."""
        message: dict[str, object] = {
            "message_id": sent.message_id,
            "from": author,
            "chat": self.about,
            "date": int(time.time()),
        }
        self.membership.wrote()
        if sent.thread_id is not None:
            message |= {"message_thread_id": sent.thread_id, "is_topic_message": True}
        if sent.reply_to is not None:
            # Telegram shows the message replied to, but not what that one replies to in turn.
            replied = {**self.messages[sent.reply_to]}
            replied.pop("reply_to_message", None)
            message["reply_to_message"] = replied
            if sent.quote is not None:
                message["quote"] = {"text": sent.quote, "position": 0, "is_manual": True}
        return self._write(message, sent)

    def edit(self, message_id: int, changed: SentMessage) -> dict[str, object]:
        """Replace a message by its edited version, and return that as a Message."""
        message = {**self.messages[message_id], "edit_date": int(time.time())}
        earlier = self.sent[message_id]
        return self._write(message, replace(changed, edits=(*earlier.edits, earlier.text)))

    def delete(self, message_id: int) -> bool:
        """Delete a message, and return whether there was one."""
        self.sent.pop(message_id, None)
        return self.messages.pop(message_id, None) is not None

    def latest_of(self, user_id: int) -> int | None:
        """Return the newest message of a user, the one that an edit most likely changes."""
        for message_id in sorted(self.messages, reverse=True):
            author = self.messages[message_id].get("from")
            if isinstance(author, dict) and author.get("id") == user_id:
                return message_id
        return None

    def _write(self, message: dict[str, object], sent: SentMessage) -> dict[str, object]:
        text, entities = ("text", "entities") if sent.file is None else ("caption", "caption_entities")
        if sent.file is not None:
            message[sent.file.kind] = _as_json(sent.file, sent.message_id)
        for name, value in (
            (text, sent.text),
            (entities, [entity.as_json() for entity in sent.entities]),
            ("reply_markup", sent.reply_markup if sent.reply_markup and _is_inline(sent) else None),
        ):
            message.pop(name, None)
            if value:
                message[name] = value
        self.sent[sent.message_id] = sent
        self.messages[sent.message_id] = message
        return message


def _as_json(file: SentFile, message_id: int) -> object:
    about: dict[str, object] = {"file_id": f"F{message_id}", "file_unique_id": f"U{message_id}"}
    if file.pixels is None:
        return {**about, "file_name": file.name, "file_size": len(file.content)}
    width, height = file.pixels
    return [{**about, "width": width, "height": height, "file_size": len(file.content)}]


def _is_inline(sent: SentMessage) -> bool:
    # Other keyboards belong to the chat, not to the message.
    return sent.reply_markup is not None and "inline_keyboard" in sent.reply_markup


@dataclass(slots=True)
class Chats:
    """The chats the bot knows; it cannot write to any other."""

    _known: dict[int, Chat] = field(default_factory=dict)

    def meet(self, chat_id: int, chat_type: str = "private") -> Chat:
        """Return the chat, and make it known to the bot."""
        if chat_id not in self._known:
            self._known[chat_id] = Chat(_about(chat_id, chat_type))
        return self._known[chat_id]

    def find(self, chat_id: int | None) -> Chat | None:
        """Return the chat if the bot knows it."""
        return None if chat_id is None else self._known.get(chat_id)

    def describe(self) -> str:
        """List the bot's messages by chat, for the text of a failure."""
        lines = [
            f"  chat {chat_id}, message {sent.message_id}: {sent.text!r}"
            for chat_id, chat in self._known.items()
            for sent in chat.sent.values()
        ]
        return "\n".join(lines) or "  no message"


def user(user_id: int, language: str = "en") -> dict[str, object]:
    """Describe a person as a User of the Bot API. Telegram does not tell everybody's language: here an empty one."""
    told = {"language_code": language} if language else {}
    return {"id": user_id, "is_bot": False, "first_name": f"User {user_id}", **told}


def _about(chat_id: int, chat_type: str) -> dict[str, object]:
    if chat_type == "private":
        return {"id": chat_id, "first_name": f"User {chat_id}", "type": chat_type}
    return {"id": chat_id, "title": f"Chat {chat_id}", "type": chat_type}

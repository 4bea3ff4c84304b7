"""Where a reply goes, and in which language: a chat, a topic in it, and in a group the message that it answers."""

from dataclasses import dataclass
from typing import Self

from telegram import Message
from telegram.constants import ChatType, MessageEntityType

from bot.chat_settings import ChatSettings
from bot.utf16 import utf16_length

GENERAL = 1
"""The number of the topic "General", which Telegram refuses in requests."""
_LONGEST_QUOTE = 1024
"""Telegram's limit for what a reply quotes, in UTF-16 units."""
_KEPT_IN_QUOTES = frozenset(
    {
        MessageEntityType.BOLD,
        MessageEntityType.ITALIC,
        MessageEntityType.UNDERLINE,
        MessageEntityType.STRIKETHROUGH,
        MessageEntityType.SPOILER,
        MessageEntityType.CUSTOM_EMOJI,
        MessageEntityType.DATE_TIME,
    }
)
"""The formatting with which a quote must be given. What has some is not quoted."""


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """The message that a reply answers, and what it quotes of that: an exact part, or None."""

    message_id: int
    quote: str | None = None

    def parameters(self) -> dict[str, object]:
        """Return the ReplyParameters of the Bot API. If the message is gone, the reply is sent all the same."""
        quoted = {} if self.quote is None else {"quote": self.quote}
        return {"message_id": self.message_id, "allow_sending_without_reply": True, **quoted}


@dataclass(frozen=True, slots=True)
class Address:
    """A chat, the topic in it if there is one, and the message that a reply answers if it shows which.

    `language` is the tag of the language of whoever gets the reply, such as "de-AT"; None if it is not known.
    """

    chat_id: int
    thread_id: int | None = None
    reply_to: ReplyTo | None = None
    language: str | None = None

    @classmethod
    def of(cls, message: Message, chosen: ChatSettings, question: str = "") -> Self:
        """Return where a message came from. In a group, replies show which message they answer.

        They quote the `question`, where it is a part of the message. The language is the one `chosen` for the chat, or
        else that of the writer's app.
        """
        language = chosen.language_or(None if message.from_user is None else message.from_user.language_code)
        if message.chat.type == ChatType.PRIVATE:
            return cls(message.chat_id, topic_of(message), language=language)
        reply_to = ReplyTo(message.message_id, _quotable(question, message))
        return cls(message.chat_id, topic_of(message), reply_to, language)


def topic_of(message: Message) -> int | None:
    """Return the topic of a message. Comments below the posts of a channel have a thread, but no topic."""
    is_in_topic = message.is_topic_message and message.message_thread_id != GENERAL
    return message.message_thread_id if is_in_topic else None


def _quotable(question: str, message: Message) -> str | None:
    """Return the question if a reply may quote it from the message as plain text."""
    text = message.text or message.caption or ""
    start = text.find(question)
    length = utf16_length(question)
    if start < 0 or not 0 < length <= _LONGEST_QUOTE:
        return None
    begin = utf16_length(text[:start])
    for entity in (*message.entities, *message.caption_entities):
        if entity.type in _KEPT_IN_QUOTES and entity.offset < begin + length and begin < entity.offset + entity.length:
            return None
    return question

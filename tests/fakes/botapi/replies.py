"""What the bot's messages reply to: a message, or a quote of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from .chats import Chat
from .entities import STYLES, Entity, utf16_length
from .params import Params
from .records import bad_request

_LONGEST_QUOTE = 1024
_KEPT = (*STYLES, "custom_emoji", "date_time")
"""The formatting that a quote keeps."""


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """The message that is replied to, and what is quoted of it; no message if it is gone, which the bot allowed."""

    message_id: int | None = None
    quote: str | None = None


def reply_of(chat: Chat, params: Params) -> ReplyTo:
    """Read the `reply_parameters` of a request. Raises `ApiError` for those that Telegram refuses."""
    given = params.json("reply_parameters")
    if not isinstance(given, dict):
        return ReplyTo()
    reply = Params(given)
    message_id = reply.integer("message_id")
    if message_id is None or message_id not in chat.messages:
        if not reply.boolean("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return ReplyTo()
    quote = reply.text("quote") or None
    has_entities = bool(reply.json("quote_entities"))
    if quote is not None and not _stands_in(quote, chat.messages[message_id], has_entities=has_entities):
        raise bad_request("QUOTE_TEXT_INVALID")
    return ReplyTo(message_id, quote)


def _stands_in(quote: str, message: Mapping[str, object], *, has_entities: bool) -> bool:
    """Tell whether a quote is a part of a message. Where that is formatted, its entities must be given as well."""
    text = str(message.get("text") or message.get("caption") or "")
    if quote not in text or utf16_length(quote) > _LONGEST_QUOTE:
        return False
    start = utf16_length(text[: text.index(quote)])
    end = start + utf16_length(quote)
    listed = message.get("entities") or message.get("caption_entities")
    entities = map(Entity.from_json, listed if isinstance(listed, list) else ())
    return has_entities or not any(it.type in _KEPT and it.offset < end and start < it.end for it in entities)

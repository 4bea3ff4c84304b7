"""What the methods share that send and edit texts and captions."""

from collections.abc import Sequence

from .account import Account
from .chats import Chat
from .entities import Entity
from .params import Params
from .records import SentMessage, bad_request


def own_message(account: Account, params: Params) -> tuple[Chat, SentMessage]:
    """Return the message of the bot that a request names. Raises `ApiError` where it is none, or not the bot's."""
    message_id = params.integer("message_id")
    if "chat_id" not in params.wire or message_id is None:
        raise bad_request("message identifier is not specified")
    chat = account.chat_of(params, writes=False)
    if chat.moved_to is not None:
        raise bad_request("message can't be edited")
    if message_id not in chat.messages:
        raise bad_request("message to edit not found")
    if message_id not in chat.sent:
        raise bad_request("message can't be edited")
    return chat, chat.sent[message_id]


def explicit_entities(params: Params, prefix: str = "") -> Sequence[Entity]:
    """Read the entities that a request gives as a list."""
    listed = params.json(f"{prefix}entities")
    try:
        return [Entity.from_json(entity) for entity in listed] if isinstance(listed, list) else []
    except (AttributeError, KeyError, ValueError) as error:
        raise bad_request(f"can't parse MessageEntity: {error}") from error


def content_of(sent: SentMessage) -> tuple[object, ...]:
    """Return what an edit must change, as Telegram compares it."""
    return sent.text, sent.entities, sent.reply_markup

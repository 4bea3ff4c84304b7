"""The methods about messages: sendMessage, editMessageText, deleteMessage, sendChatAction."""

from dataclasses import replace

from .account import Account
from .buttons import markup_of
from .chats import Chat
from .entities import Entity
from .formatting import FormattedText, format_text
from .params import Params
from .records import Answer, SentMessage, bad_request

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(account: Account, params: Params) -> Answer:
    """Send a text to a chat the bot knows."""
    formatted = _formatted(params, "message is too long")
    chat = account.chat_of(params)
    sent = SentMessage(
        message_id=0,
        chat_id=int(str(chat.about["id"])),
        text=formatted.text,
        html=params.text("text"),
        entities=formatted.entities,
        reply_to=_reply_to(chat, params.json("reply_parameters")),
        reply_markup=markup_of(params),
    )
    sent = replace(sent, message_id=chat.new_id())
    return Answer(chat.send(sent, account.me), formatted.violations)


def edit_message_text(account: Account, params: Params) -> Answer:
    """Change the text of a message the bot sent."""
    # Telegram words this differently when editing.
    formatted = _formatted(params, "MESSAGE_TOO_LONG")
    message_id = params.integer("message_id")
    if "chat_id" not in params.wire or message_id is None:
        raise bad_request("message identifier is not specified")
    chat = account.chat_of(params)
    if message_id not in chat.messages:
        raise bad_request("message to edit not found")
    if message_id not in chat.sent:
        raise bad_request("message can't be edited")
    sent = chat.sent[message_id]
    changed = replace(
        sent,
        text=formatted.text,
        html=params.text("text"),
        entities=formatted.entities,
        reply_markup=markup_of(params),
    )
    if _content(changed) == _content(sent):
        raise bad_request(_NOT_MODIFIED)
    return Answer(chat.edit(message_id, changed), formatted.violations)


def delete_message(account: Account, params: Params) -> Answer:
    """Delete a message, the bot's own or another's."""
    chat = account.chat_of(params)
    message_id = params.integer("message_id")
    if message_id is None or not chat.delete(message_id):
        raise bad_request("message to delete not found")
    return Answer(result=True)


def send_chat_action(account: Account, params: Params) -> Answer:
    """Accept that the bot shows itself busy."""
    account.chat_of(params)
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return Answer(result=True)


def _formatted(params: Params, too_long: str) -> FormattedText:
    listed = params.json("entities")
    try:
        explicit = [Entity.from_json(entity) for entity in listed] if isinstance(listed, list) else []
    except (AttributeError, KeyError, ValueError) as error:
        raise bad_request(f"can't parse MessageEntity: {error}") from error
    return format_text(params.text("text"), params.text("parse_mode"), explicit, too_long=too_long)


def _content(sent: SentMessage) -> tuple[object, ...]:
    return sent.text, sent.entities, sent.reply_markup


def _reply_to(chat: Chat, reply: object) -> int | None:
    if not isinstance(reply, dict):
        return None
    message_id = Params(reply).integer("message_id")
    if message_id in chat.messages:
        return message_id
    if not Params(reply).boolean("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None

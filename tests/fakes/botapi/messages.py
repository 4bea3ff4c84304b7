"""The methods about texts: sendMessage, editMessageText, editMessageReplyMarkup, deleteMessage, sendChatAction."""

from dataclasses import replace

from .account import Account
from .formatting import FormattedText, format_text
from .keyboards import markup_of
from .membership import check_may_write, check_slow_mode
from .params import Params
from .records import Answer, SentMessage, bad_request, not_modified
from .replies import reply_of
from .texts import content_of, explicit_entities, own_message

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
    thread_id = params.integer("message_thread_id")
    check_may_write(chat, thread_id)
    check_slow_mode(chat)
    reply = reply_of(chat, params)
    sent = SentMessage(
        message_id=0,
        chat_id=int(str(chat.about["id"])),
        text=formatted.text,
        html=params.text("text"),
        entities=formatted.entities,
        reply_to=reply.message_id,
        quote=reply.quote,
        thread_id=thread_id,
        reply_markup=markup_of(params, has_inline_mode=account.inline.is_on),
    )
    sent = replace(sent, message_id=chat.new_id())
    return Answer(chat.send(sent, account.me), formatted.violations)


def edit_message_text(account: Account, params: Params) -> Answer:
    """Change the text of a message the bot sent, or of one that was sent through it."""
    if params.text("inline_message_id"):
        return account.inline.edit(params)
    # Telegram words this differently when editing.
    formatted = _formatted(params, "MESSAGE_TOO_LONG")
    chat, sent = own_message(account, params)
    if sent.file is not None:
        raise bad_request("there is no text in the message to edit")
    changed = replace(
        sent,
        text=formatted.text,
        html=params.text("text"),
        entities=formatted.entities,
        reply_markup=markup_of(params, has_inline_mode=account.inline.is_on),
    )
    if content_of(changed) == content_of(sent):
        raise not_modified()
    return Answer(chat.edit(sent.message_id, changed), formatted.violations)


def edit_message_reply_markup(account: Account, params: Params) -> Answer:
    """Change the keyboard under a message that the bot sent, or take it away."""
    markup = markup_of(params, has_inline_mode=account.inline.is_on)
    chat, sent = own_message(account, params)
    if markup == sent.reply_markup:
        raise not_modified()
    return Answer(chat.edit(sent.message_id, replace(sent, reply_markup=markup)))


def delete_message(account: Account, params: Params) -> Answer:
    """Delete a message, the bot's own or another's."""
    chat = account.chat_of(params)
    message_id = params.integer("message_id")
    if message_id is None or not chat.delete(message_id):
        raise bad_request("message to delete not found")
    return Answer(result=True)


def send_chat_action(account: Account, params: Params) -> Answer:
    """Accept that the bot shows itself busy."""
    check_may_write(account.chat_of(params), params.integer("message_thread_id"))
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return Answer(result=True)


def _formatted(params: Params, too_long: str) -> FormattedText:
    return format_text(params.text("text"), params.text("parse_mode"), explicit_entities(params), too_long=too_long)

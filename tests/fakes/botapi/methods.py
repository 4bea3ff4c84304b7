"""The methods that the server implements, and those about the bot itself."""

from collections.abc import Callable

from .account import Account
from .files import edit_message_caption, send_document, send_photo
from .groups import get_chat, get_chat_administrators, leave_chat
from .messages import delete_message, edit_message_reply_markup, edit_message_text, send_chat_action, send_message
from .params import Params
from .polling import Polling
from .profile import (
    delete_my_commands,
    get_chat_menu_button,
    get_my_commands,
    get_my_description,
    get_my_name,
    get_my_short_description,
    set_chat_menu_button,
    set_my_commands,
    set_my_description,
    set_my_name,
    set_my_short_description,
)
from .records import Answer, not_implemented
from .webhooks import delete_webhook, get_webhook_info, set_webhook

_GET_UPDATES = "getUpdates"


def get_me(account: Account, _params: Params) -> Answer:
    """Return the bot as a User."""
    abilities = ("can_join_groups", "can_connect_to_business", "has_main_web_app", "supports_inline_queries")
    flags = {name: name == "can_join_groups" for name in abilities}
    hears_all = not account.has_privacy_mode
    known = {"can_read_all_group_messages": hears_all, "supports_inline_queries": account.inline.is_on}
    return Answer({**account.me, **flags, **known, "supports_guest_queries": account.guests.is_on})


def answer_callback_query(account: Account, params: Params) -> Answer:
    """Answer a pressed button."""
    return account.presses.answer(params)


def answer_inline_query(account: Account, params: Params) -> Answer:
    """Answer what a person types in any chat."""
    return account.inline.answer(params)


def answer_guest_query(account: Account, params: Params) -> Answer:
    """Answer a message in a chat of which the bot is no member."""
    return account.guests.answer(params, account.inline.messages)


_BUILT: dict[str, Callable[[Account, Params], Answer]] = {
    "answerCallbackQuery": answer_callback_query,
    "answerGuestQuery": answer_guest_query,
    "answerInlineQuery": answer_inline_query,
    "deleteMessage": delete_message,
    "deleteMyCommands": delete_my_commands,
    "deleteWebhook": delete_webhook,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageText": edit_message_text,
    "getChat": get_chat,
    "getChatAdministrators": get_chat_administrators,
    "getChatMenuButton": get_chat_menu_button,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getMyDescription": get_my_description,
    "getMyName": get_my_name,
    "getMyShortDescription": get_my_short_description,
    "getWebhookInfo": get_webhook_info,
    "leaveChat": leave_chat,
    "sendChatAction": send_chat_action,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "setChatMenuButton": set_chat_menu_button,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyName": set_my_name,
    "setMyShortDescription": set_my_short_description,
    "setWebhook": set_webhook,
}
_NAMES = {name.lower(): name for name in (*_BUILT, _GET_UPDATES)}


def method_name(account: Account, written: str) -> str | None:
    """Return the name of a method written in any case, or None if the Bot API has no such method."""
    described = account.spec.method_named(written) if account.spec else None
    return described or _NAMES.get(written.lower())


async def carry_out(account: Account, polling: Polling, method: str, params: Params) -> Answer:
    """Carry out a method. Raises `ApiError` if the Bot API would refuse."""
    if method == _GET_UPDATES:
        return Answer(await polling.get_updates(params))
    if method not in _BUILT:
        raise not_implemented(method)
    with account.changed:
        answer = _BUILT[method](account, params)
        account.changed.notify_all()
    polling.wake()  # what a method does may be an update as well
    return answer

"""The methods that the server implements, and those about the bot itself."""

import json
import re
from collections.abc import Callable

from .account import Account
from .files import edit_message_caption, send_document, send_photo
from .groups import get_chat, get_chat_administrators, leave_chat
from .messages import delete_message, edit_message_reply_markup, edit_message_text, send_chat_action, send_message
from .params import Params
from .polling import Polling
from .records import Answer, bad_request, not_implemented
from .webhooks import delete_webhook, get_webhook_info, set_webhook

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_GET_UPDATES = "getUpdates"


def get_me(account: Account, _params: Params) -> Answer:
    """Return the bot as a User."""
    abilities = ("can_join_groups", "can_connect_to_business", "has_main_web_app", "supports_inline_queries")
    flags = {name: name == "can_join_groups" for name in abilities}
    hears_all = not account.has_privacy_mode
    known = {"can_read_all_group_messages": hears_all, "supports_inline_queries": account.inline.is_on}
    return Answer({**account.me, **flags, **known, "supports_guest_queries": account.guests.is_on})


def set_my_commands(account: Account, params: Params) -> Answer:
    """Register the commands of a scope; an empty list deletes them."""
    listed = params.json("commands")
    if not isinstance(listed, list) or not all(isinstance(command, dict) for command in listed):
        raise bad_request("can't parse commands")
    commands = [{name: str(text) for name, text in command.items()} for command in listed]
    if not all(_COMMAND.fullmatch(command.get("command", "")) for command in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    if not all(command.get("description") for command in commands):
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    scope = _scope(account, params)
    account.commands.pop(scope, None)
    if commands:
        account.commands[scope] = commands
    return Answer(result=True)


def get_my_commands(account: Account, params: Params) -> Answer:
    """Return the commands of just this scope and language."""
    return Answer(account.commands.get(_scope(account, params), []))


def delete_my_commands(account: Account, params: Params) -> Answer:
    """Delete the commands of a scope."""
    account.commands.pop(_scope(account, params), None)
    return Answer(result=True)


def answer_callback_query(account: Account, params: Params) -> Answer:
    """Answer a pressed button."""
    return account.presses.answer(params)


def answer_inline_query(account: Account, params: Params) -> Answer:
    """Answer what a person types in any chat."""
    return account.inline.answer(params)


def answer_guest_query(account: Account, params: Params) -> Answer:
    """Answer a message in a chat of which the bot is no member."""
    return account.guests.answer(params)


def _scope(account: Account, params: Params) -> str:
    """Write a scope as JSON with sorted keys; a language, if given, is one of the keys."""
    scope = params.json("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope")
    if "chat_id" in scope:
        account.chat_of(Params(scope))
    language = params.text("language_code")
    return json.dumps({**scope, **({"language_code": language} if language else {})}, sort_keys=True)


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
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getWebhookInfo": get_webhook_info,
    "leaveChat": leave_chat,
    "sendChatAction": send_chat_action,
    "sendDocument": send_document,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "setMyCommands": set_my_commands,
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

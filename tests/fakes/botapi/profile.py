"""What Telegram shows of the bot: its lists of commands, menu button, name and descriptions, by language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .chats import Chat
from .membership import GROUPS
from .params import Params
from .records import Answer, bad_request

if TYPE_CHECKING:
    from .account import Account

Command = dict[str, str]
Scope = tuple[str, int | None, int | None]
"""A kind of scope, with the chat and the person that it names, if any."""

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_MOST_COMMANDS, _LONGEST_SUMMARY = 100, 256
_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_OF_MANY_CHATS = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_OF_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
_BUTTONS = frozenset({"default", "commands", "web_app"})


@dataclass(slots=True)
class Profile:
    """By language, what was set; the empty one is that of everybody who has none of their own."""

    commands: dict[tuple[Scope, str], list[Command]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=lambda: {("name", ""): "Bot under test"})
    menu_button: Mapping[str, object] = field(default_factory=lambda: {"type": "default"})
    tells_what_is_shown: bool = True
    """Whether a language without a text of its own is told with the text that is shown to it, or with an empty one."""

    def shown(self, kind: str, language: str) -> str:
        """Return the "name", "description" or "short_description" that people of a language see."""
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")

    def listed(self, chat: Chat, user_id: int) -> list[Command]:
        """Return the commands that a person sees in a chat: the first list that fits hides all others."""
        language = re.split("[-_]", chat.languages.get(user_id, "en"))[0]
        for scope in _narrowing(chat, user_id):
            for of_language in (language, ""):
                if commands := self.commands.get((scope, of_language)):
                    return commands
        return []


def _narrowing(chat: Chat, user_id: int) -> Iterator[Scope]:
    """Yield the scopes that a person in a chat belongs to, the narrowest first."""
    chat_id = int(str(chat.about["id"]))
    if chat.about["type"] in GROUPS:
        is_administrator = user_id in chat.membership.administrators
        yield "chat_member", chat_id, user_id
        if is_administrator:
            yield "chat_administrators", chat_id, None
        yield "chat", chat_id, None
        if is_administrator:
            yield "all_chat_administrators", None, None
        yield "all_group_chats", None, None
    else:
        yield "chat", chat_id, None
        yield "all_private_chats", None, None
    yield "default", None, None


def set_my_commands(account: "Account", params: Params) -> Answer:
    """Set the commands of a scope and a language; an empty list deletes them."""
    listed = params.json("commands")
    if not isinstance(listed, list) or not all(isinstance(command, dict) for command in listed):
        raise bad_request("can't parse commands")
    if len(listed) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH", f"{len(listed)} commands, at most {_MOST_COMMANDS}")
    commands = [{name: str(text) for name, text in command.items()} for command in listed]
    if not all(_COMMAND.fullmatch(command.get("command", "")) for command in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    if not all(1 <= len(command.get("description", "")) <= _LONGEST_SUMMARY for command in commands):
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    place = _scope(account, params), _language(params)
    account.profile.commands.pop(place, None)
    if commands:
        account.profile.commands[place] = commands
    return Answer(result=True)


def get_my_commands(account: "Account", params: Params) -> Answer:
    """Return the commands of just this scope and language."""
    return Answer(account.profile.commands.get((_scope(account, params), _language(params)), []))


def delete_my_commands(account: "Account", params: Params) -> Answer:
    """Delete the commands of a scope and a language: wider ones are shown then."""
    account.profile.commands.pop((_scope(account, params), _language(params)), None)
    return Answer(result=True)


def set_my_name(account: "Account", params: Params) -> Answer:
    """Set the bot's name in a language."""
    if not params.text("name") and not params.text("language_code"):
        raise bad_request("the bot must have a name")
    return _set_text(account, params, "name")


def set_my_description(account: "Account", params: Params) -> Answer:
    """Set what stands in an empty chat with the bot."""
    return _set_text(account, params, "description")


def set_my_short_description(account: "Account", params: Params) -> Answer:
    """Set what stands on the bot's page."""
    return _set_text(account, params, "short_description")


def get_my_name(account: "Account", params: Params) -> Answer:
    """Return the bot's name in a language."""
    return _get_text(account, params, "name")


def get_my_description(account: "Account", params: Params) -> Answer:
    """Return what stands in an empty chat with the bot."""
    return _get_text(account, params, "description")


def get_my_short_description(account: "Account", params: Params) -> Answer:
    """Return what stands on the bot's page."""
    return _get_text(account, params, "short_description")


def set_chat_menu_button(account: "Account", params: Params) -> Answer:
    """Set what the button beside the text of a private chat does, everywhere."""
    button = params.json("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _BUTTONS:
        raise bad_request("can't parse menu button")
    _check_is_default(params)
    account.profile.menu_button = button
    return Answer(result=True)


def get_chat_menu_button(account: "Account", params: Params) -> Answer:
    """Return what the button does."""
    _check_is_default(params)
    return Answer(account.profile.menu_button)


def _check_is_default(params: Params) -> None:
    if "chat_id" in params.wire:
        raise bad_request("the server knows no menu buttons of single chats")


def _set_text(account: "Account", params: Params, kind: str) -> Answer:
    text, place = params.text(kind), (kind, _language(params))
    if len(text) > _LIMITS[kind]:
        raise bad_request(f"{kind.upper()}_TOO_LONG", f"{kind} has {len(text)} characters, at most {_LIMITS[kind]}")
    account.profile.texts.pop(place, None)
    if text:
        account.profile.texts[place] = text
    return Answer(result=True)


def _get_text(account: "Account", params: Params, kind: str) -> Answer:
    profile, language = account.profile, _language(params)
    shown = profile.shown(kind, language) if profile.tells_what_is_shown else profile.texts.get((kind, language), "")
    return Answer({kind: shown})


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified", f"{language!r} is no two-letter language code")
    return language


def _scope(account: "Account", params: Params) -> Scope:
    given = params.json("scope") or {"type": "default"}
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommandScope")
    kind, scope = str(given.get("type")), Params(given)
    if kind in _OF_MANY_CHATS:
        return kind, None, None
    if kind not in _OF_A_CHAT:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = account.chat_of(scope)
    if kind != "chat" and chat.about["type"] not in GROUPS:
        raise bad_request("can't use specified scope in private chats")
    return kind, int(str(chat.about["id"])), scope.integer("user_id") if kind == "chat_member" else None

"""What the test server shows of the bot: the first list that fits, and texts by language, within Telegram's limits."""

from collections.abc import Callable, Coroutine

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
    MenuButtonCommands,
    MenuButtonDefault,
)
from telegram.error import BadRequest

from .botapi import BotApiServer
from .test_botapi import ask

GROUP, MEMBER, CHIEF = -100_800, 801, 802
# From the widest to the narrowest, for the administrator of a group.
SCOPES: tuple[BotCommandScope, ...] = (
    BotCommandScopeDefault(),
    BotCommandScopeAllGroupChats(),
    BotCommandScopeAllChatAdministrators(),
    BotCommandScopeChat(GROUP),
    BotCommandScopeChatAdministrators(GROUP),
    BotCommandScopeChatMember(GROUP, CHIEF),
)


def setting(
    name: str, scope: BotCommandScope | None = None, language: str | None = None
) -> Callable[[Bot], Coroutine[None, None, bool]]:
    return lambda bot: bot.set_my_commands([BotCommand(name, name)], scope=scope, language_code=language)


def test_a_narrower_scope_hides_a_wider_one_and_within_a_scope_a_language_the_others(server: BotApiServer) -> None:
    server.speak(GROUP, "de-AT", user_id=CHIEF, chat_type="supergroup")
    server.set_administrator(GROUP, CHIEF)
    for number, scope in enumerate(SCOPES):
        for language in (None, "de"):
            name = f"n{number}{language or ''}"
            ask(server, setting(name, scope, language))
            assert list(server.commands_shown_to(CHIEF, GROUP)) == [name]
    assert list(server.commands_shown_to(MEMBER, GROUP)) == ["n3"]

    async def delete_all(bot: Bot) -> None:
        for number, scope in reversed(list(enumerate(SCOPES))):
            assert [it.command for it in await bot.get_my_commands(scope, "de")] == [f"n{number}de"]
            for language in (None, "de"):
                await bot.delete_my_commands(scope, language)

    ask(server, delete_all)
    assert server.commands_shown_to(CHIEF, GROUP) == {}
    assert server.violations == []


def test_private_chats_have_scopes_of_their_own(server: BotApiServer) -> None:
    server.speak(7, "zh-hans")
    for name, scope in (("a", None), ("b", BotCommandScopeAllGroupChats()), ("c", BotCommandScopeAllPrivateChats())):
        ask(server, setting(name, scope, "zh"))
    assert list(server.commands_shown_to(7)) == ["c"]
    ask(server, setting("d", BotCommandScopeChat(7)))
    assert list(server.commands_shown_to(7)) == ["d"]


def test_a_text_is_told_and_shown_by_language(server: BotApiServer) -> None:
    async def act(bot: Bot) -> list[str]:
        assert await bot.set_my_description("All")
        assert await bot.set_my_description("Jeder", "de")
        assert await bot.set_my_short_description("Short")
        assert await bot.set_my_name("Name", "de")
        told = [(await bot.get_my_description(it)).description for it in (None, "de", "fr")]
        assert await bot.set_my_description("", "de")
        return [*told, (await bot.get_my_short_description()).short_description, (await bot.get_my_name("de")).name]

    assert ask(server, act) == ["All", "Jeder", "All", "Short", "Name"]
    assert server.shown("description", "de") == "All"
    assert server.shown("name") == "Bot under test"
    server.tell_only_what_is_set()
    assert ask(server, lambda bot: bot.get_my_description("de")).description == ""
    assert server.violations == []


def test_the_menu_button_is_set_for_all(server: BotApiServer) -> None:
    assert isinstance(ask(server, lambda bot: bot.get_chat_menu_button()), MenuButtonDefault)
    ask(server, lambda bot: bot.set_chat_menu_button(menu_button=MenuButtonCommands()))
    assert isinstance(ask(server, lambda bot: bot.get_chat_menu_button()), MenuButtonCommands)


@pytest.mark.parametrize(
    ("call", "refused"),
    [
        (lambda bot: bot.set_my_commands([BotCommand("Ask", "x")]), "command_invalid"),
        (lambda bot: bot.set_my_commands([BotCommand("ask", "x" * 257)]), "description_invalid"),
        (lambda bot: bot.set_my_commands([BotCommand(f"n{it}", "x") for it in range(101)]), "too_much"),
        (lambda bot: bot.set_my_commands([BotCommand("ask", "x")], language_code="zh-hans"), "language code"),
        (lambda bot: bot.set_my_commands([], BotCommandScopeChatAdministrators(7)), "private"),
        (lambda bot: bot.set_my_commands([], BotCommandScopeChat(99)), "Chat not found"),
        (lambda bot: bot.set_my_name("x" * 65), "too_long"),
        (lambda bot: bot.set_my_name(""), "name"),
        (lambda bot: bot.set_my_description("x" * 513), "too_long"),
        (lambda bot: bot.set_my_short_description("x" * 121), "too_long"),
        (lambda bot: bot.get_my_name("deu"), "language code"),
    ],
)
def test_what_telegram_would_refuse_is_refused(
    server: BotApiServer, call: Callable[[Bot], Coroutine[None, None, bool]], refused: str
) -> None:
    with pytest.raises(BadRequest, match=refused):
        ask(server, call)

"""The test server against python-telegram-bot's real Bot and Application."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, InvalidToken
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from .botapi import TEST_BOT, BotApiServer
from .calling import a_bot

Result = TypeVar("Result")


def ask(server: BotApiServer, action: Callable[[Bot], Coroutine[None, None, Result]]) -> Result:
    """Let a real Bot do one thing."""

    async def scenario() -> Result:
        async with a_bot(server) as bot:
            return await action(bot)

    return asyncio.run(scenario())


async def repeat(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a text with itself in bold."""
    assert update.effective_message is not None
    await update.effective_message.reply_html(f"<b>{update.effective_message.text}</b>", do_quote=True)


async def run_echo(server: BotApiServer, act: Callable[[], None]) -> None:
    """Run a polling Application that repeats every text in bold, while a test acts on the server."""
    application = ApplicationBuilder().token(TEST_BOT).base_url(f"{server.url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, repeat))
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(poll_interval=0, allowed_updates=["message", "edited_message"])
        await asyncio.to_thread(act)
        await application.updater.stop()
        await application.stop()


def test_a_polling_application_answers_what_is_sent(server: BotApiServer) -> None:
    """Messages, commands in a group and edits go all the way there and back."""

    def act() -> None:
        server.send_text(chat_id=7, text="first")
        server.wait_for_messages(7, 1)
        server.send_text(chat_id=-5, text="/second", user_id=7, chat_type="group")
        server.wait_for_messages(-5, 1)
        server.send_text(chat_id=7, text="third", edited=True)
        server.wait_for_messages(7, 2)

    asyncio.run(run_echo(server, act))
    first, third = server.messages(7)
    assert (first.text, first.html, first.reply_to) == ("first", "<b>first</b>", 1)
    assert [(entity.type, entity.of(first.text)) for entity in first.entities] == [("bold", "first")]
    assert (third.text, third.reply_to) == ("third", 1)
    assert [message.text for message in server.messages(-5)] == ["/second"]
    assert server.unconfirmed == 0
    assert server.violations == []


def test_an_edit_replaces_the_text_and_keeps_the_earlier_ones(server: BotApiServer) -> None:
    """A test sees what stands now and what stood before."""

    async def action(bot: Bot) -> int:
        sent = await bot.send_message(7, "looking …", link_preview_options=LinkPreviewOptions(is_disabled=True))
        for text in ("<i>still</i> looking …", "<b>found</b>"):
            await bot.edit_message_text(text, 7, sent.message_id, parse_mode=ParseMode.HTML)
        return sent.message_id

    message_id = ask(server, action)
    [message] = server.messages(7)
    assert (message.message_id, message.text, message.html) == (message_id, "found", "<b>found</b>")
    assert message.edits == ("looking …", "still looking …")
    assert server.violations == []


def test_an_edit_without_a_change_is_refused(server: BotApiServer) -> None:
    """Telegram compares after parsing, so other tags for the same text are no change."""

    async def action(bot: Bot) -> None:
        sent = await bot.send_message(7, "<b>same</b>", parse_mode=ParseMode.HTML)
        await bot.edit_message_text("<strong>same</strong> ", 7, sent.message_id, parse_mode=ParseMode.HTML)

    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        ask(server, action)


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (lambda bot: bot.edit_message_text("new", 7, 99), "Message to edit not found"),
        (lambda bot: bot.edit_message_text("new", 7, 1), "Message can't be edited"),
        (lambda bot: bot.edit_message_text("x" * 4097, 7, 1), "Message_too_long"),
        (lambda bot: bot.delete_message(7, 99), "Message to delete not found"),
        (lambda bot: bot.send_message(7, "x", reply_to_message_id=99), "Message to be replied not found"),
        (lambda bot: bot.send_message(8, "x"), "Chat not found"),
        (lambda bot: bot.send_message(7, ""), "Message text is empty"),
        (lambda bot: bot.send_message(7, " \n\t"), "Text must be non-empty"),
        (lambda bot: bot.send_message(7, "😀" * 2048 + "x"), "Message is too long"),
        (lambda bot: bot.send_chat_action(7, "pondering"), "Wrong parameter action in request"),
        (lambda bot: bot.send_message(7, "<b>x", parse_mode="HTML"), "Can't parse entities: can't find end"),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(
    server: BotApiServer, action: Callable[[Bot], Coroutine[None, None, object]], reason: str
) -> None:
    """A bot tells errors apart by these words."""
    server.send_text(chat_id=7, text="question")
    with pytest.raises(BadRequest, match=reason):
        ask(server, action)
    assert server.messages(7) == []


def test_a_text_may_have_4096_units_of_utf_16(server: BotApiServer) -> None:
    """Tags do not count towards the limit, and an emoji counts twice."""
    ask(server, lambda bot: bot.send_message(7, f"<b>{'😀' * 2048}</b>", parse_mode=ParseMode.HTML))
    [message] = server.messages(7)
    assert message.entities[0].length == 4096
    assert server.violations == []


def test_more_than_100_entities_are_dropped_and_noticed(server: BotApiServer) -> None:
    """Telegram says nothing about it, so the test has to."""
    ask(server, lambda bot: bot.send_message(7, "<b>x</b> " * 101, parse_mode=ParseMode.HTML))
    assert len(server.messages(7)[0].entities) == 100
    assert server.violations == ["sendMessage: more than 100 entities (101), Telegram drops the rest"]


def test_a_second_poller_ends_the_first(server: BotApiServer) -> None:
    """The former one gets the conflict, not the latter."""

    async def scenario() -> object:
        async with a_bot(server) as former, a_bot(server) as second:
            waiting = asyncio.create_task(former.get_updates(timeout=20))
            await asyncio.to_thread(
                server.wait_until, lambda: any(call.method == "getUpdates" for call in server.calls)
            )
            server.send_text(7, "for the second") if await second.get_updates() else None
            return (await asyncio.gather(waiting, return_exceptions=True))[0]

    outcome = asyncio.run(scenario())
    assert isinstance(outcome, Conflict)
    assert "terminated by other getUpdates request" in str(outcome)


def test_another_token_is_refused(server: BotApiServer) -> None:
    """A bot with the wrong token does not even start."""

    async def scenario() -> None:
        async with a_bot(server, "654321:OTHER"):
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(scenario())


def test_commands_are_kept_by_scope(server: BotApiServer) -> None:
    """A scope of a chat the bot has never seen is refused."""

    async def action(bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("ask", "Ask a question")])
        await bot.set_my_commands([BotCommand("reload", "Read again")], scope=BotCommandScopeChat(7))
        assert [command.command for command in await bot.get_my_commands()] == ["ask"]

    ask(server, action)
    assert server.commands == {
        '{"type": "default"}': [{"command": "ask", "description": "Ask a question"}],
        '{"chat_id": 7, "type": "chat"}': [{"command": "reload", "description": "Read again"}],
    }
    assert server.violations == []
    with pytest.raises(BadRequest, match="Chat not found"):
        ask(server, lambda bot: bot.set_my_commands([], scope=BotCommandScopeChat(99)))


def test_waiting_in_vain_tells_what_came_instead(server: BotApiServer) -> None:
    """The failure of a test shows what the bot did."""
    ask(server, lambda bot: bot.send_message(7, "only this"))
    with pytest.raises(TimeoutError, match=r"without 2 messages in 7(?s:.*)only this(?s:.*)sendMessage"):
        server.wait_for_messages(7, 2, timeout=0.05)

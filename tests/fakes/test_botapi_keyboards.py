"""Buttons under messages: what Telegram refuses, what an edit leaves of them, and what people's presses become."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import (
    Bot,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    SwitchInlineQueryChosenChat,
    Update,
)
from telegram.error import BadRequest

from .botapi import BotApiServer, buttons_of
from .calling import a_bot

OLD = "Query is too old and response timeout expired or query id is invalid"


Action = str | CopyTextButton | SwitchInlineQueryChosenChat


def do(server: BotApiServer, action: Callable[[Bot], Coroutine[Any, Any, object]]) -> None:
    """Let a real Bot do one thing."""

    async def scenario() -> None:
        async with a_bot(server) as bot:
            await action(bot)

    asyncio.run(scenario())


def keyboard(**action: Action) -> InlineKeyboardMarkup:
    """Make a keyboard of one button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton("go", **action)]])  # type: ignore[arg-type]


def send(server: BotApiServer, **action: Action) -> int:
    """Send a text with one button, and return its id."""
    do(server, lambda bot: bot.send_message(7, "text", reply_markup=keyboard(**action)))
    return server.messages(7)[-1].message_id


def pressed(server: BotApiServer, *allowed: str) -> list[CallbackQuery]:
    """Fetch and confirm the presses that wait, as the library reads them."""
    found: list[CallbackQuery] = []

    async def fetch(bot: Bot) -> None:
        updates: tuple[Update, ...] = await bot.get_updates(allowed_updates=allowed or ("callback_query",))
        found.extend(it.callback_query for it in updates if it.callback_query)
        if updates:
            await bot.get_updates(offset=updates[-1].update_id + 1)

    do(server, fetch)
    return found


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"callback_data": "x" * 65}, "Button_data_invalid"),
        ({"callback_data": "é" * 33}, "Button_data_invalid"),
        ({"callback_data": ""}, "Can't parse inline keyboard button: text buttons are unallowed in the inline"),
        ({}, "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"),
        ({"copy_text": CopyTextButton("")}, "Button_copy_text_invalid"),
        ({"copy_text": CopyTextButton("x" * 257)}, "Button_copy_text_invalid"),
        ({"copy_text": CopyTextButton("😀" * 129)}, "Button_copy_text_invalid"),
        ({"url": "no address"}, "Inline keyboard button url 'no address' is invalid: wrong http url"),
        ({"url": "ftp://a.org"}, "Inline keyboard button url 'ftp://a.org' is invalid: unsupported url protocol"),
    ],
)
def test_a_button_that_telegram_refuses_is_refused_in_its_words(
    server: BotApiServer, button: dict[str, str | CopyTextButton], reason: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        send(server, **button)
    assert refused.value.message.lower().startswith(reason.lower())
    assert server.messages(7) == []


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": "x" * 64},
        {"copy_text": CopyTextButton("😀" * 128)},
        {"url": "https://a.org/#:~:text=a,b"},
        {"switch_inline_query": ""},
    ],
)
def test_a_button_that_telegram_takes_stands_under_the_message(
    server: BotApiServer, button: dict[str, str | CopyTextButton]
) -> None:
    server.allow_inline()
    send(server, **button)
    assert [label for label, _ in buttons_of(server.messages(7)[0])] == ["go"]
    assert server.violations == []


CHOSEN = SwitchInlineQueryChosenChat("c_key", allow_user_chats=True)


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (SwitchInlineQueryChosenChat("c_key"), "At least one chat type must be allowed"),
        (SwitchInlineQueryChosenChat("x" * 257, allow_group_chats=True), "Query_too_long"),
    ],
)
def test_a_button_that_leads_to_no_chat_or_types_too_much_is_refused(
    server: BotApiServer, chosen: SwitchInlineQueryChosenChat, reason: str
) -> None:
    server.allow_inline()
    with pytest.raises(BadRequest, match=reason):
        send(server, switch_inline_query_chosen_chat=chosen)
    send(server, switch_inline_query_chosen_chat=CHOSEN)
    assert [label for label, _ in buttons_of(server.messages(7)[0])] == ["go"]


def test_without_inline_mode_no_button_leads_there(server: BotApiServer) -> None:
    with pytest.raises(BadRequest):
        send(server, switch_inline_query_chosen_chat=CHOSEN)
    assert len(server.violations) == 1


def sent_through(server: BotApiServer, markup: InlineKeyboardMarkup | None) -> str:
    """Let a person send a result of the bot, and return the message's id."""
    server.allow_inline()
    query_id = server.type_inline(7, "a question")
    result = InlineQueryResultArticle("1", "A title", InputTextMessageContent("text"), reply_markup=markup)
    do(server, lambda bot: bot.answer_inline_query(query_id, [result]))
    return server.choose(query_id, "1").inline_message_id


def test_a_message_that_was_sent_through_the_bot_is_edited_and_the_edit_is_confirmed_with_true(
    server: BotApiServer,
) -> None:
    sent_id = sent_through(server, keyboard(callback_data="x"))
    confirmed: list[object] = []

    async def edit(bot: Bot) -> None:
        markup = keyboard(callback_data="y")
        confirmed.append(await bot.edit_message_text("new", inline_message_id=sent_id, reply_markup=markup))
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text("new", inline_message_id=sent_id, reply_markup=markup)
        with pytest.raises(BadRequest, match="Message_id_invalid"):
            await bot.edit_message_text("new", inline_message_id="another")

    do(server, edit)
    assert confirmed == [True]
    sent = server.inline_message(sent_id)
    assert (sent.text, sent.edits) == ("new", ("text",))
    assert buttons_of(sent) == [("go", "y")]


def test_without_a_keyboard_such_a_message_cannot_be_edited(server: BotApiServer) -> None:
    sent_id = sent_through(server, None)
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        do(server, lambda bot: bot.edit_message_text("new", inline_message_id=sent_id))


def test_a_press_there_names_the_message_and_no_chat(server: BotApiServer) -> None:
    sent_id = sent_through(server, keyboard(callback_data="x"))
    pressed(server)
    server.press_inline(sent_id, "go", 8)
    [press] = pressed(server)
    assert (press.inline_message_id, press.message, press.data, press.from_user.id) == (sent_id, None, "x", 8)


def test_a_result_whose_button_telegram_refuses_is_refused(server: BotApiServer) -> None:
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        sent_through(server, keyboard(callback_data="x" * 65))


def test_more_than_a_hundred_buttons_are_too_many(server: BotApiServer) -> None:
    row = [InlineKeyboardButton("go", callback_data="x")] * 8
    with pytest.raises(BadRequest, match="Reply_markup_too_long"):
        do(server, lambda bot: bot.send_message(7, "text", reply_markup=InlineKeyboardMarkup([row] * 13)))


def test_an_edit_that_does_not_repeat_the_keyboard_takes_it_away(server: BotApiServer) -> None:
    sent = send(server, callback_data="x")
    do(server, lambda bot: bot.edit_message_text("other", 7, sent, reply_markup=keyboard(callback_data="y")))
    assert buttons_of(server.messages(7)[0]) == [("go", "y")]
    do(server, lambda bot: bot.edit_message_text("another", 7, sent))
    assert buttons_of(server.messages(7)[0]) == []


def test_an_edit_of_the_keyboard_alone_is_a_change_once(server: BotApiServer) -> None:
    sent = send(server, callback_data="x")
    do(server, lambda bot: bot.edit_message_reply_markup(7, sent, reply_markup=keyboard(callback_data="y")))
    assert buttons_of(server.messages(7)[0]) == [("go", "y")]
    with pytest.raises(BadRequest, match="exactly the same as a current content and reply markup of the message"):
        do(server, lambda bot: bot.edit_message_reply_markup(7, sent, reply_markup=keyboard(callback_data="y")))
    with pytest.raises(BadRequest, match="exactly the same as a current content and reply markup of the message"):
        do(server, lambda bot: bot.edit_message_text("text", 7, sent, reply_markup=keyboard(callback_data="y")))


def test_a_press_names_its_button_by_label_or_data_and_bears_the_message(server: BotApiServer) -> None:
    sent = send(server, callback_data="key")
    server.press(7, sent, "go")
    server.press(7, sent, "forged", user_id=8)
    by_label, forged = pressed(server)
    assert (by_label.data, by_label.from_user.id) == ("key", 7)
    assert (forged.data, forged.from_user.id) == ("forged", 8)
    assert by_label.message is not None
    assert by_label.message.is_accessible
    assert by_label.message.message_id == sent


def test_a_press_under_a_message_that_is_gone_comes_without_its_content(server: BotApiServer) -> None:
    sent = send(server, callback_data="key")
    server.press(7, sent, "go", is_accessible=False)
    do(server, lambda bot: bot.delete_message(7, sent))
    server.press(7, sent, "key")
    for press in pressed(server):
        assert press.message is not None
        assert (press.message.is_accessible, press.message.message_id, press.data) == (False, sent, "key")


def test_a_press_is_answered_once_and_only_for_some_seconds(server: BotApiServer) -> None:
    sent = send(server, callback_data="key")
    server.press(7, sent, "go")
    server.press(7, sent, "go")
    first, second = pressed(server)
    do(server, lambda bot: bot.answer_callback_query(first.id, "noted"))
    assert [toast.text for toast in server.toasts] == ["noted"]
    server.let_presses_age(16)
    for query in (first.id, second.id, "unknown"):
        with pytest.raises(BadRequest, match=f"(?i){OLD}"):
            do(server, lambda bot, query=query: bot.answer_callback_query(query))  # type: ignore[misc]


def test_presses_and_edits_arrive_only_if_the_bot_has_asked_for_them_and_telegram_remembers(
    server: BotApiServer,
) -> None:
    server.send_text(7, "first")
    sent = send(server, callback_data="key")
    assert pressed(server, "message") == []
    server.press(7, sent, "go")
    server.edit(7, server.last_message_of(7), text="second")
    assert server.unconfirmed == 0
    assert pressed(server, "callback_query", "edited_message") == []
    server.press(7, sent, "go")
    server.edit(7, server.last_message_of(7), text="third")
    assert server.unconfirmed == 2

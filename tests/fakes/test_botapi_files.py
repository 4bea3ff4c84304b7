"""Files that the bot sends, what its messages reply to, and what people send beside texts."""

import asyncio
import io
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PIL import Image
from telegram import Bot, InputFile, ReplyParameters
from telegram.error import BadRequest

from .botapi import BotApiServer, SentFile, load_spec, media
from .calling import a_bot

Action = Callable[[Bot], Coroutine[Any, Any, object]]


def do(server: BotApiServer, action: Action) -> None:
    """Let a real Bot do one thing."""

    async def scenario() -> None:
        async with a_bot(server) as bot:
            await action(bot)

    asyncio.run(scenario())


def picture(width: int = 40, height: int = 30) -> bytes:
    """Draw an empty picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (width, height)).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize("is_attached", [False, True])
def test_a_document_arrives_with_its_name_caption_and_content(server: BotApiServer, *, is_attached: bool) -> None:
    server.send_text(7, "all of it, please")
    file = InputFile(b"a;b\n", filename="a.csv", attach=is_attached)
    reply = ReplyParameters(1, quote="all of it")
    do(server, lambda bot: bot.send_document(7, file, "<b>Here</b>", parse_mode="HTML", reply_parameters=reply))
    [sent] = server.messages(7)
    assert sent.file == SentFile("document", "a.csv", b"a;b\n")
    assert (sent.text, sent.html, sent.reply_to, sent.quote) == ("Here", "<b>Here</b>", 1, "all of it")
    assert server.violations == []


def test_a_photo_has_the_size_of_its_picture(server: BotApiServer) -> None:
    do(server, lambda bot: bot.send_photo(7, picture(), filename="days.png"))
    [sent] = server.messages(7)
    assert sent.file is not None
    assert (sent.file.kind, sent.file.pixels, sent.text) == ("photo", (40, 30), "")
    assert server.violations == []


def test_a_file_takes_another_caption_but_no_text(server: BotApiServer) -> None:
    do(server, lambda bot: bot.send_document(7, b"x", "before", filename="a.txt"))
    do(server, lambda bot: bot.edit_message_caption(7, 1, caption="after"))
    assert [(sent.text, sent.edits) for sent in server.messages(7)] == [("after", ("before",))]
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        do(server, lambda bot: bot.edit_message_text("text", 7, 1))
    with pytest.raises(BadRequest, match="Message is not modified"):
        do(server, lambda bot: bot.edit_message_caption(7, 1, caption="after"))
    do(server, lambda bot: bot.send_message(7, "text"))
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        do(server, lambda bot: bot.edit_message_caption(7, 2, caption="after"))


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (lambda bot: bot.send_document(7, b"", filename="a.txt"), "File must be non-empty"),
        (lambda bot: bot.send_photo(7, b"no picture"), "(?i)image_process_failed"),
        (lambda bot: bot.send_photo(7, picture(2100, 100)), "(?i)photo_invalid_dimensions"),
        (lambda bot: bot.send_document(7, b"x", "x" * 1025), "Message caption is too long"),
        (lambda bot: bot.send_document(7, b"x", reply_parameters=ReplyParameters(99)), "Message to be replied not"),
        (lambda bot: bot.send_message(7, "x", reply_parameters=ReplyParameters(1, quote="b")), "(?i)quote_text_inval"),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(server: BotApiServer, action: Action, reason: str) -> None:
    server.send_text(7, "a")
    with pytest.raises(BadRequest, match=reason):
        do(server, action)
    assert server.messages(7) == []


def test_a_reply_to_a_message_that_is_gone_is_sent_all_the_same_if_the_bot_allows_it(server: BotApiServer) -> None:
    reply = ReplyParameters(99, allow_sending_without_reply=True)
    do(server, lambda bot: bot.send_message(7, "x", reply_parameters=reply))
    assert [(sent.text, sent.reply_to) for sent in server.messages(7)] == [("x", None)]


def test_what_people_send_fits_the_description_of_the_bot_api(server: BotApiServer) -> None:
    spec = load_spec()
    if spec is None:
        pytest.skip("no description of the Bot API")
    for fields in (
        media.photo("caption"),
        media.document(),
        media.voice(),
        media.sticker(),
        {"text": "x", **media.forwarded(8)},
        {"text": "/ask", **media.reply_to(7, 8, "a", text="a b")},
    ):
        server.send_message(7, **fields)
    album = server.send_album(7, media.photo("caption"), media.photo())
    server.edit(7, server.last_message_of(7), caption="another")
    updates: list[dict[str, Any]] = []

    async def fetch(bot: Bot) -> None:
        updates.extend(it.to_dict() for it in await bot.get_updates())

    do(server, fetch)
    assert len(updates) == 9
    assert [it["message"]["media_group_id"] for it in updates[6:8]] == [album, album]
    assert [wrong for update in updates for wrong in spec.check_type("Update", update)] == []
    assert updates[8]["edited_message"]["caption"] == "another"

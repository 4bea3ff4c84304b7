"""Files that the bot sends beside its replies, over HTTP."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from PIL import Image
from telegram.error import BadRequest

from bot.rendering.attachments import Attachment, FileKind
from bot.telegram.address import Address
from bot.telegram.api import Api
from bot.telegram.rate_limit import RateLimit, Rates
from bot.telegram.sender import Sender
from tests.bot.clock import SwiftClock
from tests.bot.samples import LANGUAGES
from tests.bot.telegram.running import PERSON
from tests.bot.telegram.serving import bot_at
from tests.fakes.botapi import (
    BotApiServer,
    Drop,
    Fault,
    RateLimited,
    Refused,
    SentFile,
    ServerError,
)

TABLE = Attachment('../wer fragt "ü";\r\n.csv', b"question;asked\r\nwho?;3\r\n")


def picture() -> Attachment:
    """Draw an empty picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30)).save(drawn, "PNG")
    return Attachment("days.png", drawn.getvalue(), FileKind.PHOTO)


def send(server: BotApiServer, action: Callable[[Sender], Awaitable[object]]) -> list[tuple[int, float]]:
    """Let a sender of the bot do one thing; return the pauses that were to be stored."""
    pauses: list[tuple[int, float]] = []

    async def store_pause(chat_id: int, until: float) -> None:
        pauses.append((chat_id, until))

    async def scenario() -> None:
        clock = SwiftClock()
        async with bot_at(server.url) as bot:
            limit = RateLimit(Rates(), clock)
            await action(Sender(Api(bot.base_url, bot.request), LANGUAGES, limit, lambda: None, store_pause, clock))

    asyncio.run(scenario())
    return pauses


def test_a_document_arrives_as_it_is_and_replies_to_a_message(server: BotApiServer) -> None:
    server.send_text(PERSON, "/unanswered")
    message_id = server.last_message_of(PERSON)
    send(server, lambda sender: sender.send_file(Address(PERSON), TABLE, reply_to=message_id))
    [sent] = server.messages(PERSON)
    assert sent.file == SentFile("document", ".._wer fragt _ü____.csv", TABLE.content)
    assert sent.reply_to == message_id
    assert server.violations == []


def test_the_text_below_a_photo_is_plain(server: BotApiServer) -> None:
    send(server, lambda sender: sender.send_file(Address(PERSON), replace(picture(), caption="🟦 <b>1 & 2")))
    [sent] = server.messages(PERSON)
    assert sent.text == "🟦 <b>1 & 2"
    assert server.violations == []


def test_a_photo_arrives_as_a_picture(server: BotApiServer) -> None:
    send(server, lambda sender: sender.send_file(Address(PERSON), picture()))
    [sent] = server.messages(PERSON)
    assert sent.file is not None
    assert (sent.file.kind, sent.file.pixels, sent.reply_to) == ("photo", (40, 30), None)
    assert server.violations == []


def test_the_message_that_a_file_replies_to_may_be_gone(server: BotApiServer) -> None:
    send(server, lambda sender: sender.send_file(Address(PERSON), TABLE, reply_to=99))
    [sent] = server.messages(PERSON)
    assert sent.reply_to is None


@pytest.mark.parametrize("fault", [RateLimited(4), ServerError(502), Drop()], ids=lambda fault: type(fault).__name__)
def test_a_file_is_sent_again_until_telegram_has_it(server: BotApiServer, fault: Fault) -> None:
    server.inject("sendDocument", fault, times=2)
    pauses = send(server, lambda sender: sender.send_file(Address(PERSON), TABLE))
    assert [sent.file.content for sent in server.messages(PERSON) if sent.file] == [TABLE.content]
    assert len([call for call in server.calls if call.method == "sendDocument"]) == 3
    assert [chat_id for chat_id, _ in pauses] == [PERSON] * (2 if isinstance(fault, RateLimited) else 0)


def test_a_file_for_somebody_who_has_blocked_the_bot_is_dropped(server: BotApiServer) -> None:
    server.inject("sendDocument", Refused(403, "Forbidden: bot was blocked by the user"))
    ids: list[int | None] = []

    async def action(sender: Sender) -> None:
        ids.append(await sender.send_file(Address(PERSON), TABLE))

    send(server, action)
    assert ids == [None]


def test_a_file_that_telegram_refuses_itself_is_an_error(server: BotApiServer) -> None:
    broken = Attachment("days.png", b"no picture", FileKind.PHOTO)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        send(server, lambda sender: sender.send_file(Address(PERSON), broken))

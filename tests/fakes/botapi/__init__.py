"""A Telegram Bot API server for tests: the bot runs unchanged, with its base URL pointing here.

It serves one bot from a thread of its own and offers the test a synchronous, thread-safe view:

    with BotApiServer(spec=load_spec()) as server:
        server.send_text(chat_id=7, text="what did Xi pledge?")
        [reply] = server.wait_for_messages(7, 1)
        assert server.violations == []
"""

from .entities import Entity, utf16_length
from .faults import Drop, DropAfterAccept, Fault, Garbage, Hang, Nonsense, RateLimited, Refused, ServerError
from .inline import InlineAnswer, InlineMessage
from .keyboards import buttons_of
from .known_api import load_spec
from .presses import Toast
from .records import Call, Delivery, SentFile, SentMessage, Webhook
from .server import TEST_BOT, BotApiServer
from .spec import Spec

__all__ = [
    "TEST_BOT",
    "BotApiServer",
    "Call",
    "Delivery",
    "Drop",
    "DropAfterAccept",
    "Entity",
    "Fault",
    "Garbage",
    "Hang",
    "InlineAnswer",
    "InlineMessage",
    "Nonsense",
    "RateLimited",
    "Refused",
    "SentFile",
    "SentMessage",
    "ServerError",
    "Spec",
    "Toast",
    "Webhook",
    "buttons_of",
    "load_spec",
    "utf16_length",
]

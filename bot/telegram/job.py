"""The update that is being worked on, for handlers deep down: python-telegram-bot passes on nothing of ours."""

import asyncio
from collections.abc import Awaitable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass

Lane = Hashable
"""What must stay in order: a chat, or one long command, for which its chat need not wait."""


@dataclass(slots=True)
class Work:
    """One update on its way through the handlers: `body` is as Telegram sent it, `received_at` is POSIX time.

    `asker` is whose it is where limits are kept: a person, or the chat of somebody anonymous. `is_excess` tells that
    the asker had too many open when it came. `began` tells that something of the reply may have reached the person
    already: then it is finished, not begun anew. `error` is what a handler failed with. `place` is the worker's place
    that it holds, if it does.
    """

    update_id: int
    body: Mapping[str, object]
    lane: Lane
    asker: int | None
    chat_id: int | None
    user_id: int | None
    received_at: float
    is_excess: bool = False
    began: bool = False
    error: BaseException | None = None
    place: asyncio.Semaphore | None = None

    async def away(self, waiting: Awaitable[None]) -> None:
        """Wait for something and leave the worker's place to others meanwhile."""
        places, self.place = self.place, None
        if places is None:
            await waiting
            return
        places.release()
        await waiting
        await places.acquire()
        self.place = places


CURRENT: ContextVar[Work] = ContextVar("work")
"""The work of the task that runs."""


def of_our_own() -> Work:
    """Return the work of what the bot says of its own accord."""
    return Work(0, {}, None, None, None, None, 0.0)

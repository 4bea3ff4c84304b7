"""An update that is being answered, and the context by which python-telegram-bot's handlers get it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from telegram.ext import Application, CallbackContext

from bot.telegram.raw_update import RawUpdate

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


@dataclass(slots=True)
class Job:
    """An update on its way through the handlers; `received_at` is POSIX time.

    `is_held` means that it waits until the articles are read. `is_excess` means that its asker had too many updates
    open when it came. `may_have_replied` means that the person may have seen part of the reply: then it is not begun
    again. `error` is what a handler failed with. `slot` is the worker's slot that it holds.
    """

    update: RawUpdate
    received_at: float
    is_held: bool = False
    is_excess: bool = False
    may_have_replied: bool = False
    error: BaseException | None = None
    slot: asyncio.Semaphore | None = None

    @classmethod
    def of_the_bot(cls) -> "Job":
        """Return a job for what the bot sends of its own accord."""
        return cls(RawUpdate({}, 0, None, None, None, None, frozenset()), 0.0)

    async def without_slot(self, waiting: Awaitable[None]) -> None:
        """Wait, and leave the worker's slot to other jobs meanwhile."""
        slots, self.slot = self.slot, None
        if slots is None:
            await waiting
            return
        slots.release()
        await waiting
        await slots.acquire()
        self.slot = slots


class JobContext(CallbackContext[Any, Any, Any, Any]):
    """A context with the job of the update; `bot_data` of the application maps the id of an `Update` to its job."""

    current: Job

    @classmethod
    def from_update(cls, update: object, application: AnyApplication) -> "JobContext":
        """Make the context of an update and its error."""
        context = super().from_update(update, application)
        context.current = application.bot_data[id(update)]
        return context

"""Jobs: updates on their way through python-telegram-bot's handlers, which get them in a context."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from telegram.ext import Application, CallbackContext

from bot.chat_settings import AS_BY_DEFAULT, ChatSettings
from bot.storage import Tables
from bot.telegram.raw_update import RawUpdate

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

Write = Callable[[Tables], object]
"""A change of the tables, committed together with the end of a job; it may run more than once before that."""


@dataclass(slots=True)
class Job:
    """An update on its way through the handlers; `received_at` is POSIX time.

    `is_notice_only` means that the index is being built: the chat gets a notice instead of the answer. `is_excess`
    means that the asker has too many open updates: the reply is a warning. `is_superseded` means that a later edit of
    the same message, or another message of the same album, waits behind this one. `may_have_replied` means that the
    person may have seen part of the reply, which must not be cut off. `error` is what a handler raised. `slot` is the
    worker's slot that the job holds. `writes` are committed with the end of the job, or not at all: if the program is
    killed before, the update is handled again, and sees none of them. `at_end` is called after that, however the job
    ends. `chosen` are the settings of the chat when work on the update began; without a chat, those of the person's
    own. `was_begun` means that the program ended while it worked on the update: the person may have seen its reply, of
    which nothing is recorded. `queue` are the jobs of its lane, this one first, as they are at any time.
    """

    update: RawUpdate
    received_at: float
    is_notice_only: bool = False
    is_excess: bool = False
    may_have_replied: bool = False
    is_superseded: bool = False
    error: BaseException | None = None
    slot: asyncio.Semaphore | None = None
    writes: list[Write] = field(default_factory=list)
    at_end: list[Callable[[], None]] = field(default_factory=list)
    chosen: ChatSettings = AS_BY_DEFAULT
    was_begun: bool = False
    queue: "Collection[Job]" = ()

    @classmethod
    def without_update(cls) -> "Job":
        """Return a job for a message that replies to no update."""
        return cls(RawUpdate({}, 0, None, None, None, None, None), 0.0)

    async def wait_without_slot(self, waiting: Awaitable[None]) -> None:
        """Await something, and leave the worker's slot to other jobs meanwhile."""
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

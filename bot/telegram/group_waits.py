"""What a group is told in which more is asked than Telegram lets the bot answer within a minute."""

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from bot.messages import ManyWait
from bot.telegram.address import GENERAL, Address
from bot.telegram.job import Job
from bot.telegram.parts import Parts
from bot.telegram.raw_update import RawUpdate

_SHORT_SECONDS = 10.0
"""A wait up to this is not worth a message."""
_LONGER_SECONDS = 60.0
"""How much longer than was said a wait must be before it is told again."""
_MOST_TOPICS = 3
"""The most topics that are told: each costs a message, for which an answer waits."""
_MOST_GROUPS = 1000
_MINUTE = 60.0


class GroupWaits:
    """Tells a group once how long those wait who asked, by the last message that is left of those of a minute."""

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._sender = parts.sender
        self._clock = parts.clock
        self._told: OrderedDict[int, float] = OrderedDict()  # group to the end of the wait, on the monotonic clock

    async def tell(self, to: Address, job: Job) -> None:
        """Tell the group of a job how long others wait behind it, if that is long and was not told yet."""
        limit, waiting = self._sender.limit, len(job.queue)
        free = limit.free(to.chat_id)
        if to.chat_id >= 0 or free is None or waiting <= free:
            return
        topics = list(dict.fromkeys(_topic(it.update) for it in job.queue))[:_MOST_TOPICS]
        if free > len(topics):
            return  # there is time to tell it
        now = self._clock.monotonic()
        seconds = limit.wait(to.chat_id, waiting)
        if seconds < _SHORT_SECONDS or now + seconds < self._told.get(to.chat_id, -math.inf) + _LONGER_SECONDS:
            return
        seconds = limit.wait(to.chat_id, waiting + len(topics))
        self._told[to.chat_id] = now + seconds
        self._told.move_to_end(to.chat_id)
        if len(self._told) > _MOST_GROUPS:
            self._told.popitem(last=False)
        for topic in topics:
            there = replace(to, thread_id=topic, reply_to=None)
            await self._sender.send(there, ManyWait(math.ceil(seconds / _MINUTE)), job)


def _topic(update: RawUpdate) -> int | None:
    """Return the topic in which an update is answered, as `topic_of` does for a parsed message."""
    message = next((it for it in update.body.values() if isinstance(it, Mapping)), {})
    thread_id = message.get("message_thread_id") if message.get("is_topic_message") else None
    return thread_id if isinstance(thread_id, int) and thread_id != GENERAL else None

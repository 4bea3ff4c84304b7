"""Spacing of replies that replace each other: a minimum time between two."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TypeVar

from bot.clock import SYSTEM_CLOCK, Clock

Item = TypeVar("Item")


async def spaced(replies: AsyncGenerator[Item], seconds: float, clock: Clock = SYSTEM_CLOCK) -> AsyncGenerator[Item]:
    """Yield the first reply at once, and its replacements at least `seconds` apart.

    Of several replies within that time, only the newest is yielded. The last reply is always yielded, at once if it is
    the first replacement. The time counts from when the consumer asks for the next reply.
    """
    async for first in replies:
        yield first
        break
    else:
        return
    began = clock.monotonic()
    replaced_at: float | None = None
    newest: Item | None = None
    upcoming = asyncio.ensure_future(anext(replies, None))
    try:
        while True:
            if newest is None:
                await asyncio.wait({upcoming})
            elif (left := (replaced_at or began) + seconds - clock.monotonic()) > 0:
                with suppress(TimeoutError):
                    async with clock.timeout(left):
                        await asyncio.wait({upcoming})
            else:
                await asyncio.sleep(0)
            if newest is not None and not upcoming.done():
                yield newest
                newest, replaced_at = None, clock.monotonic()
            elif (reply := upcoming.result()) is None:
                break
            else:
                newest = reply
                upcoming = asyncio.ensure_future(anext(replies, None))
        if newest is not None:
            if replaced_at is not None:
                await clock.sleep(replaced_at + seconds - clock.monotonic())
            yield newest
    finally:
        upcoming.cancel()
        with suppress(asyncio.CancelledError, Exception):  # raised above, where its result was read
            await upcoming
        await replies.aclose()

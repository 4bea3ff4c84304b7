"""Replies that replace each other, a minimum time apart."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TypeVar

from bot.clock import SYSTEM_CLOCK, Clock

Replies = TypeVar("Replies")


async def spaced(
    replies: AsyncGenerator[Replies], seconds: float, clock: Clock = SYSTEM_CLOCK
) -> AsyncGenerator[Replies]:
    """Yield the first reply at once, and its replacements at least `seconds` apart.

    Of the replies that arrive sooner, only the newest is kept. The last one is always yielded; it waits only if another
    replacement was yielded within that time. Time counts from when the consumer asks for the next reply.
    """
    async for first in replies:
        yield first
        break
    else:
        return
    began = clock.monotonic()
    replaced_at: float | None = None
    newest: Replies | None = None
    coming = asyncio.ensure_future(anext(replies, None))
    try:
        while True:
            if newest is None:
                await asyncio.wait({coming})
            elif (left := (replaced_at or began) + seconds - clock.monotonic()) > 0:
                with suppress(TimeoutError):
                    async with clock.timeout(left):
                        await asyncio.wait({coming})
            else:
                await asyncio.sleep(0)
            if newest is not None and not coming.done():
                yield newest
                newest, replaced_at = None, clock.monotonic()
            elif (reply := coming.result()) is None:
                break
            else:
                newest = reply
                coming = asyncio.ensure_future(anext(replies, None))
        if newest is not None:
            if replaced_at is not None:
                await clock.sleep(replaced_at + seconds - clock.monotonic())
            yield newest
    finally:
        coming.cancel()
        with suppress(asyncio.CancelledError, Exception):  # raised above, where its result was read
            await coming
        await replies.aclose()

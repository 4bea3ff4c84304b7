"""Replies that take each other's place, not too close together."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TypeVar

Replies = TypeVar("Replies")


async def spaced(replies: AsyncGenerator[Replies], seconds: float) -> AsyncGenerator[Replies]:
    """Yield the first reply at once, and those that take its place at least so many seconds apart.

    What came in between is left out, but for the newest; the last is always yielded, and is not made to wait where
    nothing has been yielded in the place of the first so lately. Time counts from when a reply was dealt with.
    """
    clock = asyncio.get_running_loop().time
    async for first in replies:
        yield first
        break
    else:
        return
    begun = clock()
    replaced_at: float | None = None
    newest: Replies | None = None
    coming = asyncio.ensure_future(anext(replies, None))
    try:
        while True:
            due = (replaced_at or begun) + seconds
            wait = None if newest is None else max(0.0, due - clock())
            if not (await asyncio.wait({coming}, timeout=wait))[0]:
                if newest is not None:  # always so: without one there was no limit to the wait
                    yield newest
                newest, replaced_at = None, clock()
            elif (reply := coming.result()) is None:
                break
            else:
                newest = reply
                coming = asyncio.ensure_future(anext(replies, None))
        if newest is not None:
            if replaced_at is not None:
                await asyncio.sleep(replaced_at + seconds - clock())
            yield newest
    finally:
        coming.cancel()
        with suppress(asyncio.CancelledError, Exception):  # it was told where it was waited for
            await coming
        await replies.aclose()

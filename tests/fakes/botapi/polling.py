"""Long polling: a getUpdates waits for news, and a second one ends the first with a 409."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress

from .account import Account
from .params import Params
from .records import ApiError
from .updates import MOST_PER_ANSWER

LONGEST_POLL = 50
_REPEATED_SECONDS = 0.5
"""A call with the same offset within this time of the last one gets one update, which slows down a bot in a loop."""

_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_WEBHOOK_SET = "Conflict: terminated by setWebhook request"
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Polling:
    """The waiting getUpdates calls of one run of the server; lives in the server's event loop."""

    def __init__(self, account: Account) -> None:
        """Serve the updates of the account."""
        self._account = account
        self._news = asyncio.Event()
        self._turn = 0
        self._last_call = (-1, 0.0)
        self._closed = False

    def wake(self) -> None:
        """Make every waiting poll check again."""
        self._news.set()
        self._news = asyncio.Event()

    def close(self) -> None:
        """Make every waiting poll answer at once, and later ones without waiting."""
        self._closed = True
        self.wake()

    async def get_updates(self, params: Params) -> list[Mapping[str, object]]:
        """Answer getUpdates: confirm, then wait for updates as long as the bot wants, at most 50 s."""
        updates = self._account.updates
        with self._account.changed:
            if self._account.webhook:
                raise ApiError(409, _WEBHOOK)
            offset = params.integer("offset") or 0
            updates.confirm(offset)
            allowed = params.json("allowed_updates")
            if isinstance(allowed, list):
                updates.allow([str(kind) for kind in allowed])
            self._account.changed.notify_all()
        self._turn += 1
        turn = self._turn
        self.wake()
        limit = 1 if self._is_repeated(offset) else params.integer("limit")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + max(0, min(params.integer("timeout") or 0, LONGEST_POLL))
        while True:
            if turn != self._turn:
                raise ApiError(409, _CONFLICT)
            with self._account.changed:
                if self._account.webhook:
                    raise ApiError(409, _WEBHOOK_SET)
                batch = updates.oldest(MOST_PER_ANSWER if limit is None else limit)
            if batch or self._closed or loop.time() >= deadline:
                return batch
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._news.wait()

    def _is_repeated(self, offset: int) -> bool:
        (last_offset, last_time), now = self._last_call, time.monotonic()
        self._last_call = (offset, now)
        return offset == last_offset and now < last_time + _REPEATED_SECONDS

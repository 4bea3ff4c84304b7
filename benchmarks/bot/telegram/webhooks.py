"""Delivers updates to the bot's webhook: in order within a chat, chats in parallel, with retries until a 200."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence

import aiohttp

from benchmarks.bot.telegram.ledger import Ledger, TrackedQuestion

_CONNECTIONS = 40  # the default maximum of Telegram
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 1.0
_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Webhooks:
    """Delivers updates to one URL."""

    def __init__(self, ledger: Ledger, one_way: float, is_lost: Callable[[], bool]) -> None:
        """Take the ledger with waiting updates, and the one-way network latency in seconds.

        `is_lost` tells whether a response of the bot is lost, so that the update is delivered again.
        """
        self.url = ""
        self._secret = ""
        self._ledger = ledger
        self._one_way = one_way
        self._is_lost = is_lost
        self._chats: dict[int, deque[TrackedQuestion]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_CONNECTIONS)
        self._session: aiohttp.ClientSession | None = None

    def deliver_to(self, url: str, secret: str) -> None:
        """Deliver to this URL from now on."""
        if not url:
            self.stop()
            return
        self.url, self._secret = url, secret
        waiting = [it for it in self._ledger.waiting if isinstance(it, TrackedQuestion)]  # queries lapse
        self._ledger.waiting.clear()
        self.put(waiting)

    def stop(self) -> None:
        """Stop delivering. Undelivered updates wait in the ledger."""
        for task in self._tasks:
            task.cancel()
        left = sorted((it for chat in self._chats.values() for it in chat), key=lambda it: it.update_id)
        self._ledger.waiting.extend(left)
        self._chats.clear()
        self.url = ""

    async def close(self) -> None:
        """Stop, and close the connections."""
        self.stop()
        if self._session is not None:
            await self._session.close()

    @property
    def undelivered(self) -> int:
        """The number of undelivered updates."""
        return sum(map(len, self._chats.values()))

    def put(self, questions: Sequence[TrackedQuestion]) -> None:
        """Deliver these updates after those that already wait in their chats."""
        for it in questions:
            if it.chat in self._chats:
                self._chats[it.chat].append(it)
                continue
            self._chats[it.chat] = deque([it])
            task = asyncio.ensure_future(self._serve(it.chat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _serve(self, chat: int) -> None:
        """Deliver the updates of a chat one after another, until none is left."""
        queue = self._chats[chat]
        wait = _FIRST_WAIT
        while queue:
            async with self._room:
                delivered = await self._deliver(queue[0])
            if delivered:
                queue.popleft()
                wait = _FIRST_WAIT
            else:
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)
        del self._chats[chat]

    async def _deliver(self, question: TrackedQuestion) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": self._secret}
        await asyncio.sleep(self._one_way)
        try:
            async with self._session.post(self.url, data=question.update, headers=headers) as answer:
                await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False
        question.fetched.append(time.monotonic())
        await asyncio.sleep(self._one_way)
        return answer.status == 200 and not self._is_lost()  # noqa: PLR2004

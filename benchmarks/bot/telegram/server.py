"""The server process: Bot API calls under /bot…/, and commands of the benchmark under /control/….

It ends when its standard input does, so that it never outlives the benchmark.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Mapping
from typing import Any

from benchmarks.bot.telegram.botapi import BotApi
from benchmarks.bot.telegram.faults import Faults
from benchmarks.bot.telegram.http import Answer, Connection, Request, response

_POLL_SECONDS = 0.002


class Server:
    """Holds the current Bot API. Every measurement starts with a new one."""

    def __init__(self) -> None:
        """Start with an empty Bot API."""
        self._api = BotApi()

    def answer(self, request: Request) -> Answer | Awaitable[Answer]:
        """Respond to the bot or the benchmark."""
        if request.path.startswith("/control/"):
            return self._control(request.path.removeprefix("/control/"), json.loads(request.body or b"{}"))
        return self._api.answer(request)

    async def _control(self, command: str, options: Mapping[str, Any]) -> bytes:
        match command:
            case "reset":
                await self._api.close()
                self._api = BotApi(**options)
            case "ask":
                self._api.ask([(chat, text, reply) for chat, text, reply in options["questions"]], options["gaps"])
            case "type":
                self._api.type(options["people"], options["gap"])
            case "faults":
                self._api.faults = Faults(**options)
            case "wait":
                await self._wait(options["answered"], options["seconds"])
            case _:
                pass
        if command == "records":
            return response(json.dumps(self._api.ledger.as_json()).encode())
        return response(json.dumps(self._status()).encode())

    async def _wait(self, answered: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        # Polling costs the measured calls less than an event that each of them sets.
        while self._api.ledger.answered < answered and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(_POLL_SECONDS)

    def _status(self) -> Mapping[str, object]:
        api = self._api
        return {
            "asked": len(api.ledger.questions),
            "answered": api.ledger.answered,
            "sends": api.ledger.sends,
            "last_send": api.ledger.last_send,
            "calls": api.calls,
            "hits": api.faults.hits,
        }


async def _serve() -> None:
    gc.freeze()
    loop = asyncio.get_running_loop()
    server = Server()
    listening = await loop.create_server(lambda: Connection(server.answer), "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    listening.close()


if __name__ == "__main__":
    asyncio.run(_serve())

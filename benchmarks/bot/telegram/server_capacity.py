"""Measures the throughput of the benchmark's own server. A bot below it is the bottleneck of a measurement."""

import asyncio
import json
import time
from urllib.parse import urlencode, urlsplit

from benchmarks.bot.telegram.botapi import TOKEN
from benchmarks.bot.telegram.control import BotApiProcess

_CLIENTS = 16
_CALLS = 1000


def sends_per_second(server: BotApiProcess) -> float:
    """Return the sendMessage calls per second that the server answers to minimal clients."""
    server.reset()
    return asyncio.run(_flood(str(urlsplit(server.url).hostname), int(urlsplit(server.url).port or 0)))


async def _flood(host: str, port: int) -> float:
    # An answer of typical length, encoded as python-telegram-bot does.
    form = {"chat_id": "1", "text": "<blockquote>a sentence of an article</blockquote>" * 15, "parse_mode": "HTML"}
    body = urlencode(form).encode()
    head = f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    async def client() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for _ in range(_CALLS):
            writer.write(head + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            if not json.loads(await reader.readexactly(length))["ok"]:
                raise RuntimeError("the server refused a message")
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(_CLIENTS)))
    return _CLIENTS * _CALLS / (time.perf_counter() - started)

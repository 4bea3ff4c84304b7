"""The monitor over real HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.health import Health
from bot.http.monitor import Monitor


@asynccontextmanager
async def watching(health: Health) -> AsyncIterator[ClientSession]:
    """Run a monitor."""
    monitor = Monitor(health, "127.0.0.1", 0)
    await monitor.start()
    async with ClientSession(f"http://127.0.0.1:{monitor.port}") as session:
        yield session
    await monitor.stop()


async def get(session: ClientSession, path: str) -> tuple[int, str]:
    """Ask once."""
    async with session.get(path) as response:
        return response.status, await response.text()


def test_it_is_alive_before_it_is_ready() -> None:
    """What restarts a process asks the one, what sends it work the other."""
    health = Health()

    async def scenario() -> None:
        async with watching(health) as session:
            assert await get(session, "/healthz") == (200, "ok\n")
            assert await get(session, "/readyz") == (
                503,
                "the articles are being read\nTelegram has not been reached yet\n",
            )
            health.watch(backlog=lambda: 0, oldest=lambda: None, dead=lambda: 0, generation=lambda: 1)
            health.telegram_reached()
            assert await get(session, "/readyz") == (200, "ok\n")
            health.set_store_trouble("disk full")
            assert await get(session, "/readyz") == (503, "the inbox cannot be written: disk full\n")
            assert await get(session, "/healthz") == (200, "ok\n")

    asyncio.run(scenario())


def test_prometheus_can_read_the_figures() -> None:
    """In the format that the header names."""
    health = Health()
    health.question_received()

    async def scenario() -> None:
        async with watching(health) as session, session.get("/metrics") as response:
            assert response.content_type == "text/plain"
            assert "version=" in response.headers["Content-Type"]
            names = {family.name for family in text_string_to_metric_families(await response.text())}
            assert names >= {
                "verbatim_questions",
                "verbatim_answers",
                "verbatim_no_answers",
                "verbatim_answer_seconds",
                "verbatim_backlog",
                "verbatim_oldest_waiting_seconds",
                "verbatim_retries",
                "verbatim_dead",
                "verbatim_corpus_generation",
            }

    asyncio.run(scenario())


def test_there_is_nothing_else() -> None:
    """Nothing to change here, and a hint for those who guess."""

    async def scenario() -> None:
        async with watching(Health()) as session:
            assert await get(session, "/") == (404, "there are /healthz, /readyz and /metrics\n")
            async with session.post("/metrics", data=b"x") as response:
                assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")
            async with session.head("/healthz") as response:
                assert (response.status, await response.read()) == (200, b"")

    asyncio.run(scenario())


def test_a_taken_port_is_an_error() -> None:
    """Said at once."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        async def scenario() -> None:
            with pytest.raises(OSError, match="in use"):
                await Monitor(Health(), "127.0.0.1", taken.getsockname()[1]).start()

        asyncio.run(scenario())

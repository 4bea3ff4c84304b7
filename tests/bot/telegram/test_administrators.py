"""Who administers a group, asked of a server over HTTP: for how long it is remembered, and of how many groups."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import TelegramError

from bot.telegram import administrators as module
from bot.telegram.administrators import Administrators
from bot.telegram.api import Api
from bot.telegram.moves import KnownMoves
from tests.bot.clock import FakeClock
from tests.bot.telegram.serving import bot_at
from tests.fakes.botapi import BotApiServer, Nonsense

GROUP, FORMER, BOSS, MEMBER = -100, -50, 901, 902


@pytest.fixture(autouse=True)
def _group(server: BotApiServer) -> None:
    server.set_administrator(GROUP, BOSS, "creator")


@asynccontextmanager
async def asking(server: BotApiServer, clock: FakeClock) -> AsyncIterator[Administrators]:
    """Ask the server by a real client."""
    async with bot_at(server.url) as bot:
        yield Administrators(Api(bot.base_url, bot.request), clock, KnownMoves({FORMER: GROUP}))


def asked(server: BotApiServer) -> int:
    return [it.method for it in server.calls].count("getChatAdministrators")


def test_a_list_is_remembered_for_five_minutes_unless_it_is_wanted_anew_or_dropped(server: BotApiServer) -> None:
    async def run() -> None:
        clock = FakeClock()
        async with asking(server, clock) as administrators:
            assert await administrators.includes(GROUP, BOSS)
            assert not await administrators.includes(GROUP, MEMBER)
            await clock.advance(299)
            assert await administrators.includes(GROUP, BOSS)
            assert asked(server) == 1
            await clock.advance(1)
            assert await administrators.includes(GROUP, BOSS)
            assert asked(server) == 2
            assert await administrators.includes(GROUP, BOSS, anew=True)
            assert asked(server) == 3
            administrators.drop(GROUP)
            administrators.drop(None)
            assert await administrators.includes(GROUP, BOSS)
            assert asked(server) == 4

    asyncio.run(run())


def test_what_could_not_be_learnt_anew_is_not_remembered_either(server: BotApiServer) -> None:
    async def run() -> None:
        async with asking(server, FakeClock()) as administrators:
            assert await administrators.includes(GROUP, BOSS)
            server.inject("getChatAdministrators", Nonsense(7))
            with pytest.raises(TelegramError, match="no list"):
                await administrators.includes(GROUP, BOSS, anew=True)
            server.set_administrator(GROUP, BOSS, None)
            assert not await administrators.includes(GROUP, BOSS)

    asyncio.run(run())


def test_what_was_asked_before_a_change_is_not_remembered_after_it(server: BotApiServer) -> None:
    async def run() -> None:
        async with asking(server, FakeClock()) as administrators:
            asked_before = asyncio.create_task(administrators.includes(GROUP, BOSS))
            await asyncio.sleep(0)  # it has asked
            administrators.drop(GROUP)
            assert await asked_before
            assert await administrators.includes(GROUP, BOSS)
            assert asked(server) == 2

    asyncio.run(run())


def test_of_a_group_that_has_become_a_supergroup_those_of_that_are_meant(server: BotApiServer) -> None:
    server.set_administrator(FORMER, MEMBER, "creator")  # who was one when it moved

    async def run() -> None:
        async with asking(server, FakeClock()) as administrators:
            assert await administrators.includes(FORMER, BOSS)
            assert not await administrators.includes(FORMER, MEMBER, anew=True)
            administrators.drop(GROUP)
            assert await administrators.includes(FORMER, BOSS)
            assert asked(server) == 3

    asyncio.run(run())


def test_members_that_are_no_members_are_nobody(server: BotApiServer) -> None:
    async def run() -> None:
        async with asking(server, FakeClock()) as administrators:
            server.inject("getChatAdministrators", Nonsense([None, 7, {}, {"user": 7}, {"user": {"id": "901"}}]))
            assert not await administrators.includes(GROUP, BOSS)

    asyncio.run(run())


def test_no_more_groups_are_remembered_than_there_is_room_for(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_GROUPS", 2)

    async def run() -> None:
        async with asking(server, FakeClock()) as administrators:
            for group in (GROUP, GROUP - 1, GROUP - 2, GROUP - 2, GROUP):
                server.set_administrator(group, BOSS)
                assert await administrators.includes(group, BOSS)
            assert asked(server) == 4  # the first was forgotten

    asyncio.run(run())

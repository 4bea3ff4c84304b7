"""Where an answer takes over a second, the chat sees that the bot is writing."""

import asyncio
import time
from collections.abc import Callable

import pytest

from bot.telegram.address import Address
from bot.telegram.api import Api
from bot.telegram.chat_action import ChatActions
from bot.telegram.rate_limit import RateLimit, Rates
from bot.telegram.transport import AiohttpRequest
from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say
from tests.fakes.botapi import TEST_BOT, BotApiServer, Hang, RateLimited, Refused, ServerError

GROUP, ANN = -100_900, 901
TOPIC = {"message_thread_id": 5, "is_topic_message": True}
QUESTION = "what did Xi pledge?"


def actions(server: BotApiServer) -> list[dict[str, object]]:
    """Return what the bot has shown of itself, in order."""
    return [dict(it.params) for it in server.calls if it.method == "sendChatAction"]


def until(met: Callable[[], bool]) -> None:
    """Wait until a condition holds that nobody tells of."""
    for _ in range(1000):
        if met():
            return
        time.sleep(0.01)
    raise TimeoutError


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def slow(bot_with: BotFactory, clock: FakeClock) -> RunningBot:
    """Return a bot whose clock the test moves."""
    return bot_with(clock=clock)


def ask_slowly(server: BotApiServer, clock: FakeClock, chat_id: int = PERSON, **fields: object) -> None:
    """Let a question be asked, and return once its answer is being waited for."""
    server.send_text(chat_id, f"/ask@under_test_bot {QUESTION}", **fields)  # type: ignore[arg-type]
    until(lambda: any(0.9 < it < 1.1 for it in clock.waiting))


def test_a_private_chat_sees_it_after_a_second_and_again_while_it_lasts(
    slow: RunningBot, server: BotApiServer, clock: FakeClock
) -> None:
    with slow:
        say(server, "/sources")
        with slow.held_searches():
            ask_slowly(server, clock)
            slow.advance(0.9)
            assert actions(server) == []
            for seconds in (0.2, 4.1, 4.1):
                before = len(actions(server))
                slow.advance(seconds)
                server.wait_until(lambda seen=before: len(actions(server)) > seen)  # type: ignore[misc]
                until(lambda: any(3.5 < it < 4.5 for it in clock.waiting))
        assert "2060" in server.wait_for_messages(PERSON, 2)[1].text
        slow.advance(30)
        say(server, "/sources")
    assert actions(server) == [{"chat_id": PERSON, "action": "typing"}] * 3


@pytest.mark.parametrize(("fields", "thread"), [({}, {}), (TOPIC, {"message_thread_id": 5})], ids=["group", "topic"])
def test_a_group_sees_it_in_its_topic(
    slow: RunningBot, server: BotApiServer, clock: FakeClock, fields: dict[str, object], thread: dict[str, object]
) -> None:
    with slow:
        say(server, "/sources")
        with slow.held_searches():
            ask_slowly(server, clock, GROUP, user_id=ANN, chat_type="supergroup", **fields)
            slow.advance(1.1)
            server.wait_until(lambda: len(actions(server)) == 1)
        server.wait_for_messages(GROUP, 1)
    assert actions(server) == [{"chat_id": GROUP, "action": "typing", **thread}]


def test_a_fast_answer_a_wait_to_send_and_an_inline_query_show_nothing(
    slow: RunningBot, server: BotApiServer, clock: FakeClock
) -> None:
    server.allow_inline()
    with slow:
        say(server, "/sources")
        server.inject("sendMessage", RateLimited(45))
        server.send_text(PERSON, QUESTION)
        until(lambda: any(44 < it < 46 for it in clock.waiting))
        slow.advance(46)
        server.wait_for_messages(PERSON, 2)
        with slow.held_searches():
            query = server.type_inline(PERSON, "what did Xi")
            server.wait_until(lambda: server.unconfirmed == 0)
            slow.advance(4)
        server.wait_until(lambda: server.inline_answer(query) is not None)
    assert actions(server) == []


@pytest.mark.parametrize(
    "fault",
    [ServerError(500), RateLimited(60), Refused(403, "Forbidden: bot was blocked by the user"), Hang(3)],
    ids=lambda it: type(it).__name__,
)
def test_whatever_happens_to_it_the_answer_comes_and_it_is_not_sent_again(
    slow: RunningBot, server: BotApiServer, clock: FakeClock, fault: ServerError
) -> None:
    with slow:
        say(server, "/sources")
        server.inject("sendChatAction", fault)
        with slow.held_searches():
            ask_slowly(server, clock)
            slow.advance(1.1)
            server.wait_until(lambda: len(actions(server)) == 1)
        assert "2060" in server.wait_for_messages(PERSON, 2)[1].text
        assert "WARNING" not in slow.output
    assert len(actions(server)) == 1


def test_a_chat_that_telegram_wants_to_wait_sees_nothing(server: BotApiServer) -> None:
    async def show_both() -> None:
        request = AiohttpRequest()
        await request.initialize()
        limit = RateLimit(Rates(30, 1, 20), FakeClock())
        limit.pause(PERSON, 60)
        shown = ChatActions(Api(f"{server.url}/bot{TEST_BOT}", request), limit)
        await shown.typing(Address(PERSON))
        await shown.typing(Address(ADMIN))
        await request.shutdown()

    asyncio.run(show_both())
    assert actions(server) == [{"chat_id": ADMIN, "action": "typing"}]

"""Simulates the Bot API for one bot: polling, webhooks, messages, injected faults and network latency."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Mapping, Sequence

from benchmarks.bot.telegram.faults import DELIVERY, HANG_SECONDS, Faults
from benchmarks.bot.telegram.http import Answer, Request, response
from benchmarks.bot.telegram.ledger import Ledger, TrackedQuestion
from benchmarks.bot.telegram.webhooks import Webhooks

TOKEN = "123456:BENCH-worth-nothing"  # noqa: S105  (known only to this server)
_BOT = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "measured_bot"}
_ME = {**_BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}
_GARBAGE = response(b'{"ok":true,"result":')
_FIRST_TYPIST = 900_001
_CONFLICT = "Conflict: terminated by other getUpdates request"


class BotApi:
    """The Bot API as one bot sees it."""

    def __init__(self, *, seed: int = 0, round_trip: float = 0.0) -> None:
        """Set the seed of the faults, and the network round trip in seconds."""
        self.ledger = Ledger()
        self.faults = Faults(seed)
        self.calls: Counter[str] = Counter()
        self._one_way = round_trip / 2
        self._arrived = asyncio.Event()
        self._poll = 0  # number of the newest getUpdates; an older one that still waits gets a 409
        self._webhooks = Webhooks(self.ledger, self._one_way, lambda: self.faults.draw(DELIVERY) is not None)
        self._scheduled: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Stop the background tasks."""
        for task in self._scheduled:
            task.cancel()
        await self._webhooks.close()

    def ask(self, questions: Sequence[tuple[int, str, str]], gaps: Sequence[float] = ()) -> None:
        """Add questions (chat, text, reply), all at once or with gaps in seconds before each."""
        if gaps:
            task = asyncio.ensure_future(self._ask_slowly(questions, gaps))
            self._scheduled.add(task)
            task.add_done_callback(self._scheduled.discard)
        else:
            self._put([self.ledger.ask(*question) for question in questions])

    def type(self, people: Sequence[Sequence[str]], gap: float) -> None:
        """Let people type at once: of each, a text after the other, with a gap in seconds before each."""
        for number, texts in enumerate(people):
            delay = gap * number / len(people)
            task = asyncio.ensure_future(self._type_slowly(_FIRST_TYPIST + number, texts, gap, delay))
            self._scheduled.add(task)
            task.add_done_callback(self._scheduled.discard)

    def answer(self, request: Request) -> Answer | Awaitable[Answer]:
        """Respond to a call of the bot."""
        token, _, method = request.path.partition("?")[0].removeprefix("/bot").partition("/")
        method = method.lower()
        if token != TOKEN:
            return _refusal(401, "Unauthorized")
        fault = self.faults.draw(method)
        self.calls[method] += 1
        if fault is None and not self._one_way and method != "getupdates":
            return self._carry_out(method, request.parameters())
        return self._travel(method, request, fault)

    async def _travel(self, method: str, request: Request, fault: str | None) -> Answer:
        # A new connection costs another round trip, as in TCP (TLS would cost one more).
        await asyncio.sleep(self._one_way * (3 if request.is_first else 1))
        match fault:
            case "429":
                return _refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
            case "5xx":
                return response(b"<html><h1>502 Bad Gateway</h1></html>", 502, "text/html")
            case "drop":
                return None
            case "hang":
                await asyncio.sleep(HANG_SECONDS)
                return None
            case "garbage":
                return _GARBAGE
            case _:
                pass
        parameters = request.parameters()
        if method == "getupdates":
            answer = await self._get_updates(parameters)
        else:
            answer = self._carry_out(method, parameters)
        await asyncio.sleep(self._one_way)
        return None if fault == "drop after accept" else answer

    def _carry_out(self, method: str, parameters: Mapping[str, object]) -> bytes:
        match method:
            case "sendmessage":
                return _message(self.ledger, int(str(parameters["chat_id"])), str(parameters["text"]))
            case "answerinlinequery":
                self.ledger.show(int(str(parameters["inline_query_id"])))
            case "getme":
                return _result(_ME)
            case "setwebhook":
                self._webhooks.deliver_to(str(parameters["url"]), str(parameters.get("secret_token", "")))
            case "getwebhookinfo":
                return _result({"url": self._webhooks.url, "has_custom_certificate": False, "pending_update_count": 0})
            case "deletewebhook":
                self._webhooks.stop()
            case _:
                pass
        return _result(result=True)

    async def _get_updates(self, parameters: Mapping[str, object]) -> bytes:
        """Long-poll for updates until the timeout of the request; confirm those before its offset."""
        if self._webhooks.url:
            return _refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll = mine = self._poll + 1
        self._arrived.set()  # wakes an older poll, which then gets a 409
        self.ledger.confirm(int(str(parameters.get("offset") or 0)))
        deadline = time.monotonic() + float(str(parameters.get("timeout") or 0))
        while not self.ledger.waiting and (left := deadline - time.monotonic()) > 0:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except TimeoutError:
                break
            if self._poll != mine:
                return _refusal(409, _CONFLICT)
        batch = self.ledger.oldest(int(str(parameters.get("limit") or 100)))
        return response(b'{"ok":true,"result":[' + b",".join(it.update for it in batch) + b"]}")

    async def _ask_slowly(self, questions: Sequence[tuple[int, str, str]], gaps: Sequence[float]) -> None:
        due = time.monotonic()
        for question, gap in zip(questions, gaps, strict=True):
            due += gap
            await asyncio.sleep(due - time.monotonic())
            self._put([self.ledger.ask(*question)])

    async def _type_slowly(self, person: int, texts: Sequence[str], gap: float, delay: float) -> None:
        due = time.monotonic() + delay
        for text in texts:
            due += gap
            await asyncio.sleep(due - time.monotonic())
            self.ledger.waiting.append(self.ledger.type(person, text))
            self._arrived.set()

    def _put(self, questions: Sequence[TrackedQuestion]) -> None:
        if self._webhooks.url:
            self._webhooks.put(questions)
        else:
            self.ledger.waiting.extend(questions)
            self._arrived.set()


def _message(ledger: Ledger, chat: int, text: str) -> bytes:
    message_id = ledger.send(chat, text)
    about = {"id": chat, "first_name": f"Person {chat}", "type": "private"}
    return _result(
        {"message_id": message_id, "from": _BOT, "chat": about, "date": int(time.time()), "text": text[:4096]}
    )


def _result(result: object) -> bytes:
    return response(json.dumps({"ok": True, "result": result}).encode())


def _refusal(code: int, description: str, parameters: Mapping[str, int] | None = None) -> bytes:
    body = {"ok": False, "error_code": code, "description": description}
    return response(json.dumps(body | ({"parameters": parameters} if parameters else {})).encode(), code)

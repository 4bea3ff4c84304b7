"""Assigns questions over the sample articles to chats, with the reply that the program gives to each."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, product

from benchmarks.bot.telegram.ledger import ANYTHING
from bot.app import App, build
from bot.rendering.html import messages
from config.loading import load_settings
from config.locations import SHIPPED
from tests.golden.questions import SEEDS, read_questions

# Paraphrases, for questions that all differ.
_BEFORE = ("", "Please tell me: ", "So, ", "Hi! ", "One question: ", "Again: ", "Just asking, ", "Hello, ")
_AFTER = ("", " Thanks", " please", " Thank you!", " :)", " ???", " …", " I forgot.")
_FIRST_CHAT = 1001
_COMMAND = "/sources"


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question of a chat, and the message that answers it."""

    chat: int
    text: str
    reply: str


class Questions:
    """Makes loads of golden questions. A chat never asks two questions with the same reply."""

    def __init__(self) -> None:
        """Load the sample articles."""
        self._app: App = build(load_settings({"corpus": str(SEEDS)}, files=[SHIPPED]).settings)
        self._golden = [question.text for question in read_questions()]
        self._replies: dict[str, str] = {}

    def assign(self, chats: int, each: int, *, seed: int, distinct: bool = False, first: int = 0) -> list[ChatQuestion]:
        """Return `each` questions for each of the `chats`, in random order.

        With `distinct` no text occurs twice; otherwise the golden questions repeat. Chats are numbered from `first`.
        """
        texts = self._different() if distinct else cycle(self._golden)
        per_chat: list[list[ChatQuestion]] = []
        for chat in range(_FIRST_CHAT + first, _FIRST_CHAT + first + chats):
            by_reply: dict[str, ChatQuestion] = {}
            while len(by_reply) < each:
                text = next(texts)
                reply = self._reply(text)
                by_reply.setdefault(reply.strip(), ChatQuestion(chat, text, reply))
            per_chat.append(list(by_reply.values()))
        order = [number for number in range(chats) for _ in range(each)]
        random.Random(seed).shuffle(order)  # noqa: S311  (reproducible, no secret)
        queues = list(map(iter, per_chat))
        return [next(queues[number]) for number in order]

    def commands(self, chats: int) -> list[ChatQuestion]:
        """Return one command without retrieval for each of the chats."""
        return [ChatQuestion(chat, _COMMAND, ANYTHING) for chat in range(_FIRST_CHAT, _FIRST_CHAT + chats)]

    def cpu_seconds(self, questions: Sequence[ChatQuestion]) -> float:
        """Return the CPU seconds to answer these questions and to render the answers, without Telegram."""

        async def answer_all() -> float:
            started = time.process_time()
            for question in questions:
                service = self._app.service
                reply = service.sources() if question.text == _COMMAND else await service.ask(question.text)
                messages(self._app.templates.blocks(reply))
            return time.process_time() - started

        return asyncio.run(answer_all())

    def _different(self) -> Iterator[str]:
        for before, after in product(_BEFORE, _AFTER):
            for text in self._golden:
                yield f"{before}{text}{after}"
        raise ValueError("there are too few different questions: ask for fewer, or without distinct")

    def _reply(self, text: str) -> str:
        if text not in self._replies:
            answer = asyncio.run(self._app.service.ask(text))
            [message] = messages(self._app.templates.blocks(answer))
            self._replies[text] = message.html
        return self._replies[text]

"""Real questions over the seeds, dealt out to chats, with the replies that the program gives."""

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

# Ways to say the same thing, for questions that all differ.
_BEFORE = ("", "Please tell me: ", "So, ", "Hi! ", "One question: ", "Again: ", "Just asking, ", "Hello, ")
_AFTER = ("", " Thanks", " please", " Thank you!", " :)", " ???", " …", " I forgot.")
_FIRST_CHAT = 1001
_COMMAND = "/sources"


@dataclass(frozen=True, slots=True)
class Question:
    """What a chat asks, and the message that answers it."""

    chat: int
    text: str
    reply: str


class Questions:
    """The golden questions, as often as needed; a chat never asks two that have the same reply."""

    def __init__(self) -> None:
        """Load the seeds."""
        self._app: App = build(load_settings({"corpus": str(SEEDS)}, files=[SHIPPED]).settings)
        self._golden = [question.text for question in read_questions()]
        self._replies: dict[str, str] = {}

    def deal(self, chats: int, each: int, *, seed: int, distinct: bool = False, first: int = 0) -> list[Question]:
        """Give each of so many chats so many questions, in an order that is drawn.

        `distinct` lets no text occur twice; otherwise the golden questions go round.
        """
        texts = self._different() if distinct else cycle(self._golden)
        hands: list[list[Question]] = []
        for chat in range(_FIRST_CHAT + first, _FIRST_CHAT + first + chats):
            hand: dict[str, Question] = {}
            while len(hand) < each:
                text = next(texts)
                reply = self._reply(text)
                hand.setdefault(reply.strip(), Question(chat, text, reply))
            hands.append(list(hand.values()))
        order = [number for number in range(chats) for _ in range(each)]
        random.Random(seed).shuffle(order)  # noqa: S311  (a load that can be repeated, no secret)
        dealt = list(map(iter, hands))
        return [next(dealt[number]) for number in order]

    def commands(self, chats: int) -> list[Question]:
        """Let each of so many chats send a command that needs no retrieval, once."""
        return [Question(chat, _COMMAND, ANYTHING) for chat in range(_FIRST_CHAT, _FIRST_CHAT + chats)]

    def cpu_seconds(self, questions: Sequence[Question]) -> float:
        """Return the CPU time to answer these and to render the answers, without any Telegram."""

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
        raise ValueError("there are not so many different questions; ask for fewer, or not for distinct ones")

    def _reply(self, text: str) -> str:
        if text not in self._replies:
            answer = asyncio.run(self._app.service.ask(text))
            [message] = messages(self._app.templates.blocks(answer))
            self._replies[text] = message.html
        return self._replies[text]

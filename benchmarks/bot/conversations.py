"""Measures which turns of conversations in six languages, with follow-ups and filters, the expected sentence answers.

The articles and the conversations of each language are in `tests/bot/languages/conversations/`. They were written
before any was asked. The odd ones are held out, so that rules may be made with the others. Each message is asked of
the program as it ships, on one fixed day: first over the articles of its language, then over those of all languages.
"""

import asyncio
import json
import statistics
import sys
import tomllib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.report import report
from bot.answer import Answer
from bot.app import App, build
from bot.commands import Commands, parse_request
from bot.requests import OPERATOR, CommandCall
from config.loading import load_settings
from config.locations import SHIPPED

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "bot" / "languages" / "conversations"
LANGUAGES = ("de", "es", "fr", "ru", "zh", "ar")
MUST_REACH = 0.85
SENT_AT = datetime(2021, 4, 14, 12, tzinfo=UTC)
"""When all messages are sent: on a Wednesday, so that last week is that of the newest articles."""

Conversation = Sequence[Sequence[str]]
"""Turns, each a message with words of the sentence that is expected."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A message and what it was answered.

    `place` is its place in the conversation, from 0, `searched` the question that was searched for it, and `quotes` are
    those that were shown, none if it was not answered.
    """

    message: str
    expected: str
    place: int
    searched: str
    quotes: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        """Whether the first quote is of the expected sentence."""
        return self.expected in "".join(self.quotes[:1])

    @property
    def is_shown(self) -> bool:
        """Whether any quote is of the expected sentence."""
        return any(self.expected in it for it in self.quotes)


def read_articles(language: str) -> list[str]:
    """Return the articles of a language as lines of JSON."""
    return [
        json.dumps({"id": f"{language}-{number}", **it, "published": it["published"].isoformat()}, ensure_ascii=False)
        for number, it in enumerate(_tables(language)["articles"], 1)
    ]


def read_conversations(language: str) -> list[Conversation]:
    """Return the conversations of a language; the first, third and so on are held out."""
    return [it["turns"] for it in _tables(language)["conversations"]]


def _tables(language: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def ask(articles: Iterable[str], conversations: Iterable[Conversation]) -> list[list[Turn]]:
    """Ask the conversations, each from its beginning, of these articles."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "articles.jsonl"
        corpus.write_text("".join(f"{it}\n" for it in articles), "utf-8")
        values: dict[str, object] = {"corpus": str(corpus), "data_dir": f"{folder}/data"}
        app = build(load_settings(values, files=[SHIPPED]).settings)
        return asyncio.run(_ask(app, conversations))


async def _ask(app: App, conversations: Iterable[Conversation]) -> list[list[Turn]]:
    commands = app.commands()
    return [[it async for it in _turns(commands, messages)] for messages in conversations]


async def _turns(commands: Commands, messages: Conversation) -> AsyncIterator[Turn]:
    """Yield the turns of a conversation that begins anew. What is not answered quotes nothing."""
    origin = replace(OPERATOR, sent_at=SENT_AT.timestamp())
    async for _ in commands.run(CommandCall("new", "", origin)):
        pass
    for place, (message, expected) in enumerate(messages):
        reply = [it async for it in commands.run(parse_request(message, origin))][-1]
        answered = reply if isinstance(reply, Answer) and reply.answered else None
        groups = answered.groups if answered else ()
        quotes = tuple(quote.citation.text for group in groups for quote in group.quotes)
        yield Turn(message, expected, place, reply.question if isinstance(reply, Answer) else "", quotes)


def main() -> int:
    """Measure and report; return 1 if what must be reached is not."""
    rows = []
    shares = []
    everything = [line for it in LANGUAGES for line in read_articles(it)]
    for language in LANGUAGES:
        asked = ask(read_articles(language), read_conversations(language))
        among_all = ask(everything, read_conversations(language))
        halves = {"held out": asked[::2], "open": asked[1::2], "both": asked, "both, among all articles": among_all}
        for half, conversations in halves.items():
            turns = list(chain.from_iterable(conversations))
            rows.append(_row(language, half, len(conversations), turns))
            shares.append(_share(it.is_first for it in turns))
            for turn in (it for it in turns if half == "open" and not it.is_first):
                print(f"{language}: {turn.message!r}, searched as {turn.searched!r}: {turn.quotes}", file=sys.stderr)
    report("conversations", "Conversations with filters: the share of turns that the expected sentence answers", rows)
    return 0 if min(shares) >= MUST_REACH else 1


def _row(language: str, half: str, conversations: int, turns: Sequence[Turn]) -> dict[str, object]:
    later = [it for it in turns if it.place]
    return {
        "language": language,
        "half": half,
        "conversations": conversations,
        "turns": len(turns),
        "first": f"{_share(it.is_first for it in turns):.3f}",
        "shown": f"{_share(it.is_shown for it in turns):.3f}",
        "must reach, first": f"≥ {MUST_REACH}",
        "later turns": len(later),
        "later, first": f"{_share(it.is_first for it in later):.3f}",
        "later, shown": f"{_share(it.is_shown for it in later):.3f}",
    }


def _share(hits: Iterable[bool]) -> float:
    return statistics.fmean(hits)


if __name__ == "__main__":
    sys.exit(main())

"""The commands: what may be typed, by whom, and what comes back; the same for every adapter."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.access import Access, Audience
from bot.commands import COMMANDS, Commands
from bot.messages import Answer, Notice, NoticeKind, Reply, Request
from bot.rendering.text import plain
from bot.service import Service
from retrieval.searcher import Searcher
from tests.bot.articles import searcher
from tests.bot.samples import TEMPLATES

ADMIN, PERSON = 42, 7
QUESTION = "what did mayor Lee pledge?"


class Bot:
    """The commands over the articles, with one admin."""

    def __init__(self, searcher: Searcher) -> None:
        """Take what searches them."""
        self.searcher = searcher
        self._commands = Commands(Service(searcher, citations=3), Access({ADMIN}))

    def replies(self, text: str, user_id: int | None = PERSON, *, is_operator: bool = False) -> list[Reply]:
        async def collect() -> list[Reply]:
            return [reply async for reply in self._commands.run(Request(text, user_id, is_operator))]

        return asyncio.run(collect())

    def reply(self, text: str, user_id: int | None = PERSON, *, is_operator: bool = False) -> Reply:
        [reply] = self.replies(text, user_id, is_operator=is_operator)
        return reply

    def kind(self, text: str) -> NoticeKind | None:
        """Return of which kind the one reply to a person is; None where it is an answer."""
        reply = self.reply(text)
        return reply.kind if isinstance(reply, Notice) else None


@pytest.fixture
def bot(articles: Path) -> Bot:
    return Bot(searcher(articles))


def told(reply: Reply) -> str:
    return plain(TEMPLATES.blocks(reply))


def test_every_command_has_a_name_and_a_help_line_that_telegram_takes() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    for command in COMMANDS:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", command.name)
        assert 3 <= len(command.summary) <= 256
        assert command.summary.isprintable()


@pytest.mark.parametrize("asked", ["/help", "/start"])
def test_help_lists_every_command_to_those_who_may_use_it_and_to_nobody_else(bot: Bot, asked: str) -> None:
    for_person = told(bot.reply(asked, PERSON))
    for_admin = told(bot.reply(asked, ADMIN))
    for_operator = told(bot.reply(asked, None, is_operator=True))
    for command in COMMANDS:
        line = re.compile(rf"^/{command.name}\b.*: {re.escape(command.summary)}$", re.MULTILINE)
        assert line.search(for_admin)
        assert line.search(for_operator)
        assert bool(line.search(for_person)) == (command.audience is Audience.EVERYONE)


def test_every_reply_to_every_command_can_be_told(bot: Bot) -> None:
    for command in COMMANDS:
        for text in (f"/{command.name}", f"/{command.name} {QUESTION}"):
            replies = bot.replies(text, None, is_operator=True)
            assert replies
            assert all(told(reply) for reply in replies)


def test_anything_without_a_slash_is_a_question(bot: Bot) -> None:
    reply = bot.reply(QUESTION)
    assert isinstance(reply, Answer)
    assert reply.question == QUESTION
    assert reply.citations[0].text == "Mayor Ann Lee pledged to plant a million trees by 2030."


@pytest.mark.parametrize(
    "text",
    [
        f"/ask {QUESTION}",
        f"/ask@some_bot {QUESTION}",
        f"/ASK {QUESTION}",
        f"  /ask   {QUESTION}  ",
        f"/ask\n{QUESTION}",
        f"\n{QUESTION}\n",
    ],
)
def test_a_question_may_be_asked_by_command_too(bot: Bot, text: str) -> None:
    assert bot.reply(text) == bot.reply(QUESTION)


def test_a_question_of_several_lines_stays_whole(bot: Bot) -> None:
    reply = bot.reply("/ask what did\nmayor Lee\n\npledge?")
    assert isinstance(reply, Answer)
    assert reply.question == "what did\nmayor Lee\n\npledge?"


@pytest.mark.parametrize("text", ["/ask", "/ask  ", "/ask@some_bot", "", "  \n"])
def test_where_there_is_no_question_one_is_asked_for(bot: Bot, text: str) -> None:
    assert bot.kind(text) is NoticeKind.ASK_WHAT


@pytest.mark.parametrize(
    "text", ["/nonsense", "/nonsense of some kind", "/NonSense", "/nonsense@some_bot", "/nonsense\n"]
)
def test_an_unknown_command_is_named_and_help_pointed_out(bot: Bot, text: str) -> None:
    assert bot.kind(text) is NoticeKind.UNKNOWN_COMMAND
    reply = told(bot.reply(text))
    assert "/nonsense." in reply
    assert "/help" in reply


@pytest.mark.parametrize("text", ["/", "/ what?", "//", "/@some_bot", "/help!"])
def test_a_slash_before_something_else_is_no_command(bot: Bot, text: str) -> None:
    assert bot.kind(text) is NoticeKind.UNKNOWN_COMMAND


def test_sources_tells_how_many_articles_there_are(bot: Bot) -> None:
    reply = told(bot.reply("/sources"))
    assert "2 articles, 5 sentences" in reply
    assert "2026-10-03" in reply


def test_privacy_tells_what_is_kept(bot: Bot) -> None:
    assert "stored" in told(bot.reply("/privacy"))


@pytest.mark.parametrize("user_id", [PERSON, None, -ADMIN])
@pytest.mark.parametrize("text", ["/reload", "/RELOAD", "/reload@some_bot", "/reload now"])
def test_reload_is_refused_to_all_but_admins_and_nothing_is_read(bot: Bot, text: str, user_id: int | None) -> None:
    before = bot.searcher.snapshot
    reply = bot.reply(text, user_id)
    assert reply == Notice(NoticeKind.ADMINS_ONLY, {"name": "reload"})
    assert "/reload" in told(reply)
    assert bot.searcher.snapshot is before


@pytest.mark.parametrize(("user_id", "is_operator"), [(ADMIN, False), (None, True)])
def test_admins_and_the_operator_may_reload(
    bot: Bot,
    articles: Path,
    user_id: int | None,
    is_operator: bool,  # noqa: FBT001
) -> None:
    (articles / "bridge.txt").write_text("The bridge is closed.", encoding="utf-8")
    first, *_, last = bot.replies("/reload", user_id, is_operator=is_operator)
    assert told(first).startswith("Reading the articles anew")
    assert "Added 1: bridge.txt" in told(last)
    assert "bridge is closed" in told(bot.reply("is the bridge closed?"))

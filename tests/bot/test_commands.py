"""The commands: their names, permissions and replies, independent of the adapter."""

import asyncio
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.access import Access, Audience
from bot.answer import Answer, FurtherQuotes, QuoteInContext
from bot.asking import TURN_SECONDS
from bot.citation_keys import CitationKeys
from bot.commands import COMMANDS, Commands, is_long, parse_request
from bot.conversation.completer import Completer
from bot.conversation.small_talk import SmallTalkPhrases
from bot.given_answer import GivenAnswer
from bot.messages import (
    AdminsOnly,
    Ambiguous,
    AskWhat,
    NoMoreQuotes,
    NoOffer,
    NoQuote,
    Privacy,
    PrivateOnly,
    QuestionTooLong,
    Reply,
    SmallTalk,
    UnknownCommand,
)
from bot.rendering.text import plain
from bot.requests import OPERATOR, CommandCall, Origin, Question
from bot.service import Service
from bot.storage import AnswerRow
from config.languages import read_language, read_table
from retrieval.searcher import Searcher
from tests.bot.articles import WAIT, searcher
from tests.bot.clock import FakeClock
from tests.bot.samples import TEMPLATES
from tests.golden.questions import SEEDS
from tests.retrieval.articles import write

ADMIN, PERSON = 42, 7
UPDATE = 123
PERSONS = Origin(PERSON, is_private=True)
QUESTION = "what did mayor Lee pledge?"


class Bot:
    """The commands over the articles, with one admin."""

    def __init__(self, searcher: Searcher) -> None:
        """Take what searches them."""
        self.searcher = searcher
        self.stored: dict[str, AnswerRow] = {}
        self.erased: list[tuple[int, int | None]] = []
        self.turn: GivenAnswer | None = None
        self.citation_keys = CitationKeys(b"secret")
        self.ended: list[Origin] = []
        self._commands = Commands(Service(searcher, citations=3), Access({ADMIN}), personal_data=self)

    def replies(
        self, text: str, user_id: int | None = PERSON, *, is_operator: bool = False, is_private: bool = True
    ) -> list[Reply]:
        origin = OPERATOR if is_operator else Origin(user_id, update_id=UPDATE, is_private=is_private)
        return run(self._commands, text, origin)

    def reply(self, text: str, user_id: int | None = PERSON, *, is_operator: bool = False) -> Reply:
        [reply] = self.replies(text, user_id, is_operator=is_operator)
        return reply

    async def linked_question(self, key: str, person_id: int) -> str | None:
        return "what did Xi pledge?" if (key, person_id) == ("right", PERSON) else None

    async def erase(self, person_id: int, except_id: int | None) -> None:
        self.erased.append((person_id, except_id))

    async def find(self, key: str, chat_id: int) -> AnswerRow | None:
        row = self.stored.get(key)
        return row if row is not None and row.chat_id == chat_id else None

    async def find_by_question(self, chat_id: int, message_id: int) -> AnswerRow | None:
        return next((it for it in self.stored.values() if (it.chat_id, it.question_id) == (chat_id, message_id)), None)

    async def answer_in(self, chat_id: int, message_id: int) -> GivenAnswer | None:
        return next(
            (it.given for it in self.stored.values() if (it.chat_id, it.message_id) == (chat_id, message_id)), None
        )

    async def last_turn(self, origin: Origin) -> GivenAnswer | None:
        return None if origin in self.ended else self.turn

    async def end_turns(self, origin: Origin) -> None:
        self.ended.append(origin)

    async def vote(self, key: str, vote: int) -> None:
        self.stored[key] = replace(self.stored[key], vote=vote)


def run(commands: Commands, text: str, origin: Origin = PERSONS) -> list[Reply]:
    """Return all replies to a text."""

    async def collect() -> list[Reply]:
        return [reply async for reply in commands.run(parse_request(text, origin))]

    return asyncio.run(collect())


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
        assert bool(line.search(for_admin)) == (command.audience is not Audience.CONSOLE)
        assert bool(line.search(for_operator)) != command.is_of_chats
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
    assert bot.reply(text) == AskWhat()


@pytest.mark.parametrize(
    "text", ["/nonsense", "/nonsense of some kind", "/NonSense", "/nonsense@some_bot", "/nonsense\n"]
)
def test_an_unknown_command_is_named_and_help_pointed_out(bot: Bot, text: str) -> None:
    assert bot.reply(text) == UnknownCommand("nonsense")
    reply = told(bot.reply(text))
    assert "/nonsense." in reply
    assert "/help" in reply


@pytest.mark.parametrize("text", ["/", "/ what?", "//", "/@some_bot", "/help!"])
def test_a_slash_before_something_else_is_no_command(bot: Bot, text: str) -> None:
    assert isinstance(bot.reply(text), UnknownCommand)


def test_only_a_text_that_begins_with_a_slash_is_a_command() -> None:
    for text in ("/reload now", " /Reload@some_bot \n now\n"):
        assert parse_request(text, PERSONS) == CommandCall("reload", "now", PERSONS)
        assert is_long(parse_request(text, PERSONS))
    for text in ("is /reload long?", " is /reload long?\n", "/ask is /reload long?"):
        assert parse_request(text, PERSONS) == Question("is /reload long?", PERSONS)
        assert not is_long(parse_request(text, PERSONS))


def test_sources_tells_how_many_articles_there_are(bot: Bot) -> None:
    reply = told(bot.reply("/sources"))
    assert "2 articles, 5 sentences" in reply
    assert "2026-10-03" in reply


def test_help_in_a_group_lists_no_command_that_is_for_private_chats_alone(bot: Bot) -> None:
    [reply] = bot.replies("/help", ADMIN, is_private=False)
    assert "/privacy" in told(reply)
    assert "/reload" not in told(reply)


LONGEST = "what did mayor Lee pledge" + "?" * 475  # 500 characters


@pytest.mark.parametrize("command", ["", "/ask ", "/ask@some_bot\n", "  "])
def test_a_question_above_the_longest_is_not_answered_but_told_so_with_both_lengths(bot: Bot, command: str) -> None:
    assert isinstance(bot.reply(f"{command}{LONGEST}  "), Answer)
    reply = bot.reply(f"{command}{LONGEST}!")
    assert reply == QuestionTooLong(501, 500)
    assert "501 characters" in told(reply)
    assert "up to 500" in told(reply)


def test_the_operator_at_the_console_is_held_to_the_length_too(bot: Bot) -> None:
    reply = bot.reply(LONGEST + "!", None, is_operator=True)
    assert isinstance(reply, QuestionTooLong)


def test_the_longest_question_is_a_setting(articles: Path) -> None:
    commands = Commands(Service(searcher(articles), citations=3), Access(set()), question_length=5)
    assert isinstance(run(commands, "trees")[0], Answer)
    assert run(commands, "trees?") == [QuestionTooLong(6, 5)]


def test_privacy_tells_what_is_kept_and_for_how_long(articles: Path) -> None:
    service = Service(searcher(articles), citations=3)

    def said(privacy: Privacy) -> str:
        [reply] = run(Commands(service, Access(set()), privacy=privacy), "/privacy")
        return told(reply)

    assert "for 48 hours" in said(Privacy())
    assert "for 1 hour," in said(Privacy(hours=1))
    assert "It has no questions." in said(Privacy())
    assert "the questions themselves" in said(Privacy(logs_questions=True))
    assert "It has no questions." not in said(Privacy(logs_questions=True))


@pytest.mark.parametrize("is_private", [True, False])
def test_forget_deletes_what_is_kept_about_the_person_and_nobody_else(
    bot: Bot,
    is_private: bool,  # noqa: FBT001
) -> None:
    [reply] = bot.replies("/forget", PERSON, is_private=is_private)
    assert bot.erased == [(PERSON, UPDATE)]
    assert told(reply).startswith("Forgotten: what was kept about you here is deleted")


def test_forget_tells_the_operator_of_the_consoles_history(bot: Bot) -> None:
    assert "console_history" in told(bot.reply("/forget", None, is_operator=True))
    assert bot.erased == []


def test_forget_tells_somebody_anonymous_that_nobody_knows_them(bot: Bot) -> None:
    [reply] = bot.replies("/forget", None, is_private=False)
    assert told(reply).startswith("You write anonymously")
    assert bot.erased == []


def test_what_could_not_be_forgotten_is_not_said_to_be(articles: Path) -> None:
    class Broken(Bot):
        async def erase(self, person_id: int, except_id: int | None) -> None:
            raise OSError(person_id, except_id)

    commands = Commands(
        Service(searcher(articles), citations=3), Access(set()), personal_data=Broken(searcher(articles))
    )
    with pytest.raises(OSError, match="7"):
        run(commands, "/forget")


@pytest.mark.parametrize("text", ["/reload", "/RELOAD", "/reload@some_bot now"])
def test_reload_is_refused_to_admins_where_others_read_along(bot: Bot, text: str) -> None:
    before = bot.searcher.snapshot
    [reply] = bot.replies(text, ADMIN, is_private=False)
    assert reply == PrivateOnly("reload")
    assert "/reload works in a private chat" in told(reply)
    assert bot.searcher.snapshot is before


def test_in_a_group_others_hear_that_reload_is_for_admins(bot: Bot) -> None:
    [reply] = bot.replies("/reload", PERSON, is_private=False)
    assert reply == AdminsOnly("reload")


@pytest.mark.parametrize("user_id", [PERSON, None, -ADMIN])
@pytest.mark.parametrize("text", ["/reload", "/RELOAD", "/reload@some_bot", "/reload now"])
def test_reload_is_refused_to_all_but_admins_and_nothing_is_read(bot: Bot, text: str, user_id: int | None) -> None:
    before = bot.searcher.snapshot
    reply = bot.reply(text, user_id)
    assert reply == AdminsOnly("reload")
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


def test_small_talk_gets_a_line_and_no_search(articles: Path) -> None:
    phrases = SmallTalkPhrases(lambda: [read_table("en", "small_talk")])
    commands = Commands(Service(searcher(articles), citations=3), Access(set()), small_talk=phrases)
    assert [told(it) for it in run(commands, "hello!")] == [
        "Hello! Ask me something, and I look for the sentences of my articles that answer it."
    ]
    assert run(commands, "/ask thanks") == [SmallTalk("thanks")]
    assert isinstance(run(commands, f"hello, {QUESTION}")[0], Answer)


def test_at_the_console_commands_show_the_views_of_the_last_answer(bot: Bot) -> None:
    def said(text: str) -> str:
        return told(bot.reply(text, None, is_operator=True))

    assert "Ask a question first" in said("/context")
    listed = said(QUESTION)
    assert "The council paid for the first thousand." in said("/context")
    assert "“mayor” is your own word" in said("/why 1").replace("Mayor", "mayor")
    assert "forest.txt" in said("/source")
    assert "no quote of this number" in said("/why 99")
    assert "no quote of this number" in said("/why first")
    assert said("/back") == listed
    assert isinstance(bot.reply("/why", PERSON), UnknownCommand)


def following(articles: Path, clock: FakeClock | None = None) -> Commands:
    """Return the commands of a console over the articles, at which questions may follow others."""
    completer = Completer(read_language("en"))
    service = Service(searcher(articles), citations=3)
    return Commands(service, Access(set()), clock=clock or FakeClock(), completer=completer)


def test_at_the_console_a_question_may_follow_another_until_new(articles: Path) -> None:
    commands = following(articles)

    def said(text: str) -> str:
        return told(run(commands, text, OPERATOR)[-1])

    said(QUESTION)
    assert said("when?").startswith("Searched for: when did mayor Lee pledge?")
    assert "Searched for" not in said("/instead 1")
    assert said("why?").startswith("Searched for: why did mayor Lee pledge?")
    said("/new")
    assert "Searched for" not in said("why?")


def test_at_the_console_nothing_follows_half_an_hour_later(articles: Path) -> None:
    clock = FakeClock()
    commands = following(articles, clock)
    run(commands, QUESTION, OPERATOR)
    asyncio.run(clock.advance(TURN_SECONDS + 1))
    assert "Searched for" not in told(run(commands, "when?", OPERATOR)[-1])


def test_at_the_console_one_of_several_meanings_is_chosen_by_its_number(articles: Path) -> None:
    (articles / "visits.txt").write_text("Mayor Ann Lee met Bob Roe. Bob Roe met Carl Poe.", encoding="utf-8")
    commands = following(articles)
    run(commands, "when did Ann Lee meet Bob Roe?", OPERATOR)
    [which] = run(commands, "and Carl Poe?", OPERATOR)
    assert isinstance(which, Ambiguous)
    shown = plain(TEMPLATES.blocks(which, offers=True))
    assert "/instead 1 when did Carl Poe meet Bob Roe?" in shown
    assert "/instead 2 when did Ann Lee meet Carl Poe?" in shown
    assert "/instead 3 As you typed it" in shown
    run(commands, "/instead 2", OPERATOR)
    assert told(run(commands, "why?", OPERATOR)[-1]).startswith("Searched for: why did Ann Lee meet Carl Poe?")


def test_at_the_console_the_greeting_lists_questions_that_can_be_asked_by_number(tmp_path: Path) -> None:
    statement = "Fay Old announced a plan for a million trees."
    corpus = write(tmp_path / "articles", {"a.txt": f"{statement} It rained.", "b.txt": "It was said by Fay Old."})
    service = Service(searcher(corpus), citations=3)
    service.introductions.prepare()
    commands = Commands(service, Access(set()))
    end, greeting = time.monotonic() + WAIT, ""
    while "/instead 1" not in greeting and time.monotonic() < end:  # it is tried in the background
        greeting = plain(TEMPLATES.blocks(run(commands, "/start", OPERATOR)[-1], offers=True))
    assert greeting.endswith("/instead 1 What did Fay Old announce?")
    assert "What my articles are about: Fay Old\n2 articles\n" in greeting
    answer = run(commands, "/instead 1", OPERATOR)[-1]
    assert isinstance(answer, Answer)
    assert answer.citations[0].text == statement


REPRINT = """Bananas are yellow, and nobody knows why.

Mayor Ann Lee pledged to plant a million trees by 2030. Apples grow on trees in the garden of the mayor.
"""


def test_a_sentence_that_is_reprinted_is_listed_once_and_quotes_are_counted_as_they_are_shown(articles: Path) -> None:
    (articles / "reprint.txt").write_text(REPRINT, encoding="utf-8")
    commands = Commands(Service(searcher(articles), citations=3), Access(set()), citations=3)

    def said(text: str) -> Reply:
        return run(commands, text, OPERATOR)[-1]

    answer = said(QUESTION)
    assert isinstance(answer, Answer)
    shown = [quote for group in answer.groups for quote in group.quotes]
    assert shown[0].repeated_by
    assert len(shown) == len({quote.citation.text for quote in shown}) < len(answer.citations)
    for number, quote in enumerate(shown, start=1):
        view = said(f"/context {number}")
        assert isinstance(view, QuoteInContext)
        assert view.citation.text == quote.citation.text
    pages = [said("/more")]
    while isinstance(pages[-1], FurtherQuotes):
        pages.append(said("/more"))
    further = [
        quote.citation.text
        for it in pages
        if isinstance(it, FurtherQuotes)
        for group in it.groups
        for quote in group.quotes
    ]
    assert shown[0].citation.text not in further
    assert pages[-1] == NoMoreQuotes()


def of_two_years(folder: Path) -> Commands:
    """Return the commands of a console over two pledges of the mayor."""
    for date, deed in (("2019-05-01", "a new bridge"), ("2021-05-01", "a new park")):
        text = f"---\ndate: {date}\n---\nMayor Ann Lee pledged {deed}.\n"
        (folder / f"{date}.md").write_text(text, "utf-8")
    return Commands(Service(searcher(folder), citations=3), Access(set()), citations=3)


def test_at_the_console_an_offer_is_taken_by_its_number(tmp_path: Path) -> None:
    commands = of_two_years(tmp_path)

    def said(text: str) -> Reply:
        return run(commands, text, OPERATOR)[-1]

    def dates(reply: Reply) -> list[str]:
        assert isinstance(reply, Answer)
        return [it.published or "" for it in reply.citations]

    assert said("/instead 1") == NoOffer(0)
    best_first = said(QUESTION)
    assert dates(best_first) == ["2019-05-01", "2021-05-01"]
    assert said("/instead") == said("/instead 2") == NoOffer(1)
    assert dates(said("/instead 1")) == ["2021-05-01", "2019-05-01"]
    assert said("/instead 1") == best_first


def test_newest_first_why_tells_the_date(tmp_path: Path) -> None:
    commands = of_two_years(tmp_path)
    run(commands, QUESTION, OPERATOR)
    run(commands, "/instead 1", OPERATOR)
    assert "because: it comes first in the order by date" in told(run(commands, "/why", OPERATOR)[-1])
    assert "because" not in told(run(commands, "/why 2", OPERATOR)[-1])


def test_at_the_console_numbers_count_the_quotes_of_the_page_that_is_listed() -> None:
    commands = Commands(Service(searcher(SEEDS), citations=3), Access(set()), citations=3)

    def said(text: str) -> Reply:
        return run(commands, text, OPERATOR)[-1]

    pages = [said("what did Xi pledge?"), said("/more"), said("/more")]
    for page in reversed(pages):
        assert isinstance(page, Answer | FurtherQuotes)
        listed = [quote.citation for group in page.groups for quote in group.quotes]
        views = [said("/context"), *(said(f"/context {number}") for number in range(1, len(listed) + 1))]
        quoted = [view.citation for view in views if isinstance(view, QuoteInContext)]
        assert quoted == [listed[0], *listed]
        assert said(f"/context {len(listed) + 1}") == NoQuote(has_answer=True, count=len(listed))
        if page is not pages[0]:
            assert said("/back") in pages
    assert said("/back") == pages[0]
    assert told(said("/why 4")) == "There is no quote of this number: 3 are listed."


def test_at_the_console_more_lists_no_long_quote_again_that_a_message_would_have_no_room_for(tmp_path: Path) -> None:
    for name in ("Oslo", "Rome", "Bern", "Cork", "Bonn", "Nice"):
        (tmp_path / f"{name}.txt").write_text(f"Mayor Lee pledged {f'{name} its park, ' * 90}too.\n", "utf-8")
    commands = Commands(Service(searcher(tmp_path), citations=5), Access(set()), citations=5)
    pages = [run(commands, text, OPERATOR)[-1] for text in (QUESTION, "/more")]
    assert [len(it.groups) for it in pages if isinstance(it, Answer | FurtherQuotes)] == [5, 1]

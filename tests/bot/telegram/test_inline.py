"""Inline mode: quotes for what people type behind the bot's name in any chat."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import FILE
from bot.telegram.inline import QUERIES_PER_MINUTE
from bot.telegram.passing import PASSING_WORKERS
from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, say, settle
from tests.fakes.botapi import BotApiServer, Hang, InlineAnswer, Refused

QUESTION = "what did Xi pledge?"
STRANGER = 8


@pytest.fixture(autouse=True)
def _inline_mode(server: BotApiServer) -> None:
    server.allow_inline()


def typed(server: BotApiServer, text: str, offset: str = "", user_id: int = PERSON) -> tuple[str, InlineAnswer]:
    """Type a text to a bot that has started, and return the query's id and what is shown."""
    settle(server)
    query_id = server.type_inline(user_id, text, offset)
    server.wait_until(lambda: server.inline_answer(query_id) is not None)
    shown = server.inline_answer(query_id)
    assert shown is not None
    return query_id, shown


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return a corpus of 25 articles that all answer the same question, with markup and blanks in their titles."""
    corpus = tmp_path / "many.jsonl"
    names = [f"{first}{second}" for first in "BCDFG" for second in ("alen", "erin", "ilan", "oran", "ulen")]
    articles = [
        {
            "id": f"n{number}",
            "title": f"<b>Cup & {name}</b>\n\u202e{number}",
            "text": f"{name} won the harbour cup against {names[number - 1]} in the {name} stadium of {name}ville.",
        }
        for number, name in enumerate(names)
    ]
    corpus.write_text("".join(json.dumps(it) + "\n" for it in articles), "utf-8")
    return corpus


@pytest.mark.usefixtures("bot")
def test_a_question_in_any_chat_gives_quotes_of_which_one_is_sent_with_its_source(server: BotApiServer) -> None:
    said = say(server, QUESTION)
    query_id, shown = typed(server, QUESTION)
    assert shown.is_personal
    assert 0 < shown.cache_time <= 60
    first = shown.results[0]
    sent = server.choose(query_id, str(first["id"]))
    quote, source = sent.text.split("\n", maxsplit=1)
    assert said.startswith(quote)
    assert str(first["description"]) in quote or str(first["description"])[:-1] in quote
    assert str(first["title"]) in source
    assert not sent.has_preview
    assert sent.entities[0].type == "blockquote"


def test_pages_follow_each_other_to_the_last_quote_and_no_id_comes_twice(
    bot_with: BotFactory, server: BotApiServer, many: Path
) -> None:
    with bot_with(many):
        ids: list[str] = []
        sizes, offset = [], ""
        while True:
            _, shown = typed(server, "who won the harbour cup?", offset)
            ids += [str(it["id"]) for it in shown.results]
            sizes.append(len(shown.results))
            offset = shown.next_offset
            if not offset:
                break
    assert sizes == [10, 10, 5]
    assert len(set(ids)) == 25


def test_markup_in_a_title_stays_text_and_is_one_line(bot_with: BotFactory, server: BotApiServer, many: Path) -> None:
    with bot_with(many):
        query_id, shown = typed(server, "who won the harbour cup?")
        for result in shown.results:
            title = str(result["title"])
            assert title.startswith("<b>Cup & ")
            assert "\n" not in title
            assert "\u202e" not in title
            assert "<b>Cup & " in server.choose(query_id, str(result["id"])).text


def test_a_page_of_articles_that_were_changed_since_ends_the_list(
    bot_with: BotFactory, server: BotApiServer, many: Path
) -> None:
    with bot_with(many) as bot:
        _, first = typed(server, "who won the harbour cup?")
        with many.open("a", encoding="utf-8") as articles:
            articles.write(
                json.dumps({"id": "new", "title": "New", "text": "Zulen won the harbour cup as well."}) + "\n"
            )
        bot.reload()
        bot.wait_for_log("Reloaded")
        _, later = typed(server, "who won the harbour cup?", first.next_offset)
        assert (later.results, later.next_offset) == ([], "")
        _, anew = typed(server, "who won the harbour cup?")
        assert {str(it["id"]) for it in anew.results}.isdisjoint(str(it["id"]) for it in first.results)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("offset", ["10", "garbage", "0123456789abcdef:10", "0123456789abcdef:", "🙂" * 16])
def test_an_offset_that_is_none_ends_the_list(server: BotApiServer, offset: str) -> None:
    _, shown = typed(server, QUESTION, offset)
    assert (shown.results, shown.next_offset) == ([], "")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("text", ["", "   ", "\u200b", "what is the", "?!"])
def test_what_cannot_be_searched_gets_a_hint_that_may_be_sent_and_a_way_to_the_private_chat(
    server: BotApiServer, text: str
) -> None:
    query_id, shown = typed(server, text)
    [hint] = shown.results
    assert "@under_test_bot" in server.choose(query_id, str(hint["id"])).text
    assert shown.button == {"text": "Ask me in private", "start_parameter": "inline"}
    assert say(server, "/start inline").startswith("Ask me a question")


@pytest.mark.usefixtures("bot")
def test_if_nothing_answers_that_is_said_with_a_way_to_the_private_chat(server: BotApiServer) -> None:
    _, shown = typed(server, "zyzzyva quokka wombat?")
    assert shown.results == []
    assert shown.button is not None
    assert "No quote" in str(shown.button["text"])


@pytest.mark.usefixtures("bot")
def test_a_question_as_long_as_telegram_lets_it_be_is_answered(server: BotApiServer) -> None:
    _, shown = typed(server, QUESTION + "?" * 300)
    assert shown.results
    typed(server, "x" * 300)


@pytest.mark.usefixtures("bot")
def test_the_last_word_may_be_half_typed(server: BotApiServer) -> None:
    _, whole = typed(server, "what did Xi pledge about carbon")
    _, half = typed(server, "what did Xi pledge about carb")
    assert half.results
    assert half.results == whole.results


@pytest.mark.usefixtures("bot")
def test_the_list_is_in_the_language_of_who_types(server: BotApiServer) -> None:
    settle(server)
    query_id = server.type_inline(PERSON, "zyzzyva quokka wombat?", language="de")
    server.wait_until(lambda: server.inline_answer(query_id) is not None)
    shown = server.inline_answer(query_id)
    assert shown is not None
    assert shown.button is not None
    assert str(shown.button["text"]).startswith("Kein Zitat")


def test_only_those_who_may_talk_to_the_bot_are_answered(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(blocked_users=str(STRANGER)):
        query_id = server.type_inline(STRANGER, QUESTION)
        typed(server, QUESTION)
        settle(server)
        assert server.inline_answer(query_id) is None
    with bot_with(allowed_users=str(PERSON)):
        query_id = server.type_inline(STRANGER, QUESTION)
        typed(server, QUESTION)
        settle(server)
        assert server.inline_answer(query_id) is None


def test_a_query_that_is_too_old_is_dropped_without_trouble(bot: RunningBot, server: BotApiServer) -> None:
    server.inject(
        "answerInlineQuery",
        Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    )
    settle(server)
    server.type_inline(PERSON, QUESTION)
    bot.wait_for_log("an inline query was not answered")
    typed(server, QUESTION)
    assert sum(call.method == "answerInlineQuery" for call in server.calls) == 2
    assert "WARNING" not in bot.output
    assert "ERROR" not in bot.output


@pytest.mark.usefixtures("bot")
def test_of_what_a_person_types_fast_the_newest_is_answered(server: BotApiServer) -> None:
    settle(server)
    ids = [server.type_inline(PERSON, QUESTION[: 9 + length]) for length in range(40)]
    server.wait_until(lambda: server.inline_answer(ids[-1]) is not None)
    settle(server)
    assert sum(server.inline_answer(it) is not None for it in ids) < len(ids)


def test_queries_that_waited_for_the_bot_to_start_are_dropped(bot_with: BotFactory, server: BotApiServer) -> None:
    bot = bot_with()
    with bot:
        typed(server, QUESTION)
        bot.stop()
        waited = server.type_inline(PERSON, "who signed the Paris agreement?")
        server.let_inline_queries_age(20)
        with bot:
            say(server, QUESTION)
            settle(server)
            assert server.inline_answer(waited) is None


def test_a_long_quote_is_sent_whole(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> None:
    corpus = tmp_path / "long.jsonl"
    long = "The harbour cup was won by Ann Lee" + " and by 😀" * 90 + "."
    corpus.write_text(json.dumps({"id": "long", "title": "A long one " * 30, "text": long}) + "\n", "utf-8")
    with bot_with(corpus):
        query_id, shown = typed(server, "who won the harbour cup?")
        [result] = shown.results
        sent = server.choose(query_id, str(result["id"]))
        assert sent.text.startswith(long + "\n")
        assert len(str(result["title"])) <= 128
        assert len(str(result["description"])) <= 256


def test_nothing_of_a_query_is_stored(bot_with: BotFactory, server: BotApiServer, tmp_path: Path) -> None:
    with bot_with():
        typed(server, QUESTION)
        query_id, shown = typed(server, QUESTION)
        server.choose(query_id, str(shown.results[0]["id"]))
        settle(server)
    with closing(sqlite3.connect(tmp_path / "var" / FILE)) as tables:
        assert tables.execute("SELECT count(*) FROM inbox").fetchone() == (3,)  # of `settle`
        assert tables.execute("SELECT count(*) FROM answers").fetchone() == (0,)


@pytest.mark.usefixtures("bot")
def test_private_questions_do_not_wait_for_inline_queries(server: BotApiServer) -> None:
    settle(server)
    server.inject("answerInlineQuery", Hang(30), times=20)
    for person in range(100, 120):
        server.type_inline(person, QUESTION)
    server.wait_until(lambda: sum(call.method == "answerInlineQuery" for call in server.calls) == PASSING_WORKERS)
    assert "Xi" in say(server, QUESTION)
    assert sum(call.method == "answerInlineQuery" for call in server.calls) == PASSING_WORKERS


def test_an_answer_that_telegram_refuses_is_told_in_the_log_and_ends_nothing(
    bot: RunningBot, server: BotApiServer
) -> None:
    settle(server)
    server.inject("answerInlineQuery", Refused(400, "Bad Request: RESULT_ID_INVALID"))
    server.type_inline(PERSON, QUESTION)
    bot.wait_for_log("ERROR bot.telegram.query_answers an inline query was not answered")
    assert typed(server, QUESTION)[1].results


def test_a_person_who_types_without_end_is_answered_so_many_times_a_minute(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(clock=FakeClock(time.time())):
        settle(server)
        for _ in range(QUERIES_PER_MINUTE):
            typed_at_once(server)
        beyond = server.type_inline(PERSON, QUESTION)
        typed_at_once(server, STRANGER)
        assert server.inline_answer(beyond) is None


def typed_at_once(server: BotApiServer, user_id: int = PERSON) -> None:
    """Type a question and wait for its answer."""
    query_id = server.type_inline(user_id, QUESTION)
    server.wait_until(lambda: server.inline_answer(query_id) is not None)

"""People pressing buttons that ask something else."""

from pathlib import Path

import pytest

from tests.bot.telegram.conftest import NEW, OLD, BotFactory
from tests.bot.telegram.running import PERSON, say, settle
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import BotApiServer, buttons_of

QUESTION = "who won the harbour cup?"


def test_newest_first_orders_the_quotes_by_date_in_place_and_best_first_orders_them_back(
    bot_with: BotFactory, server: BotApiServer, dated: Path
) -> None:
    with bot_with(dated) as bot:
        assert say(server, QUESTION).startswith(OLD)
        answer = server.messages(PERSON)[-1]
        assert [label for label, _ in buttons_of(answer)][-3:] == ["👍", "👎", "Newest first"]
        by_date = press(server, answer, "Newest first")
        assert by_date.startswith(NEW)
        assert OLD in by_date
        newest = server.messages(PERSON)[-1]
        assert NEW in press(server, newest, "Context")
        assert press(server, newest, "‹ Back") == by_date
        bot.stop()
        with bot:
            settle(server)
            assert press(server, newest, "Best first") == answer.text
        assert server.messages(PERSON)[-1].reply_markup == answer.reply_markup
    assert len(server.messages(PERSON)) == 1


@pytest.mark.usefixtures("bot")
def test_where_no_article_has_a_date_nothing_is_offered_by_date(server: BotApiServer) -> None:
    say(server, "what did Xi pledge?")
    assert "Newest first" not in dict(buttons_of(server.messages(PERSON)[-1]))


def test_a_second_press_of_the_same_button_asks_nothing_else(
    bot_with: BotFactory, server: BotApiServer, dated: Path
) -> None:
    with bot_with(dated):
        say(server, QUESTION)
        answer = server.messages(PERSON)[-1]
        data = dict(buttons_of(answer))["Newest first"]
        shown = press(server, answer, data)
        assert press(server, answer, data) == "That is shown already."
        assert server.messages(PERSON)[-1].text == shown
        key = data.partition(":")[0]
        assert press(server, answer, f"{key}:a:9").startswith("These buttons have expired")


@pytest.mark.usefixtures("bot")
def test_a_name_that_the_articles_lack_is_offered_as_one_that_they_have(server: BotApiServer) -> None:
    assert "They do not have the words “Kerrey” and “Koizimi”" in say(
        server, "What did Kerrey say about Jappan and Koizimi?"
    )
    refused = server.messages(PERSON)[-1]
    *about, (label, data) = buttons_of(refused)
    assert [it for it, _ in about] == ["Context", "Why", "Source", "Copy"]
    assert label == "Did you mean “Kerry Koizumi”?"
    answer = press(server, refused, data)
    assert answer.startswith("Searched for: What did Kerry say about Jappan and Koizumi?")
    assert "Koizumi" in answer
    assert "Nothing in the articles answers this" not in answer
    assert len(server.messages(PERSON)) == 1

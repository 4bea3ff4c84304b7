"""People pressing the buttons under an answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.telegram.running import PERSON, RunningBot, say, settle
from tests.fakes.botapi import BotApiServer, Refused, SentMessage, buttons_of
from tests.golden.questions import SEEDS

QUESTION = "what did Xi pledge?"


def ask(server: BotApiServer) -> SentMessage:
    """Ask, and return the answer with its buttons."""
    say(server, QUESTION)
    return server.messages(PERSON)[-1]


def press(server: BotApiServer, message: SentMessage, button: str, user_id: int = PERSON) -> str:
    """Press a button, and return what the message shows afterwards, or else what the person saw in passing."""
    seen, shown = len(server.toasts), server.messages(message.chat_id)[-1]
    server.press(message.chat_id, message.message_id, button, user_id=user_id)
    server.wait_until(lambda: len(server.toasts) > seen)
    if text := server.toasts[-1].text:
        return text
    server.wait_until(lambda: server.messages(message.chat_id)[-1] != shown)
    return server.messages(message.chat_id)[-1].text


@pytest.mark.usefixtures("bot")
def test_each_button_shows_its_view_in_the_same_message_and_back_leads_to_the_answer(server: BotApiServer) -> None:
    answer = ask(server)
    assert [label for label, _ in buttons_of(answer)] == ["Context", "Why", "Source", "Copy", "More ›", "👍", "👎"]
    context = press(server, answer, "Context")
    assert "Chinese President Xi Jinping announced at the summit" in context
    assert len(context) > 400
    assert press(server, answer, "‹ Back") == answer.text
    why = press(server, answer, "Why")
    assert "“Xi” is your own word" in why
    assert "“announced” stands for your “pledge”, as a synonym" in why
    assert press(server, answer, "‹ Back") == answer.text
    assert "000_edc3ff55f33f79b7.txt" in press(server, answer, "Source")
    assert press(server, answer, "‹ Back") == answer.text
    assert press(server, answer, "More ›") != answer.text
    assert press(server, answer, "‹ Back") == answer.text
    assert len(server.messages(PERSON)) == 1
    assert server.violations == []


@pytest.mark.usefixtures("bot")
def test_an_opinion_is_noted_and_the_answer_stays(server: BotApiServer) -> None:
    answer = ask(server)
    assert press(server, answer, "👍") == "Thank you: noted as a good answer."
    assert press(server, answer, "👎") == "Thank you: noted as a wrong answer."
    assert server.messages(PERSON) == [answer]


@pytest.mark.usefixtures("bot")
def test_a_press_by_somebody_else_is_refused(server: BotApiServer) -> None:
    answer = ask(server)
    assert press(server, answer, "Context", user_id=8).startswith("Somebody else asked this.")
    assert server.messages(PERSON) == [answer]


def test_buttons_outlive_a_restart(bot: RunningBot, server: BotApiServer) -> None:
    answer = ask(server)
    bot.stop()
    with bot:
        settle(server)
        assert "Chinese President" in press(server, answer, "Context")


def test_a_press_that_waited_for_the_bot_to_start_does_nothing(bot: RunningBot, server: BotApiServer) -> None:
    """Whoever pressed gave up meanwhile: the message should not change under their eyes."""
    answer = ask(server)
    bot.stop()
    server.press(PERSON, answer.message_id, "Why")
    with bot:
        settle(server)
        assert "Chinese President" in press(server, answer, "Context")
    assert len(server.messages(PERSON)[-1].edits) == 1
    assert len([call for call in server.calls if call.method == "answerCallbackQuery"]) == 1


@pytest.mark.usefixtures("bot")
def test_a_press_that_is_too_old_for_its_toast_is_carried_out_without(server: BotApiServer) -> None:
    answer = ask(server)
    server.inject(
        "answerCallbackQuery",
        Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    )
    server.press(PERSON, answer.message_id, "Why")
    server.wait_until(lambda: "Why this sentence" in server.messages(PERSON)[-1].text)
    assert server.toasts == []
    assert len([call for call in server.calls if call.method == "answerCallbackQuery"]) == 1


@pytest.mark.usefixtures("bot")
def test_a_second_press_changes_nothing(server: BotApiServer) -> None:
    answer = ask(server)
    press(server, answer, "Context")
    shown = server.messages(PERSON)
    data = dict(buttons_of(answer))["Context"]
    server.press(PERSON, answer.message_id, data)
    server.wait_until(lambda: len(server.toasts) == 2)
    assert server.toasts[-1].text == "That is shown already."
    assert server.messages(PERSON) == shown
    assert say(server, QUESTION)


@pytest.mark.usefixtures("bot")
def test_the_message_of_a_press_may_be_inaccessible(server: BotApiServer) -> None:
    answer = ask(server)
    data = dict(buttons_of(answer))["Why"]
    server.press(PERSON, answer.message_id, data, is_accessible=False)
    server.wait_until(lambda: "Why this sentence" in server.messages(PERSON)[-1].text)


def test_after_a_reload_that_changed_the_quotes_a_press_says_so(
    bot: RunningBot, server: BotApiServer, corpus: Path
) -> None:
    answer = ask(server)
    (corpus / "new.txt").write_text("Xi pledged carbon neutrality. What did Xi pledge? Xi pledged a pledge.\n", "utf-8")
    bot.reload()
    bot.wait_for_log("Reloaded")
    assert press(server, answer, "Context").startswith("The articles have changed since this answer.")
    assert server.messages(PERSON) == [answer]


def test_after_a_reload_that_left_the_quotes_the_buttons_go_on(
    bot: RunningBot, server: BotApiServer, corpus: Path
) -> None:
    answer = ask(server)
    (corpus / "new.txt").write_text("Bananas are yellow.\n", "utf-8")
    bot.reload()
    bot.wait_for_log("Reloaded")
    assert press(server, answer, "Why").startswith("Why this sentence")


def test_presses_count_neither_as_questions_nor_as_open_ones(
    bot_with: Callable[..., RunningBot], server: BotApiServer
) -> None:
    with bot_with(questions_per_minute="2", open_questions="1"):
        answer = ask(server)
        for _ in range(5):
            press(server, answer, "👍")
        assert say(server, QUESTION) == answer.text


@pytest.mark.usefixtures("bot")
def test_a_flood_of_presses_is_not_carried_out(server: BotApiServer) -> None:
    answer = ask(server)
    for _ in range(70):
        server.press(PERSON, answer.message_id, "👍")
    server.wait_until(lambda: any(not it.text for it in server.toasts))
    assert say(server, QUESTION) == answer.text


@pytest.mark.usefixtures("bot")
def test_what_is_forgotten_has_no_buttons_any_more(server: BotApiServer) -> None:
    answer = ask(server)
    say(server, "/forget")
    assert press(server, answer, "Context").startswith("These buttons have expired")


def test_quotes_beyond_the_first_are_refused_after_any_reload_that_changed_the_articles(
    bot: RunningBot, server: BotApiServer, corpus: Path
) -> None:
    """Which they were is not stored, so that others might be shown in their places."""
    answer = ask(server)
    press(server, answer, "More ›")
    (corpus / "new.txt").write_text("Bananas are yellow.\n", "utf-8")
    bot.reload()
    bot.wait_for_log("Reloaded")
    assert press(server, server.messages(PERSON)[-1], "Context").startswith("The articles have changed")


@pytest.mark.usefixtures("bot")
def test_the_text_of_an_article_without_an_address_is_sent_once_as_a_file_in_reply(server: BotApiServer) -> None:
    answer = ask(server)
    card = press(server, answer, "Source")
    data = dict(buttons_of(server.messages(PERSON)[-1]))["Text as a file"]
    for _ in range(2):
        server.press(PERSON, answer.message_id, data)
    server.wait_until(lambda: len(server.toasts) == 3)
    shown, file = server.messages(PERSON)
    assert server.toasts[-1].text == "That is shown already."
    assert shown.text == card
    assert file.reply_to == answer.message_id
    assert file.file is not None
    assert file.file.content == (SEEDS / "000_edc3ff55f33f79b7.txt").read_bytes()
    assert file.file.name.endswith(".txt")

"""/settings: what a chat chooses, by buttons, and what follows from it."""

import pytest

from tests.bot.samples import LANGUAGES
from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import PERSON, RunningBot, say
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import BotApiServer, SentMessage, buttons_of

QUESTION = "what did Xi pledge?"
UNANSWERED = "who won the football match?"


def german(text: str) -> str:
    """Return a text of a button in German."""
    return LANGUAGES.templates("de").text(text)


def labels(message: SentMessage) -> list[str]:
    """Return the labels of a message's buttons."""
    return [label for label, _ in buttons_of(message)]


def card(server: BotApiServer, chat_id: int = PERSON) -> SentMessage:
    """Ask for the settings in a private chat, and return the message."""
    say(server, "/settings", chat_id)
    return server.messages(chat_id)[-1]


def choose(server: BotApiServer, message: SentMessage, *buttons: str, user_id: int = PERSON) -> SentMessage:
    """Press one button after the other under a message, and return it as it is then."""
    for button in buttons:
        edits = now(server, message).edits
        server.press(message.chat_id, message.message_id, button, user_id=user_id)
        server.wait_until(lambda: now(server, message).edits != edits)  # noqa: B023
    return now(server, message)


def now(server: BotApiServer, message: SentMessage) -> SentMessage:
    """Return a message as it stands now."""
    return next(it for it in server.messages(message.chat_id) if it.message_id == message.message_id)


def quotes(text: str) -> int:
    """Count the paragraphs of an answer that are no captions."""
    return len([it for it in text.split("\n") if it and ".txt" not in it])


@pytest.mark.usefixtures("bot")
def test_one_message_shows_the_settings_and_each_press_shows_the_new_state_there(server: BotApiServer) -> None:
    shown = card(server)
    assert shown.text == (
        "Settings of this chat\n\nLanguage: as in Telegram\nTime zone: UTC, as the operator set\n"
        "Quotes in an answer: 3 at most, as the operator set\nButtons below answers: on"
    )
    assert labels(shown) == ["Language", "Time zone", "Number of quotes", "Buttons"]
    shown = choose(server, shown, "Number of quotes")
    assert labels(shown) == ["✓ As the operator set", "1", "2", "3", "4", "5", "‹ Back"]
    shown = choose(server, shown, "5")
    assert "Quotes in an answer: 5 at most\n" in shown.text
    assert labels(shown) == ["As the operator set", "1", "2", "3", "4", "✓ 5", "‹ Back"]
    shown = choose(server, shown, "‹ Back", "Buttons", "Off")
    assert shown.text.endswith("Quotes in an answer: 5 at most\nButtons below answers: off")
    assert labels(shown) == ["On", "✓ Off", "‹ Back"]
    assert len(server.messages(PERSON)) == 1


@pytest.mark.usefixtures("bot")
def test_the_language_is_that_of_every_reply_and_of_the_toasts(server: BotApiServer) -> None:
    shown = choose(server, card(server), "Language")
    assert labels(shown) == [
        *("✓ As in Telegram", "English", "العربية", "Deutsch", "Español", "Français", "Русский", "中文", "‹ Back")
    ]
    shown = choose(server, shown, "Deutsch")
    assert "Sprache: Deutsch\n" in shown.text
    assert "✓ Deutsch" in labels(shown)
    assert say(server, UNANSWERED).startswith("Nichts in den Artikeln beantwortet das.")
    assert say(server, "hi").startswith("Hallo")
    answer = _asked(server)
    assert labels(answer)[0] == german("Context")
    assert press(server, answer, "👍").startswith("Danke")
    shown = choose(server, now(server, shown), german("As in Telegram"))
    assert "Language: as in Telegram" in shown.text
    assert say(server, UNANSWERED).startswith("Nothing in the articles answers this.")


def _asked(server: BotApiServer) -> SentMessage:
    say(server, QUESTION)
    return server.messages(PERSON)[-1]


@pytest.mark.usefixtures("bot")
def test_the_number_of_quotes_holds_for_answers_and_further_pages_and_old_buttons_go_on(server: BotApiServer) -> None:
    before = _asked(server)
    assert quotes(before.text) == 3
    settings = choose(server, card(server), "Number of quotes", "1")
    after = _asked(server)
    assert quotes(after.text) == 1
    more = choose(server, after, "More ›")
    assert quotes(more.text) == 1
    assert more.text != after.text
    assert choose(server, more, "‹ Back").text == after.text
    # What was shown before stays as it was.
    further = choose(server, before, "More ›")
    assert quotes(further.text) == 1
    assert choose(server, further, "‹ Back").text == before.text
    choose(server, settings, "As the operator set")
    assert _asked(server).text == before.text


@pytest.mark.usefixtures("bot")
def test_without_buttons_answers_have_no_keyboard_and_a_reply_to_one_still_follows_it(server: BotApiServer) -> None:
    before = _asked(server)
    choose(server, card(server), "Buttons", "Off")
    answer = _asked(server)
    assert answer.text == before.text
    assert labels(answer) == []
    server.send_text(PERSON, "and Biden?", reply_to_message=_as_replied(answer))
    server.wait_until(lambda: "what did Biden pledge?" in server.messages(PERSON)[-1].text)
    server.edit(PERSON, server.last_message_of(PERSON, PERSON), text=UNANSWERED)
    server.wait_until(lambda: server.messages(PERSON)[-1].text.startswith("Nothing in the articles"))
    assert labels(server.messages(PERSON)[-1]) == []
    # The buttons that stand there go on.
    assert choose(server, before, "Why").text.startswith("Why this sentence")
    assert labels(card(server))


def _as_replied(message: SentMessage) -> dict[str, object]:
    bot = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "under_test_bot"}
    chat = {"id": message.chat_id, "type": "private", "first_name": "Ann"}
    return {"message_id": message.message_id, "date": 1, "chat": chat, "from": bot, "text": message.text}


@pytest.mark.usefixtures("bot")
def test_a_second_press_and_one_of_an_old_keyboard_are_harmless(server: BotApiServer) -> None:
    shown = choose(server, card(server), "Buttons")
    data = dict(buttons_of(shown))["Off"]
    off = choose(server, shown, data)
    for count in (1, 2):
        server.press(PERSON, shown.message_id, data)
        server.wait_until(lambda: len(server.toasts) == 2 + count)  # noqa: B023
    say(server, "/sources")
    assert now(server, off) == off
    assert server.toasts[-1].text == ""


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "data",
    [
        *(
            "s",
            "s:x",
            "s:l=xx",
            "s:z=Europe/Nowhere",
            "s:q=6",
            "s:q=0",
            "s:b=",
            "s:b=2",
            "s:l:1=de",
            "s:z:99",
            "s:l:1",
            "s::",
            "s:=de",
        ),
        *("s:q=٣", "s:z=../../etc/passwd", f"s:z={'A' * 60}", "S:L"),
    ],
)
def test_data_that_no_button_of_ours_has_change_nothing(server: BotApiServer, data: str) -> None:
    shown = card(server)
    assert press(server, shown, data).startswith("These buttons have expired")
    assert now(server, shown) == shown


def test_what_was_chosen_outlives_a_restart(bot: RunningBot, server: BotApiServer) -> None:
    choose(server, card(server), "Language", "Français")
    bot.stop()
    with bot:
        assert say(server, UNANSWERED).startswith("Rien dans les articles")
        assert "Langue\xa0: Français" in card(server).text


@pytest.mark.usefixtures("bot")
def test_forget_erases_what_a_person_chose_and_says_so_before(server: BotApiServer) -> None:
    assert "What you choose with /settings is kept" in say(server, "/privacy")
    choose(server, card(server), "Language", "Deutsch")
    assert say(server, "/forget").startswith("Vergessen")
    assert say(server, UNANSWERED).startswith("Nothing in the articles")
    assert "Language: as in Telegram" in card(server).text


def test_the_operators_values_are_shown_where_nothing_is_chosen(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(time_zone="Asia/Kathmandu", citations="2"):
        shown = card(server).text
    assert "Time zone: Kathmandu (UTC+05:45), as the operator set" in shown
    assert "Quotes in an answer: 2 at most, as the operator set" in shown

"""Replies are in the language of the app of whoever writes or presses."""

import pytest

from tests.bot.telegram.running import PERSON, say
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import BotApiServer, buttons_of

GROUP, ANN, BOB = -100_500, 501, 502
UNANSWERED = {
    "de": "Nichts in den Artikeln beantwortet das.",
    "de-AT": "Nichts in den Artikeln beantwortet das.",
    "zh-hans": "文章中没有这个问题的答案。",
    "pt-br": "Nothing in the articles answers this.",
    "": "Nothing in the articles answers this.",
}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("language", UNANSWERED)
def test_a_reply_is_in_the_language_of_the_app(server: BotApiServer, language: str) -> None:
    server.speak(PERSON, language)
    assert say(server, "who won the football match?").startswith(UNANSWERED[language])


@pytest.mark.usefixtures("bot")
def test_buttons_views_and_toasts_are_in_the_language_of_the_app(server: BotApiServer) -> None:
    server.speak(PERSON, "ru")
    say(server, "what did Xi pledge?")
    [answer] = server.messages(PERSON)
    assert [label for label, _ in buttons_of(answer)][:3] == ["Контекст", "Почему", "Источник"]
    assert press(server, answer, "Почему").startswith("Почему это предложение")
    assert press(server, server.messages(PERSON)[-1], "‹ Назад").startswith(answer.text[:50])
    assert press(server, server.messages(PERSON)[-1], "👍") == "Спасибо: отмечено как хороший ответ."


@pytest.mark.usefixtures("bot")
def test_the_same_answer_is_rendered_for_each_language(server: BotApiServer) -> None:
    replies = []
    for person, language in ((ANN, "es"), (BOB, "fr"), (PERSON, "en"), (ANN, "es")):
        server.speak(person, language)
        replies.append(say(server, "what is a zebra's favourite football?", person))
    assert [it.split(".")[0] for it in replies] == [
        "Nada en los artículos responde a esto",
        "Rien dans les articles ne répond à cette question",
        "Nothing in the articles answers this",
        "Nada en los artículos responde a esto",
    ]


@pytest.mark.usefixtures("bot")
def test_in_a_group_each_is_answered_in_their_own_language(server: BotApiServer) -> None:
    for person, language, told in ((ANN, "de", "Nichts in den"), (BOB, "en", "Nothing in the")):
        server.speak(GROUP, language, user_id=person, chat_type="supergroup")
        before = len(server.messages(GROUP))
        server.send_text(
            GROUP, "/ask@under_test_bot who won the football match?", user_id=person, chat_type="supergroup"
        )
        assert server.wait_for_messages(GROUP, before + 1)[before].text.startswith(told)

"""People asking in a language that no article has."""

import pytest

from tests.bot.telegram.running import PERSON, say
from tests.fakes.botapi import BotApiServer


@pytest.mark.usefixtures("bot")
def test_a_question_in_another_language_is_told_that_of_the_articles(server: BotApiServer) -> None:
    expected = "Nothing in the articles answers this. They are in English: ask in that language."
    assert say(server, "为什么天空是蓝色的？").startswith(expected)
    assert say(server, "Warum ist der Himmel blau?").startswith(expected)


@pytest.mark.usefixtures("bot")
def test_languages_are_named_in_that_of_the_reader(server: BotApiServer) -> None:
    before = len(server.messages(PERSON))
    server.speak(PERSON, "ru")
    server.send_text(PERSON, "Почему небо голубое?")
    told = server.wait_for_messages(PERSON, before + 1)[before].text
    assert told.startswith("В статьях нет ответа на этот вопрос. Язык статей: английский.")

"""People asking by other messages than plain texts, and sending what the bot cannot read."""

import pytest

from tests.bot.telegram.running import ADMIN, PERSON, settled
from tests.fakes.botapi import BotApiServer, Refused, media

QUESTION = "what did Xi pledge?"
FIRST, SECOND = "Chinese President Xi Jinping announced", "Kerry visited Shanghai"
OTHER = "why did Kerry visit Shanghai?"
ASK_WHAT = "What would you like to know?"


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("sent", [media.photo, media.document])
def test_a_caption_is_a_question(server: BotApiServer, sent: media.Captioned) -> None:
    server.send_message(PERSON, **sent(OTHER))
    assert SECOND in server.wait_for_messages(PERSON, 1)[0].text
    assert server.violations == []


@pytest.mark.usefixtures("bot")
def test_an_album_gets_one_answer_wherever_its_caption_is(server: BotApiServer) -> None:
    server.send_album(PERSON, media.photo(), media.photo(QUESTION), media.photo(OTHER))
    [message] = settled(server)
    assert message.text.startswith(FIRST)
    server.send_album(PERSON, media.photo(OTHER), media.photo())
    assert SECOND in settled(server)[1].text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("count", [2, 10])  # ten are more than a person may have open
def test_an_album_without_a_caption_gets_one_friendly_line(server: BotApiServer, count: int) -> None:
    server.send_album(PERSON, *(media.photo() for _ in range(count)))
    assert [it.text for it in settled(server)] == ["I can only read text: type your question, please."]
    server.send_album(PERSON, media.photo(), media.photo(QUESTION))
    assert settled(server)[1].text.startswith(FIRST)


@pytest.mark.usefixtures("bot")
def test_a_caption_that_comes_after_the_rest_of_its_album_is_answered_all_the_same(server: BotApiServer) -> None:
    for fields in (media.photo(), media.photo(), media.photo(QUESTION), media.photo()):
        server.send_message(PERSON, **fields, media_group_id="1")
        settled(server)
    told, answer = settled(server)
    assert told.text.startswith("I can only read text")
    assert answer.text.startswith(FIRST)


@pytest.mark.usefixtures("bot")
def test_albums_of_two_chats_are_two(server: BotApiServer) -> None:
    for chat in (PERSON, ADMIN):
        server.send_message(chat, **media.photo(QUESTION), media_group_id="1")
    for chat in (PERSON, ADMIN):
        assert server.wait_for_messages(chat, 1)[0].text.startswith(FIRST)


@pytest.mark.usefixtures("bot")
def test_a_forwarded_message_is_a_question(server: BotApiServer) -> None:
    server.send_text(PERSON, OTHER, **media.forwarded(ADMIN))
    assert SECOND in server.wait_for_messages(PERSON, 1)[0].text


@pytest.mark.usefixtures("bot")
def test_ask_in_reply_to_a_message_takes_its_text_its_caption_or_what_is_quoted_of_it(server: BotApiServer) -> None:
    for number, asked in enumerate(
        (
            media.reply_to(PERSON, ADMIN, text=OTHER),
            media.reply_to(PERSON, ADMIN, **media.photo(OTHER)),
            media.reply_to(PERSON, ADMIN, OTHER, text=f"{QUESTION} {OTHER}"),
        ),
        1,
    ):
        server.send_text(PERSON, "/ask", **asked)
        assert SECOND in server.wait_for_messages(PERSON, number)[-1].text
    server.send_text(PERSON, f"/ask {QUESTION}", **media.reply_to(PERSON, ADMIN, text=OTHER))
    assert server.wait_for_messages(PERSON, 4)[-1].text.startswith(FIRST)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "asked",
    [
        {},
        media.reply_to(PERSON, ADMIN, **media.sticker()),
        media.reply_to(PERSON, ADMIN, forum_topic_created={"name": "What did Xi pledge?", "icon_color": 7322096}),
    ],
    ids=["a deleted message", "a sticker", "a topic"],
)
def test_ask_in_reply_to_what_has_no_text_asks_for_a_question(server: BotApiServer, asked: media.Fields) -> None:
    server.send_text(PERSON, "/ask", **asked)
    assert server.wait_for_messages(PERSON, 1)[0].text.startswith(ASK_WHAT)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("sent", [media.voice(), media.sticker(), media.photo()], ids=["voice", "sticker", "photo"])
def test_what_the_bot_cannot_read_gets_one_friendly_line(server: BotApiServer, sent: media.Fields) -> None:
    server.send_message(PERSON, **sent)
    [message] = settled(server)
    assert message.text == "I can only read text: type your question, please."
    assert message.reply_markup is None


@pytest.mark.usefixtures("bot")
def test_a_person_who_has_blocked_the_bot_is_answered_again_once_they_have_not(server: BotApiServer) -> None:
    server.inject("sendMessage", Refused(403, "Forbidden: bot was blocked by the user"))
    server.send_text(PERSON, QUESTION)
    assert settled(server) == []
    server.send_text(PERSON, OTHER)
    assert SECOND in settled(server)[0].text

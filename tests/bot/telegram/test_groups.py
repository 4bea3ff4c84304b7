"""People asking in groups: by command, by mention and in reply, with privacy mode and without."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.bot.telegram.running import ADMIN, PERSON, RunningBot
from tests.fakes.botapi import TEST_BOT, BotApiServer, Entity, RateLimited, Refused, SentMessage, media, utf16_length

GROUP = -100
BOT = {"id": int(TEST_BOT.partition(":")[0]), "is_bot": True, "first_name": "Bot", "username": "under_test_bot"}
ANONYMOUS_ADMIN, CHANNEL_AUTHOR, TELEGRAM = 1087968824, 136817688, 777000
QUESTION, OTHER = "what did Xi pledge?", "why did Kerry visit Shanghai?"
HASTE = 20.0
"""How much faster the clock of the bots runs than that of the server."""
FIRST, SECOND = "Chinese President Xi Jinping announced", "Kerry visited Shanghai"


@pytest.fixture(autouse=True)
def _group(server: BotApiServer) -> None:
    server.meet(GROUP, chat_type="supergroup")


@pytest.fixture
def open_group(server: BotApiServer) -> int:
    """Return a group in which the bot hears everything."""
    server.set_privacy_mode(is_on=False)
    return GROUP


def ask_in_group(server: BotApiServer, text: str, user_id: int = PERSON, **fields: Any) -> SentMessage:  # noqa: ANN401
    """Write in the group, and return the bot's next message there."""
    before = len(server.messages(GROUP))
    assert server.send_text(GROUP, text, user_id=user_id, **fields)
    return server.wait_for_messages(GROUP, before + 1)[before]


def in_reply_to(user: dict[str, object], text: str, **fields: object) -> media.Fields:
    """Return what a message bears that replies to somebody's in the group."""
    about = {"id": GROUP, "type": "supergroup", "title": "A group"}
    return {"reply_to_message": {"message_id": 900, "date": 1, "chat": about, "from": user, "text": text, **fields}}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("command", ["/ask@under_test_bot", "/ASK@Under_Test_Bot", "/ask"])
def test_a_command_is_answered_in_reply_with_the_question_quoted(server: BotApiServer, command: str) -> None:
    answer = ask_in_group(server, f"{command} {QUESTION}")
    assert answer.text.startswith(FIRST)
    assert answer.reply_to == server.last_message_of(PERSON, GROUP)
    assert answer.quote == QUESTION
    assert answer.thread_id is None


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "text",
    [
        f"@under_test_bot {QUESTION}",
        f"@Under_Test_BOT: {QUESTION}",
        f"😀 Dear all,\nwell then, @under_test_bot, {QUESTION}",
        "what did Xi pledge, @under_test_bot?",
        f"{QUESTION} @under_test_bot",
    ],
)
def test_a_mention_anywhere_in_a_text_asks_the_rest_of_it(server: BotApiServer, open_group: int, text: str) -> None:
    assert FIRST in ask_in_group(server, text).text
    assert not any("under_test_bot" in it.text.casefold() for it in server.messages(open_group))


@pytest.mark.usefixtures("bot", "open_group")
@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (f"Zyzzyva! @under_test_bot {QUESTION}", QUESTION),
        (f"I would like a zyzzyva.\n@under_test_bot, {QUESTION}", QUESTION),
        (f"Zyzzyva\n\n@under_test_bot {QUESTION}", QUESTION),
        (f"@zyzzyva @under_test_bot {QUESTION}", QUESTION),
        (f"@under_test_bot @zyzzyva {QUESTION}", QUESTION),
        (f"hey @under_test_bot {QUESTION}", None),
        (f"Hello all,\n@under_test_bot {QUESTION}\nThank you!", f"{QUESTION}\nThank you!"),
        (f"{QUESTION} @under_test_bot do you know?", None),
        ("what did Xi pledge. @under_test_bot please", None),
    ],
)
def test_what_is_said_to_the_others_before_a_mention_is_no_part_of_the_question(
    server: BotApiServer, text: str, quote: str | None
) -> None:
    answer = ask_in_group(server, text)
    assert FIRST in answer.text
    assert not {"zyzzyva", "hey", "hello", "thank"} & set(re.findall(r"\w+", answer.text.casefold()))
    assert answer.quote == quote


@pytest.mark.usefixtures("bot", "open_group")
def test_a_mention_without_a_username_and_one_in_a_caption_are_mentions(server: BotApiServer) -> None:
    named = {"type": "text_mention", "offset": 0, "length": 3, "user": BOT}
    assert ask_in_group(server, f"Bot {QUESTION}", entities=[named]).text.startswith(FIRST)
    assert server.messages(GROUP)[-1].quote == QUESTION
    server.send_message(GROUP, user_id=PERSON, **media.photo(f"@under_test_bot {OTHER}"))
    assert SECOND in server.wait_for_messages(GROUP, 2)[1].text


@pytest.mark.usefixtures("bot")
def test_a_command_in_a_caption_is_one(server: BotApiServer) -> None:
    server.send_message(GROUP, user_id=PERSON, **media.photo(f"/ask@under_test_bot {OTHER}"))
    assert SECOND in server.wait_for_messages(GROUP, 1)[0].text


@pytest.mark.usefixtures("bot", "open_group")
@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (QUESTION, {}),
        (f"@other_bot {QUESTION}", {}),
        (f"@under_test_bots {QUESTION}", {}),
        (f"/ask@other_bot @under_test_bot {QUESTION}", {}),
        (f"me@under_test_bot.org {QUESTION}", {}),
        (
            f"Bot {QUESTION}",
            {"entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": {**BOT, "id": 8}}]},
        ),
        (QUESTION, in_reply_to({"id": 8, "is_bot": True, "first_name": "Other"}, "hello")),
        (QUESTION, in_reply_to(BOT, "", forum_topic_created={"name": "Talks", "icon_color": 7322096})),
        (f"@under_test_bot {QUESTION}", {"via_bot": BOT}),
    ],
)
def test_what_people_write_to_each_other_is_left_alone(server: BotApiServer, text: str, fields: media.Fields) -> None:
    assert server.send_text(GROUP, text, user_id=PERSON, **fields)
    assert ask_in_group(server, "/sources").text.startswith("2 articles")
    assert len(server.messages(GROUP)) == 1


@pytest.mark.usefixtures("bot")
def test_chatter_is_not_stored_and_does_not_count_as_open_questions(
    server: BotApiServer, open_group: int, bot: RunningBot, tmp_path: Path
) -> None:
    bot.stop()
    for number in range(12):
        server.send_text(open_group, f"chatter {number}", user_id=PERSON)
        server.send_message(open_group, user_id=PERSON, **media.sticker())
        joined = {"id": 2000 + number, "is_bot": False, "first_name": "Ann"}
        server.send_message(open_group, user_id=2000 + number, new_chat_members=[joined])
    pinned = {"message_id": 1, "date": 1, "chat": {"id": open_group, "type": "supergroup"}, "text": "chatter"}
    server.send_message(open_group, user_id=PERSON, pinned_message=pinned)
    server.send_text(open_group, f"@under_test_bot {QUESTION}", user_id=PERSON)
    with bot:
        [answer] = server.wait_for_messages(open_group, 1)
    assert answer.text.startswith(FIRST)
    with closing(sqlite3.connect(tmp_path / "var" / "verbatim.db")) as database:
        assert database.execute("SELECT count(*) FROM inbox").fetchone() == (1,)


@pytest.mark.usefixtures("bot")
def test_a_reply_to_the_bot_is_a_question_also_with_privacy_mode(server: BotApiServer) -> None:
    first = ask_in_group(server, "/ask what did Xi announce at the summit?")
    following = ask_in_group(server, "and Biden?", **in_reply_to(BOT, first.text, message_id=first.message_id))
    assert following.text.startswith("Searched for: what did Biden announce at the summit?")
    assert following.quote == "and Biden?"


@pytest.mark.usefixtures("bot", "open_group")
def test_a_bare_mention_in_reply_takes_that_message_for_the_question(server: BotApiServer) -> None:
    someone = {"id": 8, "is_bot": False, "first_name": "Ann"}
    answer = ask_in_group(server, "@under_test_bot", **in_reply_to(someone, OTHER))
    assert SECOND in answer.text
    assert answer.quote is None
    assert ask_in_group(server, "@under_test_bot").text.startswith("What would you like to know?")


@pytest.mark.usefixtures("bot")
def test_who_asks_nothing_in_a_group_can_ask_in_reply_to_the_hint(server: BotApiServer) -> None:
    hint = ask_in_group(server, "/ask")
    assert hint.text == "What would you like to know? Reply to this message with your question."
    answer = ask_in_group(server, QUESTION, **in_reply_to(BOT, hint.text, message_id=hint.message_id))
    assert answer.text.startswith(FIRST)


@pytest.mark.usefixtures("bot")
def test_a_formatted_question_is_answered_without_a_quote(server: BotApiServer) -> None:
    command = Entity("bot_command", 0, len("/ask"))
    bold = Entity("bold", utf16_length("/ask what did "), 2)
    answer = ask_in_group(server, f"/ask {QUESTION}", entities=[command.as_json(), bold.as_json()])
    assert answer.quote is None
    assert answer.reply_to is not None
    assert len([it for it in server.calls if it.method == "sendMessage"]) == 1


@pytest.mark.usefixtures("bot")
def test_a_quote_that_telegram_refuses_is_left_out(server: BotApiServer) -> None:
    server.inject("sendMessage", Refused(400, "Bad Request: QUOTE_TEXT_INVALID"))
    answer = ask_in_group(server, f"/ask {QUESTION}")
    assert (answer.text[: len(FIRST)], answer.quote) == (FIRST, None)
    assert answer.reply_to == server.last_message_of(PERSON, GROUP)


@pytest.mark.usefixtures("bot")
def test_a_question_that_was_deleted_is_answered_all_the_same(server: BotApiServer, bot: RunningBot) -> None:
    bot.stop()
    server.send_text(GROUP, f"/ask {QUESTION}", user_id=PERSON)
    server.delete(GROUP, server.last_message_of(PERSON, GROUP))
    with bot:
        [answer] = server.wait_for_messages(GROUP, 1)
    assert answer.reply_to is None


@pytest.mark.usefixtures("bot")
def test_an_edited_mention_edits_its_answer(server: BotApiServer, open_group: int) -> None:
    answer = ask_in_group(server, f"@under_test_bot {QUESTION}")
    server.edit(open_group, server.last_message_of(PERSON, open_group), text=f"@under_test_bot {OTHER}")
    server.wait_until(lambda: SECOND in server.messages(open_group)[0].text)
    assert server.messages(open_group)[0].message_id == answer.message_id


@pytest.mark.usefixtures("bot")
def test_an_answer_stands_in_the_topic_of_its_question(server: BotApiServer) -> None:
    created = {"message_thread_id": 900, "is_topic_message": True}
    assert ask_in_group(server, f"/ask {QUESTION}", **created).thread_id == 900
    # A comment below a post of a channel has a thread, and the topic "General" has the number 1.
    assert ask_in_group(server, f"/ask {QUESTION}", message_thread_id=901).thread_id is None
    general = {"message_thread_id": 1, "is_topic_message": True}
    assert ask_in_group(server, f"/ask {QUESTION}", **general).thread_id is None


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("chat", "chat_type"), [(GROUP, "supergroup"), (PERSON, "private")])
def test_each_topic_has_follow_ups_of_its_own(server: BotApiServer, chat: int, chat_type: str) -> None:
    def ask(text: str, topic: int) -> SentMessage:
        before = len(server.messages(chat))
        fields: media.Fields = {"message_thread_id": topic, "is_topic_message": True}
        server.send_text(chat, f"/ask {text}", user_id=PERSON, chat_type=chat_type, **fields)
        return server.wait_for_messages(chat, before + 1)[before]

    ask("what did Xi announce at the summit?", 900)
    assert "Searched for" not in ask("and Biden?", 901).text
    following = ask("and Biden?", 900)
    assert following.text.startswith("Searched for: what did Biden announce at the summit?")
    assert following.thread_id == 900


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("lacking", ["topic", "rights", "place"])
def test_where_the_bot_may_not_write_the_reply_is_dropped(server: BotApiServer, lacking: str, bot: RunningBot) -> None:
    bot.stop()
    topic: media.Fields = {"message_thread_id": 900, "is_topic_message": True}
    server.send_text(GROUP, f"/ask {QUESTION}", user_id=PERSON, **topic)
    match lacking:
        case "topic":
            server.close_topic(GROUP, 900)
        case "rights":
            server.set_bot_status(GROUP, PERSON, "restricted")
        case _:
            server.remove_bot(GROUP, PERSON)
    with bot:
        bot.wait_for_log("the reply is dropped")
        server.send_text(ADMIN, "/status")
        [status] = server.wait_for_messages(ADMIN, 1)
    assert server.messages(GROUP) == []
    assert "could not be answered" not in status.text


@pytest.mark.usefixtures("bot", "open_group")
def test_a_channel_asks_in_its_discussion_group_but_its_posts_do_not(server: BotApiServer) -> None:
    channel = {"id": -1001, "type": "channel", "title": "News"}
    post: media.Fields = {"sender_chat": channel, "is_automatic_forward": True}
    server.send_text(GROUP, f"@under_test_bot {QUESTION}", user_id=TELEGRAM, **post)
    server.send_text(GROUP, f"/ask {QUESTION}", user_id=TELEGRAM, **post)
    author = {"id": CHANNEL_AUTHOR, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    own: media.Fields = {"sender_chat": channel, "from": author}
    assert SECOND in ask_in_group(server, f"@under_test_bot {OTHER}", **own).text
    assert SECOND in ask_in_group(server, f"/ask {OTHER}", **own).text
    assert len(server.messages(GROUP)) == 2


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("lacking", ["topic", "rights", "place"])
def test_what_the_bot_loses_while_its_answer_waits_drops_the_answer(
    server: BotApiServer, lacking: str, bot: RunningBot
) -> None:
    """Slow mode holds the answer up, and when it ends the bot may not write any more."""
    topic: media.Fields = {"message_thread_id": 900, "is_topic_message": True}
    server.inject("sendMessage", RateLimited(40))
    server.send_text(GROUP, f"/ask {QUESTION}", user_id=PERSON, **topic)
    bot.wait_for_log("asks for a pause")
    match lacking:
        case "topic":
            server.close_topic(GROUP, 900)
        case "rights":
            server.set_bot_status(GROUP, PERSON, "restricted")
        case _:
            server.remove_bot(GROUP, PERSON)
    bot.wait_for_log("the reply is dropped")
    assert server.messages(GROUP) == []


@pytest.mark.usefixtures("bot")
def test_slow_mode_delays_answers_and_loses_none(server: BotApiServer) -> None:
    groups = [GROUP - number for number in range(4)]
    for group in groups:
        server.set_slow_mode(group, 30, haste=HASTE)
        for person in (PERSON, PERSON + 100):
            server.send_text(group, f"/ask {QUESTION}", user_id=person, chat_type="supergroup")
    for group in groups:
        answers = server.wait_for_messages(group, 2)
        assert [it.quote for it in answers] == [QUESTION] * 2
        assert all(it.text.startswith(FIRST) for it in answers)
        asked = [server.last_message_of(person, group) for person in (PERSON, PERSON + 100)]
        assert [it.reply_to for it in answers] == asked
        sent = [it.at for it in server.calls if it.method == "sendMessage" and it.params["chat_id"] == group]
        assert len(sent) >= 3  # the second was refused at least once
        assert sent[-1] - sent[0] > 0.9 * 30 / HASTE


@pytest.mark.usefixtures("bot", "open_group")
def test_a_bare_mention_in_reply_to_another_chat_asks_what_is_quoted_of_it(server: BotApiServer) -> None:
    elsewhere = {"origin": {"type": "hidden_user", "sender_user_name": "Ann", "date": 1}}
    quote = {"text": OTHER, "position": 0, "is_manual": True}
    answer = ask_in_group(server, "@under_test_bot", external_reply=elsewhere, quote=quote)
    assert SECOND in answer.text
    assert answer.quote is None


@pytest.mark.usefixtures("bot", "open_group")
def test_in_a_topic_that_the_bot_created_messages_are_no_replies_to_it(server: BotApiServer) -> None:
    created = in_reply_to(BOT, "", forum_topic_created={"name": OTHER, "icon_color": 7322096})
    topic: media.Fields = {"message_thread_id": 900, "is_topic_message": True, **created}
    ask_in_group(server, "@under_test_bot what did Xi announce at the summit?", **topic)
    following = ask_in_group(server, "@under_test_bot and Biden?", **topic)
    assert following.text.startswith("Searched for: what did Biden announce at the summit?")
    assert ask_in_group(server, "@under_test_bot", **topic).text.startswith("What would you like to know?")

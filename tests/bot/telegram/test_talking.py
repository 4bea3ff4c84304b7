"""People and admins talking to the bot."""

import shutil
from pathlib import Path

import pytest

from tests.bot.telegram.conftest import BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say
from tests.fakes.botapi import (
    TEST_BOT,
    BotApiServer,
    Drop,
    DropAfterAccept,
    Fault,
    RateLimited,
    Refused,
    ServerError,
    load_spec,
    utf16_length,
)
from tests.fakes.botapi.server import buttons_of
from tests.golden.questions import SEEDS

FLAGSHIP = (
    "Chinese President Xi Jinping announced at the summit that his country will aim to reach carbon neutrality by"
    " 2060 after reaching peak carbon dioxide emissions before 2030."
)


def reload(server: BotApiServer) -> str:
    """Let an admin reload, and return how it ended."""
    server.send_text(ADMIN, "/reload")
    server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)))
    return server.messages(ADMIN)[-1].text


@pytest.mark.usefixtures("bot")
def test_a_question_is_answered_with_the_very_sentence_and_its_source(server: BotApiServer) -> None:
    reply = say(server, "what did Xi pledge?")
    first, source = reply.split("\n")[:2]
    assert first == FLAGSHIP
    assert first in (SEEDS / "000_edc3ff55f33f79b7.txt").read_text(encoding="utf-8")
    assert source.endswith("000_edc3ff55f33f79b7.txt")
    [message] = server.messages(PERSON)
    emphasised = {
        message.text.encode("utf-16-le")[2 * it.offset : 2 * (it.offset + it.length)].decode("utf-16-le")
        for it in message.entities
        if it.type == "bold"
    }
    assert {"Xi", "announced", "aim"} <= emphasised


def test_what_people_ask_and_are_told_is_not_logged(bot: RunningBot, server: BotApiServer) -> None:
    server.inject("sendMessage", ServerError(500), times=1)
    server.send_text(PERSON, "what did Xi pledge?")
    say(server, "what did Kerry say?")
    bot.stop()
    assert "retrying in" in bot.output
    assert "pledge" not in bot.output
    assert "Kerry" not in bot.output


@pytest.mark.usefixtures("bot")
def test_every_command_is_answered(server: BotApiServer) -> None:
    assert "/sources" in say(server, "/start")
    assert "/ask question: Ask" in say(server, "/help")
    assert "/reload" not in say(server, "/help")
    assert "/reload" in say(server, "/help", chat_id=ADMIN)
    assert say(server, "/ask what did Xi pledge?").startswith(FLAGSHIP)
    assert "What would you like to know?" in say(server, "/ask")
    assert "2 articles, 27 sentences" in say(server, "/sources")
    assert "forgotten" in say(server, "/privacy")
    assert "There is no command /nonsense" in say(server, "/nonsense")


@pytest.mark.usefixtures("bot")
def test_a_question_that_shares_no_word_gets_one_line_and_no_quote(server: BotApiServer) -> None:
    reply = say(server, "Who won the football match?")
    assert reply.startswith("Nothing in the articles answers this.")
    assert len(reply.splitlines()) == 1


def test_below_the_threshold_the_closest_sentence_is_marked_as_no_answer(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(answer_threshold="1"):
        lines = say(server, "what did Xi pledge?").splitlines()
    assert lines[0].startswith("Nothing in the articles answers this")
    assert lines[1:4] == ["", "Closest, not an answer:", FLAGSHIP]
    assert lines[4].endswith("000_edc3ff55f33f79b7.txt")


@pytest.mark.usefixtures("bot")
def test_what_is_not_text_gets_one_friendly_line(server: BotApiServer) -> None:
    server.send_message(PERSON, photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}])
    server.send_message(PERSON, location={"latitude": 1.0, "longitude": 2.0})
    replies = server.wait_for_messages(PERSON, 2)
    assert [it.text for it in replies] == ["I can only read text: type your question, please."] * 2


@pytest.mark.usefixtures("bot")
def test_edits_service_messages_and_talk_in_groups_are_left_alone(server: BotApiServer) -> None:
    server.set_privacy_mode(is_on=False)
    server.send_text(-100, "what did Xi pledge?", user_id=PERSON, chat_type="group")
    server.send_message(-100, user_id=PERSON, chat_type="group", new_chat_title="News")
    say(server, "/privacy")
    server.send_text(PERSON, "what did Biden say?", edited=True)
    server.send_message(PERSON, pinned_message=None, message_auto_delete_timer_changed={"message_auto_delete_time": 9})
    server.wait_until(lambda: server.unconfirmed == 0)
    say(server, "/privacy")
    assert len(server.messages(PERSON)) == 2
    assert server.messages(-100) == []
    assert "2 articles" in say(server, "/sources@under_test_bot", chat_id=-100)


def test_of_an_answer_too_long_for_a_message_the_rest_is_left_to_more(
    tmp_path: Path, bot_with: BotFactory, server: BotApiServer
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    sentences = [
        f"The zebra number {number} met 🦓 " + "a very tall giraffe and " * 38 + "rested." for number in range(6)
    ]
    for number, sentence in enumerate(sentences):
        (corpus / f"{number}.txt").write_text(sentence, encoding="utf-8")
    with bot_with(corpus, citations="6"):
        server.send_text(PERSON, "zebra giraffe")
        [reply] = server.wait_for_messages(PERSON, 1)
        more = dict(buttons_of(reply))["More ›"]
        server.press(PERSON, reply.message_id, more)
        server.wait_until(lambda: server.messages(PERSON)[-1].text != reply.text)
        [page] = server.messages(PERSON)
    shown, following = ([line for line in it.text.split("\n") if line.endswith("rested.")] for it in (reply, page))
    assert 1 < len(shown) < len(sentences)
    assert shown + following == sentences
    assert all(utf16_length(it.text) <= 4096 for it in (reply, page))
    assert server.violations == []


@pytest.mark.usefixtures("bot")
def test_an_answer_that_telegram_wants_to_wait_is_sent_later(server: BotApiServer) -> None:
    say(server, "/sources")
    server.inject("sendMessage", RateLimited(1), times=2)
    assert say(server, "what did Xi pledge?").startswith(FLAGSHIP)


@pytest.mark.usefixtures("bot")
def test_an_admin_reloads_the_corpus_in_one_message(corpus: Path, server: BotApiServer) -> None:
    assert "2 articles" in say(server, "/sources")
    (corpus / "new.md").write_text(
        "---\ntitle: Zebras\npublished: 2026-01-02\n---\nThe zebra crossed.\n", encoding="utf-8"
    )
    (corpus / "broken.jsonl").write_text('{"id": 1', encoding="utf-8")
    changed = corpus / "000_edc3ff55f33f79b7.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "One more sentence.\n", encoding="utf-8")
    (corpus / "001_1ff04ca00ea8371b.txt").unlink()
    assert say(server, "/reload") == "/reload is for the admins of this bot only."
    reload(server)
    [message] = server.messages(ADMIN)
    assert message.edits[0].startswith("Reading the articles anew")
    assert message.text.split("\n")[1:] == [
        "Added 1: new.md",
        "Changed 1: 000_edc3ff55f33f79b7.txt",
        "Removed 1: 001_1ff04ca00ea8371b.txt",
        "Skipped 1",
        message.text.split("\n")[-1],
    ]
    assert "broken.jsonl line 1 is not valid JSON" in message.text.split("\n")[-1]
    assert say(server, "what did the zebra do?").split("\n") == ["The zebra crossed.", "Zebras · 2026-01-02 · new.md"]
    assert "Newest: 2026-01-02" in say(server, "/sources")


@pytest.mark.usefixtures("bot")
def test_a_failed_reload_leaves_the_old_corpus_serving(corpus: Path, server: BotApiServer) -> None:
    say(server, "/sources")
    shutil.rmtree(corpus)
    server.send_text(ADMIN, "/reload")
    server.wait_until(lambda: any("failed" in it.text for it in server.messages(ADMIN)))
    assert "no such folder" in server.messages(ADMIN)[0].text
    assert say(server, "what did Xi pledge?").startswith(FLAGSHIP)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    "fault", [Drop(), Refused(400, "Bad Request: message can't be edited")], ids=["lost", "refused"]
)
def test_the_end_of_a_reload_is_told_though_an_edit_fails(server: BotApiServer, fault: Fault) -> None:
    say(server, "/sources")
    server.inject("editMessageText", fault)
    reload(server)


@pytest.mark.usefixtures("bot")
def test_an_answer_whose_arrival_is_unknown_is_sent_again_and_no_apology_follows(server: BotApiServer) -> None:
    say(server, "/sources")
    server.inject("sendMessage", DropAfterAccept())
    server.send_text(PERSON, "what did Xi pledge?")
    server.send_text(PERSON, "/sources")
    replies = [it.text for it in server.wait_for_messages(PERSON, 4)]
    assert [it.startswith(FLAGSHIP) for it in replies] == [False, True, True, False]


def test_a_reload_by_signal_is_logged(bot: RunningBot, corpus: Path, server: BotApiServer) -> None:
    say(server, "/sources")
    (corpus / "new.txt").write_text("The zebra crossed.", encoding="utf-8")
    bot.reload()
    bot.wait_for_log("Added 1: new.txt")
    assert say(server, "what did the zebra do?").startswith("The zebra crossed.")


def test_a_watched_corpus_is_read_anew_by_itself(bot_with: BotFactory, corpus: Path, server: BotApiServer) -> None:
    with bot_with(corpus, corpus_watch="true") as bot:
        bot.wait_for_log("for changes")
        (corpus / "new.md").write_text("---\ntitle: Zebras\n---\nThe zebra crossed.\n", encoding="utf-8")
        bot.wait_for_log("since files have changed: ")
        assert "added 1: new.md; changed 0; removed 0" in bot.output
        assert say(server, "what did the zebra do?").startswith("The zebra crossed.")


@pytest.mark.usefixtures("bot")
def test_every_request_fits_the_bot_api(server: BotApiServer) -> None:
    if load_spec() is None:
        pytest.skip("the Bot API's description is not at hand; BOT_API_SPEC names its path")
    for text in ("/start", "what did Xi pledge?", "<", "/ask", "/nonsense", "🦓"):
        say(server, text)
    reload(server)
    assert {"getMe", "getUpdates", "sendMessage", "editMessageText"} <= {it.method for it in server.calls}
    assert TEST_BOT not in "".join(it.text for it in server.messages(PERSON))
    assert server.violations == []

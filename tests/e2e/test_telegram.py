"""People and admins talking to the bot."""

import json
import shutil
import time
from pathlib import Path

import pytest

from bot.access import Audience
from bot.commands import COMMANDS
from tests.e2e.program import ADMIN, PERSON, TOKEN, Program
from tests.fakes.botapi import (
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
from tests.golden.questions import SEEDS

pytestmark = pytest.mark.slow

FLAGSHIP = (
    "Chinese President Xi Jinping announced at the summit that his country will aim to reach carbon neutrality by"
    " 2060 after reaching peak carbon dioxide emissions before 2030."
)


def say(server: BotApiServer, text: str, chat_id: int = PERSON) -> str:
    """Write to the bot and return its next message."""
    before = len(server.messages(chat_id))
    server.send_text(chat_id, text)
    return server.wait_for_messages(chat_id, before + 1)[before].text


@pytest.mark.usefixtures("program")
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


def test_what_people_ask_and_are_told_is_not_logged(program: Program, server: BotApiServer) -> None:
    server.inject("sendMessage", ServerError(500), times=1)
    server.send_text(PERSON, "what did Xi pledge?")
    say(server, "what did Kerry say?")
    assert program.stop() == 0
    assert "did not get through" in program.output
    assert "pledge" not in program.output
    assert "Kerry" not in program.output


@pytest.mark.usefixtures("program")
def test_every_command_is_answered_and_registered(server: BotApiServer) -> None:
    assert "/sources" in say(server, "/start")
    assert "/ask question: Ask" in say(server, "/help")
    assert "/reload" not in say(server, "/help")
    assert "/reload" in say(server, "/help", chat_id=ADMIN)
    assert say(server, "/ask what did Xi pledge?").startswith(FLAGSHIP)
    assert "What would you like to know?" in say(server, "/ask")
    assert "2 articles, 27 sentences" in say(server, "/sources")
    assert "forgotten" in say(server, "/privacy")
    assert "There is no command /nonsense" in say(server, "/nonsense")
    names = {scope: [it["command"] for it in commands] for scope, commands in server.commands.items()}
    everyone = [it.name for it in COMMANDS if it.audience is Audience.EVERYONE]
    assert {json.loads(scope)["type"]: listed for scope, listed in names.items()} == {
        "default": everyone,
        "chat": [it.name for it in COMMANDS],
    }


@pytest.mark.usefixtures("program")
def test_a_question_that_shares_no_word_gets_one_line_and_no_quote(server: BotApiServer) -> None:
    reply = say(server, "Who won the football match?")
    assert reply.startswith("Nothing in the articles answers this.")
    assert len(reply.splitlines()) == 1


def test_below_the_threshold_the_closest_sentence_is_marked_as_no_answer(tmp_path: Path, server: BotApiServer) -> None:
    with Program(tmp_path, SEEDS, server.url, {"VERBATIM_ANSWER_THRESHOLD": "1"}):
        lines = say(server, "what did Xi pledge?").splitlines()
    assert lines[0].startswith("Nothing in the articles answers this")
    assert lines[1:4] == ["", "Closest, not an answer:", FLAGSHIP]
    assert lines[4].endswith("000_edc3ff55f33f79b7.txt")


@pytest.mark.usefixtures("program")
def test_what_is_not_text_gets_one_friendly_line(server: BotApiServer) -> None:
    server.send_message(PERSON, photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}])
    server.send_message(PERSON, location={"latitude": 1.0, "longitude": 2.0})
    replies = server.wait_for_messages(PERSON, 2)
    assert [it.text for it in replies] == ["I can only read text: type your question, please."] * 2


@pytest.mark.usefixtures("program")
def test_edits_service_messages_and_talk_in_groups_are_left_alone(server: BotApiServer) -> None:
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


def test_markup_in_articles_and_questions_is_shown_as_text(tmp_path: Path, server: BotApiServer) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    quote = 'The <b>zebra</b> & its "foal" <a href="x">crossed</a> the river &amp; rested.'
    (corpus / "zebra <i>.txt").write_text(quote, encoding="utf-8")
    with Program(tmp_path, corpus, server.url):
        assert say(server, "where did the zebra <b> cross & rest?").split("\n")[0] == quote
        assert "There is no command /<b>" in say(server, "/<b>&")


def test_an_answer_too_long_for_a_message_is_split_between_citations(tmp_path: Path, server: BotApiServer) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    sentences = [
        f"The zebra number {number} met 🦓 " + "a very tall giraffe and " * 38 + "rested." for number in range(6)
    ]
    for number, sentence in enumerate(sentences):
        (corpus / f"{number}.txt").write_text(sentence, encoding="utf-8")
    with Program(tmp_path, corpus, server.url, {"VERBATIM_CITATIONS": "6"}):
        server.send_text(PERSON, "zebra giraffe")
        replies = server.wait_for_messages(PERSON, 2)
    quoted = [line for it in replies for line in it.text.split("\n") if line.endswith("rested.")]
    assert quoted == sentences
    assert all(utf16_length(it.text) <= 4096 for it in replies)


@pytest.mark.usefixtures("program")
def test_an_answer_that_telegram_asks_to_wait_with_is_sent_later(server: BotApiServer) -> None:
    say(server, "/sources")
    server.inject("sendMessage", RateLimited(1), times=2)
    assert say(server, "what did Xi pledge?").startswith(FLAGSHIP)


def test_an_admin_reloads_the_corpus_in_one_message(program: Program, corpus: Path, server: BotApiServer) -> None:
    assert "2 articles" in say(server, "/sources")
    (corpus / "new.md").write_text(
        "---\ntitle: Zebras\npublished: 2026-01-02\n---\nThe zebra crossed.\n", encoding="utf-8"
    )
    (corpus / "broken.jsonl").write_text('{"id": 1', encoding="utf-8")
    changed = corpus / "000_edc3ff55f33f79b7.txt"
    changed.write_text(changed.read_text(encoding="utf-8") + "One more sentence.\n", encoding="utf-8")
    (corpus / "001_1ff04ca00ea8371b.txt").unlink()
    assert say(server, "/reload") == "/reload is for the admins of this bot only."
    server.send_text(ADMIN, "/reload")
    server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)))
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
    assert program.stop() == 0


@pytest.mark.usefixtures("program")
def test_a_failed_reload_leaves_the_old_corpus_serving(corpus: Path, server: BotApiServer) -> None:
    say(server, "/sources")
    shutil.rmtree(corpus)
    server.send_text(ADMIN, "/reload")
    server.wait_until(lambda: any("failed" in it.text for it in server.messages(ADMIN)))
    assert "no such folder" in server.messages(ADMIN)[0].text
    assert say(server, "what did Xi pledge?").startswith(FLAGSHIP)


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    "fault", [Drop(), Refused(400, "Bad Request: message can't be edited")], ids=["lost", "refused"]
)
def test_the_end_of_a_reload_is_told_though_an_edit_fails(server: BotApiServer, fault: Fault) -> None:
    say(server, "/sources")
    server.inject("editMessageText", fault)
    server.send_text(ADMIN, "/reload")
    server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)))


@pytest.mark.usefixtures("program")
def test_an_answer_whose_arrival_is_unknown_is_sent_again_and_no_apology_follows(server: BotApiServer) -> None:
    say(server, "/sources")
    server.inject("sendMessage", DropAfterAccept())
    server.send_text(PERSON, "what did Xi pledge?")
    server.send_text(PERSON, "/sources")
    replies = [it.text for it in server.wait_for_messages(PERSON, 4)]
    assert [it.startswith(FLAGSHIP) for it in replies] == [False, True, True, False]


@pytest.mark.usefixtures("program")
def test_questions_are_answered_while_a_long_reload_runs(corpus: Path, server: BotApiServer) -> None:
    say(server, "/sources")
    for number in range(400):
        bridges = (f"Bridge {number * 50 + it} crosses river {number * 70 + it}." for it in range(40))
        (corpus / f"bridges {number}.txt").write_text(" ".join(bridges), encoding="utf-8")
    server.send_text(ADMIN, "/reload")
    server.wait_for_messages(ADMIN, 1)
    server.send_text(ADMIN, "/reload")
    server.wait_for_messages(ADMIN, 2)
    server.wait_until(lambda: any("already running" in it.text for it in server.messages(ADMIN)))
    assert say(server, "what did Xi pledge?").startswith(FLAGSHIP)
    assert "2 articles" in say(server, "/sources")
    server.wait_until(lambda: server.messages(ADMIN)[0].text.startswith("Reloaded"), timeout=60)
    assert "402 articles" in server.messages(ADMIN)[0].text
    assert "402 articles" in say(server, "/sources")


def test_a_watched_corpus_is_read_anew_by_itself_and_the_bot_stops_cleanly(
    tmp_path: Path, corpus: Path, server: BotApiServer
) -> None:
    with Program(tmp_path, corpus, server.url, {"VERBATIM_CORPUS_WATCH": "true"}) as program:
        assert "2 articles" in say(server, "/sources")
        (corpus / "new.md").write_text("---\ntitle: Zebras\n---\nThe zebra crossed.\n", encoding="utf-8")
        deadline = time.monotonic() + 30
        while "since files have changed: " not in program.output:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert "added 1: new.md; changed 0; removed 0" in program.output
        assert say(server, "what did the zebra do?").startswith("The zebra crossed.")
        assert program.stop() == 0
        assert "Traceback" not in program.output


@pytest.mark.usefixtures("program")
def test_every_request_fits_the_bot_api(server: BotApiServer) -> None:
    if load_spec() is None:
        pytest.skip("the Bot API's description is not at hand; BOT_API_SPEC names its path")
    for text in ("/start", "what did Xi pledge?", "<", "/ask", "/nonsense", "🦓"):
        say(server, text)
    server.send_text(ADMIN, "/reload")
    server.wait_until(lambda: any(it.text.startswith("Reloaded") for it in server.messages(ADMIN)))
    assert {"getMe", "setMyCommands", "getUpdates", "sendMessage", "editMessageText"} <= {
        it.method for it in server.calls
    }
    assert TOKEN not in "".join(it.text for it in server.messages(PERSON))
    assert server.violations == []

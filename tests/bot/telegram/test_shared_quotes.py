"""Quotes by themselves: sent into any chat, shared by a button, and opened by a link in the private chat."""

import json
import re
import time
from pathlib import Path

import pytest

from bot.citation_keys import CitationKeys
from bot.telegram.presses import PRESSES_PER_MINUTE
from retrieval.duplicates import text_hash
from tests.bot.clock import FakeClock
from tests.bot.telegram.conftest import NEW, OLD, BotFactory
from tests.bot.telegram.running import ADMIN, PERSON, RunningBot, say, settle
from tests.bot.telegram.test_inline import typed
from tests.bot.telegram.test_presses import press
from tests.fakes.botapi import (
    BotApiServer,
    Drop,
    DropAfterAccept,
    Fault,
    Garbage,
    InlineMessage,
    RateLimited,
    Refused,
    SentMessage,
    ServerError,
)

QUESTION = "what did Xi pledge?"
CUP = "who won the harbour cup?"
STRANGER = 8
LEADS_NOWHERE = "This link leads to nothing any more."
GONE = "The article with this quote has since been changed or removed."
LINK = re.compile(r"https://t\.me/under_test_bot\?start=(c_[A-Za-z0-9_-]{32})")


@pytest.fixture(autouse=True)
def _inline_mode(server: BotApiServer) -> None:
    server.allow_inline()


def sent_quote(server: BotApiServer, question: str = QUESTION) -> InlineMessage:
    """Type a question in a chat that the bot does not know, and send the first quote."""
    query_id, shown = typed(server, question)
    return server.choose(query_id, str(shown.results[0]["id"]))


def buttons(message: InlineMessage | SentMessage) -> list[dict[str, object]]:
    """Return the buttons of a message, in order."""
    rows = (message.reply_markup or {}).get("inline_keyboard")
    assert isinstance(rows, list)
    assert all(len(row) <= 4 for row in rows)
    return [button for row in rows for button in row]


def labels(message: InlineMessage | SentMessage) -> list[str]:
    """Return what the buttons of a message show."""
    return [str(it["text"]) for it in buttons(message)]


def start_of(message: InlineMessage) -> str:
    """Return the parameter with which *Source* leads to the private chat."""
    found = [LINK.fullmatch(str(it["url"])) for it in buttons(message) if "url" in it]
    [link] = [it for it in found if it is not None]
    return link[1]


def shared_by(message: InlineMessage | SentMessage) -> str:
    """Return what *Share* types."""
    [button] = [it for it in buttons(message) if it["text"] == "Share"]
    chosen = button["switch_inline_query_chosen_chat"]
    assert isinstance(chosen, dict)
    return str(chosen["query"])


def press_inline(
    server: BotApiServer, message: InlineMessage, button: str, user_id: int = STRANGER, language: str = "en"
) -> str:
    """Press a button under a sent quote, and return what it shows afterwards, or what the person saw in passing."""
    seen, shown = len(server.toasts), server.inline_message(message.inline_message_id)
    server.press_inline(message.inline_message_id, button, user_id, language=language)
    server.wait_until(lambda: len(server.toasts) > seen)
    if text := server.toasts[-1].text:
        return text
    server.wait_until(lambda: server.inline_message(message.inline_message_id) != shown)
    return server.inline_message(message.inline_message_id).text


@pytest.mark.usefixtures("bot")
def test_anybody_reads_the_context_of_a_sent_quote_in_its_place_and_goes_back(server: BotApiServer) -> None:
    sent = sent_quote(server)
    assert labels(sent) == ["Context", "Source", "Copy", "Share"]
    context = press_inline(server, sent, "Context")
    assert len(context) > len(sent.text)
    assert labels(server.inline_message(sent.inline_message_id)) == ["Source", "Copy", "Share", "‹ Back"]
    assert press_inline(server, sent, "‹ Back", PERSON) == sent.text
    again = server.inline_message(sent.inline_message_id)
    assert (again.entities, again.reply_markup) == (sent.entities, sent.reply_markup)
    assert again.edits == (sent.text, context)


@pytest.mark.usefixtures("bot")
def test_a_sent_quote_stays_in_the_language_in_which_it_was_sent_whoever_presses(server: BotApiServer) -> None:
    settle(server)
    query_id = server.type_inline(PERSON, QUESTION, language="de-AT")
    server.wait_until(lambda: server.inline_answer(query_id) is not None)
    shown = server.inline_answer(query_id)
    assert shown is not None
    sent = server.choose(query_id, str(shown.results[0]["id"]))
    assert labels(sent)[0] == "Kontext"
    press_inline(server, sent, "Kontext", language="ar")
    assert labels(server.inline_message(sent.inline_message_id))[-1] == "‹ Zurück"
    assert press_inline(server, sent, "‹ Zurück", language="en") == sent.text
    assert server.inline_message(sent.inline_message_id).reply_markup == sent.reply_markup
    say(server, f"/start {start_of(sent)}")
    assert labels(server.messages(PERSON)[-1])[0] == "Context"


@pytest.mark.usefixtures("bot")
def test_the_source_of_a_sent_quote_is_in_the_private_chat_with_its_card_and_its_file(server: BotApiServer) -> None:
    sent = sent_quote(server)
    assert say(server, f"/start {start_of(sent)}") == sent.text
    [quote] = server.messages(PERSON)
    assert labels(quote) == ["Context", "Source", "Copy", "Share"]
    assert not any("url" in it for it in buttons(quote))
    context = press(server, quote, "Context")
    assert len(context) > len(sent.text)
    assert press(server, quote, "‹ Back") == sent.text
    assert "000_edc3ff55f33f79b7.txt" in press(server, quote, "Source")
    server.press(PERSON, quote.message_id, "Text as a file")
    server.wait_for_messages(PERSON, 2)
    file = server.messages(PERSON)[1]
    assert file.file is not None
    assert sent.text.split("\n")[0].encode() in file.file.content
    server.press(PERSON, quote.message_id, "‹ Back")
    server.wait_until(lambda: server.messages(PERSON)[0].text == sent.text)


@pytest.mark.usefixtures("bot")
def test_every_quote_that_is_shown_can_be_shared_and_what_is_typed_then_lists_it_alone(server: BotApiServer) -> None:
    said = say(server, QUESTION)
    [answer] = server.messages(PERSON)
    assert labels(answer) == ["Context", "Why", "Source", "Copy", "Share", "More ›", "👍", "👎"]
    for view in ("Context", "Why"):
        press(server, answer, view)
        assert shared_by(server.messages(PERSON)[0]) == shared_by(answer)
        press(server, answer, "‹ Back")
    query_id, shown = typed(server, shared_by(answer))
    [result] = shown.results
    assert shown.next_offset == ""
    sent = server.choose(query_id, str(result["id"]))
    assert said.startswith(sent.text.split("\n")[0])
    assert shared_by(sent) == shared_by(answer)
    assert press_inline(server, sent, "Context") != sent.text
    press(server, answer, "More ›")
    [further] = server.messages(PERSON)
    assert labels(further)[:4] == ["Context", "Why", "Source", "Copy"]
    query_id, shown = typed(server, shared_by(further))
    [result] = shown.results
    assert server.choose(query_id, str(result["id"])).text.split("\n")[0] in further.text


@pytest.mark.usefixtures("bot")
def test_a_key_that_is_not_genuine_is_typed_as_a_question(server: BotApiServer) -> None:
    say(server, QUESTION)
    key = shared_by(server.messages(PERSON)[0])
    for typed_text in (f"{key} {QUESTION}", key.replace("c_", "")):
        _, shown = typed(server, typed_text)
        assert len(shown.results) != 1
    _, shown = typed(server, f"c_{'A' * 32}")
    assert shown.results == []
    assert shown.button is not None


@pytest.mark.usefixtures("bot")
def test_a_link_that_leads_nowhere_says_so_and_greets(server: BotApiServer) -> None:
    genuine = start_of(sent_quote(server))
    foreign = CitationKeys(b"another bot's secret").of(text_hash("x"), "a.txt", 0, "x")
    forged = genuine[:-1] + ("A" if genuine[-1] != "A" else "B")
    for parameter in ("c_", "c_garbage", genuine[:-1], forged, f"{genuine}A", f"c_{foreign}", f"c_{'é' * 32}"):
        greeted = say(server, f"/start {parameter}")
        assert greeted.startswith(f"{LEADS_NOWHERE}\n\nAsk me a question"), parameter
    for parameter in ("inline", "", "anything"):
        assert say(server, f"/start {parameter}").startswith("Ask me a question")


@pytest.mark.usefixtures("bot")
def test_in_a_group_a_link_only_greets(server: BotApiServer) -> None:
    parameter = start_of(sent_quote(server))
    server.send_text(-5, f"/start@under_test_bot {parameter}", user_id=PERSON, chat_type="group")
    [greeting] = server.wait_for_messages(-5, 1)
    assert greeting.text.startswith("Ask me a question")


def write(corpus: Path, **texts: str) -> None:
    """Write articles, by their ids."""
    lines = [json.dumps({"id": name, "title": f"On {name}", "text": text}) for name, text in texts.items()]
    corpus.write_text("\n".join(lines) + "\n", "utf-8")


def reload(bot: RunningBot, times: int = 1) -> None:
    """Let the bot read the articles anew."""
    bot.reload()
    bot.wait_for_log("Reloaded", times)


def test_a_quote_that_was_sent_before_a_reload_works_while_its_article_stands(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path
) -> None:
    corpus = tmp_path / "articles.jsonl"
    write(corpus, cup=f"{OLD} It rained.", other="The bakery sells bread.")
    bot = bot_with(corpus)
    with bot:
        sent = sent_quote(server, CUP)
        parameter = start_of(sent)
        write(corpus, first=NEW, cup=f"{OLD} It rained.", third="Tea was served.")
        reload(bot)
        assert "It rained." in press_inline(server, sent, "Context")
        assert press_inline(server, sent, "‹ Back") == sent.text
        assert say(server, f"/start {parameter}") == sent.text
        bot.stop()
    with bot_with(corpus):
        settle(server)
        assert "It rained." in press_inline(server, sent, "Context")
        assert say(server, f"/start {parameter}") == sent.text


@pytest.mark.parametrize("after", [f"{OLD} It snowed.", f"It rained. {OLD}", OLD.replace("harbour", "harbor"), ""])
def test_a_quote_whose_article_was_changed_or_removed_is_shown_no_more(
    bot_with: BotFactory, server: BotApiServer, tmp_path: Path, after: str
) -> None:
    corpus = tmp_path / "articles.jsonl"
    write(corpus, cup=f"{OLD} It rained.", other="The bakery sells bread.")
    with bot_with(corpus) as bot:
        sent = sent_quote(server, CUP)
        parameter = start_of(sent)
        say(server, f"/start {parameter}")
        [quote] = server.messages(PERSON)
        write(corpus, other="The bakery sells bread.", **({"cup": after} if after else {}))
        reload(bot)
        assert press_inline(server, sent, "Context") == GONE
        assert server.inline_message(sent.inline_message_id) == sent
        for button in ("Context", "Source"):
            assert press(server, quote, button) == GONE
        assert say(server, f"/start {parameter}").startswith(LEADS_NOWHERE)
        _, shown = typed(server, shared_by(sent))
        assert shown.results == []


def test_a_press_on_a_sent_quote_that_waited_for_the_bot_to_start_does_nothing(
    bot: RunningBot, server: BotApiServer
) -> None:
    sent = sent_quote(server)
    bot.stop()
    server.press_inline(sent.inline_message_id, "Context", STRANGER)
    with bot:
        settle(server)
        assert server.toasts == []
        assert server.inline_message(sent.inline_message_id) == sent
        assert press_inline(server, sent, "Context") != sent.text


def test_a_press_of_somebody_who_may_not_talk_to_the_bot_is_answered_and_does_nothing(
    bot_with: BotFactory, server: BotApiServer
) -> None:
    with bot_with(blocked_users=str(STRANGER)):
        sent = sent_quote(server)
        assert say(server, QUESTION).startswith(sent.text.split("\n")[0])
        [answer] = server.messages(PERSON)
        server.press_inline(sent.inline_message_id, "Context", STRANGER)
        server.press(PERSON, answer.message_id, "Context", user_id=STRANGER)
        server.wait_until(lambda: len(server.toasts) == 2)
        settle(server)
        assert [it.text for it in server.toasts] == ["", ""]
        assert server.inline_message(sent.inline_message_id) == sent
        assert server.messages(PERSON) == [answer]
        assert press_inline(server, sent, "Context", PERSON) != sent.text


@pytest.mark.usefixtures("bot")
def test_forged_presses_show_nothing(server: BotApiServer) -> None:
    sent = sent_quote(server)
    key = start_of(sent).removeprefix("c_")
    for data, told in (
        (f"{'A' * 32}:c:0", GONE),
        (f"{key}:s:0", "These buttons have expired"),
        (f"{key}:f:0", "These buttons have expired"),
        (f"{key}:w:0", "These buttons have expired"),
        (f"{key}:z:0", "These buttons have expired"),
        (f"{key}:c", "These buttons have expired"),
        (f"{key[:22]}:c:0", "These buttons have expired"),
        ("garbage", "These buttons have expired"),
    ):
        assert press_inline(server, sent, data).startswith(told), data
    assert server.inline_message(sent.inline_message_id) == sent


@pytest.mark.usefixtures("bot")
def test_a_forged_press_puts_no_quote_in_the_place_of_an_answer_in_a_group(server: BotApiServer) -> None:
    key = start_of(sent_quote(server)).removeprefix("c_")
    server.send_text(-5, f"/ask {QUESTION}", user_id=PERSON, chat_type="group")
    [answer] = server.wait_for_messages(-5, 1)
    assert press(server, answer, f"{key}:q:0", STRANGER).startswith("These buttons have expired")
    assert server.messages(-5) == [answer]


@pytest.mark.parametrize(
    "refused",
    [
        Refused(400, "Bad Request: MESSAGE_ID_INVALID"),
        Refused(400, "Bad Request: message to edit not found"),
        Refused(403, "Forbidden: bot was kicked from the group chat"),
    ],
)
def test_an_edit_that_telegram_refuses_is_let_go(bot: RunningBot, server: BotApiServer, refused: Refused) -> None:
    sent = sent_quote(server)
    server.inject("editMessageText", refused)
    server.press_inline(sent.inline_message_id, "Context", STRANGER)
    bot.wait_for_log("was not edited")
    settle(server)
    assert [call.method for call in server.calls].count("editMessageText") == 1
    assert "WARNING" not in bot.output
    assert press_inline(server, sent, "Context") != sent.text


@pytest.mark.usefixtures("bot")
def test_an_edit_that_changes_nothing_is_no_failure(server: BotApiServer) -> None:
    sent = sent_quote(server)
    server.press_inline(sent.inline_message_id, "‹ Back", STRANGER)
    key = start_of(sent).removeprefix("c_")
    server.press_inline(sent.inline_message_id, f"{key}:q:0", STRANGER)
    server.wait_until(lambda: [call.method for call in server.calls].count("editMessageText") == 1)
    assert press_inline(server, sent, "Context") != sent.text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("fault", [RateLimited(2), ServerError(), Drop(), DropAfterAccept(), Garbage()])
def test_an_edit_that_fails_for_a_moment_is_made_later(server: BotApiServer, fault: Fault) -> None:
    sent = sent_quote(server)
    server.inject("editMessageText", fault)
    assert press_inline(server, sent, "Context") != sent.text
    settle(server)
    assert len(server.inline_message(sent.inline_message_id).edits) == 1


def test_presses_on_a_sent_quote_are_limited_as_others_are(bot_with: BotFactory, server: BotApiServer) -> None:
    with bot_with(clock=FakeClock(time.time())):
        sent = sent_quote(server)
        for number in range(1, PRESSES_PER_MINUTE + 2):
            server.press_inline(sent.inline_message_id, f"{'A' * 32}:c:0", STRANGER)
            server.wait_until(lambda: len(server.toasts) == number)  # noqa: B023
        assert [it.text for it in server.toasts] == [GONE] * PRESSES_PER_MINUTE + [""]
        assert press_inline(server, sent, "Context", ADMIN) != sent.text

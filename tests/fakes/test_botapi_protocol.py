"""The test server over plain HTTP: routes, ways to pass parameters, and the queue of updates."""

import json
import threading
from http.client import HTTPConnection
from urllib.parse import quote, urlencode

import pytest

from .botapi import TEST_BOT, BotApiServer, Drop, load_spec

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = "".join(
    f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n7\r\n' for name in ("chat_id", "text")
)
JSON = {"Content-Type": "application/json"}


def request(
    server: BotApiServer,
    path: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    *,
    bot: str = TEST_BOT,
) -> dict[str, object]:
    """Send one request and return its JSON, which must bear the status of the response."""
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET" if body is None else "POST", f"/bot{bot}/{path}", body, headers or {})
        response = connection.getresponse()
        answer: dict[str, object] = json.loads(response.read())
    finally:
        connection.close()
    assert response.status == answer.get("error_code", 200)
    return answer


def updates(server: BotApiServer, **fields: object) -> list[dict[str, object]]:
    """Poll once."""
    result = request(server, "getUpdates", json.dumps(fields), JSON)["result"]
    assert isinstance(result, list)
    return result


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("sendMessage?" + urlencode({"chat_id": 7, "text": "7"}), None, {}),
        ("SENDMESSAGE", urlencode({"chat_id": 7, "text": "7"}), FORM),
        ("sendmessage", json.dumps({"chat_id": 7, "text": "7"}), JSON),
        ("sendMessage?chat_id=7", json.dumps({"text": "7"}), JSON),
        (
            "sendMessage",
            MULTIPART + "--b--\r\n",
            {"Content-Type": "multipart/form-data; boundary=b"},
        ),
    ],
)
def test_parameters_come_by_query_form_or_json(
    server: BotApiServer, path: str, body: str | None, headers: dict[str, str]
) -> None:
    """However a client passes them, a test sees the same parameters."""
    assert request(server, path, body, headers)["ok"]
    [call] = server.calls
    assert (call.method, call.params, call.violations) == ("sendMessage", {"chat_id": 7, "text": "7"}, ())
    assert [message.text for message in server.messages(7)] == ["7"]


def test_another_token_is_unauthorized(server: BotApiServer) -> None:
    """A call with a wrong token is none of the bot's."""
    assert request(server, "getMe", bot="1:NO") == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert server.calls == []


def test_a_path_outside_the_bot_api_is_not_found(server: BotApiServer) -> None:
    """The token alone is no address."""
    assert request(server, "../" + TEST_BOT + "/getMe")["error_code"] == 404


def test_an_unknown_method_is_not_found_and_noticed(server: BotApiServer) -> None:
    """It is a violation even without the description of the Bot API."""
    assert request(server, "sendMail") == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert server.violations == ["sendMail: unknown method"]


def test_a_body_that_is_no_object_is_a_bad_request(server: BotApiServer) -> None:
    """JSON alone does not make parameters."""
    assert request(server, "getMe", "[]", JSON)["error_code"] == 400


@pytest.mark.skipif(load_spec() is None, reason="needs the description of the Bot API (BOT_API_SPEC)")
def test_a_method_that_is_not_implemented_is_noticed(server: BotApiServer) -> None:
    """A bot that comes to use more of the Bot API finds out at once."""
    description = "not built in the test server: sendDice"
    answer = request(server, "sendDice?chat_id=7")
    assert answer == {"ok": False, "error_code": 500, "description": description}
    assert server.violations == [f"sendDice: {description}"]


def test_a_parse_mode_that_is_not_implemented_is_noticed(server: BotApiServer) -> None:
    """Markdown is not parsed, and not taken for plain text either."""
    answer = request(server, "sendMessage?chat_id=7&text=x&parse_mode=MarkdownV2")
    assert answer["error_code"] == 500
    assert server.violations == ["sendMessage: not built in the test server: parse_mode MarkdownV2"]


def test_updates_are_kept_until_a_later_offset_confirms_them(server: BotApiServer) -> None:
    """An answer alone confirms nothing."""
    first, second, third = (server.send_text(7, text) for text in ("one", "two", "three"))
    assert [update["update_id"] for update in updates(server)] == [first, second, third]
    assert [update["update_id"] for update in updates(server, offset=second, limit=1)] == [second]
    assert server.unconfirmed == 2
    assert updates(server, offset=third + 1) == []
    assert server.unconfirmed == 0


def test_a_call_that_repeats_an_offset_at_once_gets_one_update(server: BotApiServer) -> None:
    """So a short batch may leave some; the next offset gets them."""
    first, second, third = (server.send_text(7, text) for text in ("one", "two", "three"))
    assert len(updates(server)) == 3
    assert [update["update_id"] for update in updates(server)] == [first]
    assert [update["update_id"] for update in updates(server, offset=second)] == [second, third]


def test_a_negative_offset_forgets_all_but_the_newest(server: BotApiServer) -> None:
    """It counts from the end of the queue."""
    newest = [server.send_text(7, text) for text in ("one", "two", "three")][-1]
    assert [update["update_id"] for update in updates(server, offset=-1)] == [newest]
    assert server.unconfirmed == 1


def test_allowed_updates_are_remembered_and_spare_what_is_queued(server: BotApiServer) -> None:
    """The filter acts when an update arises; an empty list restores the default."""
    early = server.send_text(7, "early", edited=True)
    assert [update["update_id"] for update in updates(server, allowed_updates=["message"])] == [early]
    wanted = server.send_text(7, "wanted")
    server.send_text(7, "unwanted", edited=True)
    assert [update["update_id"] for update in updates(server, offset=early + 1)] == [wanted]
    assert updates(server, offset=wanted + 1, allowed_updates=[]) == []
    edit = server.send_text(7, "wanted again", edited=True)
    server.send_raw({"message_reaction": {}})
    assert [update["update_id"] for update in updates(server)] == [edit]


@pytest.mark.timeout(20)
def test_a_long_poll_answers_as_soon_as_there_is_news(server: BotApiServer) -> None:
    """A poll that waits is woken from the thread of the test."""
    later = threading.Timer(0.1, server.send_text, (7, "news"))
    later.start()
    assert len(updates(server, timeout=50)) == 1


def test_an_update_may_bear_its_own_number_and_make_a_chat_known(server: BotApiServer) -> None:
    """Numbers may start again anywhere, and the bot can answer whom it hears."""
    raw = {"message": {"message_id": 5, "chat": {"id": 8, "type": "private"}, "date": 1, "text": "\ud83d"}}
    assert server.send_raw({"update_id": 9, **raw}) == 9
    assert updates(server) == [{"update_id": 9, **raw}]
    assert request(server, "sendMessage?chat_id=8&text=x&reply_parameters=" + quote('{"message_id": 5}'))["ok"]
    assert server.messages(8)[0].reply_to == 5


def test_a_long_poll_without_news_ends_in_time(server: BotApiServer) -> None:
    """The answer is then an empty list."""
    assert updates(server, timeout=1) == []


def test_commands_and_mentions_are_marked_in_what_people_write(server: BotApiServer) -> None:
    """Offsets count UTF-16 units, and a fraction is no command."""
    server.send_text(-1, "/ask@under_test_bot 😀 @xinhua 1/2", user_id=7, chat_type="group")
    [update] = updates(server)
    message = update["message"]
    assert isinstance(message, dict)
    assert message["entities"] == [
        {"type": "bot_command", "offset": 0, "length": 19},
        {"type": "mention", "offset": 23, "length": 7},
    ]
    assert message["chat"] == {"id": -1, "title": "Chat -1", "type": "group"}
    assert message["from"]["id"] == 7


def test_an_edited_text_changes_the_users_newest_message(server: BotApiServer) -> None:
    """An edit bears the number and the date of what it edits."""
    server.send_text(7, "qestion")
    server.send_text(7, "question", edited=True)
    before, after = updates(server)
    assert isinstance(before["message"], dict)
    assert isinstance(after["edited_message"], dict)
    assert after["edited_message"]["message_id"] == before["message"]["message_id"]
    assert after["edited_message"]["edit_date"] >= before["message"]["date"]


def test_pending_updates_can_be_dropped(server: BotApiServer) -> None:
    """A bot may want to start afresh."""
    server.send_message(7, sticker={"file_id": "s"})
    webhook = {"url": "", "has_custom_certificate": False, "pending_update_count": 1}
    assert request(server, "getWebhookInfo")["result"] == webhook
    assert request(server, "deleteWebhook?drop_pending_updates=true")["result"] is True
    assert server.unconfirmed == 0


def test_a_fault_for_a_method_that_is_none_is_a_mistake_of_the_test(server: BotApiServer) -> None:
    """It would otherwise wait for a call that never comes."""
    with pytest.raises(ValueError, match="sendMessages2"):
        server.inject("sendMessages2", Drop())

"""The Bot API server of the Telegram benchmark: how it serves bots, and what it counts."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode, urlsplit

import pytest

from benchmarks.bot.telegram.botapi import TOKEN
from benchmarks.bot.telegram.control import BotApiProcess
from benchmarks.bot.telegram.questions import ChatQuestion

_FIRST = ChatQuestion(1, "what did Xi pledge?", "<b>neutrality</b>")
_SECOND = ChatQuestion(1, "when is Cop26?", "mid-October")
_OTHER = ChatQuestion(2, "who met Kerry?", "a minister")


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiProcess]:
    with BotApiProcess() as process:
        yield process


@pytest.fixture(autouse=True)
def fresh(server: BotApiProcess) -> None:
    server.reset()


def call(server: BotApiProcess, method: str, **parameters: object) -> tuple[int, bytes]:
    """Call the Bot API with a form, as bots do."""
    connection = http.client.HTTPConnection(str(urlsplit(server.url).netloc), timeout=10)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/bot{TOKEN}/{method}", urlencode(parameters), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def texts(server: BotApiProcess, offset: int = 0, timeout: int = 0) -> list[str]:
    _, body = call(server, "getUpdates", offset=offset, timeout=timeout)
    return [update["message"]["text"] for update in json.loads(body)["result"]]


def test_an_update_is_given_until_an_offset_confirms_it(server: BotApiProcess) -> None:
    server.ask([_FIRST, _OTHER])
    first_id = server.outcome().records[0].update_id

    assert texts(server) == texts(server, offset=first_id) == [_FIRST.text, _OTHER.text]
    assert texts(server, offset=first_id + 1) == texts(server) == [_OTHER.text]


def test_a_poll_waits_for_a_question(server: BotApiProcess) -> None:
    threading.Timer(0.2, server.ask, [[_FIRST]]).start()

    assert texts(server, timeout=5) == [_FIRST.text]


def test_an_answer_is_known_by_its_chat_and_text(server: BotApiProcess) -> None:
    server.ask([_FIRST, _SECOND, _OTHER])
    for chat, text in ((1, _SECOND.reply), (1, _FIRST.reply), (1, _FIRST.reply), (1, "something failed")):
        call(server, "sendMessage", chat_id=chat, text=text)

    outcome = server.outcome()
    assert (outcome.lost, outcome.repeated, outcome.disordered, outcome.others) == (1, 1, 1, ["something failed"])


@pytest.mark.parametrize(("fault", "status", "accepted"), [("429", 429, 0), ("5xx", 502, 0), ("garbage", 200, 0)])
def test_a_fault_hits_as_often_as_planned(server: BotApiProcess, fault: str, status: int, accepted: int) -> None:
    server.ask([_FIRST])
    server.set_faults(1, {"sendMessage": {"kind": fault, "probability": 1.0, "times": 1}})

    answer, body = call(server, "sendMessage", chat_id=1, text=_FIRST.reply)
    assert (answer, server.status().answered) == (status, accepted)
    if fault == "429":
        assert json.loads(body)["parameters"] == {"retry_after": 1}
    assert call(server, "sendMessage", chat_id=1, text=_FIRST.reply)[0] == 200
    assert server.outcome().lost == 0


@pytest.mark.parametrize(("fault", "accepted"), [("drop", 0), ("drop after accept", 1)])
def test_a_dropped_call_is_carried_out_or_not(server: BotApiProcess, fault: str, accepted: int) -> None:
    server.ask([_FIRST])
    server.set_faults(1, {"sendMessage": {"kind": fault, "probability": 1.0, "times": 1}})

    with pytest.raises(ConnectionError):
        call(server, "sendMessage", chat_id=1, text=_FIRST.reply)
    assert server.status().answered == accepted


def test_a_webhook_gets_a_chats_updates_in_order_and_again_until_it_accepts(server: BotApiProcess) -> None:
    heard: list[tuple[str, str | None]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            heard.append((update["message"]["text"], self.headers["X-Telegram-Bot-Api-Secret-Token"]))
            self.send_response(503 if len(heard) == 1 else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Hook) as hook:
        threading.Thread(target=hook.serve_forever, daemon=True).start()
        call(server, "setWebhook", url=f"http://127.0.0.1:{hook.server_port}/", secret_token="s")  # noqa: S106
        server.ask([_FIRST, _SECOND])
        while len(heard) < 3:
            time.sleep(0.02)
        hook.shutdown()

    assert heard == [(_FIRST.text, "s"), (_FIRST.text, "s"), (_SECOND.text, "s")]

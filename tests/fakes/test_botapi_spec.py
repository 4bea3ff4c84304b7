"""Requests are checked against the description of the Bot API, one test per kind of violation."""

import json
from pathlib import Path

import pytest

from .botapi import TEST_BOT, Spec, load_spec
from .botapi.account import Account
from .botapi.chats import Chats
from .botapi.incoming import message_update, text_update
from .botapi.known_api import known_to_library
from .botapi.messages import edit_message_text, send_message
from .botapi.methods import get_me
from .botapi.params import Params, Upload
from .botapi.spec import SPEC_VARIABLE, Field, Shape, read_spec
from .botapi.webhooks import get_webhook_info


@pytest.fixture(scope="module")
def spec() -> Spec:
    """Read the description, or skip."""
    found = load_spec()
    if found is None:
        pytest.skip(f"no description of the Bot API: set {SPEC_VARIABLE} to its path")
    return found


def form(**fields: object) -> dict[str, object]:
    """Write fields as a form carries them."""
    return {name: text if isinstance(text, str) else json.dumps(text) for name, text in fields.items()}


def test_a_good_message_has_none(spec: Spec) -> None:
    """Neither as a form nor as JSON."""
    fields = {
        "chat_id": 7,
        "text": "7",
        "entities": [{"type": "bold", "offset": 0, "length": 1}],
        "disable_notification": True,
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {"message_id": 1, "chat_id": "@news"},
        "reply_markup": {"inline_keyboard": [[{"text": "more", "callback_data": "x" * 64}]]},
    }
    assert spec.check("sendMessage", form(**fields)) == ()
    assert spec.check("sendmessage", fields) == ()


def test_an_unknown_method(spec: Spec) -> None:
    """The name is not in the description."""
    assert spec.check("sendMail", {}) == ("sendMail: unknown method",)


def test_an_unknown_field(spec: Spec) -> None:
    """Telegram would ignore it in silence."""
    fields = form(chat_id=7, text="x", disable_web_page_preview=True)
    assert spec.check("sendMessage", fields) == ("sendMessage: unknown field disable_web_page_preview",)


def test_a_missing_field(spec: Spec) -> None:
    """A required field has to be there."""
    assert spec.check("sendMessage", form(chat_id=7)) == ("sendMessage: missing field text",)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        (form(message_thread_id="one"), "message_thread_id must be Integer, not 'one'"),
        (form(message_thread_id=1.5), "message_thread_id must be Integer, not 1.5"),
        (form(message_thread_id=True), "message_thread_id must be Integer, not True"),
        ({"disable_notification": "True"}, "disable_notification must be Boolean, not 'True'"),
        ({"parse_mode": 1}, "parse_mode must be String, not 1"),
        ({"chat_id": [7]}, "chat_id must be Integer or String, not [7]"),
        (form(entities={"type": "bold"}), "entities must be Array of MessageEntity, not {'type': 'bold'}"),
        (form(link_preview_options=[]), "link_preview_options must be LinkPreviewOptions, not []"),
    ],
)
def test_a_wrong_type(spec: Spec, fields: dict[str, object], wrong: str) -> None:
    """A form carries JSON for all that is no string."""
    assert spec.check("sendMessage", form(chat_id=7, text="x") | fields) == (f"sendMessage: {wrong}",)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        (form(link_preview_options={"disabled": True}), "unknown field link_preview_options.disabled"),
        (form(entities=[{"type": "bold", "offset": 0}]), "missing field entities[0].length"),
        (form(reply_parameters={"message_id": "1"}), "reply_parameters.message_id must be Integer, not '1'"),
        (
            form(reply_markup={"inline_keyboard": [[{"text": "a", "url": 1}]]}),
            "reply_markup.inline_keyboard[0][0].url must be String, not 1",
        ),
        (
            form(reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}),
            "reply_markup.inline_keyboard[0][0].callback_data has 66 bytes, allowed are 1-64",
        ),
    ],
)
def test_something_wrong_inside_an_object(spec: Spec, fields: dict[str, object], wrong: str) -> None:
    """Objects and arrays are checked all the way down."""
    assert spec.check("sendMessage", form(chat_id=7, text="x") | fields) == (f"sendMessage: {wrong}",)


def test_a_text_that_is_too_long_or_too_short(spec: Spec) -> None:
    """The limits are read from the prose."""
    commands = form(commands=[{"command": "c" * 33, "description": ""}])
    assert spec.check("setMyCommands", commands) == (
        "setMyCommands: commands[0].command has 33 characters, allowed are 1-32",
        "setMyCommands: commands[0].description has 0 characters, allowed are 1-256",
    )


def test_one_of_several_kinds_is_told_by_its_constant(spec: Spec) -> None:
    """What is said is said of the kind that was meant."""

    def wrong(scope: object) -> tuple[str, ...]:
        return spec.check("deleteMyCommands", form(scope=scope))

    assert wrong({"type": "default"}) == ()
    assert wrong({"type": "chat", "chat_id": 7}) == ()
    assert wrong({"type": "chat"}) == ("deleteMyCommands: missing field scope.chat_id",)
    assert wrong({"type": "chats"}) == ("deleteMyCommands: scope must be BotCommandScope, not {'type': 'chats'}",)


def test_a_file_is_accepted_where_one_is_due(spec: Spec) -> None:
    """It comes as a part of a form, directly or by reference."""
    upload = Upload("a.png", 10)
    assert spec.check("sendPhoto", form(chat_id=7) | {"photo": upload}) == ()
    assert spec.check("sendPhoto", form(chat_id=7, photo="attach://part") | {"part": upload}) == ()
    assert spec.check("sendMessage", form(chat_id=7) | {"text": upload}) == (
        "sendMessage: text must be String, not Upload(filename='a.png', size=10)",
    )


def test_the_length_of_a_message_is_not_measured_before_parsing(spec: Spec) -> None:
    """The server measures it after parsing."""
    assert spec.check("sendMessage", form(chat_id=7, text="&lt;" * 4096, parse_mode="HTML")) == ()


@pytest.mark.parametrize("chat_type", ["private", "supergroup"])
def test_what_people_write_fits_the_description(spec: Spec, chat_type: str) -> None:
    """A bot under test sees nothing that Telegram would not send."""
    chat = Chats().meet(7, chat_type)
    for update in (
        text_update(chat, 7, "/ask @xinhua 😀", {}, edited=False),
        text_update(chat, 7, "/ask", {}, edited=True),
        message_update(chat, 7, {"dice": {"emoji": "🎲", "value": 6}}),
    ):
        assert spec.check_type("Update", {"update_id": 1, **update}) == ()


def test_what_the_server_answers_fits_the_description(spec: Spec) -> None:
    """A bot under test is answered as by Telegram."""
    account = Account(TEST_BOT, spec)
    account.chats.meet(7).hear({"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}})
    markup = {"inline_keyboard": [[{"text": "more", "callback_data": "x"}]]}
    fields = {"chat_id": 7, "parse_mode": "HTML", "reply_markup": markup}
    link = '<a href="tg://user?id=9">x</a> <a href="https://a.org">y</a>'
    sent = send_message(account, Params({**fields, "text": link, "reply_parameters": {"message_id": 1}}))
    edited = edit_message_text(account, Params({**fields, "text": "<b>z</b>", "message_id": 2}))
    for kind, answer in (
        ("Message", sent),
        ("Message", edited),
        ("User", get_me(account, Params({}))),
        ("WebhookInfo", get_webhook_info(account, Params({}))),
    ):
        assert spec.check_type(kind, answer.result) == ()


def test_without_a_description_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The tests that need it skip then."""
    monkeypatch.setenv(SPEC_VARIABLE, str(tmp_path / "none.json"))
    assert read_spec() is None


def test_what_is_newer_than_the_library_is_unknown() -> None:
    """The bot may use nothing that python-telegram-bot does not have, however new the description is."""

    def shape(name: str, *fields: str) -> Shape:
        return Shape(
            name, {field: Field(field, ("String",), required=False, length=None, constant=None) for field in fields}
        )

    described = Spec(
        {it.name.lower(): it for it in (shape("sendMessage", "text", "hologram"), shape("sendHologram", "text"))},
        {it.name: it for it in (shape("User", "id", "mood"), shape("Voice", "duration"), shape("Hologram", "id"))},
    )
    known = known_to_library(described)
    assert known.check("sendMessage", {"text": "x"}) == ()
    assert known.check("sendMessage", {"hologram": "x"}) == ("sendMessage: unknown field hologram",)
    assert known.check("sendHologram", {"text": "x"}) == ("sendHologram: unknown method",)
    assert {name: list(it.fields) for name, it in known.types.items()} == {"User": ["id"], "Voice": ["duration"]}

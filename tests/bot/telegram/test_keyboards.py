"""Keyboards as Telegram's JSON, and the data that presses send back."""

from typing import Any, cast

import pytest

from bot.asked import Alternative, Asked
from bot.keyboards import Button, Keyboard
from bot.requests import Action, Origin, Press, QuotePress
from bot.storage import Keys
from bot.telegram.keyboards import parse_press, to_markup

_KEY = Keys(b"secret").of(2**63 - 1)


def test_every_button_of_an_answer_sends_at_most_64_bytes_that_are_understood_again() -> None:
    for action in Action:
        markup = cast("Any", to_markup(Keyboard(_KEY, ((Button("Text", action, 99),),)), str))
        data = markup["inline_keyboard"][0][0]["callback_data"]
        assert len(data.encode()) <= 64
        assert parse_press(data) == Press(_KEY, action, 99, Origin())


def test_data_below_a_quote_that_was_sent_into_any_chat_say_its_language_if_there_is_room() -> None:
    keyboard = Keyboard("k" * 32, ((Button("Text", Action.CONTEXT, 99),),))
    for stays, language in (("de", "de"), ("zh-hans", "zh-hans"), ("l" * 24, "l" * 24), ("l" * 25, None), ("", None)):
        markup = cast("Any", to_markup(keyboard, str, stays))
        data = markup["inline_keyboard"][0][0]["callback_data"]
        assert len(data.encode()) <= 64
        assert parse_press(data) == QuotePress("k" * 32, Action.CONTEXT, Origin(), language)


def test_a_button_copies_a_text() -> None:
    keyboard = Keyboard(_KEY, ((Button("Copy", copied="a quote"),),))
    assert to_markup(keyboard, str.upper) == {"inline_keyboard": [[{"text": "COPY", "copy_text": {"text": "a quote"}}]]}


@pytest.mark.parametrize(
    "data",
    [
        None, 7, "", "x", f"{_KEY}", f"{_KEY}:c", f"{_KEY}:c:", f"{_KEY}:?:1", f"{_KEY}:z:1", f"{_KEY}:c:-1",
        f"{_KEY}:c:9999", f"{_KEY[:-1]}:c:1", f"{_KEY}:c:1\n", f"{_KEY}:c:١", "é" * 64,
        f"{_KEY}:c:1:de", f"{'k' * 32}:c:1:", f"{'k' * 32}:c:1:d e",
    ],
)  # fmt: skip
def test_data_that_no_button_of_ours_sends_have_the_key_of_no_answer(data: object) -> None:
    press = parse_press(data)
    assert isinstance(press, Press)
    assert not press.key


def test_a_long_question_on_a_button_is_cut_in_its_middle() -> None:
    asked = Alternative(Asked.plainly(f"who {'very ' * 60}often said so?"))
    markup = cast("Any", to_markup(Keyboard(_KEY, ((Button("", Action.ASK, alternative=asked),),)), str))
    label = markup["inline_keyboard"][0][0]["text"]
    assert len(label) <= 63
    assert label.startswith("who very")
    assert label.endswith("often said so?")

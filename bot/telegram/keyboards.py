"""Keyboards under messages as Telegram's JSON, and what a press of their buttons sends back."""

import re
from collections.abc import Callable

from bot.keyboards import Button, Keyboard
from bot.requests import Action, Origin, Press

_LONGEST_LABEL = 60
"""The most characters of a button's text. Telegram has no limit, but a telephone shows about as many."""
_DATA = re.compile(r"([A-Za-z0-9_-]{22}):([a-z]):(\d{1,3})", re.ASCII)


def to_markup(keyboard: Keyboard, text: Callable[..., str]) -> dict[str, object]:
    """Return the `reply_markup` of a keyboard; `text` translates the buttons' texts."""
    rows = [[_button(button, keyboard.key, text) for button in row] for row in keyboard.rows]
    return {"inline_keyboard": rows}


def parse_press(data: object) -> Press:
    """Parse what a press sends, without its origin. Whatever a button of ours did not send gets the empty key."""
    found = _DATA.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        return Press("", Action.QUOTES, 0, Origin())
    try:
        return Press(found[1], Action(found[2]), int(found[3]), Origin())
    except ValueError:
        return Press("", Action.QUOTES, 0, Origin())


def _button(button: Button, key: str, text: Callable[..., str]) -> dict[str, object]:
    shown: dict[str, object] = {
        "text": text(button.text) if button.alternative is None else _shortened(button.alternative.shown(text))
    }
    if button.action is not None:
        return {**shown, "callback_data": f"{key}:{button.action.value}:{button.place}"}
    return {**shown, "copy_text": {"text": button.copied}}


def _shortened(label: str) -> str:
    """Return a label cut in its middle, since questions that are offered together differ anywhere."""
    half = _LONGEST_LABEL // 2
    return label if len(label) <= _LONGEST_LABEL else f"{label[:half].rstrip()} … {label[-half:].lstrip()}"

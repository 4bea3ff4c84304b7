"""Keyboards under messages as Telegram's JSON, and what a press of their buttons sends back."""

import re
from collections.abc import Callable

from bot.chat_settings import Setting
from bot.keyboards import Button, Keyboard
from bot.requests import Action, Origin, Press, QuotePress, SettingPress
from bot.settings_menu import MenuButton, SettingsMenu

_LONGEST_LABEL = 60
"""The most characters of a button's text. Telegram has no limit, but a telephone shows about as many."""
_LANGUAGE = re.compile(r"[A-Za-z0-9_-]{1,24}", re.ASCII)
"""The code of a language that has room in the data of a button."""
_DATA = re.compile(
    r"(?P<key>[A-Za-z0-9_-]{22}|(?P<quote>[A-Za-z0-9_-]{32})):(?P<action>[a-z]):(?P<place>\d{1,3})"
    rf"(?(quote)(?::(?P<language>{_LANGUAGE.pattern}))?)",
    re.ASCII,
)
"""The key of an answer or of a citation, an action, the place of a quote, and for a citation perhaps a language."""
_SETTING = re.compile(r"s:(?:(?P<setting>[a-z])(?::(?P<page>\d{1,2})|=(?P<choice>[A-Za-z0-9_+/-]{0,48}))?)?", re.ASCII)
_CHOSEN = "✓ "
_CHOSEN_CHATS = {"allow_user_chats": True, "allow_group_chats": True, "allow_channel_chats": True}


def to_markup(keyboard: Keyboard | SettingsMenu, text: Callable[..., str], stays: str = "") -> dict[str, object]:
    """Return the `reply_markup` of a keyboard; `text` translates the buttons' texts.

    Below a quote of which nothing is stored, the data also have the code of the language in which its message `stays`.
    """
    if isinstance(keyboard, SettingsMenu):
        return {"inline_keyboard": [[_of_menu(button, text) for button in row] for row in keyboard.rows]}
    end = f":{stays}" if _LANGUAGE.fullmatch(stays) else ""
    rows = [[_button(button, keyboard.key, text, end) for button in row] for row in keyboard.rows]
    return {"inline_keyboard": rows}


def parse_press(data: object) -> Press | SettingPress | QuotePress:
    """Parse what a press sends, without its origin. Whatever a button of ours did not send gets the empty key."""
    if isinstance(data, str) and (press := _setting_press(data)) is not None:
        return press
    found = _DATA.fullmatch(data) if isinstance(data, str) else None
    if found is None:
        return Press("", Action.QUOTES, 0, Origin())
    try:
        action, place = Action(found["action"]), int(found["place"])
    except ValueError:
        return Press("", Action.QUOTES, 0, Origin())
    if found["quote"] is None:
        return Press(found["key"], action, place, Origin())
    return QuotePress(found["key"], action, Origin(), found["language"])


def _setting_press(data: str) -> SettingPress | None:
    if (found := _SETTING.fullmatch(data)) is None:
        return None
    try:
        setting = None if found["setting"] is None else Setting(found["setting"])
    except ValueError:
        return None
    return SettingPress(setting, Origin(), found["choice"], int(found["page"] or 0))


def _data_of(press: SettingPress) -> str:
    if press.setting is None:
        return "s:"
    shown = f":{press.page}" if press.page else ""
    return f"s:{press.setting.value}{shown if press.choice is None else f'={press.choice}'}"


def _of_menu(button: MenuButton, text: Callable[..., str]) -> dict[str, object]:
    label = text(button.label) if button.zone is None else text("%(zone)s", zone=button.zone)
    return {"text": f"{_CHOSEN if button.is_chosen else ''}{label}", "callback_data": _data_of(button.does)}


def _button(button: Button, key: str, text: Callable[..., str], end: str) -> dict[str, object]:
    shown: dict[str, object] = {
        "text": text(button.text) if button.alternative is None else _shortened(button.alternative.shown(text))
    }
    if button.action is not None:
        return {**shown, "callback_data": f"{key}:{button.action.value}:{button.place}{end}"}
    if button.url is not None:
        return {**shown, "url": button.url}
    if button.shared is not None:
        return {**shown, "switch_inline_query_chosen_chat": {"query": button.shared, **_CHOSEN_CHATS}}
    return {**shown, "copy_text": {"text": button.copied}}


def _shortened(label: str) -> str:
    """Return a label cut in its middle, since questions that are offered together differ anywhere."""
    half = _LONGEST_LABEL // 2
    return label if len(label) <= _LONGEST_LABEL else f"{label[:half].rstrip()} … {label[-half:].lstrip()}"

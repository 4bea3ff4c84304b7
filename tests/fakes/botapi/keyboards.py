"""Keyboards under messages: what Telegram refuses of them, in its own words."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from .entities import utf16_length
from .links import OWN_SCHEMES, accepted_url
from .params import Params
from .records import ApiError, bad_request

_MOST_BUTTONS = 100
_MOST_DATA = 64
_MOST_COPIED = 256
_SENDS_DATA = "callback_data"
_NEEDS_A_VALUE = (_SENDS_DATA, "url")
_TO_CHOSEN_CHAT = "switch_inline_query_chosen_chat"
_TO_INLINE_MODE = ("switch_inline_query", "switch_inline_query_current_chat", _TO_CHOSEN_CHAT)
_KINDS = (*_NEEDS_A_VALUE, "copy_text", *_TO_INLINE_MODE)
_OTHER_KINDS = ("login_url", "web_app", "callback_game", "pay")
_CHATS = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
_LONGEST_QUERY = 256
_SCHEMES = ("http", "https", *OWN_SCHEMES)


class WithKeyboard(Protocol):
    """A message, in a chat of the bot or in any other."""

    @property
    def reply_markup(self) -> Mapping[str, object] | None:
        """Its keyboard."""
        ...


def markup_of(params: Params, *, has_inline_mode: bool) -> Mapping[str, object] | None:
    """Return the `reply_markup` of a request. Raises `ApiError` for one that Telegram refuses."""
    if not params.wire.get("reply_markup"):
        return None
    return checked(params.json("reply_markup"), has_inline_mode=has_inline_mode)


def checked(markup: object, *, has_inline_mode: bool) -> Mapping[str, object] | None:
    """Return a keyboard, None if it has no buttons. Raises `ApiError` for one that Telegram refuses."""
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check(button)
            if not has_inline_mode and any(kind in button for kind in _TO_INLINE_MODE):
                raise bad_request("BUTTON_TYPE_INVALID", "a button leads to the inline mode, which is off")
    return markup if any(rows) else None


def buttons_of(sent: WithKeyboard) -> list[tuple[str, str]]:
    """Return the label and the data of each button under a message; the data are empty if it sends none."""
    rows = (sent.reply_markup or {}).get("inline_keyboard")
    buttons = [button for row in rows for button in row] if isinstance(rows, list) else []
    return [(str(button["text"]), str(button.get(_SENDS_DATA, ""))) for button in buttons]


def _check(button: object) -> None:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    for name in ("text", *_NEEDS_A_VALUE):
        if not isinstance(button.get(name, ""), str):
            raise _unreadable(f'Field "{name}" must be of type String')
    # Empty data and an empty address count as none.
    if not any(button.get(kind) if kind in _NEEDS_A_VALUE else kind in button for kind in (*_KINDS, *_OTHER_KINDS)):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(button.get(_SENDS_DATA, "").encode()) > _MOST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if url := button.get("url"):
        _check_url(url)
    if "copy_text" in button:
        _check_copied(button["copy_text"])

    if _TO_CHOSEN_CHAT in button:
        _check_chosen_chat(button[_TO_CHOSEN_CHAT])


def _check_copied(copied: object) -> None:
    text = copied.get("text") if isinstance(copied, dict) else None
    if not isinstance(text, str) or not 1 <= utf16_length(text) <= _MOST_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_chosen_chat(chosen: object) -> None:
    if not isinstance(chosen, dict):
        raise _unreadable(f'Field "{_TO_CHOSEN_CHAT}" must be of type Object')
    if not any(chosen.get(name) for name in _CHATS):
        raise bad_request("At least one chat type must be allowed")
    if len(str(chosen.get("query", ""))) > _LONGEST_QUERY:
        raise bad_request("QUERY_TOO_LONG", "a button types more than an inline query holds")


def _check_url(url: str) -> None:
    if accepted_url(url) is None:
        known = "://" not in url or urlsplit(url).scheme in _SCHEMES
        reason = "Wrong HTTP URL" if known else "Unsupported URL protocol"
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")

"""What people send beside texts, as fields of a Message of the Bot API."""

import time
from collections.abc import Callable
from typing import Any

from .chats import user

Fields = dict[str, Any]
Captioned = Callable[[str | None], Fields]
"""A kind of message that may have a caption."""

_FILE = {"file_id": "AgACAgIAAxk", "file_unique_id": "AQADAgAT"}


def photo(caption: str | None = None) -> Fields:
    """Return a picture, with a caption or without."""
    return {"photo": [{**_FILE, "width": 90, "height": 60}], **_captioned(caption)}


def document(caption: str | None = None) -> Fields:
    """Return a file, with a caption or without."""
    return {"document": {**_FILE, "file_name": "notes.txt"}, **_captioned(caption)}


def voice() -> Fields:
    """Return a voice message."""
    return {"voice": {**_FILE, "duration": 3}}


def sticker() -> Fields:
    """Return a sticker."""
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": {**_FILE, **shape, "emoji": "👍"}}


def forwarded(user_id: int) -> Fields:
    """Return what a message bears that was forwarded from another person."""
    return {"forward_origin": {"type": "user", "sender_user": user(user_id), "date": int(time.time()) - 60}}


def reply_to(chat_id: int, user_id: int, quote: str | None = None, **content: object) -> Fields:
    """Return what a message bears that replies to one of a user, or to a quote of it."""
    chat = {"id": chat_id, "type": "private", "first_name": f"User {chat_id}"}
    earlier = {"message_id": 900, "date": int(time.time()) - 60, "chat": chat, "from": user(user_id), **content}
    quoted = {} if quote is None else {"quote": {"text": quote, "position": 0, "is_manual": True}}
    return {"reply_to_message": earlier, **quoted}


def _captioned(caption: str | None) -> Fields:
    return {} if caption is None else {"caption": caption}

"""People's messages to the bot, as updates of the Bot API."""

import re
import time
from collections.abc import Iterator, Mapping

from .chats import Chat, Chats, user
from .entities import Entity, utf16_length

_MARKS = {
    "bot_command": re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])"),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z0-9_]{3,32}(?!\w)"),
}


def text_update(
    chat: Chat, user_id: int, text: str, fields: Mapping[str, object], *, edited: bool
) -> dict[str, object]:
    """Make the update of a text; an edited one changes the user's newest message, if there is one."""
    content = marked(text)
    if not edited:
        return message_update(chat, user_id, {**content, **fields})
    earlier = chat.latest_of(user_id)
    if earlier is not None:
        content = {"message_id": earlier, "date": chat.messages[earlier]["date"]} | content
    changed = message_update(chat, user_id, {**content, "edit_date": int(time.time()), **fields})
    return {"edited_message": changed["message"]}


def edit_update(chat: Chat, message_id: int, fields: Mapping[str, object]) -> dict[str, object]:
    """Make the update of a change to a message; a changed text is marked anew, and without fields nothing changes."""
    message = {**chat.messages[message_id], "edit_date": int(time.time())}
    if isinstance(text := fields.get("text"), str):
        message.pop("entities", None)
        message |= marked(text)
    return {"edited_message": {**message, **fields}}


def message_update(chat: Chat, user_id: int, fields: Mapping[str, object]) -> dict[str, object]:
    """Make the update of any kind of message. `fields` decide the kind, and override the defaults."""
    message: dict[str, object] = {
        "from": user(user_id, chat.languages.get(user_id, "en")),
        "chat": chat.about,
        "date": int(time.time()),
        **fields,
    }
    if isinstance(caption := fields.get("caption"), str) and (found := [it.as_json() for it in detected(caption)]):
        message.setdefault("caption_entities", found)
    if "message_id" not in message:
        message["message_id"] = chat.new_id()
    return {"message": message}


def learn(chats: Chats, update: Mapping[str, object]) -> None:
    """Make the chat and the message of an update, if any, known to the bot."""
    for kind, content in update.items():
        if not isinstance(content, dict) or kind == "guest_message":  # of a chat that is none of the bot's
            continue
        message = content.get("message", content)
        if isinstance(message, dict) and message.get("date") == 0:  # a press on one that is inaccessible
            continue
        about = message.get("chat") if isinstance(message, dict) else None
        if isinstance(about, dict) and isinstance(about.get("id"), int):
            chat = chats.meet(about["id"], str(about.get("type", "private")))
            if isinstance(message.get("message_id"), int):
                chat.hear(message)


def marked(text: str) -> dict[str, object]:
    """Return a text with the entities that Telegram marks in it, as fields of a message."""
    found = [entity.as_json() for entity in detected(text)]
    return {"text": text, "entities": found} if found else {"text": text}


def detected(text: str) -> Iterator[Entity]:
    """Find the commands and mentions that Telegram marks in what people write."""
    found = (
        Entity(kind, utf16_length(text[: match.start()]), utf16_length(match[0]))
        for kind, pattern in _MARKS.items()
        for match in pattern.finditer(text)
    )
    yield from sorted(found, key=lambda entity: entity.offset)

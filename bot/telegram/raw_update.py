"""What must be known of an update before it is safe, read without trusting its form."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import TypeGuard

from bot.access import STAND_INS
from bot.commands import COMMANDS, LONG, parse_request
from bot.messages import CommandCall, Origin
from bot.storage import NewUpdate
from bot.telegram.job import Lane

_MOST = 2**63
"""Beyond this the inbox cannot hold a number, and Telegram has none."""
_EXEMPT = frozenset(command.name for command in COMMANDS if command.is_exempt)


def read(update: object) -> NewUpdate | None:
    """Return what is written into the inbox; None for what is no update, having no number."""
    update_id = update.get("update_id") if isinstance(update, Mapping) else None
    if not _is_number(update_id) or not isinstance(update, Mapping):
        return None
    return NewUpdate(
        update_id=update_id,
        body=json.dumps(update, ensure_ascii=False, separators=(",", ":")),
        chat_id=_chat_id(update),
        user_id=_user_id(update),
    )


def lane_of(update: Mapping[str, object], admin_ids: Collection[int]) -> Lane:
    """Return what the update must stay in order with: its chat, unless it is an admin's long command."""
    chat_id, user_id = _chat_id(update), _user_id(update)
    if user_id in admin_ids and chat_id == user_id and not LONG.isdisjoint(_commands(update)):
        return ("long", update["update_id"])
    return chat_id if chat_id is not None else ("person", user_id)


def asker_of(update: Mapping[str, object]) -> int | None:
    """Return whose the update is where limits are kept: the person's id, or the chat's of somebody anonymous."""
    user_id = _user_id(update)
    is_anonymous = user_id is None or user_id in STAND_INS or any("sender_chat" in it for it in _contents(update))
    return _chat_id(update) if is_anonymous else user_id


def is_exempt(update: Mapping[str, object]) -> bool:
    """Tell whether the update is a command that no limit holds up."""
    return not _EXEMPT.isdisjoint(_commands(update))


def sent_at(update: Mapping[str, object]) -> float | None:
    """Return when the update's message was written, in POSIX time, if it says so."""
    dates = (content.get("date") for content in _contents(update))
    return next((float(date) for date in dates if _is_number(date)), None)


def _contents(update: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Yield what the update is about: a message, a query."""
    yield from (value for value in update.values() if isinstance(value, Mapping))


def _commands(update: Mapping[str, object]) -> Iterator[str]:
    for content in _contents(update):
        text = content.get("text")
        if isinstance(text, str) and isinstance(request := parse_request(text, Origin()), CommandCall):
            yield request.name


def _chat_id(update: Mapping[str, object]) -> int | None:
    for content in _contents(update):
        message = content.get("message")
        for holder in (content, message):
            if isinstance(holder, Mapping) and (found := _id_of(holder.get("chat"))) is not None:
                return found
    return None


def _user_id(update: Mapping[str, object]) -> int | None:
    return next((found for content in _contents(update) if (found := _id_of(content.get("from"))) is not None), None)


def _id_of(value: object) -> int | None:
    found = value.get("id") if isinstance(value, Mapping) else None
    return found if _is_number(found) else None


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -_MOST <= value < _MOST

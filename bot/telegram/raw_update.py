"""Updates as Telegram sends them: parsed once, on arrival, without trust in their form."""

import json
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from bot.access import STAND_INS
from bot.commands import COMMANDS, LONG, parse_request
from bot.messages import CommandCall, Origin
from bot.storage import NewUpdate

Lane = Hashable
"""What must be answered in order: a chat, or a single long command, for which its chat need not wait."""

_MOST = 2**63
"""The inbox holds no larger numbers, and Telegram has none."""
_EXEMPT = frozenset(command.name for command in COMMANDS if command.is_exempt)


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update, and what must be known of it before it is stored and before its turn.

    `asker` is the id that limits count: the person's, or the chat's if the person is anonymous. `sent_at` is when its
    message was written, in POSIX seconds. `commands` are the names of the commands in it.
    """

    body: Mapping[str, object]
    update_id: int
    chat_id: int | None
    user_id: int | None
    asker: int | None
    sent_at: float | None
    commands: frozenset[str]

    @property
    def is_exempt(self) -> bool:
        """Whether it is a command that no limit holds up."""
        return not _EXEMPT.isdisjoint(self.commands)

    def lane(self, admin_ids: Collection[int]) -> Lane:
        """Return what it must stay in order with: its chat, unless it is an admin's long command."""
        if self.user_id in admin_ids and self.chat_id == self.user_id and not LONG.isdisjoint(self.commands):
            return ("long", self.update_id)
        return self.chat_id if self.chat_id is not None else ("person", self.user_id)

    def to_store(self) -> NewUpdate:
        """Return its row in the inbox."""
        body = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        return NewUpdate(self.update_id, body, self.chat_id, self.user_id)


def parse(update: object) -> RawUpdate | None:
    """Parse a JSON value; None stands for anything without an update's number."""
    update_id = update.get("update_id") if isinstance(update, Mapping) else None
    if not _is_number(update_id) or not isinstance(update, Mapping):
        return None
    contents = [value for value in update.values() if isinstance(value, Mapping)]  # a message, a query
    chat_id = _id_in("chat", *(holder for it in contents for holder in (it, it.get("message"))))
    user_id = _id_in("from", *contents)
    is_anonymous = user_id is None or user_id in STAND_INS or any("sender_chat" in it for it in contents)
    return RawUpdate(
        body=update,
        update_id=update_id,
        chat_id=chat_id,
        user_id=user_id,
        asker=chat_id if is_anonymous else user_id,
        sent_at=next((float(date) for it in contents if _is_number(date := it.get("date"))), None),
        commands=frozenset(_commands(contents)),
    )


def _commands(contents: list[Mapping[str, object]]) -> Iterator[str]:
    for it in contents:
        text = it.get("text")
        if isinstance(text, str) and isinstance(request := parse_request(text, Origin()), CommandCall):
            yield request.name


def _id_in(name: str, *holders: object) -> int | None:
    """Return the id of the first object of this name."""
    for holder in holders:
        value = holder.get(name) if isinstance(holder, Mapping) else None
        found = value.get("id") if isinstance(value, Mapping) else None
        if _is_number(found):
            return found
    return None


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -_MOST <= value < _MOST

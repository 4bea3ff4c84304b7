"""Updates as Telegram sends them: parsed once on arrival, whatever their form."""

import json
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from bot.access import SHARED_IDS
from bot.commands import COMMANDS, is_long, parse_request
from bot.requests import CommandCall, InlineQuestion, Origin, Request
from bot.storage import NewUpdate
from bot.telegram.keyboards import parse_press

Lane = Hashable
"""The key of a queue: updates of one lane are answered in order. A lane is a chat, or one long command."""

_EDITED = "edited_message"
_NEW = "message"
_MEMBERSHIP, _MEMBERS = "my_chat_member", "chat_member"
_ADMINISTRATORS = frozenset({"administrator", "creator"})
_GUEST = "guest_message"
_PRESS = "callback_query"
_GROUPS = frozenset({"group", "supergroup"})
_MARKS = frozenset({"bot_command", "mention", "text_mention"})
"""The entities by which a message in a group may be meant for the bot."""
_MOVES = frozenset({"migrate_to_chat_id", "migrate_from_chat_id"})
"""What of the news of a group is for the bot."""
_LIMIT = 2**63
"""SQLite's integers are below this, and so are Telegram's."""
_EXEMPT = frozenset(command.name for command in COMMANDS if command.is_exempt)


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update with the fields that storage, ordering and limits need.

    `asker` is the id that limits count by: the person's, or the chat's if the person is anonymous. `sent_at` is when
    the message was written, in POSIX seconds; a press has no date. `request` is its text or the press, parsed without
    the origin; None if it has neither.
    """

    body: Mapping[str, object]
    update_id: int
    chat_id: int | None
    user_id: int | None
    asker: int | None
    sent_at: float | None
    request: Request | None

    @property
    def is_exempt(self) -> bool:
        """Whether it does not count as a question: a press, an edit, or a command that is exempt from limits."""
        return self.is_press or self.is_edit or (isinstance(self.request, CommandCall) and self.request.name in _EXEMPT)

    @property
    def place(self) -> int | None:
        """The chat whose settings hold: where none is told, the private chat with the person, which has the same id."""
        return self.user_id if self.chat_id is None else self.chat_id

    @property
    def is_press(self) -> bool:
        """Whether it is the press of a button."""
        return _PRESS in self.body

    @property
    def lapses(self) -> bool:
        """Whether it is answered within seconds or not at all: it is asked where the bot is no member."""
        return isinstance(self.request, InlineQuestion) or self.is_guest

    @property
    def ends_with_the_process(self) -> bool:
        """Whether no later process answers it than the one that it was meant for: its person has given up by then."""
        return self.lapses or self.is_press

    @property
    def is_guest(self) -> bool:
        """Whether it is a whole message in a chat of which the bot is no member."""
        return _GUEST in self.body

    @property
    def is_edit(self) -> bool:
        """Whether a message was edited."""
        return _EDITED in self.body

    @property
    def is_mute_in_album(self) -> bool:
        """Whether it is a message of an album, and has no caption."""
        message = self.body.get(_NEW)
        return self.request is None and isinstance(message, Mapping) and "media_group_id" in message

    @property
    def is_membership(self) -> bool:
        """Whether the bot was added to a chat, removed, or given other rights there."""
        return _MEMBERSHIP in self.body

    @property
    def is_about_members(self) -> bool:
        """Whether somebody else joined or left a group, or was given other rights there."""
        return _MEMBERS in self.body

    @property
    def is_about_administrators(self) -> bool:
        """Whether somebody was made an administrator of a group, or is one no more."""
        change = self.body.get(_MEMBERS)
        members = (
            [change.get(it) for it in ("old_chat_member", "new_chat_member")] if isinstance(change, Mapping) else []
        )
        return any(isinstance(it, Mapping) and it.get("status") in _ADMINISTRATORS for it in members)

    @property
    def is_chatter(self) -> bool:
        """Whether people in a group write to each other: what has no text, or names nobody and replies to no bot.

        So is what Telegram tells of a group, as who has joined it, but that it has moved.
        """
        message = self.body.get(_NEW, self.body.get(_EDITED))
        if not isinstance(message, Mapping):
            return False
        chat, replied = message.get("chat"), message.get("reply_to_message")
        if not isinstance(chat, Mapping) or chat.get("type") not in _GROUPS:
            return False
        if _text_in(message) is None:
            return _MOVES.isdisjoint(message)
        author = replied.get("from") if isinstance(replied, Mapping) and "forum_topic_created" not in replied else None
        if isinstance(author, Mapping) and author.get("is_bot"):
            return False
        marks = [it for name in ("entities", "caption_entities") for it in _list(message.get(name))]
        return not any(isinstance(it, Mapping) and it.get("type") in _MARKS for it in marks)

    def is_superseded_by(self, later: "RawUpdate") -> bool:
        """Tell whether both updates are edits of one message, or messages of one album."""
        if self.chat_id != later.chat_id:
            return False
        for kind, shared in ((_EDITED, "message_id"), (_NEW, "media_group_id")):
            earlier, other = self.body.get(kind), later.body.get(kind)
            if isinstance(earlier, Mapping) and isinstance(other, Mapping):
                return earlier.get(shared) is not None and earlier.get(shared) == other.get(shared)
        return False

    def lane(self, admin_ids: Collection[int]) -> Lane:
        """Return the lane: the chat, or for an admin's long command a lane of its own."""
        is_by_admin = self.user_id in admin_ids and self.chat_id == self.user_id
        if is_by_admin and self.request is not None and is_long(self.request):
            return ("long", self.update_id)
        place: Lane = self.chat_id if self.chat_id is not None else ("person", self.user_id)
        # A press must be confirmed within seconds, so that it does not wait for the questions of its chat.
        return ("press", place) if self.is_press else place

    def to_row(self) -> NewUpdate:
        """Return the row for the inbox."""
        body = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        return NewUpdate(self.update_id, body, self.chat_id, self.user_id)


def parse(update: object) -> RawUpdate | None:
    """Parse a JSON value; return None if it has no update id."""
    update_id = update.get("update_id") if isinstance(update, Mapping) else None
    if not _is_number(update_id) or not isinstance(update, Mapping):
        return None
    contents = [value for value in update.values() if isinstance(value, Mapping)]  # such as a message
    # The id of a chat of which the bot is no member may be that of another chat of the bot.
    chats = [holder for it in contents for holder in (it, it.get("message"))] if _GUEST not in update else []
    chat_id = _id_in("chat", *chats)
    user_id = _id_in("from", *contents)
    is_anonymous = user_id is None or user_id in SHARED_IDS or any("sender_chat" in it for it in contents)
    return RawUpdate(
        body=update,
        update_id=update_id,
        chat_id=chat_id,
        user_id=user_id,
        asker=chat_id if is_anonymous else user_id,
        sent_at=next((float(date) for it in contents if _is_number(date := it.get("date"))), None),
        request=_request_in(update, contents),
    )


def _request_in(update: Mapping[str, object], contents: Collection[Mapping[str, object]]) -> Request | None:
    if isinstance(press := update.get(_PRESS), Mapping):
        return parse_press(press.get("data"))
    if isinstance(query := update.get("inline_query"), Mapping):
        text, offset = query.get("query"), query.get("offset")
        return InlineQuestion(
            text if isinstance(text, str) else "", offset if isinstance(offset, str) else "", Origin()
        )
    texts = map(_text_in, contents)
    return next((parse_request(text, Origin()) for text in texts if text is not None), None)


def _text_in(message: Mapping[str, object]) -> str | None:
    return next((text for name in ("text", "caption") if isinstance(text := message.get(name), str)), None)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _id_in(name: str, *holders: object) -> int | None:
    """Return the id of the first object of this name."""
    for holder in holders:
        value = holder.get(name) if isinstance(holder, Mapping) else None
        found = value.get("id") if isinstance(value, Mapping) else None
        if _is_number(found):
            return found
    return None


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -_LIMIT <= value < _LIMIT

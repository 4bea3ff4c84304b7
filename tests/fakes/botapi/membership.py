"""The bot as a member of a group: what Telegram delivers to it there, and what it may write."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .entities import Entity
from .records import ApiError, bad_request

if TYPE_CHECKING:
    from .chats import Chat

GROUPS = frozenset({"group", "supergroup"})
_GENERAL = 1
"""The topic "General" has this number, which no request may name."""
_CONTENTS = ("text", "caption", "photo", "document", "voice", "sticker")
"""What people write; a message without any of these is a service message."""


@dataclass(slots=True)
class Membership:
    """The bot's place in a chat. A private chat counts as one with a member.

    `hears_bare_commands` is whether no other bot is there, or this one was the last to write. `topics` are those that
    were seen, `closed` those of them that nobody may write to. `administrators` are people by id, with their status.
    `slow_mode` is how many seconds lie between two messages of one who is no administrator.
    """

    status: str = "member"
    hears_bare_commands: bool = True
    topics: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    administrators: dict[int, str] = field(default_factory=dict)
    slow_mode: float = 0.0
    haste: float = 1.0
    """How much faster the bot's clock runs than that of the server."""
    wrote_at: float = -math.inf

    @property
    def is_in(self) -> bool:
        """Whether the bot is in the chat."""
        return self.status not in {"left", "kicked"}

    def see(self, message: Mapping[str, object]) -> None:
        """Note the topic of a message."""
        topic = message.get("message_thread_id")
        if message.get("is_topic_message") and isinstance(topic, int):
            self.topics.add(topic)

    def wrote(self) -> None:
        """Note that the bot has written."""
        self.hears_bare_commands = True
        self.wrote_at = time.monotonic()

    def as_json(self, bot: Mapping[str, object]) -> dict[str, object]:
        """Return the bot as a ChatMember of the Bot API."""
        return member(bot, self.status)


def check_is_in(chat: "Chat") -> None:
    """Raise `ApiError` if the bot is not in the chat any more."""
    if chat.membership.is_in:
        return
    kind = "supergroup chat" if chat.about["type"] == "supergroup" else "group chat"
    was = "bot was kicked from the" if chat.membership.status == "kicked" else "bot is not a member of the"
    raise ApiError(403, f"Forbidden: {was} {kind}")


def check_may_write(chat: "Chat", thread_id: int | None) -> None:
    """Raise `ApiError` if the bot may not write to this topic of a chat, or to the chat at all."""
    if chat.membership.status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    if thread_id is None:
        return
    if thread_id == _GENERAL or thread_id not in chat.membership.topics:
        raise bad_request("message thread not found")
    if thread_id in chat.membership.closed and chat.membership.status != "administrator":
        raise bad_request("TOPIC_CLOSED")


def check_slow_mode(chat: "Chat") -> None:
    """Raise `ApiError` if the bot must wait until it may write again; edits and chat actions need not."""
    its = chat.membership
    wait = its.wrote_at + its.slow_mode - time.monotonic()
    if wait > 0 and its.status != "administrator":
        seconds = math.ceil(wait * its.haste)
        raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def is_withheld(chat: "Chat", message: Mapping[str, object], bot: Mapping[str, object], *, has_privacy: bool) -> bool:
    """Tell whether privacy mode keeps a message from the bot, or it is in the chat no more."""
    if chat.about["type"] not in GROUPS:
        return False
    if not chat.membership.is_in:
        return True
    if not has_privacy or chat.membership.status == "administrator" or not any(it in message for it in _CONTENTS):
        return False
    replied = message.get("reply_to_message")
    meant = (message.get("via_bot"), replied.get("from") if isinstance(replied, Mapping) else None)
    if any(isinstance(it, Mapping) and it.get("id") == bot["id"] for it in meant):
        return False
    name = _command_target(message)
    if name is None:
        return True
    return name.casefold() != str(bot["username"]).casefold() if name else not chat.membership.hears_bare_commands


def _command_target(message: Mapping[str, object]) -> str | None:
    """Return which bot a command names that begins a message, empty if none, or None if no command does."""
    for text, entities in (("text", "entities"), ("caption", "caption_entities")):
        listed = message.get(entities)
        for entity in map(Entity.from_json, listed if isinstance(listed, list) else ()):
            if entity.type == "bot_command" and entity.offset == 0:
                return entity.of(str(message[text])).partition("@")[2]
    return None


_RIGHTS = (
    *("is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_be_edited"),
)
_PERMISSIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"),
    *("can_edit_tag", "can_react_to_messages"),
)


def member(who: Mapping[str, object], status: str) -> dict[str, object]:
    """Return a ChatMember of the Bot API. One that is restricted is in the chat, and may do nothing."""
    about: dict[str, object] = {"user": who, "status": status}
    match status:
        case "creator":
            return {**about, "is_anonymous": False}
        case "administrator":
            return {**about, **dict.fromkeys(_RIGHTS, False), "can_manage_chat": True}
        case "restricted":
            return {**about, **dict.fromkeys(_PERMISSIONS, False), "is_member": True, "until_date": 0}
        case "kicked":
            return {**about, "until_date": 0}
        case _:
            return about

"""What people do with a group: add bots to it, take them out, silence them, and choose administrators."""

import time

from .chats import Chat, user
from .incoming import message_update
from .membership import GROUPS, member
from .passers import Passers

SERVICE_ADDED, SERVICE_REMOVED = "new_chat_members", "left_chat_member"


class Members(Passers):
    """The side of the server on which people decide who is in a group, and what is heard there."""

    def set_privacy_mode(self, *, is_on: bool) -> None:
        """Let the owner of the bot turn privacy mode on, as it is at first, or off. `getMe` tells it."""
        with self._account.changed:
            self._account.has_privacy_mode = is_on

    def add_bot(
        self, chat_id: int, user_id: int, *, status: str = "member", chat_type: str = "supergroup"
    ) -> tuple[int, int]:
        """Let a user add the bot to a group; return the ids of the two updates.

        The bot gets its new membership and the service message about it.
        """
        with self._account.changed:
            chat = self._account.chats.meet(chat_id, chat_type)
            if chat.membership.is_in:
                chat.membership.status = "left"
            changed = self._change(chat, user_id, status)
            return changed, self.send_raw(message_update(chat, user_id, {SERVICE_ADDED: [dict(self._account.me)]}))

    def remove_bot(self, chat_id: int, user_id: int) -> int:
        """Let a user remove the bot from a group, which gets one last update."""
        with self._account.changed:
            return self._change(self._account.chats.meet(chat_id), user_id, "kicked")

    def set_bot_status(self, chat_id: int, user_id: int, status: str, *, chat_type: str = "supergroup") -> int:
        """Let a user make the bot in a group "administrator", "member" or "restricted", which is muted."""
        with self._account.changed:
            return self._change(self._account.chats.meet(chat_id, chat_type), user_id, status)

    def let_another_bot_write(self, chat_id: int, *, chat_type: str = "supergroup") -> None:
        """Let another bot write to a group: bare commands are meant for that one then, until this one writes."""
        with self._account.changed:
            self._account.chats.meet(chat_id, chat_type).membership.hears_bare_commands = False

    def close_topic(self, chat_id: int, topic_id: int, *, is_closed: bool = True) -> None:
        """Close a topic, or open it again."""
        with self._account.changed:
            closed = self._account.chats.meet(chat_id).membership.closed
            closed.add(topic_id) if is_closed else closed.discard(topic_id)

    def set_slow_mode(self, chat_id: int, seconds: float, *, haste: float = 1.0) -> None:
        """Let who is no administrator write to a group once in so many seconds, as a bot with a faster clock counts."""
        with self._account.changed:
            its = self._account.chats.meet(chat_id, "supergroup").membership
            its.slow_mode, its.haste = seconds / haste, haste

    def set_administrator(self, chat_id: int, user_id: int, status: str | None = "administrator") -> None:
        """Make a user an administrator of a group, or its "creator"; None makes them a member.

        A bot that is an administrator gets an update of it, if it asks for `chat_member`.
        """
        with self._account.changed:
            chat = self._account.chats.meet(chat_id, "supergroup")
            before = chat.membership.administrators.pop(user_id, "member")
            if status is not None:
                chat.membership.administrators[user_id] = status
            self._tell(chat, user_id, before, status or "member")

    def join(self, chat_id: int, user_id: int) -> None:
        """Let a user join a group, of which a bot gets an update as of a new administrator."""
        with self._account.changed:
            self._tell(self._account.chats.meet(chat_id, "supergroup"), user_id, "left", "member")

    def _tell(self, chat: Chat, user_id: int, before: str, now: str) -> None:
        if chat.membership.status != "administrator" or before == now:
            return
        who = user(user_id)
        changed = {"old_chat_member": member(who, before), "new_chat_member": member(who, now)}
        self.send_raw({"chat_member": {"chat": chat.about, "from": who, "date": int(time.time()), **changed}})

    def bot_status(self, chat_id: int) -> str:
        """Return the bot's status in a chat, such as "member", or "left" for a chat that it never knew."""
        with self._account.changed:
            chat = self._account.chats.find(chat_id)
            return "left" if chat is None else chat.membership.status

    def _change(self, chat: Chat, user_id: int, status: str) -> int:
        update = member_update(chat, user(user_id), dict(self._account.me), status)
        return self.send_raw(update)


def member_update(chat: Chat, who: dict[str, object], bot: dict[str, object], status: str) -> dict[str, object]:
    """Change the bot's status in a group, and make the update about it; `who` changed it."""
    if chat.about["type"] not in GROUPS:
        raise ValueError("only groups have members")
    before = chat.membership.as_json(bot)
    chat.membership.status = status
    changed = {"old_chat_member": before, "new_chat_member": member(bot, status)}
    return {"my_chat_member": {"chat": chat.about, "from": who, "date": int(time.time()), **changed}}

"""The access rules: who is an admin, and who may talk to the bot."""

from collections.abc import Set as AbstractSet
from enum import Enum

from bot.messages import Origin

STAND_INS = frozenset({1087968824, 777000, 136817688})
"""Sender ids that many people share: anonymous group admins, Telegram's own account, channels."""

_NOBODY: frozenset[int] = frozenset()


class Audience(Enum):
    """Who may use a command."""

    EVERYONE = "everyone"
    ADMINS = "admins"


class Access:
    """Decides by numeric ids alone, since a username can change hands."""

    def __init__(
        self,
        admin_ids: AbstractSet[int],
        *,
        allowed_users: AbstractSet[int] = _NOBODY,
        blocked_users: AbstractSet[int] = _NOBODY,
        allowed_chats: AbstractSet[int] = _NOBODY,
        blocked_chats: AbstractSet[int] = _NOBODY,
    ) -> None:
        """Take Telegram's ids. If nothing is allowed explicitly, everyone is who is not blocked."""
        self.admin_ids = frozenset(admin_ids) - STAND_INS
        self._allowed_users = frozenset(allowed_users)
        self._blocked_users = frozenset(blocked_users)
        self._allowed_chats = frozenset(allowed_chats)
        self._blocked_chats = frozenset(blocked_chats)

    def allows(self, origin: Origin, audience: Audience) -> bool:
        """Tell whether the person belongs to the audience."""
        match audience:
            case Audience.EVERYONE:
                return True
            case Audience.ADMINS:
                return origin.is_operator or origin.person_id in self.admin_ids

    def may_talk(self, origin: Origin) -> bool:
        """Tell whether requests from here are answered at all. Admins always are; otherwise a block wins."""
        if self.allows(origin, Audience.ADMINS):
            return True
        if origin.person_id in self._blocked_users or origin.chat_id in self._blocked_chats:
            return False
        if not self._allowed_users and not self._allowed_chats:
            return True
        return origin.person_id in self._allowed_users or origin.chat_id in self._allowed_chats

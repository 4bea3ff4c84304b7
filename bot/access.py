"""Who may do what."""

from collections.abc import Set as AbstractSet
from enum import Enum

from bot.messages import Request

STAND_INS = frozenset({1087968824, 777000, 136817688})
"""Ids in the place of a person: of an anonymous admin of a group, of Telegram's own account, of a channel."""

_NOBODY: frozenset[int] = frozenset()


class Audience(Enum):
    """For whom a command is."""

    EVERYONE = "everyone"
    ADMINS = "admins"


class Access:
    """Knows the admins, by their numeric id alone, since a username can change hands; and who may talk to the bot."""

    def __init__(
        self,
        admin_ids: AbstractSet[int],
        *,
        allowed_users: AbstractSet[int] = _NOBODY,
        blocked_users: AbstractSet[int] = _NOBODY,
        allowed_chats: AbstractSet[int] = _NOBODY,
        blocked_chats: AbstractSet[int] = _NOBODY,
    ) -> None:
        """Take Telegram's ids; where nobody is allowed by name, everyone is who is not blocked."""
        self.admin_ids = frozenset(admin_ids) - STAND_INS
        self._allowed_users = frozenset(allowed_users)
        self._blocked_users = frozenset(blocked_users)
        self._allowed_chats = frozenset(allowed_chats)
        self._blocked_chats = frozenset(blocked_chats)

    def allows(self, request: Request, audience: Audience) -> bool:
        """Tell whether the person who made the request belongs to the audience."""
        match audience:
            case Audience.EVERYONE:
                return True
            case Audience.ADMINS:
                return request.is_operator or request.user_id in self.admin_ids

    def may_talk(self, request: Request) -> bool:
        """Tell whether the request is answered at all: admins are, the blocked not, others if they are allowed."""
        if self.allows(request, Audience.ADMINS):
            return True
        if request.user_id in self._blocked_users or request.chat_id in self._blocked_chats:
            return False
        if not self._allowed_users and not self._allowed_chats:
            return True
        return request.user_id in self._allowed_users or request.chat_id in self._allowed_chats

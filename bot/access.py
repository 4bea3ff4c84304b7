"""Who may do what."""

from collections.abc import Set as AbstractSet
from enum import Enum

from bot.messages import Request


class Audience(Enum):
    """For whom a command is."""

    EVERYONE = "everyone"
    ADMINS = "admins"


class Access:
    """Knows the admins: by their numeric id alone, since a username can change hands."""

    def __init__(self, admin_ids: AbstractSet[int]) -> None:
        """Take the Telegram ids of the admins."""
        self.admin_ids = frozenset(admin_ids)

    def allows(self, request: Request, audience: Audience) -> bool:
        """Tell whether the person who made the request belongs to the audience."""
        match audience:
            case Audience.EVERYONE:
                return True
            case Audience.ADMINS:
                return request.is_operator or request.user_id in self.admin_ids

"""The access rules: who is an admin, and who may talk to the bot."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.requests import Origin

SHARED_IDS = frozenset({1087968824, 777000, 136817688})
"""Sender ids that many people share: anonymous group admins, Telegram's own account, channels."""


_FIRST_SUPERGROUP = -1_000_000_000_000
"""Supergroups and channels have ids below this, groups above."""


def is_basic_group(chat_id: int) -> bool:
    """Tell from its id whether a chat is a group that is no supergroup, and may become one."""
    return _FIRST_SUPERGROUP < chat_id < 0


class Audience(Enum):
    """Who may use a command."""

    EVERYONE = "everyone"
    ADMINS = "admins"
    CONSOLE = "console"
    """The operator at the console: in Telegram, buttons do what these commands do."""


@dataclass(frozen=True, slots=True)
class Access:
    """Decides by Telegram's numeric ids alone, since a username can change hands.

    If no users and no chats are listed as allowed, everyone who is not blocked is. A group that is listed stays so as
    the supergroup that it becomes.
    """

    admin_ids: AbstractSet[int]
    allowed_users: AbstractSet[int] = frozenset()
    blocked_users: AbstractSet[int] = frozenset()
    allowed_chats: AbstractSet[int] = frozenset()
    blocked_chats: AbstractSet[int] = frozenset()
    _former: dict[int, int] = field(default_factory=dict, init=False, compare=False)  # by supergroup, the group before

    @property
    def listed_chats(self) -> AbstractSet[int]:
        """The ids of the chats that are allowed or blocked, as the operator listed them."""
        return self.allowed_chats | self.blocked_chats

    def note_move(self, group_id: int, supergroup_id: int) -> None:
        """Note that a group has become a supergroup: what is listed of the one holds for the other."""
        if group_id in self.listed_chats:
            self._former[supergroup_id] = group_id

    @property
    def unmoved_groups(self) -> AbstractSet[int]:
        """The allowed groups that are no supergroups and of which no move is known."""
        moved = self._former.values()
        return {it for it in self.allowed_chats if is_basic_group(it) and it not in moved}

    def allows(self, origin: "Origin", audience: Audience) -> bool:
        """Return whether the person belongs to the audience."""
        match audience:
            case Audience.EVERYONE:
                return True
            case Audience.CONSOLE:
                return origin.is_operator
            case Audience.ADMINS:
                return origin.is_operator or (origin.person_id in self.admin_ids and origin.person_id not in SHARED_IDS)

    def leaves(self, group_id: int) -> bool:
        """Return whether the bot leaves a group: if some chats are listed as allowed, and this is none of them."""
        return bool(self.allowed_chats) and not self._is_listed(group_id, self.allowed_chats)

    def may_talk(self, origin: "Origin") -> bool:
        """Return whether requests from this origin are answered. Admins always are; for others a block comes first."""
        if self.allows(origin, Audience.ADMINS):
            return True
        if origin.person_id in self.blocked_users or self._is_listed(origin.chat_id, self.blocked_chats):
            return False
        if not self.allowed_users and not self.allowed_chats:
            return True
        return origin.person_id in self.allowed_users or self._is_listed(origin.chat_id, self.allowed_chats)

    def _is_listed(self, chat_id: int | None, chats: AbstractSet[int]) -> bool:
        return chat_id is not None and (chat_id in chats or self._former.get(chat_id) in chats)

"""Who administers a group: asked of Telegram, and remembered for some minutes."""

from collections import OrderedDict

from telegram.error import NetworkError

from bot.clock import Clock
from bot.telegram.api import Api
from bot.telegram.moves import KnownMoves

_SECONDS = 300.0
"""How long a list is remembered at most."""
_MOST_GROUPS = 500
"""The most groups whose lists are remembered; a group has at most some dozens of administrators."""
_LONGEST_WAIT = 5.0
"""How long Telegram's answer is waited for, in seconds: a press must be answered within a few more."""


class Administrators:
    """Lists the administrators of groups."""

    def __init__(self, api: Api, clock: Clock, moves: KnownMoves) -> None:
        """Use a client of the Bot API."""
        self._api = api
        self._clock = clock
        self._moves = moves
        self._drops = 0
        self._known: OrderedDict[int, tuple[float, frozenset[int]]] = OrderedDict()

    async def includes(self, chat_id: int, person_id: int, *, anew: bool = False) -> bool:
        """Return whether a person is an administrator of a group, also one who stays anonymous there.

        With `anew` Telegram is asked whatever is remembered. Of a group that has become a supergroup, those of that are
        meant. Raises `TelegramError` if it does not tell.
        """
        chat_id = self._moves.now(chat_id)
        known = self._known.get(chat_id)
        if anew or known is None or not 0 <= self._clock.monotonic() - known[0] < _SECONDS:
            self.drop(chat_id)
            asked_at, drops = self._clock.monotonic(), self._drops
            known = asked_at, await self._ask(chat_id)
            if drops == self._drops:  # else what Telegram has told may be of before that
                self._known[chat_id] = known
            if len(self._known) > _MOST_GROUPS:
                self._known.popitem(last=False)
        return person_id in known[1]

    def drop(self, chat_id: int | None) -> None:
        """Forget the list of a group: it may have changed."""
        self._drops += 1
        if chat_id is not None:
            self._known.pop(chat_id, None)

    async def _ask(self, chat_id: int) -> frozenset[int]:
        listed = await self._api.call("getChatAdministrators", {"chat_id": chat_id}, read_timeout=_LONGEST_WAIT)
        if not isinstance(listed, list):
            raise NetworkError("Telegram's answer to getChatAdministrators is no list")
        return frozenset(filter(None, map(_person_in, listed)))


def _person_in(member: object) -> int | None:
    user = member.get("user") if isinstance(member, dict) else None
    found = user.get("id") if isinstance(user, dict) else None
    return found if isinstance(found, int) else None

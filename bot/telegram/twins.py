"""Twins: a message that Telegram delivers twice, to the bot as a member of a group and as a guest. One is answered."""

import asyncio
from collections import OrderedDict

from telegram import Message

_MOST = 1000

Twin = tuple[int, float, int]
"""Who wrote a message, when, and the hash of what: the ids of chat and message may differ between twins.

No text is remembered, since a message is forgotten once it is answered.
"""


class Twins:
    """Remembers what was answered lately: whichever of two twins comes first is answered, the other is not."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._messages: OrderedDict[Twin, None] = OrderedDict()
        self._guests: OrderedDict[Twin, tuple[str | None, asyncio.Future[bool]]] = OrderedDict()
        """By twin, the query and whether it was answered, once that is known."""

    async def take_as_member(self, message: Message) -> bool:
        """Return whether a message is to be answered: not if a guest has answered it. Wait for one that does so now.

        A message may be taken twice, since an update that failed may be repeated.
        """
        twin = _twin(message)
        if (guest := self._guests.get(twin)) is not None and await asyncio.shield(guest[1]):
            return False
        self._messages[twin] = None
        if len(self._messages) > _MOST:
            self._messages.popitem(last=False)
        return True

    def take_as_guest(self, message: Message) -> asyncio.Future[bool] | None:
        """Return what is to be done with whether a guest message was answered; None if it is not to be answered."""
        twin, query_id = _twin(message), message.guest_query_id
        if twin in self._messages or (twin in self._guests and self._guests[twin][0] == query_id):
            return None
        answering: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._guests[twin] = query_id, answering
        if len(self._guests) > _MOST:
            self._guests.popitem(last=False)
        return answering


def _twin(message: Message) -> Twin:
    sender = 0 if message.from_user is None else message.from_user.id
    return sender, message.date.timestamp(), hash(message.text or message.caption)

"""Links by which a person goes on in the private chat with what they typed in another one."""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Iterable

from bot.clock import Clock
from bot.storage import GroupCommit, LinkedQuestion, Tables

WRITE_SECONDS = 1.0
"""How long a link may be in memory only: people type on, and each letter changes where it leads."""

_KEY_BYTES = 12
_MOST_PEOPLE = 1000


class QuestionLinks:
    """Makes links and follows them. While a person types on, their link stays the same, and leads to the newest text.

    Links are written together, once a second: a kill may lose the last ones, which then lead to nothing.
    """

    def __init__(self, store: GroupCommit[Tables], kept_seconds: float, clock: Clock) -> None:
        """Take where links are stored, and for how long they lead anywhere."""
        self._store = store
        self._kept_seconds = kept_seconds
        self._clock = clock
        self._newest: OrderedDict[int, LinkedQuestion] = OrderedDict()
        self._unwritten: dict[str, LinkedQuestion] = {}
        self._is_due = asyncio.Event()

    def key_of(self, person_id: int, question: str) -> str:
        """Return the key of the link to what a person typed."""
        before = self._newest.pop(person_id, None)
        is_typed_on = before is not None and _is_typed_on(before.question, question)
        key = before.key if before is not None and is_typed_on else secrets.token_urlsafe(_KEY_BYTES)
        self._newest[person_id] = self._unwritten[key] = LinkedQuestion(key, person_id, question, self._clock.time())
        if len(self._newest) > _MOST_PEOPLE:
            self._newest.popitem(last=False)
        self._is_due.set()
        return key

    async def question(self, key: str, person_id: int) -> str | None:
        """Return the question of a link; None if it leads this person to nothing, or to nothing any more."""
        if (link := self._unwritten.get(key)) is not None:
            return link.question if link.person_id == person_id else None
        since = self._clock.time() - self._kept_seconds
        return await self._store.run(lambda tables: tables.links.question(key, person_id, since))

    def forget(self, person_id: int) -> None:
        """Forget what a person typed that is not written."""
        self._newest.pop(person_id, None)
        for key in [it.key for it in self._unwritten.values() if it.person_id == person_id]:
            del self._unwritten[key]

    async def write(self) -> None:
        """Return once all links are on the disk."""
        links = tuple(self._unwritten.values())
        if not links:
            return
        await self._store.run(lambda tables: _put(tables, links))
        for link in links:
            if self._unwritten.get(link.key) is link:
                del self._unwritten[link.key]

    async def write_periodically(self) -> None:
        """Write links for ever, each a moment after it was made."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            await self._clock.sleep(WRITE_SECONDS)
            await self.write()


def _put(tables: Tables, links: Iterable[LinkedQuestion]) -> None:
    for link in links:
        tables.links.put(link)


def _is_typed_on(before: str, now: str) -> bool:
    """Tell whether a text came from the one before by typing at its end, or deleting there."""
    return bool(before and now) and (now.startswith(before) or before.startswith(now))

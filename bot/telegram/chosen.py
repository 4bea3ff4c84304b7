"""The settings of chats as the bot uses them: read once from the tables, then from memory until they change."""

from collections import OrderedDict
from collections.abc import Callable

from bot.chat_settings import ChatSettings
from bot.storage import GroupCommit, Tables

_MOST_CHATS = 4096
"""The most chats that are remembered: a few hundred kilobytes."""


class Chosen:
    """Reads and changes settings. All changes go through here, so that what is remembered is what the tables have."""

    def __init__(self, store: GroupCommit[Tables]) -> None:
        """Use the tables, which no other process changes."""
        self._store = store
        self._known: OrderedDict[int, ChatSettings] = OrderedDict()

    async def of(self, chat_id: int) -> ChatSettings:
        """Return the settings of a chat; of a private chat, its person's id is the id."""
        if (known := self._known.get(chat_id)) is not None:
            self._known.move_to_end(chat_id)
            return known
        # The store resolves operations in order: an earlier reading does not overwrite what a later change notes.
        place, found = await self._store.run(lambda tables: tables.settings_of(chat_id))
        if place == chat_id:  # the id of a group that is a supergroup now is never remembered
            self._note(chat_id, found)
        return found

    async def choose(
        self, chat_id: int, change: Callable[[ChatSettings], ChatSettings], update_id: int
    ) -> ChatSettings:
        """Change the settings of a chat as an update asks, and return them once they are on the disk."""
        place, changed = await self._store.run(lambda tables: tables.choose(chat_id, change, update_id))
        self._note(place, changed)
        return changed

    def drop(self, *chat_ids: int) -> None:
        """Read the settings of these chats anew when they are needed next: the tables have others by now."""
        for chat_id in chat_ids:
            self._known.pop(chat_id, None)

    def _note(self, chat_id: int, settings: ChatSettings) -> None:
        self._known[chat_id] = settings
        self._known.move_to_end(chat_id)
        if len(self._known) > _MOST_CHATS:
            self._known.popitem(last=False)

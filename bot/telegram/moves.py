"""Which groups have become which supergroups, as far as the bot has heard."""

from collections.abc import Mapping


class KnownMoves:
    """Remembers moves, also those of which Telegram has told in an error alone.

    It tells so only where the bot would write: of a group that has moved it still edits messages or refuses to, and
    lists the administrators of before.
    """

    def __init__(self, known: Mapping[int, int] | None = None) -> None:
        """Begin with the moves of earlier runs: the supergroup by the group."""
        self._known = dict(known or {})

    def note(self, group_id: int, supergroup_id: int) -> None:
        """Note that a group has become a supergroup."""
        self._known[group_id] = supergroup_id

    def now(self, chat_id: int) -> int:
        """Return the supergroup that a group has become, or the chat itself."""
        return self._known.get(chat_id, chat_id)

"""The queue of updates: numbered, filtered by type, kept until the bot confirms them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

FIRST_UPDATE_ID = 500_000_001
MOST_PER_ANSWER = 100

# Types a bot gets only when it asks for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Updates:
    """Updates the bot has not confirmed, the oldest first."""

    _queue: list[Mapping[str, object]] = field(default_factory=list)
    _next_id: int = FIRST_UPDATE_ID
    allowed: frozenset[str] = frozenset()
    queued: int = 0
    """How many updates were ever queued."""

    def __len__(self) -> int:
        """Count the unconfirmed updates."""
        return len(self._queue)

    def put(self, update: Mapping[str, object]) -> int:
        """Queue an update, numbered unless it bears a number, and return its number.

        A type that the bot has not allowed is numbered but not queued. As on the real server that is
        decided when the update arises: a later `allowed_updates` changes nothing about it.
        """
        given = update.get("update_id")
        update_id = given if isinstance(given, int) else self._next_id
        self._next_id = max(self._next_id, update_id + 1)
        if all(self._is_allowed(kind) for kind in update if kind != "update_id"):
            self._queue.append({**update, "update_id": update_id})
            self.queued += 1
        return update_id

    def allow(self, kinds: Collection[str]) -> None:
        """Set the types of updates that the bot wants; an empty list means the default ones."""
        self.allowed = frozenset(kinds)

    def confirm(self, offset: int) -> None:
        """Remove the updates before the offset; a negative offset keeps only that many of the newest."""
        if offset < 0:
            self._queue = self._queue[offset:]
        else:
            self._queue = [update for update in self._queue if _id_of(update) >= offset]

    def oldest(self, limit: int) -> list[Mapping[str, object]]:
        """Return the oldest unconfirmed updates, at most as many as one answer holds."""
        return self._queue[: max(1, min(limit, MOST_PER_ANSWER))]

    def all(self) -> list[Mapping[str, object]]:
        """Return all unconfirmed updates."""
        return list(self._queue)

    def newest(self, count: int) -> list[Mapping[str, object]]:
        """Return the newest unconfirmed updates, at most `count`."""
        return self._queue[len(self._queue) - count :]

    def remove(self, update: Mapping[str, object]) -> None:
        """Remove one update; another one with the same number stays."""
        place = next((place for place, queued in enumerate(self._queue) if queued is update), None)
        if place is not None:
            del self._queue[place]

    def clear(self) -> None:
        """Remove every update."""
        self._queue = []

    def _is_allowed(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ON_REQUEST


def _id_of(update: Mapping[str, object]) -> int:
    return int(str(update["update_id"]))

"""When the next message may be sent: Telegram's limits, and the waits that it asks for.

The libraries at hand count by leaky buckets (aiolimiter, and that of python-telegram-bot with it), which let twice the
limit pass in the first window after a pause; Telegram counts what it received. So these windows slide.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass

_MOST_IDLE = 1000
_SEVERAL, _AT_ONCE = 3, 1.0
_MARGIN = 1.02
"""Messages reach Telegram a little closer together than they left."""
_BURST = 3
"""Messages that a private chat may get at once, say an answer of several parts; one a second is for the long run."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second in all and in a private chat, and a minute in a group; 0 lifts a limit, the first all three."""

    in_all: float = 30
    private: float = 1
    group: float = 20


class Pace:
    """Lets senders through one by one, in the order in which they came."""

    def __init__(self, rates: Rates) -> None:
        """Take the limits."""
        self._rates = rates
        self._in_all = _Window(int(rates.in_all) or 1, 1.0) if rates.in_all else None
        self._of_chat: OrderedDict[int, _Window] = OrderedDict()
        self._paused: dict[int, float] = {}  # by chat, until when on the monotonic clock
        self._all_paused = 0.0
        self._lately: list[tuple[float, int]] = []  # when Telegram asked to wait, and with which chat

    def pause(self, chat_id: int, seconds: float) -> None:
        """Let nothing through to this chat for so long: Telegram asked for it.

        Telegram does not say whether a chat had too many messages or the bot sent too many in all. Where several chats
        are to wait within a second it is the bot: then nothing is let through at all.
        """
        now = time.monotonic()
        self._paused[chat_id] = max(self._paused.get(chat_id, 0.0), now + seconds)
        self._lately = [(at, chat) for at, chat in self._lately if now - at < _AT_ONCE] + [(now, chat_id)]
        if len({chat for _, chat in self._lately}) >= _SEVERAL:
            self._all_paused = max(self._all_paused, now + seconds)

    def restore(self, pauses: Mapping[int, float]) -> None:
        """Take over pauses of an earlier run: by chat, until when in POSIX time."""
        ahead = time.monotonic() - time.time()
        self._paused.update({chat_id: until + ahead for chat_id, until in pauses.items() if until > time.time()})

    def take(self, chat_id: int) -> bool:
        """Count a message to this chat if it may be sent now, and tell whether it may."""
        now = time.monotonic()
        if max(self._paused.get(chat_id, 0.0), self._all_paused) > now:
            return False
        window = self._window(chat_id)
        windows = [it for it in (window, self._in_all) if it is not None]
        if not all(it.has_turn(now) for it in windows):
            return False
        for it in windows:
            it.reserve(now)
        return True

    async def turn(self, chat_id: int) -> None:
        """Return once a message may be sent to this chat, and count it."""
        if (window := self._window(chat_id)) is not None:
            await asyncio.sleep(window.reserve(time.monotonic()))
        while (wait := max(self._paused.get(chat_id, 0.0), self._all_paused) - time.monotonic()) > 0:  # noqa: ASYNC110  (it ends by the clock)
            await asyncio.sleep(wait)
        self._paused.pop(chat_id, None)
        if self._in_all is not None:
            await asyncio.sleep(self._in_all.reserve(time.monotonic()))

    def _window(self, chat_id: int) -> "_Window | None":
        rate = self._rates.group if chat_id < 0 else self._rates.private
        if not (rate and self._rates.in_all):
            return None
        if (window := self._of_chat.get(chat_id)) is None:
            window = _Window(int(rate) or 1, 60.0) if chat_id < 0 else _Window(_BURST, _BURST / rate)
            self._of_chat[chat_id] = window
        self._of_chat.move_to_end(chat_id)
        now = time.monotonic()
        while len(self._of_chat) > _MOST_IDLE and next(iter(self._of_chat.values())).is_idle(now):
            self._of_chat.popitem(last=False)
        return window


class _Window:
    """At most so many turns in any so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds * _MARGIN
        self._turns: deque[float] = deque(maxlen=most)

    def reserve(self, now: float) -> float:
        """Take the next turn, and return in how many seconds it is."""
        full = len(self._turns) == self._turns.maxlen
        at = max(now, self._turns[0] + self._seconds) if full else now
        self._turns.append(at)
        return at - now

    def has_turn(self, now: float) -> bool:
        """Tell whether the next turn is at once."""
        return len(self._turns) != self._turns.maxlen or self._turns[0] + self._seconds <= now

    def is_idle(self, now: float) -> bool:
        """Tell whether the window would be the same if it were new."""
        return not self._turns or self._turns[-1] + self._seconds < now

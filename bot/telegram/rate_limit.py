"""When the next message may be sent: Telegram's rate limits, and the pauses that it asks for.

The limits are sliding windows, as Telegram counts. Leaky buckets (aiolimiter, and python-telegram-bot's rate limiter on
it) let twice the limit pass in the first window after a pause.
"""

import random
import warnings
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import RetryAfter

from bot.clock import SYSTEM_CLOCK, Clock

Place = int | str
"""A chat's id, or that of a message which was sent through the bot, into a chat that it does not know."""

_MOST_IDLE = 1000
_GLOBAL_CHATS, _GLOBAL_SECONDS = 3, 1.0
"""If Telegram asks this number of chats to pause within this time, it means the whole bot."""
_MARGIN = 1.02
"""Windows are this much longer than Telegram's: messages may arrive closer together than they left."""
_BURST = 3
"""Messages that a private chat may get at once, such as an answer of several parts; the rate holds on average."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second in all and in a private chat, and a minute in a group; 0 lifts a limit, the first all three."""

    in_all: float = 30
    private: float = 1
    group: float = 20


class RateLimit:
    """Grants each message its turn, in the order of the requests.

    A message in an unknown chat is paced by itself, as a private chat is.
    """

    def __init__(self, rates: Rates, clock: Clock = SYSTEM_CLOCK) -> None:
        """Set the limits."""
        self._rates = rates
        self._clock = clock
        self._in_all = _Window(int(rates.in_all) or 1, 1.0) if rates.in_all else None
        self._of_chat: OrderedDict[Place, _Window] = OrderedDict()
        self._paused: dict[Place, float] = {}  # place to the end of its pause on the monotonic clock
        self._all_paused = 0.0
        self._recent: list[tuple[float, Place]] = []  # when Telegram asked for the last pauses, and the chats

    def pause(self, place: Place, seconds: float) -> None:
        """Hold up messages to a chat, because Telegram asks for it.

        Telegram does not say whether the chat got too many messages, or the bot sent too many in all. In the second
        case it asks several chats to pause at once: then all messages are held up. Groups do not count for that: each
        may have a slow mode of up to an hour.
        """
        now = self._clock.monotonic()
        self._paused[place] = max(self._paused.get(place, 0.0), now + seconds)
        if _is_group(place):
            return
        self._recent = [(at, its) for at, its in self._recent if now - at < _GLOBAL_SECONDS] + [(now, place)]
        if len({its for _, its in self._recent}) >= _GLOBAL_CHATS:
            self._all_paused = max(self._all_paused, now + seconds)

    def restore(self, pauses: Mapping[int, float]) -> None:
        """Continue the pauses of an earlier run: chat to POSIX time of the end."""
        now, ahead = self._clock.time(), self._clock.monotonic() - self._clock.time()
        self._paused.update({chat_id: until + ahead for chat_id, until in pauses.items() if until > now})

    def take(self, place: Place) -> bool:
        """Take a turn if one is free now, and return whether it was taken."""
        now = self._clock.monotonic()
        if self._pause_of(place) > 0:
            return False
        windows = [it for it in (self._window(place), self._in_all) if it is not None]
        if not all(it.has_turn(now) for it in windows):
            return False
        for it in windows:
            it.reserve(now)
        return True

    def free(self, chat_id: int) -> int | None:
        """Return how many turns of a chat are free now; None if it has no limit."""
        window = self._window(chat_id)
        return None if window is None else window.free(self._clock.monotonic())

    def wait(self, chat_id: int, turns: int) -> float:
        """Return the seconds until the last of so many turns of a chat, if nothing else takes one."""
        window = self._window(chat_id)
        seconds = 0.0 if window is None else window.wait(self._clock.monotonic(), turns)
        return max(seconds, self._pause_of(chat_id))

    async def turn(self, place: Place) -> None:
        """Take a turn once one is free."""
        if (window := self._window(place)) is not None:
            await self._clock.sleep(window.reserve(self._clock.monotonic()))
        while (wait := self._pause_of(place)) > 0:
            await self._clock.sleep(wait)
        self._paused.pop(place, None)
        if self._in_all is not None:
            await self._clock.sleep(self._in_all.reserve(self._clock.monotonic()))

    def is_paused(self, place: Place) -> bool:
        """Return whether Telegram has asked to send nothing to a place now."""
        return self._pause_of(place) > 0

    def _pause_of(self, place: Place) -> float:
        return max(self._paused.get(place, 0.0), self._all_paused) - self._clock.monotonic()

    def _window(self, place: Place) -> "_Window | None":
        is_group = _is_group(place)
        rate = self._rates.group if is_group else self._rates.private
        if not (rate and self._rates.in_all):
            return None
        if (window := self._of_chat.get(place)) is None:
            window = _Window(int(rate) or 1, 60.0) if is_group else _Window(_BURST, _BURST / rate)
            self._of_chat[place] = window
        self._of_chat.move_to_end(place)
        now = self._clock.monotonic()
        while len(self._of_chat) > _MOST_IDLE and next(iter(self._of_chat.values())).is_idle(now):
            self._of_chat.popitem(last=False)
        return window


class _Window:
    """A sliding window: at most `most` turns in any period of `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds * _MARGIN
        self._turns: deque[float] = deque(maxlen=most)

    def reserve(self, now: float) -> float:
        """Take the next turn, and return the seconds until it."""
        full = len(self._turns) == self._turns.maxlen
        at = max(now, self._turns[0] + self._seconds) if full else now
        self._turns.append(at)
        return at - now

    def has_turn(self, now: float) -> bool:
        """Return whether the next turn is now."""
        return len(self._turns) != self._turns.maxlen or self._turns[0] + self._seconds <= now

    def free(self, now: float) -> int:
        """Return how many turns are free now."""
        return (self._turns.maxlen or 0) - sum(it + self._seconds > now for it in self._turns)

    def wait(self, now: float, turns: int) -> float:
        """Return the seconds until the last of so many turns."""
        window = _Window(self._turns.maxlen or 1, self._seconds / _MARGIN)
        window._turns.extend(self._turns)
        return [window.reserve(now) for _ in range(turns)][-1]

    def is_idle(self, now: float) -> bool:
        """Return whether a new window would behave the same."""
        return not self._turns or self._turns[-1] + self._seconds < now


def _is_group(place: Place) -> bool:
    return isinstance(place, int) and place < 0


def backoff(failures: int, first: float, longest: float) -> float:
    """Return the seconds to wait after this many failures: doubled each time, and jittered by half."""
    return min(longest, first * 2.0 ** min(failures - 1, 20)) * random.uniform(0.5, 1.5)  # noqa: S311  (no secret)


def retry_after(error: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns that these seconds will one day be a timedelta
        wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait

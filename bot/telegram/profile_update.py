"""Brings what Telegram shows of the bot up to date: in the background, with as few calls as can be."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.clock import Clock
from bot.rendering.languages import Languages
from bot.storage import GroupCommit, SetPlace, Tables
from bot.telegram.api import Api
from bot.telegram.options import ProfileOptions
from bot.telegram.profile import Item, Part, Place, Text, digest_of, wanted
from bot.telegram.rate_limit import backoff, retry_after
from bot.texts.catalogue import CatalogueError
from bot.texts.choice import by_two_letters

_log = logging.getLogger(__name__)

_TRUSTED_SECONDS = 7 * 86_400.0
"""How long what was set or read is taken to stand: somebody may have changed it elsewhere."""
_GAP = 0.1
"""Seconds between two calls: nobody waits for them, and answers use the same allowance."""
_LONGEST_PAUSE = 120.0
"""The most seconds that the bot waits if Telegram asks for it; of names and descriptions it may ask for hours."""
_TRIES = 4
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
_NOTHING: tuple[object, ...] = (None, "", [], {"type": "default"})
"""What is read where nothing was set."""


async def update_profile(  # noqa: PLR0913, PLR0917  (each a part of it)
    api: Api,
    store: GroupCommit[Tables],
    languages: Languages,
    admin_ids: Collection[int],
    options: ProfileOptions,
    clock: Clock,
    bot_id: int,
) -> None:
    """Set what differs from what should be shown, and log once what could not be set. The next start tries again.

    If the options turn it off, what stands there stays, and is read anew once it is turned on again. Raises
    `StoreError`.
    """
    if not options.is_set:
        await store.run(lambda tables: tables.profile.distrust(bot_id))
        return
    items = await asyncio.to_thread(lambda: wanted(_texts(languages), admin_ids, options))
    known = await store.run(lambda tables: tables.profile.known(bot_id))
    update = _Update(api, clock, known)
    await update.run(items)
    if update.changed:
        await store.run(lambda tables: tables.profile.put(bot_id, update.changed))
    update.log()


def _texts(languages: Languages) -> dict[str, Text]:
    """Return what translates a text into each language that has two letters; English is the empty one."""
    texts: dict[str, Text] = {}
    for letters, code in by_two_letters(languages.codes).items():
        try:
            texts[letters] = languages.catalogue(code).gettext
        except CatalogueError as error:
            _log.warning("no menus in %s: %s", code, error)
    return texts


@dataclass(slots=True)
class _Update:
    """One run. `changed` are the places whose stored state has changed; None: nothing of the bot stands there."""

    api: Api
    clock: Clock
    known: Mapping[str, SetPlace]
    changed: dict[str, SetPlace | None] = field(default_factory=dict)
    _set: int = 0
    _trouble: list[str] = field(default_factory=list)
    _skipped: set[Part | int] = field(default_factory=set)
    """The parts of which Telegram wants no more calls now, and the chats that it does not know."""
    _by_hand: set[Part] = field(default_factory=set)

    async def run(self, items: Sequence[Item]) -> None:
        """Set what differs, and take away what the bot has set earlier and is wanted no more."""
        try:
            for item in items:
                await self._attempt(item.place, item)
            wanted_keys = {it.place.key for it in items if it.place.part not in self._by_hand}
            for key in self.known:
                if key not in wanted_keys and key not in self.changed:
                    await self._attempt(Place.from_key(key), None)
        except TelegramError as error:
            self._trouble.append(f"no usable answer from Telegram ({error})")

    def log(self) -> None:
        """Log what was done, in a line, and what could not be done, in another."""
        if self._set:
            _log.info("set %d of the bot's commands and texts that Telegram shows", self._set)
        for part in sorted(it.value for it in self._by_hand):
            _log.info("the bot's %s was set by hand, and stays; empty it at @BotFather, or set bot_%s", part, part)
        if self._trouble:
            trouble = "; ".join(self._trouble)
            _log.warning("not all that Telegram shows of the bot could be set, the next start tries again: %s", trouble)

    async def _attempt(self, place: Place, item: Item | None) -> None:
        """Settle one place: it should show the item, or nothing of the bot's. Raises if Telegram cannot be reached."""
        if self._skipped & {place.part, place.chat_id} or (item is not None and place.part in self._by_hand):
            return
        try:
            await (self._remove(place) if item is None else self._settle(item))
        except RetryAfter as error:
            self._skipped.add(place.part)
            self._trouble.append(f"{place.part.value}: Telegram asks to wait {retry_after(error):g} s")
        except (BadRequest, Forbidden) as error:
            if place.chat_id is None:
                self._trouble.append(f"{place.key}: {error.message}")
            else:  # Telegram knows no chat with an admin who has never written to the bot
                self._skipped.add(place.chat_id)
                self._trouble.append(f"admin {place.chat_id}: {error.message}")
            if item is None:
                self.changed[place.key] = None

    async def _settle(self, item: Item) -> None:
        place, now = item.place, self.clock.time()
        known = self.known.get(place.key)
        if known is not None and known.digest == item.digest and 0 <= now - known.checked_at < _TRUSTED_SECONDS:
            return
        shown = place.shown(await self._call(place.reading, place.address))
        if shown != item.value:
            # What everybody sees decides: a language may be told with that for want of a text of its own.
            ours = shown in _NOTHING or (known is not None and known.digest == digest_of(shown))
            if not item.overrides and not place.language and not ours:
                self._by_hand.add(place.part)
                if known is not None:
                    self.changed[place.key] = None
                return
            await self._call(*place.setting(item.value))
            self._set += 1
        self.changed[place.key] = SetPlace(item.digest, now, place.chat_id)

    async def _remove(self, place: Place) -> None:
        if (call := place.removing) is not None:
            await self._call(*call)
            self._set += 1
        self.changed[place.key] = None

    async def _call(self, method: str, parameters: Mapping[str, object]) -> object:
        """Call a method, again if that may help. Raises `RetryAfter` for a pause that is too long to wait for."""
        failures = 0
        while True:
            await self.clock.sleep(_GAP)
            try:
                return await self.api.call(method, parameters)
            except RetryAfter as error:
                wait = retry_after(error)
                failures += 1
                if wait > _LONGEST_PAUSE or failures >= _TRIES:
                    raise
            except (BadRequest, Forbidden):
                raise
            except TelegramError:
                failures += 1
                if failures >= _TRIES:
                    raise
                wait = backoff(failures, _FIRST_WAIT, _LONGEST_WAIT)
            await self.clock.sleep(wait)

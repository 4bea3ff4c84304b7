"""Messages that reply to nothing: the dead updates, for the admins."""

import asyncio
import logging
from collections.abc import Collection

from telegram.error import TelegramError

from bot.clock import SYSTEM_CLOCK, Clock
from bot.messages import DeadUpdates
from bot.storage import GroupCommit, Tables
from bot.telegram.address import Address
from bot.telegram.sender import Sender

_log = logging.getLogger(__name__)

_TIMEOUT = 20.0


async def report_dead(
    sender: Sender, store: GroupCommit[Tables], admin_ids: Collection[int], clock: Clock = SYSTEM_CLOCK
) -> None:
    """Report each dead update to the admins, once.

    The report counts as sent if it reaches one admin in time; otherwise the next call tries again.
    """
    dead = await store.run(lambda tables: tables.inbox.unreported())
    if not dead:
        return
    notice = DeadUpdates(tuple((entry.update_id, entry.error or "") for entry in dead))

    async def report(admin_id: int) -> bool:
        try:
            async with clock.timeout(_TIMEOUT):
                return bool(await sender.send(Address(admin_id), notice))
        except (TelegramError, TimeoutError) as error:
            _log.warning("the report on dead updates did not reach admin %d, see `verbatim inbox`: %s", admin_id, error)
            return False

    reached = await asyncio.gather(*map(report, admin_ids))
    if any(reached) or not admin_ids:
        await store.run(lambda tables: tables.inbox.mark_reported([entry.update_id for entry in dead]))

"""Messages that reply to nothing: the list of commands for Telegram, and the dead updates for the admins."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.access import Audience
from bot.clock import SYSTEM_CLOCK, Clock
from bot.commands import COMMANDS, Command
from bot.messages import DeadUpdates
from bot.storage import GroupCommit, Tables
from bot.telegram.address import Address
from bot.telegram.sender import Sender

_log = logging.getLogger(__name__)

_TIMEOUT = 20.0
_IN_TELEGRAM = tuple(command for command in COMMANDS if command.audience is not Audience.CONSOLE)


async def register_commands(bot: Bot, admin_ids: Iterable[int], text: Callable[[str], str]) -> None:
    """Register the commands with Telegram: everyone's, and all of them in the admins' own chats.

    `text` translates a summary.
    """
    try:
        await bot.set_my_commands(
            _for_telegram((command for command in COMMANDS if command.audience is Audience.EVERYONE), text)
        )
    except TelegramError as error:
        _log.warning("the list of commands could not be registered, the next start tries again: %s", error)
    for admin_id in admin_ids:
        try:
            await bot.set_my_commands(_for_telegram(_IN_TELEGRAM, text), scope=BotCommandScopeChat(admin_id))
        except TelegramError as error:
            # Telegram knows no chat with an admin who has never written to the bot.
            _log.warning(
                "the commands of admin %d could not be registered, the next start tries again: %s", admin_id, error
            )


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


def _for_telegram(commands: Iterable[Command], text: Callable[[str], str]) -> list[BotCommand]:
    return [BotCommand(command.name, text(command.summary)) for command in commands]

"""Groups that become supergroups, which Telegram tells in both chats: what is stored of one moves to the other."""

import logging

from telegram import Update

from bot.telegram.job import JobContext
from bot.telegram.parts import Parts

_log = logging.getLogger(__name__)


class MovedChats:
    """Notes that groups have moved."""

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._parts = parts

    async def on_moved(self, update: Update, context: JobContext) -> None:
        """Move what is stored, whichever of the two messages comes first."""
        message, job = update.message, context.current
        if message is None or job.is_notice_only:
            return
        group, supergroup = message.chat_id, message.migrate_to_chat_id
        if supergroup is None:
            group, supergroup = message.migrate_from_chat_id or 0, message.chat_id
        job.writes.append(lambda tables: tables.moves.move(group, supergroup))
        job.at_end.append(lambda: self._parts.chosen.drop(group, supergroup))
        self._parts.access.note_move(group, supergroup)
        self._parts.sender.moves.note(group, supergroup)
        _log.info(
            "group %d became supergroup %d: where allowed_chats or blocked_chats name it, they mean the supergroup now;"
            " put the new id there",
            group,
            supergroup,
        )

"""The bot's membership of groups: it says how to ask where it was added, and leaves groups that are not allowed."""

import logging

from telegram import ChatMember, ChatMemberRestricted, Update

from bot.messages import JoinedGroup
from bot.requests import Origin
from bot.telegram.address import Address
from bot.telegram.job import Job, JobContext
from bot.telegram.parts import Parts

_log = logging.getLogger(__name__)

GROUPS = frozenset({"group", "supergroup"})


class Membership:
    """Greets groups and leaves them."""

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._parts = parts

    async def on_change(self, update: Update, context: JobContext) -> None:
        """Greet a group to which the bot was added, or leave it."""
        change, job = update.my_chat_member, context.current
        if change is not None:
            self._parts.administrators.drop(change.chat.id)
        if change is None or job.is_notice_only or change.chat.type not in GROUPS:
            return
        if _is_in(change.old_chat_member) or not _is_in(change.new_chat_member):
            return
        origin = Origin(person_id=change.from_user.id, chat_id=change.chat.id)
        if await self.leaves(origin, job) or not self._parts.access.may_talk(origin):
            return
        is_administrator = change.new_chat_member.status == ChatMember.ADMINISTRATOR
        hears = is_administrator or context.bot.can_read_all_group_messages
        greeting = JoinedGroup(context.bot.username, hears_mentions=hears)
        to = Address(change.chat.id, language=job.chosen.language_or(change.from_user.language_code))
        await self._parts.sender.send(to, greeting, job)

    async def leaves(self, origin: Origin, job: Job) -> bool:
        """Leave the group of an origin, unless the bot may be there. Return whether it left."""
        if job.is_notice_only or not origin.is_group or origin.chat_id is None:
            return False
        access = self._parts.access
        if not access.leaves(origin.chat_id):
            return False
        for group_id in access.unmoved_groups:  # this may be one of them, of which no message has told yet
            if (supergroup_id := await self._parts.sender.moved_to(group_id)) is not None:
                access.note_move(group_id, supergroup_id)
        if not access.leaves(origin.chat_id):
            return False
        _log.info("leaving group %d, which is not among the allowed chats", origin.chat_id)
        await self._parts.sender.leave(origin.chat_id, job)
        return True


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMember.LEFT, ChatMember.BANNED}

"""Who wrote a message, and where, as a value of the bot's own."""

from telegram import Message
from telegram.constants import ChatType

from bot.access import SHARED_IDS
from bot.requests import Origin
from bot.telegram.address import topic_of
from bot.telegram.addressing import replies_to_bot
from bot.telegram.job import Job


def origin_of(message: Message, job: Job) -> Origin:
    """Return the origin of a message. Channels and anonymous admins of a group have no person id."""
    sender = message.from_user
    is_person = sender is not None and message.sender_chat is None and sender.id not in SHARED_IDS
    person_id = sender.id if sender is not None and is_person else None
    if job.update.is_guest:
        update_id, sent_at = job.update.update_id, message.date.timestamp()
        return Origin(person_id=person_id, update_id=update_id, sent_at=sent_at, is_guest=True, chosen=job.chosen)
    replied_to = message.reply_to_message if replies_to_bot(message) else None
    return Origin(
        person_id=person_id,
        chat_id=message.chat_id,
        topic_id=topic_of(message),
        message_id=message.message_id,
        update_id=job.update.update_id,
        is_private=message.chat.type == ChatType.PRIVATE,
        sent_at=message.date.timestamp(),
        replied_to=None if replied_to is None else replied_to.message_id,
        quoted="" if replied_to is None or message.quote is None else message.quote.text,
        chosen=job.chosen,
    )

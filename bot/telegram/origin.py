"""Who wrote a message, and where, as a value of the bot's own."""

from telegram import Message
from telegram.constants import ChatType

from bot.access import SHARED_IDS
from bot.requests import Origin
from bot.telegram.job import Job


def origin_of(message: Message, job: Job) -> Origin:
    """Return the origin of a message. Channels and anonymous admins of a group have no person id."""
    sender = message.from_user
    replied_to = message.reply_to_message
    # In a topic every message that is no reply replies to the one that created the topic, which was perhaps the bot.
    if replied_to is not None and (
        replied_to.from_user is None
        or replied_to.from_user.id != message.get_bot().id
        or replied_to.forum_topic_created is not None
    ):
        replied_to = None
    is_person = sender is not None and message.sender_chat is None and sender.id not in SHARED_IDS
    return Origin(
        person_id=sender.id if sender is not None and is_person else None,
        chat_id=message.chat_id,
        topic_id=message.message_thread_id if message.is_topic_message else None,
        message_id=message.message_id,
        update_id=job.update.update_id,
        is_private=message.chat.type == ChatType.PRIVATE,
        sent_at=message.date.timestamp(),
        replied_to=None if replied_to is None else replied_to.message_id,
        quoted="" if replied_to is None or message.quote is None else message.quote.text,
    )

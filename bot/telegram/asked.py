"""What a message asks: its text or caption, or what the message says that an empty `/ask` or mention replies to."""

from dataclasses import replace

from telegram import Message

from bot.commands import parse_request
from bot.requests import CommandCall, Question
from bot.telegram.addressing import without_mentions
from bot.telegram.job import Job
from bot.telegram.origin import origin_of


def asked_in(message: Message, job: Job) -> Question | CommandCall:
    """Return the request of a message with its origin; a question without text if the message has none.

    In a group, mentions of the bot are no part of it.
    """
    origin = origin_of(message, job)
    request = job.update.request
    if origin.is_group and (rest := without_mentions(message)) is not None:
        request = parse_request(rest, origin)
    if not isinstance(request, Question | CommandCall):
        return Question("", origin)
    if isinstance(request, Question) and not request.text and (message.text or message.caption):
        request = replace(request, text=_replied_to(message))
    return replace(request, origin=origin)


def _replied_to(message: Message) -> str:
    """Return what is quoted of the message that this one replies to, or else all of its text."""
    if message.quote is not None:
        return message.quote.text.strip()
    earlier = message.reply_to_message
    return "" if earlier is None else (earlier.text or earlier.caption or "").strip()

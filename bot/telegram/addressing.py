"""Which messages in a group are meant for the bot, and what they ask without the mention of it."""

import re

from telegram import Message, MessageEntity
from telegram.constants import MessageEntityType
from telegram.ext.filters import MessageFilter

from bot.access import Audience
from bot.commands import COMMANDS

_NAMES = frozenset(command.name for command in COMMANDS if command.audience is not Audience.CONSOLE)
_BESIDE = re.compile(r"^(?:[\s,:;]|@\w+)+|[\s,:;]+$", re.ASCII)
"""What sets a mention apart from the words beside it, and others who are addressed: "@the_bot @ana who won?"."""
_CLOSING = tuple("?!.…)]»”")
_ADDRESS = re.compile(r"\w+(?:[ ']\w+)?")
_TO_OTHERS = re.compile(r"[^?？؟]*(?:[.!…。！]\s*|\n\s*)", re.DOTALL)
"""What is said before a mention, if it ends a sentence that is no question: not to the bot, but to the others."""
_QUESTION = re.compile(r"\w+\W+\w+|[\u3040-\u9fff]{2}")
"""What can be asked: two words, or two letters of a script without blanks."""


class MeantForBot(MessageFilter):
    """Texts and captions in a group that mention the bot or reply to it, and captions that are commands for it.

    Commands in texts have handlers of their own.
    """

    def filter(self, message: Message) -> bool:
        """Tell whether a message is meant for the bot."""
        if (command := _command(message)) is not None:
            name, _, target = command.removeprefix("/").partition("@")
            is_for_us = target.casefold() in {"", _username(message)}
            return message.caption is not None and is_for_us and name.lower() in _NAMES
        return bool(_mentions(message)) or replies_to_bot(message)


def replies_to_bot(message: Message) -> bool:
    """Tell whether a message replies to one of the bot.

    In a topic every message that is no reply replies to the one that created the topic, which was perhaps the bot.
    """
    replied_to = message.reply_to_message
    return (
        replied_to is not None
        and replied_to.from_user is not None
        and replied_to.from_user.id == message.get_bot().id
        and replied_to.forum_topic_created is None
    )


def without_mentions(message: Message) -> str | None:
    """Return the text or caption of a message without the mentions of the bot; None if it does not mention it.

    Of "Nice. @the_bot @ana who won?" only the question stays.
    """
    mentions = _mentions(message)
    if not mentions:
        return None
    units = _text(message).encode("utf-16-le", "surrogatepass")
    parts, done = [], 0
    for entity in sorted(mentions, key=lambda it: it.offset):
        parts.append(units[2 * done : 2 * entity.offset])
        done = entity.offset + entity.length
    parts.append(units[2 * done :])
    first, *following = (it.decode("utf-16-le", "surrogatepass") for it in parts)
    if _TO_OTHERS.fullmatch(first) and _QUESTION.search(" ".join(following)):
        first = ""
    text = ""
    for part in (_BESIDE.sub("", it) for it in (first, *following)):
        if text and part and not part.startswith(_CLOSING):
            # "hey @the_bot who won?": a comma tells the words of address from the question.
            text += ", " if _ADDRESS.fullmatch(text) else " "
        text += part
    return text


def _mentions(message: Message) -> list[MessageEntity]:
    """Return the entities that name the bot, by its username in any case or as a person without one is named."""
    bot_id, mark = message.get_bot().id, f"@{_username(message)}"
    return [
        entity
        for entity, text in _entities(message).items()
        if (entity.type == MessageEntityType.MENTION and text.casefold() == mark)
        or (entity.type == MessageEntityType.TEXT_MENTION and entity.user is not None and entity.user.id == bot_id)
    ]


def _command(message: Message) -> str | None:
    """Return the command with which a message begins, such as "/ask@the_bot"."""
    commands = (
        text for it, text in _entities(message).items() if it.type == MessageEntityType.BOT_COMMAND and not it.offset
    )
    return next(commands, None)


def _entities(message: Message) -> dict[MessageEntity, str]:
    return message.parse_entities() if message.text is not None else message.parse_caption_entities()


def _text(message: Message) -> str:
    return message.text or message.caption or ""


def _username(message: Message) -> str:
    return message.get_bot().username.casefold()

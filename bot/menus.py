"""The menus of commands that Telegram shows, and the texts in which it introduces the bot."""

from enum import Enum

from bot.texts.marking import gettext_noop


class Menu(Enum):
    """Where Telegram lists commands while a message is typed."""

    PRIVATE = "private"
    """In private chats."""
    GROUPS = "groups"
    ADMINISTRATORS = "administrators"
    """In groups, to their administrators."""
    ADMINS = "admins"
    """In the private chats of those who run the bot."""


EVERYWHERE = frozenset(Menu)
PRIVATELY = frozenset((Menu.PRIVATE, Menu.ADMINS))
TO_ADMINS = frozenset((Menu.ADMINS,))
NOWHERE = frozenset[Menu]()

DESCRIPTION = gettext_noop(
    "Ask me a question, and I answer with the very sentences of my articles, quoted exactly and cited, or say that "
    "nothing there answers it."
)
"""What stands in a private chat in which nothing was written yet; at most 512 characters."""

SHORT_DESCRIPTION = gettext_noop("Answers questions with exact quotes from a collection of articles.")
"""What stands on the bot's page, and beside a link to it; at most 120 characters."""

"""Requests: what people do, as frozen values that the adapters make."""

from dataclasses import dataclass
from enum import Enum

from bot.chat_settings import AS_BY_DEFAULT, ChatSettings, Setting


@dataclass(frozen=True, slots=True)
class Origin:
    """Who makes a request, and where. The ids are Telegram's.

    The operator at the console has no ids. `person_id` is also None for anonymous group admins and for channels.
    `topic_id` is a topic of a forum. `update_id` is the id of the update that holds the message. `is_private` means
    that nobody else sees it. `sent_at` is the message's date, in POSIX seconds; a press has none. `replied_to` is the
    message of the bot to which it replies, and `quoted` what it quotes of that. `is_guest` means that it is asked in a
    chat of which the bot is no member: then it has no ids of chat and message, since those are not the bot's own.
    `chosen` are the settings of the chat; where its id is not told, as in inline mode, those of the person's own chat.
    """

    person_id: int | None = None
    chat_id: int | None = None
    topic_id: int | None = None
    message_id: int | None = None
    update_id: int | None = None
    is_private: bool = False
    is_operator: bool = False
    sent_at: float | None = None
    replied_to: int | None = None
    quoted: str = ""
    is_guest: bool = False
    chosen: ChatSettings = AS_BY_DEFAULT

    @property
    def is_group(self) -> bool:
        """Whether it is made in a group, where others see it."""
        return self.is_guest or (self.chat_id is not None and not self.is_private)


OPERATOR = Origin(is_operator=True)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with or without `/ask` before it, stripped of blanks. It may be empty."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CommandCall:
    """Any other command: its `name` in lower case without the slash, and the text after it."""

    name: str
    argument: str
    origin: Origin


class Action(Enum):
    """What a button under an answer does. The value is what the button's data hold: short, and never reused."""

    QUOTES = "q"
    """Show the quotes from a place of the ranking on."""
    CONTEXT = "c"
    WHY = "w"
    SOURCE = "s"
    FILE = "f"
    """Send the text of the article as a file."""
    ASK = "a"
    """Search the alternative at a place of the answer's list."""
    LIKE = "l"
    DISLIKE = "d"


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button under an answer: the answer's key, and what to do with the quote at `place`, from 0.

    Buttons that are not ours have the empty key, which no answer has.
    """

    key: str
    action: Action
    place: int
    origin: Origin

    @property
    def shows(self) -> str:
        """The name of the view that the press asks for."""
        return f"{self.action.value}:{self.place}"


@dataclass(frozen=True, slots=True)
class SettingPress:
    """A press of a button under the settings of a chat.

    It shows the choices of a `setting`, from `page` on where they have pages, counted from 0; without one, all settings
    of the chat. With a `choice`, that is chosen first; an empty one means that nothing is chosen any more.
    """

    setting: Setting | None
    origin: Origin
    choice: str | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class QuotePress:
    """A press of a button under a quote that stands by itself, here or in a chat that the bot does not know.

    `key` is the citation's, perhaps a forged one. The action `QUOTES` shows the quote again. `language` is the code of
    that in which the message stays, whoever presses; None where a person reads it by themselves.
    """

    key: str
    action: Action
    origin: Origin
    language: str | None = None


@dataclass(frozen=True, slots=True)
class InlineQuestion:
    """A question typed behind the bot's name in any chat, perhaps not to its end.

    `offset` names a page, as the page before it did; it is empty for the first.
    """

    text: str
    offset: str
    origin: Origin


Typed = Question | CommandCall
Request = Typed | Press | SettingPress | QuotePress | InlineQuestion

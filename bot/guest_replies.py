"""What is told to people who ask in a chat of which the bot is no member, as frozen values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HowToAskAsGuest:
    """Nothing is asked. `bot` is the bot's name, without the @."""

    bot: str


@dataclass(frozen=True, slots=True)
class QuoteTooLong:
    """The sentence that answers does not fit one message, and no second one may be sent. `bot` is the bot's name."""

    bot: str

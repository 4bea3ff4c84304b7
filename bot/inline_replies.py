"""What is shown to a person who types a question behind the bot's name in any chat, as frozen values."""

from dataclasses import dataclass

from bot.answer import Citation


@dataclass(frozen=True, slots=True)
class InlineQuote:
    """A quote with its source, as a message of the person who chose it: its readers do not see the question."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class HowToAsk:
    """Nothing is typed that could be searched. `bot` is the bot's name, without the @."""

    bot: str


@dataclass(frozen=True, slots=True)
class NothingQuoted:
    """Nothing answers what is typed."""


@dataclass(frozen=True, slots=True)
class QuotePage:
    """A page of the quotes that answer, the best first.

    `fingerprint` is that of the corpus. `following` is the offset of the next page, empty behind the last one.
    """

    fingerprint: str
    quotes: tuple[InlineQuote, ...]
    following: str = ""


InlineReply = QuotePage | HowToAsk | NothingQuoted

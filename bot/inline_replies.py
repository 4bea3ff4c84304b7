"""What is shown to a person who types a question behind the bot's name in any chat, as frozen values."""

from dataclasses import dataclass

from bot.answer import Citation


@dataclass(frozen=True, slots=True)
class InlineQuote:
    """A quote with its source, by itself: its readers do not see the question.

    It is a message of the person who chose it in any chat, or where a link to it leads. `key` is the citation's, empty
    if it has none.
    """

    citation: Citation
    key: str = ""


@dataclass(frozen=True, slots=True)
class HowToAsk:
    """Nothing is typed that could be searched. `bot` is the bot's name, without the @."""

    bot: str


@dataclass(frozen=True, slots=True)
class NothingQuoted:
    """Nothing answers what is typed. `link` is the key by which the private chat asks it; empty if there is none."""

    link: str = ""


@dataclass(frozen=True, slots=True)
class QuotePage:
    """A page of the quotes that answer, the best first.

    `fingerprint` is that of the corpus. `following` is the offset of the next page, empty behind the last one. `bot` is
    the bot's name, without the @.
    """

    fingerprint: str
    quotes: tuple[InlineQuote, ...]
    bot: str
    following: str = ""


InlineReply = QuotePage | HowToAsk | NothingQuoted

"""Links to the private chat: what follows `t.me/<bot>?start=`, of A–Z a–z 0–9 _ -, at most 64 characters. Pure."""

from dataclasses import dataclass

_TO_QUOTE = "c_"
_TO_QUESTION = "q_"


@dataclass(frozen=True, slots=True)
class QuoteLink:
    """A link to a quote, by the citation's key, which need not be a genuine one."""

    key: str


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """A link to a question that is stored under a key, which need not be a genuine one."""

    key: str


@dataclass(frozen=True, slots=True)
class NoLink:
    """Nothing, or what leads nowhere in particular, such as the name of the place where a link stands."""


StartLink = QuoteLink | QuestionLink | NoLink


def read_start(parameter: str) -> StartLink:
    """Return what the text behind `/start` leads to."""
    if parameter.startswith(_TO_QUOTE):
        return QuoteLink(parameter.removeprefix(_TO_QUOTE))
    if parameter.startswith(_TO_QUESTION):
        return QuestionLink(parameter.removeprefix(_TO_QUESTION))
    return NoLink()


def link_to_quote(key: str) -> str:
    """Return the parameter that leads to the quote of a key; typed behind the bot's name, it lists that quote."""
    return f"{_TO_QUOTE}{key}"


def link_to_question(key: str) -> str:
    """Return the parameter that leads to the question of a key."""
    return f"{_TO_QUESTION}{key}"


def start_url(bot: str, parameter: str) -> str:
    """Return the address that opens the private chat with the bot of this username, and sends it the parameter."""
    return f"https://t.me/{bot}?start={parameter}"

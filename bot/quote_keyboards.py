"""Which buttons stand under a quote by itself. Pure."""

from bot.answer import QuoteInContext, SourceCard
from bot.inline_replies import InlineQuote
from bot.keyboards import BACK, CONTEXT, SOURCE, Button, Keyboard, Rows, copy, share, under_card
from bot.requests import Action
from bot.start_links import link_to_quote, start_url

_BACK = Button(BACK, Action.QUOTES)
_CONTEXT = Button(CONTEXT, Action.CONTEXT)
_SOURCE = Button(SOURCE, Action.SOURCE)


def quote_keyboard(
    shown: InlineQuote | QuoteInContext | SourceCard, key: str, *, shares: bool, through: str | None = None
) -> Keyboard | None:
    """Return the buttons under what is shown of the quote of a key; None if it has no key.

    With `shares`, it can be shared. If the message was sent `through` the bot of this username, into any chat, its
    readers find the source in their private chat with the bot: neither a card of the article nor a file fits there.
    """
    if not key:
        return None
    url = None if through is None else start_url(through, link_to_quote(key))
    source = _SOURCE if url is None else Button(SOURCE, url=url)

    def to_share(_: object) -> str | None:
        return key if shares else None

    rows: Rows
    match shown:
        case InlineQuote(citation):
            rows = ((_CONTEXT, source, copy(citation), *share(citation, to_share)),)
        case QuoteInContext(_, citation):
            rows = ((source, copy(citation), *share(citation, to_share), _BACK),)
        case SourceCard(place, has_file=has_file):
            rows = (under_card(place, has_file=has_file),)
    return Keyboard(key, rows)

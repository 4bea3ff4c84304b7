"""The error that ends the bot, and its messages that are needed twice."""

TOKEN_REFUSED = "Telegram refuses the token: get the right one from @BotFather, set VERBATIM_TELEGRAM_TOKEN"  # noqa: S105
ANOTHER_BOT = (
    "another program fetches this bot's messages (Telegram reports a conflict, 409): stop the other one, or give this"
    " one a token of its own"
)


class TelegramFailure(Exception):  # noqa: N818  (telegram.error has TelegramError)
    """The bot cannot continue. The message says why and what to do, without the token."""

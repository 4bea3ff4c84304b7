"""Errors that end the bot; each says what to do."""

from pathlib import Path


class TelegramFailure(Exception):  # noqa: N818  (the base of these errors; telegram.error has TelegramError)
    """The bot cannot continue."""


class TokenRefusedError(TelegramFailure):
    """Telegram does not know the bot's token."""

    def __init__(self) -> None:
        """Give the message, which does not hold the token."""
        super().__init__("Telegram refuses the token: get the right one from @BotFather, set VERBATIM_TELEGRAM_TOKEN")


class AnotherBotError(TelegramFailure):
    """Another program receives the updates of this bot."""

    def __init__(self) -> None:
        """Give the message."""
        super().__init__(
            "another program fetches this bot's messages (Telegram reports a conflict, 409): stop the other one, or"
            " give this one a token of its own"
        )


class RefusedError(TelegramFailure):
    """Telegram refuses a call that the bot depends on."""

    def __init__(self, reason: str) -> None:
        """Give the message, with Telegram's reason."""
        super().__init__(f"Telegram refuses what the settings ask for: {reason}; look at VERBATIM_WEBHOOK_URL")


class AlreadyRunningError(TelegramFailure):
    """Another process of this machine uses the same data folder."""

    def __init__(self, folder: Path) -> None:
        """Give the message, with the folder."""
        super().__init__(
            f"another bot works with the data folder {folder}: stop it, or set VERBATIM_DATA_DIR to another folder"
        )


class PortTakenError(TelegramFailure):
    """The webhook cannot listen."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        """Give the message, with the address and the reason."""
        super().__init__(f"cannot listen for the webhook at {host}:{port}: {reason}; set VERBATIM_WEBHOOK_PORT")

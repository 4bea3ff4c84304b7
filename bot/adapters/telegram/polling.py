"""The bot itself: python-telegram-bot's `Application`, by long polling."""

import logging
from collections.abc import Iterable

from telegram import BotCommand, BotCommandScopeChat, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.access import Audience
from bot.adapters.telegram.handlers import AnyApplication, Handlers
from bot.commands import COMMANDS, Command, Commands
from bot.rendering.templates import Templates

_log = logging.getLogger(__name__)
_NETWORK_LOG = logging.getLogger("telegram.ext")

_RETRY_FOR_EVER = -1


class TokenRefusedError(Exception):
    """Telegram does not know the bot's token."""

    def __init__(self) -> None:
        """Say so, without the token."""
        super().__init__("Telegram refuses the token: get the right one from @BotFather, set VERBATIM_TELEGRAM_TOKEN")


def run(token: str, api_url: str, commands: Commands, templates: Templates) -> None:
    """Answer messages until SIGINT or SIGTERM; where Telegram cannot be reached, keep trying.

    Raises `TokenRefusedError` where Telegram does not know the token.
    """
    base = api_url.rstrip("/")

    async def announce(application: AnyApplication) -> None:
        await _register_commands(application, sorted(commands.access.admin_ids))
        _log.info("answering as @%s", application.bot.username)

    application = (
        Application.builder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .post_init(announce)
        .build()
    )
    Handlers(commands, templates).add_to(application)
    _NETWORK_LOG.addFilter(_is_news)
    _NETWORK_LOG.setLevel(logging.DEBUG)  # below that the library does not tell that it tries again
    _log.info("reaching Telegram at %s", base)
    try:
        application.run_polling(allowed_updates=[Update.MESSAGE], bootstrap_retries=_RETRY_FOR_EVER)
    except InvalidToken:
        raise TokenRefusedError from None  # the error of the library holds the token


def _is_news(record: logging.LogRecord) -> bool:
    """Pass what an operator wants to know of the library's tries to reach Telegram.

    Not its traceback of a refused token: one line says it better. What it whispers of a try that failed is said aloud.
    """
    if record.levelno > logging.DEBUG:
        return not (record.exc_info and isinstance(record.exc_info[1], InvalidToken))
    if str(record.msg).endswith("Retrying."):
        _log.warning("Telegram cannot be reached, trying again")
    return False


async def _register_commands(application: AnyApplication, admin_ids: Iterable[int]) -> None:
    """Tell Telegram the commands: everyone's, and in the admins' own chats theirs too."""
    try:
        await application.bot.set_my_commands(
            _for_telegram(command for command in COMMANDS if command.audience is Audience.EVERYONE),
        )
    except TelegramError as error:
        _log.warning("the list of commands could not be registered: %s", error)
    for admin_id in admin_ids:
        try:
            await application.bot.set_my_commands(_for_telegram(COMMANDS), scope=BotCommandScopeChat(admin_id))
        except TelegramError as error:
            # Telegram knows no chat with an admin who has never written to the bot.
            _log.warning("the commands of admin %d could not be registered: %s", admin_id, error)


def _for_telegram(commands: Iterable[Command]) -> list[BotCommand]:
    return [BotCommand(command.name, command.summary) for command in commands]

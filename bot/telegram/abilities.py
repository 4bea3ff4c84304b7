"""What Telegram lets the bot hear, and what follows from it, in words for the log and for `verbatim check`."""

import asyncio

from telegram import User
from telegram.error import InvalidToken, TelegramError

from bot.telegram.api import Api
from bot.telegram.errors import TOKEN_REFUSED, TelegramFailure
from bot.telegram.transport import AiohttpRequest

_TIMEOUT = 5.0


def abilities(bot: User) -> tuple[str, ...]:
    """Return a line each for groups, for what is typed behind the bot's name, and for chats that it is not in."""
    if bot.can_read_all_group_messages:
        groups = "true: commands, replies to the bot and mentions of it are answered"
    else:
        groups = (
            "false, by privacy mode: commands and replies to the bot are answered, mentions only where it is an"
            " administrator; /setprivacy of @BotFather turns it off, then add the bot to its groups anew"
        )
    if bot.supports_inline_queries:
        inline = "true: who types the bot's name and a question in any chat gets quotes to send"
    else:
        inline = "false: nothing is answered there; /setinline of @BotFather turns it on"
    if bot.supports_guest_queries:
        guest = "true: who mentions the bot in a chat that it is not in gets one answer there"
    else:
        guest = "false: the bot is asked in its own chats alone; @BotFather turns it on"
    return (
        f"in groups: can_read_all_group_messages is {groups}",
        f"typed in any chat: supports_inline_queries is {inline}",
        f"elsewhere: supports_guest_queries is {guest}",
    )


def asked(token: str, api_url: str) -> tuple[str, ...]:
    """Ask Telegram for the bot, and return its name and abilities in lines, or in one why Telegram could not be asked.

    Raises `TelegramFailure` if Telegram refuses the token.
    """
    return asyncio.run(_asked(token, api_url))


async def _asked(token: str, api_url: str) -> tuple[str, ...]:
    request = AiohttpRequest(connection_pool_size=1)
    await request.initialize()
    try:
        async with asyncio.timeout(_TIMEOUT):
            result = await Api(f"{api_url.rstrip('/')}/bot{token}", request).call("getMe", {})
        bot = _bot_of(result)
    except InvalidToken:
        raise TelegramFailure(TOKEN_REFUSED) from None  # the library's error may hold the token
    except (TelegramError, TimeoutError, KeyError, TypeError, ValueError) as error:
        reason = str(error) if isinstance(error, TelegramError) else type(error).__name__
        return (f"could not be asked about the bot: {reason}",)
    finally:
        await request.shutdown()
    return (f"the token is that of @{bot.username}", *abilities(bot))


def _bot_of(result: object) -> User:
    bot = User.de_json(result, None) if isinstance(result, dict) else None
    if bot is None or not bot.username:
        raise TelegramError("its answer is no bot")
    return bot

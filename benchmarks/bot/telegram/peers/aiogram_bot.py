"""A bot on aiogram 3 with its defaults."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import LinkPreviewOptions, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.bot.telegram.peers.answers import Answers, Endpoint

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def main() -> None:
    """Run until a signal."""
    endpoint = Endpoint()
    answers = Answers()
    dispatcher = Dispatcher()

    async def answer(message: Message) -> None:
        for html in await answers.to(message.text or ""):
            await message.answer(html, parse_mode="HTML", link_preview_options=_NO_PREVIEW)

    dispatcher.message.register(answer)

    session = AiohttpSession(api=TelegramAPIServer.from_base(endpoint.api_url))
    bot = Bot(endpoint.token, session=session)
    if not endpoint.webhook_url:
        asyncio.run(dispatcher.start_polling(bot))
        return

    async def announce(bot: Bot) -> None:
        await bot.set_webhook(endpoint.webhook_url, secret_token=endpoint.secret)

    dispatcher.startup.register(announce)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=endpoint.secret).register(application, path=endpoint.path)
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host=endpoint.host, port=endpoint.port, print=None)


if __name__ == "__main__":
    main()

"""A bot on aiogram 3 as shipped."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import LinkPreviewOptions, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.bot.telegram.peers.answers import Answers, Place

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def main() -> None:
    """Run until a signal."""
    place = Place()
    answers = Answers()
    dispatcher = Dispatcher()

    async def answer(message: Message) -> None:
        for html in await answers.to(message.text or ""):
            await message.answer(html, parse_mode="HTML", link_preview_options=_NO_PREVIEW)

    dispatcher.message.register(answer)

    session = AiohttpSession(api=TelegramAPIServer.from_base(place.api_url))
    bot = Bot(place.token, session=session)
    if not place.webhook_url:
        asyncio.run(dispatcher.start_polling(bot))
        return

    async def announce(bot: Bot) -> None:
        await bot.set_webhook(place.webhook_url, secret_token=place.secret)

    dispatcher.startup.register(announce)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=place.secret).register(application, path=place.path)
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host=place.host, port=place.port, print=None)


if __name__ == "__main__":
    main()

"""A bot on python-telegram-bot with its defaults; CONCURRENT_UPDATES makes it handle updates in parallel, unordered."""

import os
from typing import Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackContext, MessageHandler, filters

from benchmarks.bot.telegram.peers.answers import Answers, Endpoint

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def main() -> None:
    """Run until a signal."""
    endpoint = Endpoint()
    answers = Answers()

    async def answer(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        message = update.effective_message
        if message is not None and message.text:
            for html in await answers.to(message.text):
                await context.bot.send_message(
                    message.chat_id, html, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW
                )

    builder = Application.builder().token(endpoint.token).base_url(f"{endpoint.api_url}/bot")
    application = builder.concurrent_updates("CONCURRENT_UPDATES" in os.environ).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    if endpoint.webhook_url:
        application.run_webhook(
            endpoint.host,
            endpoint.port,
            endpoint.path,
            webhook_url=endpoint.webhook_url,
            secret_token=endpoint.secret,
            bootstrap_retries=-1,
        )
    else:
        application.run_polling(allowed_updates=[Update.MESSAGE], bootstrap_retries=-1)


if __name__ == "__main__":
    main()
